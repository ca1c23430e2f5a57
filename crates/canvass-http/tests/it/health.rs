//! Health and metrics.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use canvass_store::{Engine, Job, Store, StoreError};
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
async fn metrics_count_requests_ask_the_store_nothing_and_name_nobody() {
    let mut test = TestApp::new();
    let engine = Arc::new(Counted { inner: test.app.store.clone(), jobs: AtomicUsize::new(0) });
    test.app.store = Store::new(Arc::clone(&engine) as _);
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    acme.import(batch_of(vec![customer("ann@example.org"), customer("bob@example.org")]));
    front.ask("GET /api/v1/workspaces/acme").empty().await;
    let before = engine.jobs.load(Ordering::SeqCst);
    assert!(before > 0);
    let sent = front.ask("GET /metrics").empty().await;
    assert_eq!(engine.jobs.load(Ordering::SeqCst), before, "everybody may call this as often as they like");
    assert_eq!(sent.status, 200);
    for line in [r#"canvass_requests_total{surface="native",status="401"} 1"#, "canvass_draining 0"] {
        assert!(sent.body.contains(line), "{line}\n{}", sent.body);
    }
    assert!(!sent.body.contains("example.org") && !sent.body.contains("acme"));
}

/// An engine that counts its transactions.
struct Counted {
    inner: Store,
    jobs: AtomicUsize,
}

impl Engine for Counted {
    fn submit(&self, job: Job) -> Result<(), (Job, StoreError)> {
        self.jobs.fetch_add(1, Ordering::SeqCst);
        self.inner.engine().submit(job)
    }

    fn writable(&self) -> canvass_store::Result<()> {
        self.inner.engine().writable()
    }

    fn integrity(&self) -> canvass_store::Result<Vec<String>> {
        self.inner.engine().integrity()
    }

    fn name(&self) -> &'static str {
        "counted"
    }

    fn close(&self) {
        self.inner.engine().close();
    }
}
