//! Every error of section 2 forced once, in the order of checks (Q5), and what no error may tell.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::body::Body;
use axum::http::Request;
use canvass_app::Scope;
use canvass_app::setup::revoke_token;
use canvass_http::front::{BodyPace, PacedBody};
use canvass_store::{Access, CountDone, CountedCall, Engine, Job, Store, StoreError};
use canvass_testkit::TestApp;
use jiff::SignedDuration;

use super::*;

fn told(sent: &Sent) -> (u16, String, String, String) {
    let error = error(sent);
    let text = |name: &str| error[name].as_str().unwrap().to_owned();
    (sent.status, text("id"), text("name"), text("message"))
}

fn expected(status: u16, id: &str, name: &str, message: &str) -> (u16, String, String, String) {
    (status, id.to_owned(), name.to_owned(), message.to_owned())
}

const WRONG_KEY: (u16, &str, &str, &str) = (401, "1010", "UNAUTHORIZED", "Incorrect API Key");

fn is_wrong_key(sent: &Sent) {
    let (status, id, name, message) = WRONG_KEY;
    assert_eq!(told(sent), expected(status, id, name, message));
}

#[tokio::test]
async fn q10_q11_an_unknown_path_is_told_without_its_query_and_before_the_key() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    let message = "The resource that you're trying to access doesn't exist";
    for path in [
        "/a/api/v2/cx/transactions",
        "/a/api/v2/cx/transactions/import//",
        "/a/api/v2/surveys/1/responses",
        "/a/api/v2/questionpro.cx.importTransaction",
        "/api/v2/cx/transactions/import",
        "/a/api/v2",
    ] {
        let line = format!("POST {path}?apiKey=secret");
        let sent = desk.front.ask(&line).header("host", "evil.example").empty().await;
        assert_eq!(told(&sent), expected(404, "1040", "NOT_FOUND", message), "{path}");
        let address = format!("https://feedback.example.org{path}");
        assert_eq!(error(&sent)["resourceUrl"], address.as_str());
    }
}

#[tokio::test]
async fn calls_of_later_versions_are_no_resources_yet() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    for line in [
        "GET /a/api/v2/cx/transactions/9003",
        "POST /a/api/v2/cx/transactions/participant-stats",
        "POST /a/api/v2/cx/transactions/email-engagement",
        "POST /a/api/v2/cx/responses",
        "POST /a/api/v2/cx/tickets/detractors",
        "GET /a/api/v2/cx/tickets/301",
        "GET /api/v2/cx/closedloop/workspaces/12/tickets",
        "POST /api/v2/cx/closedloop/workspaces/12/tickets",
        "GET /a/api/v2/cx/users/7/feedbacks",
        "GET /a/api/v2/cx/feedbacks/12/surveys",
        "GET /a/api/v2/cx/feedback/12/segments",
        "GET /a/api/v2/cx/feedback/12/users",
        "GET /a/api/v2/cx/feedback/12/users/7",
        "POST /a/api/v2/cx/feedback/panel-members",
    ] {
        let sent = desk.ask(line).empty().await;
        assert_eq!((sent.status, error(&sent)["id"].as_str()), (404, Some("1040")), "{line}");
    }
}

#[tokio::test]
async fn another_method_is_told_what_works() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    for method in ["GET", "PUT", "DELETE", "OPTIONS", "PATCH"] {
        let sent = desk.front.ask(&format!("{method} /a/api/v2/cx/transactions/import/")).empty().await;
        let message = "Invalid URL parameters";
        assert_eq!(told(&sent), expected(405, "1003", "METHOD_NOT_ALLOWED", message), "{method}");
        assert_eq!(sent.header("allow"), Some("POST"));
    }
    let sent = desk.front.ask("HEAD /a/api/v2/cx/transactions/import").empty().await;
    assert_eq!((sent.status, sent.header("allow")), (405, Some("POST")));
}

#[tokio::test]
async fn q1_q2_wrong_keys_do_not_differ_and_no_body_is_looked_at() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    let make = |name: &str, expires_at| {
        let input = TokenInput {
            name: name.to_owned(),
            scopes: vec![Scope::CxWrite],
            expires_at,
            settings: CallSettings::default(),
        };
        add_token(&test.app, &test.operator, desk.acme.id, input).wait().unwrap()
    };
    let revoked = make("revoked", None);
    revoke_token(&test.app, &test.operator, desk.acme.id, &revoked.id).wait().unwrap();
    let now = canvass_store::Clock::now(&*test.clock);
    let expired = make("expired", Some(now + SignedDuration::from_secs(60)));
    test.clock.step(SignedDuration::from_secs(61));
    let bare = desk.front.ask(IMPORT).body("text/plain", "x").await;
    is_wrong_key(&bare);
    for key in [&revoked.text(), &expired.text(), "cvt_aaaaaaaaaaaaaaaa.b", "x", &desk.front.operator()] {
        let sent = desk.front.ask(IMPORT).header("api-key", key).body("text/plain", "x").await;
        is_wrong_key(&sent);
        assert_eq!(sent.body, bare.body);
    }
    let twice = desk.ask(IMPORT).header("api-key", &desk.key).body("text/plain", "x").await;
    is_wrong_key(&twice);
    let bearer = desk.front.ask(IMPORT).bearer(&desk.key).body("text/plain", "x").await;
    is_wrong_key(&bearer);
}

