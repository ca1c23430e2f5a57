//! Health and metrics.

use canvass_testkit::{TestApp, batch_of, customer};

use crate::kit::Front;

#[tokio::test]
async fn readiness_turns_false_while_draining_and_liveness_does_not() {
    let test = TestApp::new();
    let front = Front::new(&test);
    let ready = front.ask("GET /health/ready").empty().await;
    assert_eq!((ready.status, ready.body.as_str()), (200, r#"{"reasons":[],"status":"ok"}"#));
    front.state.drain();
    let ready = front.ask("GET /health/ready").empty().await;
    let body = r#"{"reasons":["draining"],"status":"unavailable"}"#;
    assert_eq!((ready.status, ready.body.as_str()), (503, body));
    assert_eq!(front.ask("GET /health/live").empty().await.status, 200);
}

#[tokio::test]
async fn metrics_count_requests_and_messages_and_name_nobody() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    acme.import(batch_of(vec![customer("ann@example.org"), customer("bob@example.org")]));
    front.ask("GET /api/v1/workspaces/acme").empty().await;
    let sent = front.ask("GET /metrics").empty().await;
    assert_eq!(sent.status, 200);
    for line in [
        r#"canvass_requests_total{surface="native",status="401"} 1"#,
        r#"canvass_messages{state="waiting"} 2"#,
        r#"canvass_messages{state="in_doubt"} 0"#,
        "canvass_draining 0",
        "canvass_oldest_due_seconds 0",
    ] {
        assert!(sent.body.contains(line), "{line}\n{}", sent.body);
    }
    assert!(!sent.body.contains("example.org") && !sent.body.contains("acme"));
}
