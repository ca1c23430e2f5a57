//! Who calls too often, and who comes when all places are taken: told when to come again, and nothing is stored.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::http::Request;
use canvass_app::Scope;
use canvass_app::authenticate::issue_access_token;
use canvass_app::setup::{ClientInput, add_client};
use canvass_domain::id::WorkspaceId;
use canvass_store::area::{CallLimits, CallSettings};
use canvass_testkit::TestApp;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::kit::Front;

const COLUMNS: &str = "GET /external/api/v3/customerdatacolumn";
const ADD: &str = "POST /external/api/v3/customer/add";
const JSON: &str = "application/json";

/// An access token of a client with these limits.
fn access(test: &TestApp, workspace: WorkspaceId, limits: CallLimits) -> String {
    let input = ClientInput {
        name: "limited".to_owned(),
        scopes: vec![Scope::CustomersRead, Scope::CustomersWrite],
        settings: CallSettings { limits, ..CallSettings::default() },
        ..ClientInput::default()
    };
    let made = add_client(&test.app, &test.operator, workspace, input).wait().unwrap();
    issue_access_token(&test.app, &made.id, &made.secret, None).wait().unwrap().text
}

#[tokio::test]
async fn e123_reads_and_writes_have_a_bucket_each() {
    let test = TestApp::new();
    let acme = test.workspace("acme").id;
    let front = Front::new(&test);
    let usual = access(&test, acme, CallLimits::default());
    let other = access(&test, acme, CallLimits::default());
    for _ in 0..60 {
        assert_eq!(front.ask(COLUMNS).bearer(&usual).empty().await.status, 200);
        assert_eq!(front.ask(ADD).bearer(&usual).body(JSON, "nonsense").await.status, 400);
    }
    let sent = front.ask(COLUMNS).bearer(&usual).header("accept", "text/xml").empty().await;
    assert_eq!((sent.status, sent.header("retry-after")), (429, Some("1")));
    let told = "<Error><Message>Too many requests. Try again in 1 seconds.</Message><TraceId>[trace]</TraceId></Error>";
    assert_eq!(sent.body, told);
    // 429 comes before anything of the body, and after 403.
    let sent = front.ask(ADD).bearer(&usual).body("text/plain", vec![b' '; 40_000_000]).await;
    assert_eq!((sent.status, sent.header("retry-after")), (429, Some("1")));
    assert_eq!(front.ask("GET /external/api/v3/nothing").bearer(&usual).empty().await.status, 404);
    assert_eq!(front.ask(COLUMNS).bearer(&other).empty().await.status, 200);
    test.clock.step(SignedDuration::from_millis(500));
    // Two reads a second come back, one write.
    assert_eq!(front.ask(COLUMNS).bearer(&usual).empty().await.status, 200);
    assert_eq!(front.ask(COLUMNS).bearer(&usual).empty().await.status, 429);
    assert_eq!(front.ask(ADD).bearer(&usual).body(JSON, "nonsense").await.status, 429);
    test.clock.step(SignedDuration::from_millis(500));
    assert_eq!(front.ask(ADD).bearer(&usual).body(JSON, "nonsense").await.status, 400);
}

#[tokio::test]
async fn e123_both_are_settable_and_zero_is_no_limit() {
    let test = TestApp::new();
    let acme = test.workspace("acme").id;
    let front = Front::new(&test);
    let limits = CallLimits {
        reads_per_minute: Some(0),
        writes_per_minute: Some(5),
        burst: Some(1),
        ..CallLimits::default()
    };
    let token = access(&test, acme, limits);
    for _ in 0..200 {
        assert_eq!(front.ask(COLUMNS).bearer(&token).empty().await.status, 200);
    }
    assert_eq!(front.ask(ADD).bearer(&token).body(JSON, "nonsense").await.status, 400);
    let sent = front.ask(ADD).bearer(&token).body(JSON, "nonsense").await;
    assert_eq!((sent.status, sent.header("retry-after")), (429, Some("12")));
    assert!(sent.body.contains("Too many requests. Try again in 12 seconds."), "{}", sent.body);
}

#[tokio::test]
async fn our_own_api_limits_those_whose_settings_say_so() {
    let test = TestApp::new();
    let acme = test.workspace("acme").id;
    let front = Front::new(&test);
    let operator = front.operator();
    let input = json!({ "name": "a", "scopes": ["customers.read"], "callsPerMinute": 2 });
    let made = front.ask("POST /api/v1/workspaces/acme/tokens").bearer(&operator).json(&input).await;
    let token = made.json()["token"].as_str().unwrap().to_owned();
    let columns = || front.ask("GET /api/v1/workspaces/acme/columns").bearer(&token).empty();
    assert_eq!((columns().await.status, columns().await.status), (200, 200));
    test.clock.step(SignedDuration::from_secs(20));
    let sent = columns().await;
    assert_eq!((sent.status, sent.header("retry-after")), (429, Some("40")));
    assert_eq!(sent.header("content-type"), Some("application/problem+json; charset=utf-8"));
    assert_eq!(sent.json()["code"], "too_many_calls");
    test.clock.step(SignedDuration::from_secs(40));
    assert_eq!(columns().await.status, 200);
    let listed = front.ask("GET /api/v1/workspaces/acme/tokens").bearer(&operator).empty().await.json();
    let items = listed["items"].as_array().unwrap();
    let limited = items.iter().find(|item| item["name"] == "a").unwrap();
    assert_eq!((&limited["callsPerMinute"], &limited["burst"]), (&json!(2), &json!(null)));
    let unlimited = front.token(acme, &[Scope::CustomersRead]);
    for _ in 0..100 {
        let sent = front.ask("GET /api/v1/workspaces/acme/columns").bearer(&unlimited).empty().await;
        assert_eq!(sent.status, 200);
    }
}