#[tokio::test]
async fn q3_a_key_elsewhere_counts_only_where_a_workspace_says_so_and_is_never_repeated() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    let line = format!("{URL}?x=1&apiKey={}", desk.key);
    let in_query = || desk.front.ask(&line).body("application/json", "nonsense");
    let in_header = || desk.front.ask(URL).header("apikey", &desk.key).body("application/json", "nonsense");
    is_wrong_key(&in_query().await);
    is_wrong_key(&in_header().await);
    desk.set(&json!({ "looseApiKeys": true })).await;
    for sent in [in_query().await, in_header().await] {
        assert_eq!((sent.status, error(&sent)["id"].as_str()), (400, Some("1001")));
        assert!(!sent.body.contains(&desk.key), "{}", sent.body);
        let address = "https://feedback.example.org/a/api/v2/cx/transactions/survey-url";
        assert_eq!(error(&sent)["resourceUrl"], address);
    }
}

#[tokio::test]
async fn q4_a_key_without_the_scope_is_told_before_the_body() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    let key = desk.front.token(desk.acme.id, &[Scope::CxRead, Scope::CustomersWrite]);
    let sent = desk.front.ask(IMPORT).header("api-key", &key).body("text/plain", "x").await;
    let message =
        "The user does not have permission to access the resource. The key lacks the scope cx.write.";
    assert_eq!(told(&sent), expected(403, "1013", "FORBIDDEN", message));
}

#[tokio::test]
async fn q12_only_json_in_utf8_is_read() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    for kind in ["text/plain", "application/xml", "application/json; charset=iso-8859-1", ""] {
        let sent = desk.ask(IMPORT).body(kind, "{}").await;
        let (status, id, name, message) = told(&sent);
        assert_eq!((status, id.as_str(), name.as_str()), (415, "1001", "UNSUPPORTED_MEDIA_TYPE"), "{kind}");
        assert!(message.starts_with("The body provided was not a proper JSON string. The "), "{message}");
    }
    let sent = desk.ask(IMPORT).header("content-encoding", "gzip").body("application/json", "{}").await;
    assert_eq!(sent.status, 415);
    let request = Request::post("/a/api/v2/cx/transactions/import")
        .header("api-key", &desk.key)
        .body(Body::from(contacts(&[contact("a@example.org")]).to_string()))
        .unwrap();
    assert_eq!(desk.front.send(request).await.status, 200);
    let sent = desk.ask(IMPORT).body("text/json;charset=UTF-8", SAMPLE).await;
    assert_eq!(sent.status, 200, "{}", sent.body);
}

#[tokio::test]
async fn q5_q10_a_path_that_is_no_number_is_told_after_the_media_type() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    let line = "POST /a/api/v2/cx/surveys/eighty/responses";
    assert_eq!(desk.ask(line).body("text/plain", "x").await.status, 415);
    let sent = desk.ask(line).header("idempotency-key", "a b").body("application/json", "x").await;
    let message = "Invalid URL parameters. The number in the path is no integer.";
    assert_eq!(told(&sent), expected(400, "1000", "BAD_REQUEST", message));
    for number in ["0", "-1", "99999", "99999999999999999999"] {
        let sent = desk.send(&format!("POST /a/api/v2/cx/surveys/{number}/responses"), "{}").await;
        assert_eq!((sent.status, error(&sent)["id"].as_str()), (404, Some("1040")), "{number}");
    }
}

#[tokio::test]
async fn q14_what_is_no_json_is_told_with_line_and_column() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    for (body, detail) in [
        ("{\n\"contacts\": [\n{}\n{}]}", "Line 4, column 1: a comma or a closing bracket is expected."),
        ("{\"contacts\": NaN}", "Line 1, column 14: a value is expected."),
        ("{\"contacts\": []}\nmore", "Line 2, column 1: nothing may follow the value."),
        ("", "Line 1, column 1: the body is empty."),
    ] {
        let message = desk.refused(IMPORT, body, "1001").await;
        assert_eq!(message, format!("The body provided was not a proper JSON string. {detail}"));
    }
}

