//! Over the whole list of routes: who may come, which methods work, in which words errors are told, and what every
//! answer carries. A new route is covered by standing in the list.

use std::collections::{BTreeMap, BTreeSet};

use canvass_app::Scope;
use canvass_http::endpoint::Gate;
use canvass_http::routes::{Access, ROUTES, Route, Surface, page_routes};
use canvass_testkit::TestApp;

use crate::kit::{Asking, Front, Sent};
use crate::questionpro;

/// Values of the variable parts; nothing of these numbers is there, but for the workspace.
fn filled(path: &str) -> String {
    let path = path.replace("{workspace}", "acme").replace("{slot}", "invitation").replace("{anything}", "x");
    let mut filled = String::new();
    let mut rest = path.as_str();
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        filled.push_str("999999");
        rest = after.split_once('}').unwrap().1;
    }
    filled + rest
}

/// A request with a token where the surface looks for it.
fn ask_as<'f, 'a>(front: &'f Front<'a>, route: &Route, token: &str) -> Asking<'f, 'a> {
    let ask = front.ask(&line(route));
    match route.surface {
        Surface::QuestionPro => ask.header("api-key", token),
        Surface::Health | Surface::Native | Surface::Expoints | Surface::Cayzu => ask.bearer(token),
    }
}

fn line(route: &Route) -> String {
    format!("{} {}", route.method, filled(route.path))
}

/// HTP-15
fn is_guarded(sent: &Sent, line: &str) {
    assert_eq!(sent.header("x-content-type-options"), Some("nosniff"), "{line}");
    assert!(sent.header("cache-control").unwrap().contains("no-store"), "{line}");
    assert!(sent.header("content-security-policy").unwrap().contains("frame-ancestors 'none'"), "{line}");
    assert!(sent.header("referrer-policy").is_some(), "{line}");
    assert_eq!(sent.header("server"), None, "{line}");
    assert_eq!(sent.header("x-powered-by"), None, "{line}");
    match sent.header("content-type") {
        Some(kind) => assert!(kind.contains("charset=utf-8"), "{line}: {kind}"),
        None => assert_eq!(sent.body, "", "{line}"),
    }
}

/// An error in the words of the surface.
fn is_told(surface: Surface, sent: &Sent, line: &str) {
    is_guarded(sent, line);
    match surface {
        Surface::Expoints | Surface::Cayzu => {
            assert_eq!(sent.header("content-type"), Some("application/json; charset=utf-8"), "{line}");
            let body = sent.json();
            assert!(body["Message"].is_string() && body["TraceId"] == "[trace]", "{line}: {}", sent.body);
        }
        Surface::QuestionPro => {
            assert_eq!(questionpro::error(sent)["httpStatusCode"], sent.status, "{line}");
        }
        Surface::Native | Surface::Health => {
            assert_eq!(
                sent.header("content-type"),
                Some("application/problem+json; charset=utf-8"),
                "{line}"
            );
            let body = sent.json();
            assert_eq!(body["status"], sent.status, "{line}");
            assert!(body["code"].is_string() && body["title"].is_string(), "{line}: {}", sent.body);
            assert_eq!(body["traceId"], "[trace]", "{line}");
        }
    }
}

#[test]
fn the_list_names_each_route_once() {
    let mut lines = BTreeSet::new();
    for route in ROUTES {
        assert!(lines.insert((route.path, route.method.as_str())), "{} {}", route.method, route.path);
    }
}

#[tokio::test]
async fn idn_01_without_a_token_every_route_but_the_open_ones_answers_401() {
    let test = TestApp::new();
    test.bare_workspace("acme");
    let front = Front::new(&test);
    for route in ROUTES {
        let line = line(route);
        match route.access {
            Access::Public => assert_eq!(front.ask(&line).empty().await.status, 200, "{line}"),
            Access::ClientSecret => assert_eq!(front.ask(&line).empty().await.status, 400, "{line}"),
            Access::Token | Access::Scope(_) | Access::Either(..) => {
                let bare = front.ask(&line).empty().await;
                let forged = ask_as(&front, route, "cvt_aaaaaaaaaaaaaaaa.b").empty().await;
                for (sent, has_token) in [(bare, false), (forged, true)] {
                    assert_eq!(sent.status, 401, "{line}");
                    let challenge = sent.header("www-authenticate");
                    match route.surface {
                        // Q2: no scheme of HTTP, and whether there was a key makes no difference.
                        Surface::QuestionPro => assert_eq!(challenge, None, "{line}"),
                        // Whether a token was sent makes no difference there.
                        Surface::Cayzu => assert_eq!(challenge, Some("Bearer"), "{line}"),
                        Surface::Health | Surface::Native | Surface::Expoints => {
                            let challenge = challenge.unwrap();
                            assert!(challenge.starts_with("Bearer realm="), "{line}");
                            assert_eq!(challenge.contains("invalid_token"), has_token, "{line}");
                        }
                    }
                    is_told(route.surface, &sent, &line);
                }
            }
        }
    }
}

#[tokio::test]
async fn idn_02_a_token_without_the_scope_gets_403_and_nothing_is_stored() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    let before = test.digest("acme");
    for route in ROUTES {
        let (needed, or) = match route.access {
            Access::Scope(needed) => (needed, needed),
            Access::Either(needed, or) => (needed, or),
            Access::Public | Access::ClientSecret | Access::Token => continue,
        };
        // All that does not hold the scope needed: an administrator holds all but the operator's.
        let held: Vec<Scope> = Scope::ALL
            .into_iter()
            .filter(|scope| ![needed, or, Scope::Operator].contains(scope))
            .filter(|scope| needed == Scope::Operator || *scope != Scope::WorkspaceAdmin)
            .collect();
        let line = line(route);
        let token = front.token(acme.id, &held);
        let sent = ask_as(&front, route, &token).body("application/json", "{}").await;
        assert_eq!(sent.status, 403, "{line}: {}", sent.body);
        assert!(sent.body.contains(needed.as_str()), "{line}: {}", sent.body);
        is_told(route.surface, &sent, &line);
    }
    assert_eq!(test.digest("acme"), before);
}