/// A body whose next piece never comes.
struct Never;

impl hyper::body::Body for Never {
    type Data = axum::body::Bytes;
    type Error = io::Error;

    fn poll_frame(
        self: std::pin::Pin<&mut Self>,
        _context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<hyper::body::Frame<Self::Data>, Self::Error>>> {
        std::task::Poll::Pending
    }
}

#[tokio::test]
async fn a_workspace_whose_places_are_taken_is_told_503_and_others_are_served() {
    let test = TestApp::new();
    let (acme, other) = (test.workspace("acme").id, test.workspace("other").id);
    let front = Front::with(&test, |state| state.with_places(10, 2));
    let (ours, theirs) = (front.access_token(acme), front.access_token(other));
    let slow = || {
        let request = Request::post("/external/api/v3/customer/add")
            .header("authorization", format!("Bearer {ours}"))
            .header("content-type", JSON);
        front.send(request.body(Body::new(Never)).unwrap())
    };
    {
        let (mut first, mut second) = (std::pin::pin!(slow()), std::pin::pin!(slow()));
        // Both wait for their bodies.
        tokio::select! {
            biased;
            _ = &mut first => panic!("there is no body"),
            _ = &mut second => panic!("there is no body"),
            () = served(&front, &ours, &theirs) => {}
        }
    }
    assert_eq!(front.ask(COLUMNS).bearer(&ours).empty().await.status, 200);
}

async fn served(front: &Front<'_>, ours: &str, theirs: &str) {
    loop {
        let sent = front.ask(COLUMNS).bearer(ours).empty().await;
        if sent.status == 503 {
            assert_eq!(sent.header("retry-after"), Some("2"));
            assert!(sent.body.contains("The service cannot take the request now."), "{}", sent.body);
            break;
        }
        // The others have not come so far.
        tokio::task::yield_now().await;
    }
    assert_eq!(front.ask(COLUMNS).bearer(theirs).empty().await.status, 200);
}

#[tokio::test]
async fn who_finds_no_memory_for_a_body_is_told_503() {
    let test = TestApp::new();
    let acme = test.workspace("acme").id;
    // A workspace has half of it.
    let front = Front::with(&test, |state| state.with_body_memory(2_000));
    let token = access(&test, acme, CallLimits::default());
    // Nonsense is told by its merits, so it was read.
    for (size, status) in [(1_000, 400), (1_001, 503), (1_000, 400)] {
        let body = format!("{:size$}", "nonsense");
        let sent = front.ask(ADD).bearer(&token).body(JSON, body).await;
        assert_eq!((sent.status, sent.header("retry-after")), (status, (status == 503).then_some("2")));
    }
    let operator = front.operator();
    let sent = front.ask("POST /api/v1/workspaces/acme/columns").bearer(&operator);
    let sent = sent.json(&json!({ "name": "x".repeat(1_000) })).await;
    assert_eq!((sent.status, sent.header("retry-after")), (503, Some("2")));
}

#[tokio::test]
async fn the_log_names_the_route_of_a_vendor_as_it_stands_in_the_list() {
    let test = TestApp::new();
    let acme = test.workspace("acme").id;
    let front = Front::with(&test, |state| state.with_body_memory(2_000));
    let token = access(&test, acme, CallLimits::default());
    let written = Written::default();
    let kept = written.clone();
    let log = tracing_subscriber::fmt().json().with_writer(move || kept.clone()).finish();
    let _until_dropped = tracing::subscriber::set_default(log);
    // A workspace has half of the memory; the path is spelled in another way.
    let sent = front.ask("POST /EXTERNAL/api/v1/customer/add/").bearer(&token);
    assert_eq!(sent.body(JSON, "x".repeat(1_001)).await.status, 503);
    let lines = written.lines();
    let warning = lines.iter().find(|line| line["level"] == "WARN").unwrap();
    assert_eq!(warning["fields"]["message"], "there is no memory for a body");
    assert_eq!(warning["span"]["route"], "/external/api/v3/customer/add");
}

/// What was logged.
#[derive(Debug, Clone, Default)]
pub(crate) struct Written(Arc<Mutex<Vec<u8>>>);

impl Written {
    /// The lines of a JSON log.
    pub(crate) fn lines(&self) -> Vec<Value> {
        let lines = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
