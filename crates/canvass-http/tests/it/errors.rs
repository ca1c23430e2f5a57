//! The error matrix of the vendor's surface: status, body and headers, in the order of checks (S14).

use std::io::Write as _;

use axum::body::Body;
use axum::http::{HeaderValue, Request};
use canvass_app::Scope;
use canvass_testkit::TestApp;

use crate::kit::{Front, Sent};

const ADD: &str = "POST /external/api/v3/customer/add";

fn told(sent: &Sent) -> (u16, &str) {
    (sent.status, sent.body.as_str())
}

#[tokio::test]
async fn s12_an_unknown_address_is_told_without_its_query() {
    let test = TestApp::new();
    let front = Front::new(&test);
    let sent = front.ask("POST /external/api/v3/custmer?token=secret").empty().await;
    let body = concat!(
        r#"{"Message":"No HTTP resource was found that matches the request URI "#,
        r#"'https://feedback.example.org/external/api/v3/custmer'.","TraceId":"[trace]"}"#
    );
    assert_eq!(told(&sent), (404, body));
    let sent = front.ask("GET /External/").header("accept", "application/xml").empty().await;
    let body = concat!(
        "<Error><Message>No HTTP resource was found that matches the request URI ",
        "'https://feedback.example.org/External/'.</Message><TraceId>[trace]</TraceId></Error>"
    );
    assert_eq!(told(&sent), (404, body));
}

#[tokio::test]
async fn s13_another_method_is_told_what_works_before_anything_else() {
    let test = TestApp::new();
    let front = Front::new(&test);
    for method in ["GET", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"] {
        let line = format!("{method} /external/api/v2/Customer/Add/");
        let sent = front.ask(&line).header("x-http-method-override", "POST").empty().await;
        assert_eq!((sent.status, sent.header("allow")), (405, Some("POST")), "{method}");
        let body = format!(
            r#"{{"Message":"The requested resource does not support http method '{method}'.","TraceId":"[trace]"}}"#
        );
        assert_eq!(sent.body, body);
    }
    // HTTP lets no answer to HEAD have a body.
    let sent = front.ask("HEAD /external/api/v3/customerdatacolumn").empty().await;
    assert_eq!((sent.status, sent.header("allow"), sent.body.as_str()), (405, Some("GET"), ""));
}

#[tokio::test]
async fn s11_nobody_is_told_nothing() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    let token = front.access_token(acme.id);
    let denied = r#"{"Message":"Authorization has been denied for this request.","TraceId":"[trace]"}"#;
    let bare = front.ask(ADD).body("text/plain", "x").await;
    assert_eq!(told(&bare), (401, denied));
    assert_eq!(bare.header("www-authenticate"), Some(r#"Bearer realm="external""#));
    // IDN-01, E118: in the query it is no token.
    let line = format!("{ADD}?access_token={token}");
    assert_eq!(told(&front.ask(&line).body("text/plain", "x").await), (401, denied));
    for wrong in ["c1.a.b", "cvt_a.b", "x", token.split_at(token.len() - 1).0] {
        let sent = front.ask(ADD).bearer(wrong).body("text/plain", "x").await;
        assert_eq!(told(&sent), (401, denied), "{wrong}");
        let challenge = r#"Bearer realm="external", error="invalid_token""#;
        assert_eq!(sent.header("www-authenticate"), Some(challenge));
    }
}

#[tokio::test]
async fn scope_and_workspace_are_checked_before_the_body() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    let reader = front.token(acme.id, &[Scope::CustomersRead]);
    let sent = front.ask(ADD).bearer(&reader).body("text/plain", "x").await;
    let body = r#"{"Message":"The token does not carry the scope customers.write.","TraceId":"[trace]"}"#;
    assert_eq!(told(&sent), (403, body));
    let sent = front.ask(ADD).bearer(&front.operator()).body("text/plain", "x").await;
    let body = r#"{"Message":"The token belongs to another workspace.","TraceId":"[trace]"}"#;
    assert_eq!(told(&sent), (403, body));
}

