//! A scanner in front of a mailbox: it GETs every link of a real mail and of the pages behind them, follows redirects,
//! asks with HEAD too, and posts nothing. Whatever it calls itself, nothing changes (PAG-02, PAG-03, OUT-24).

use std::collections::BTreeSet;
use std::time::Duration;

use canvass_delivery::sink::{ScriptedSink, SinkScript};
use mail_parser::MessageParser;
use reqwest::Method;
use reqwest::blocking::Client;
use serde_json::{Value, json};

use crate::harness::{BatchBody, Engine, OrdinaryWorkspace, Place, Server, until};

const PATIENCE: Duration = Duration::from_mins(2);
/// Names of scanners, previews and image proxies, and what they say of their purpose.
const SCANNERS: [(&str, Option<(&str, &str)>); 5] = [
    (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36",
        None,
    ),
    ("Mozilla/5.0 (compatible; BarracudaCentral)", None),
    ("Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)", None),
    ("facebookexternalhit/1.1", Some(("X-Purpose", "preview"))),
    ("", Some(("Sec-Purpose", "prefetch;prerender"))),
];

/// The words of a text that are addresses of the server.
fn links(text: &str, base: &str) -> Vec<String> {
    let ends = |sign: char| sign.is_whitespace() || matches!(sign, '"' | '\'' | '<' | '>' | ')');
    let text = text.replace("&amp;", "&");
    let links = text.split(base).skip(1).filter_map(|rest| rest.split(ends).next());
    links.map(|rest| format!("{base}{rest}")).collect()
}

/// The addresses that a page names: links, images, styles, scripts and the targets of its forms.
fn links_of_page(html: &str, base: &str) -> Vec<String> {
    let named = ["href=\"", "src=\"", "action=\""].into_iter().flat_map(|name| html.split(name).skip(1));
    named
        .filter_map(|rest| rest.split('"').next())
        .filter(|link| link.starts_with('/'))
        .map(|link| format!("{base}{}", link.replace("&amp;", "&")))
        .chain(links(html, base))
        .collect()
}

/// One visit by GET and one by HEAD, as this scanner; what it read.
fn visit(client: &Client, link: &str, (name, purpose): (&str, Option<(&str, &str)>)) -> String {
    let ask = |method: Method| {
        let mut request = client.request(method, link).header("User-Agent", name);
        if let Some((header, value)) = purpose {
            request = request.header(header, value);
        }
        let answer = request.send().unwrap();
        assert!(answer.status().as_u16() < 500, "{link}: {}", answer.status());
        answer.text().unwrap()
    };
    assert_eq!(ask(Method::HEAD), "");
    ask(Method::GET)
}

/// What must not change.
fn standing(server: &Server, workspace: &OrdinaryWorkspace) -> Vec<Value> {
    let api = server.operator();
    let lists = ["customers", "messages", "answers", "opt-outs", "locks", "suppressions", "audit"];
    let lists = lists.into_iter().map(|list| json!(api.list(&workspace.path(list))));
    let whole = ["state-digest", "customers/1/decisions"].map(|path| api.get(&workspace.path(path)));
    whole.into_iter().chain(lists).collect()
}

#[test]
fn pag_02_pag_03_out_24_a_scanner_that_posts_nothing_changes_nothing() {
    for engine in Engine::available("a scanner, on PostgreSQL") {
        let sink = ScriptedSink::start(SinkScript::default()).unwrap();
        let place = Place::new(engine).unset("CANVASS_PUBLIC_URL").mail_to(&sink.url());
        let server = place.start();
        let (api, base) = (server.operator(), server.base());
        let workspace = OrdinaryWorkspace::set_up(&api, "acme", &json!({}));
        api.post(&workspace.path("batches"), &BatchBody::new("ann", 1, 0).native());
        until("the invitation", PATIENCE, || {
            let customers = api.list(&workspace.path("customers"));
            (customers[0]["state"] == "Invited").then_some(())
        });
        let accepted = sink.accepted();
        let mail = MessageParser::default().parse(&accepted[0].bytes).unwrap();
        let mut found = BTreeSet::new();
        let header = mail.header_raw("List-Unsubscribe").unwrap();
        let unsubscribe = links(header, &base);
        assert_eq!(unsubscribe.len(), 1, "{header}");
        for text in [mail.body_text(0).unwrap(), mail.body_html(0).unwrap()] {
            let of_body = links(&text, &base);
            assert!(of_body.iter().any(|link| link.contains("/q/")), "{text}");
            assert!(of_body.iter().any(|link| link.contains("/o/")), "{text}");
            found.extend(of_body);
        }
        found.extend(unsubscribe.iter().cloned());
        let before = standing(&server, &workspace);
        let client = Client::builder().no_proxy().timeout(PATIENCE).build().unwrap();
        let mut pages = BTreeSet::new();
        for scanner in SCANNERS {
            for link in &found {
                for _ in 0..3 {
                    pages.extend(links_of_page(&visit(&client, link, scanner), &base));
                }
            }
        }
        assert!(pages.len() >= 3, "{pages:?}");
        for link in &pages {
            visit(&client, link, SCANNERS[0]);
        }
        assert_eq!(standing(&server, &workspace), before, "{engine:?}");
        // What is compared would have told: the same address, by POST (RFC 8058).
        let one_click = client
            .post(&unsubscribe[0])
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body("List-Unsubscribe=One-Click")
            .send()
            .unwrap();
        assert!(one_click.status().is_success(), "{}", one_click.status());
        let after = standing(&server, &workspace);
        assert_ne!(after[0], before[0]);
        assert_eq!(api.list(&workspace.path("opt-outs")).len(), 1);
        assert!(place.run(&server, &["check"]).status.success());
    }
}