#[tokio::test]
async fn q16_q19_q20_a_wrong_shape_is_told_and_nothing_is_stored() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    let many = format!("{{\"contacts\":[{}]}}", vec![r#"{"email":"a@example.org"}"#; 1_001].join(","));
    for (body, detail) in [
        (r#"{"contacts":{}}"#.to_owned(), "contacts: an array is expected."),
        (
            r#"{"contacts":[{"email":"a@example.org"},{"email":"a\u0000"}]}"#.to_owned(),
            "contacts[1].email: the text holds U+0000.",
        ),
        (many, "contacts: at most 1,000 contacts are accepted in one call."),
        (" ".repeat(5 * 1024 * 1024 + 1), "body: at most 5 MiB are accepted in one call."),
    ] {
        let message = desk.refused(IMPORT, body, "1002").await;
        assert_eq!(message, format!("Invalid schema in the body provided. {detail}"));
    }
    assert_eq!(desk.transactions(), 0);
}

#[tokio::test]
async fn q50_an_unusable_idempotency_key_is_refused_before_the_body() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    let long = "k".repeat(256);
    for key in ["", "a b", long.as_str()] {
        let sent = desk.ask(IMPORT).header("idempotency-key", key).body("application/json", "nonsense").await;
        let (status, id, _, message) = told(&sent);
        assert_eq!((status, id.as_str()), (400, "1002"), "{message}");
        assert!(message.contains("Idempotency-Key"), "{message}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_body_that_comes_too_slowly_is_told_so() {
    let test = TestApp::new();
    let desk = Desk::new(&test);
    let request = Request::post("/a/api/v2/cx/transactions/import")
        .header("api-key", &desk.key)
        .header("content-type", "application/json")
        .body(Body::new(PacedBody::new(Never, BodyPace::default())))
        .unwrap();
    let sent = desk.front.send(request).await;
    let message = "We are not able to process your request";
    assert_eq!(told(&sent), expected(408, "1026", "REQUEST_TIMEOUT", message));
    assert_eq!(sent.header("connection"), Some("close"));
}

#[tokio::test]
async fn q8_a_server_that_drains_or_cannot_write_stores_nothing_and_says_when_to_come_again() {
    let mut test = TestApp::new();
    let away = Arc::new(Away::over(&test, StoreError::Unavailable("a test took it away".to_owned())));
    test.app.store = Store::new(Arc::clone(&away) as _);
    let desk = Desk::new(&test);
    let call = || desk.send(IMPORT, contacts(&[contact("a@example.org")]).to_string());
    away.is_gone.store(true, Ordering::SeqCst);
    let sent = call().await;
    let message = "We are not able to process your request";
    assert_eq!(told(&sent), expected(503, "1026", "SERVICE_UNAVAILABLE", message));
    assert_eq!(sent.header("retry-after"), Some("10"));
    assert_eq!(desk.transactions(), 0);
    away.is_gone.store(false, Ordering::SeqCst);
    assert_eq!(call().await.status, 200);
    desk.front.state.drain();
    let sent = desk.front.ask("GET /a/api/v2/nothing").empty().await;
    assert_eq!(told(&sent), expected(503, "1026", "SERVICE_UNAVAILABLE", message));
    assert_eq!(sent.header("retry-after"), Some("5"));
}

#[tokio::test]
async fn q8_when_nobody_knows_the_outcome_that_is_told_and_no_more() {
    let mut test = TestApp::new();
    let error = StoreError::OutcomeUnknown("a secret of the database".to_owned());
    let away = Arc::new(Away::over(&test, error));
    test.app.store = Store::new(Arc::clone(&away) as _);
    let desk = Desk::new(&test);
    away.is_gone.store(true, Ordering::SeqCst);
    let sent = desk.json(IMPORT, &contacts(&[contact("a@example.org")])).await;
    let message = "We are not able to process your request";
    assert_eq!(told(&sent), expected(500, "1026", "INTERNAL_SERVER_ERROR", message));
    assert_eq!(sent.header("retry-after"), None);
}

/// An engine that cannot write for a while.
struct Away {
    inner: Store,
    is_gone: AtomicBool,
    error: StoreError,
}

impl Away {
    fn over(test: &TestApp, error: StoreError) -> Self {
        Self { inner: test.app.store.clone(), is_gone: AtomicBool::new(false), error }
    }
}

impl Engine for Away {
    fn submit(&self, job: Job) -> Result<(), (Job, StoreError)> {
        if job.access == Access::Write && self.is_gone.load(Ordering::SeqCst) {
            return Err((job, self.error.clone()));
        }
        self.inner.engine().submit(job)
    }

    fn count_call(&self, limits: Vec<CountedCall>, done: CountDone) {
        self.inner.engine().count_call(limits, done);
    }

    fn writable(&self) -> canvass_store::Result<()> {
        self.inner.engine().writable()
    }

    fn integrity(&self) -> canvass_store::Result<Vec<String>> {
        self.inner.engine().integrity()
    }

    fn name(&self) -> &'static str {
        "away"
    }

    fn close(&self) {
        self.inner.engine().close();
    }
}

/// A body of which nothing ever comes.
struct Never;

impl hyper::body::Body for Never {
    type Data = axum::body::Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        self: std::pin::Pin<&mut Self>,
        _context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<hyper::body::Frame<Self::Data>, Self::Error>>> {
        std::task::Poll::Pending
    }
}