#[tokio::test]
async fn b6_b7_bodies_of_other_types_are_refused() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    let token = front.access_token(acme.id);
    let ask = || front.ask(ADD).bearer(&token);
    let sent = ask().body("text/plain; charset=utf-8", "x").await;
    let body = concat!(
        r#"{"Message":"The request entity's media type 'text/plain' is not supported for this resource.","#,
        r#""TraceId":"[trace]"}"#
    );
    assert_eq!(told(&sent), (415, body));
    let sent = ask().header("content-encoding", "br").body("application/json", "{}").await;
    assert_eq!(sent.status, 415);
    // B8: an empty body of any type is answered for being empty.
    let sent = ask().body("text/plain", "").await;
    let body = concat!(
        r#"{"Message":"The request is invalid.","ModelState":{"request":["A request body is required."]},"#,
        r#""TraceId":"[trace]"}"#
    );
    assert_eq!(told(&sent), (400, body));
    // B4: the first byte decides, for the answer too.
    let request = Request::post("/external/api/v3/customer/add")
        .header("authorization", format!("Bearer {token}"))
        .body(Body::from("  <Nothing/>"))
        .unwrap();
    let sent = front.send(request).await;
    let body = concat!(
        "<Error><Message>The request is invalid.</Message><ModelState><request>The document element ",
        "ImportCustomersRequest is expected.</request></ModelState><TraceId>[trace]</TraceId></Error>"
    );
    assert_eq!(told(&sent), (400, body));
}

#[tokio::test]
async fn e124_a_large_body_is_refused_by_its_length_and_by_what_it_inflates_to() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    let token = front.access_token(acme.id);
    let large = r#"{"Message":"The request body is larger than the limit of 30 MB.","TraceId":"[trace]"}"#;
    let request = Request::post("/external/api/v3/customer/add")
        .header("authorization", format!("Bearer {token}"))
        .header("content-length", "31457281")
        .header("content-type", "text/plain")
        .body(Body::from("x"))
        .unwrap();
    let sent = front.send(request).await;
    assert_eq!(told(&sent), (413, large));
    assert_eq!(sent.header("connection"), Some("close"));
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let blanks = vec![b' '; 1024 * 1024];
    for _ in 0..31 {
        encoder.write_all(&blanks).unwrap();
    }
    let bomb = encoder.finish().unwrap();
    let ask = front.ask(ADD).bearer(&token).header("content-encoding", "gzip");
    let sent = ask.body("application/json", bomb).await;
    assert_eq!(told(&sent), (413, large));
}

#[tokio::test]
async fn a_draining_server_takes_nothing_new() {
    let test = TestApp::new();
    let front = Front::new(&test);
    front.state.drain();
    let sent = front.ask("GET /external/api/v3/nothing").empty().await;
    let body = r#"{"Message":"The service cannot take the request now. Try again in 5 seconds.","TraceId":"[trace]"}"#;
    assert_eq!(told(&sent), (503, body));
    assert_eq!(sent.header("retry-after"), Some("5"));
    let sent = front.ask("GET /api/v1/workspaces").empty().await;
    assert_eq!((sent.status, sent.json()["code"].as_str()), (503, Some("unavailable")));
    assert_eq!(sent.header("retry-after"), Some("5"));
}

#[tokio::test]
async fn b6_a_type_that_is_no_ascii_is_refused_and_not_guessed() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    let token = front.access_token(acme.id);
    for kind in [b"application/json\xff".as_slice(), b"application/json; charset=\xc3\xa9", b"\xff"] {
        let request = Request::post("/external/api/v3/customer/add")
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", HeaderValue::from_bytes(kind).unwrap());
        let sent = front.send(request.body(Body::from("{}")).unwrap()).await;
        assert_eq!(sent.status, 415, "{kind:?}: {}", sent.body);
    }
}