#[tokio::test]
async fn no_write_takes_a_trial_for_the_real_thing() {
    let test = TestApp::new();
    test.workspace("acme");
    let front = Front::new(&test);
    let operator = front.operator();
    let before = test.digest("acme");
    let own = |route: &&Route| route.surface == Surface::Native && route.method.as_str() != "GET";
    for route in ROUTES.iter().filter(own) {
        let mut said = vec!["dry_run", "dry_run=", "dry_run=1", "dry_run=TRUE", "dry_run=true&dry_run=false"];
        if !route.can_be_tried() {
            said.push("dry_run=true");
        }
        for query in said {
            let line = format!("{}?{query}", line(route));
            let sent = front.ask(&line).bearer(&operator).body("application/json", "{}").await;
            assert_eq!(sent.status, 400, "{line}: {}", sent.body);
            assert!(sent.body.contains("?dry_run"), "{line}: {}", sent.body);
            is_told(route.surface, &sent, &line);
        }
    }
    assert_eq!(test.digest("acme"), before);
}

#[tokio::test]
async fn htp_10_other_methods_are_told_what_works_and_change_nothing() {
    let test = TestApp::new();
    test.workspace("acme");
    let front = Front::new(&test);
    let operator = front.operator();
    let before = test.digest("acme");
    let mut methods: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for route in ROUTES {
        methods.entry(route.path).or_default().insert(route.method.as_str());
    }
    for route in ROUTES {
        let works = &methods[route.path];
        for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"] {
            if works.contains(method) {
                continue;
            }
            let line = format!("{method} {}", filled(route.path));
            // U5
            let ask = front.ask(&line).bearer(&operator).header("x-http-method-override", "POST");
            let sent = ask.header("x-method-override", "DELETE").empty().await;
            assert_eq!(sent.status, 405, "{line}");
            let allowed: BTreeSet<&str> = sent.header("allow").unwrap().split(", ").collect();
            assert_eq!(&allowed, works, "{line}");
            if method != "HEAD" {
                is_told(route.surface, &sent, &line);
            }
        }
    }
    assert_eq!(test.digest("acme"), before);
}

#[tokio::test]
async fn htp_15_every_answer_of_a_surface_carries_what_keeps_browsers_from_guessing() {
    let test = TestApp::new();
    test.workspace("acme");
    let front = Front::new(&test);
    let operator = front.operator();
    for route in ROUTES {
        let line = line(route);
        let sent = ask_as(&front, route, &operator).empty().await;
        assert!(sent.status < 500, "{line}: {} {}", sent.status, sent.body);
        is_guarded(&sent, &line);
    }
}

#[tokio::test]
async fn htp_15_every_page_carries_its_guards_and_shows_nothing_to_strangers() {
    let test = TestApp::new();
    test.workspace("acme");
    let front = Front::new(&test);
    for endpoint in page_routes() {
        let path = filled(endpoint.path);
        for method in ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"] {
            let line = format!("{method} {path}");
            let sent = front.ask(&line).empty().await;
            assert_eq!(sent.header("x-content-type-options"), Some("nosniff"), "{line}");
            assert_eq!(sent.header("server"), None, "{line}");
            assert!(sent.header("content-security-policy").is_some(), "{line}");
            assert!(sent.status < 500, "{line}: {}", sent.status);
            if let Some(kind) = sent.header("content-type") {
                assert!(kind.contains("charset=utf-8"), "{line}: {kind}");
            }
            if sent.status == 405 {
                assert!(sent.header("allow").is_some(), "{line}");
            } else if endpoint.gate == Gate::SignInCode && method == "GET" {
                // A page with a button, whatever the code is: it tells nothing.
                assert_eq!(sent.status, 200, "{line}");
            } else if endpoint.gate != Gate::Public {
                assert!([303, 403, 404].contains(&sent.status), "{line}: {}", sent.status);
            }
        }
    }
}

#[tokio::test]
async fn htp_11_no_spelling_of_an_address_leads_around_the_checks() {
    let test = TestApp::new();
    test.workspace("acme");
    let front = Front::new(&test);
    for path in [
        "/API/v1/workspaces",
        "/api/v1/workspaces/",
        "/api//v1/workspaces",
        "/api/v1/./workspaces",
        "/api/v1/workspaces;x=y",
        "/api/v1/workspaces%2facme",
        "/api/v1/workspaces/acme/../acme/columns",
        "/api/v1/workspaces/acme%00/columns",
        "/api/v1/workspaces/%2e%2e/columns",
        "/Health/live",
        "//metrics",
        "/",
        "/api",
    ] {
        let sent = front.ask(&format!("GET {path}")).empty().await;
        assert!([401, 404].contains(&sent.status), "{path}: {}", sent.status);
        is_guarded(&sent, path);
    }
}

#[tokio::test]
async fn a_malformed_segment_of_a_path_is_no_error_of_ours() {
    let test = TestApp::new();
    let front = Front::new(&test);
    let operator = front.operator();
    for path in
        ["/api/v1/workspaces/%ff", "/api/v1/workspaces/%ff/columns", "/api/v1/workspaces/a%2fb/columns"]
    {
        let sent = front.ask(&format!("GET {path}")).bearer(&operator).empty().await;
        assert!([400, 404].contains(&sent.status), "{path}: {}", sent.status);
    }
}
