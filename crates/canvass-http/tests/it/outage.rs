//! The store takes no writes (STO-08): who writes gets 503 and a notice, who reads is served, and the log says it once a minute.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use canvass_app::setup::{Role, add_sign_in, add_user};
use canvass_domain::id::CustomerId;
use canvass_store::{Access, Engine, Job, Store, StoreError};
use canvass_testkit::{TestApp, TestWorkspace, batch_of, customer};
use jiff::SignedDuration;
use serde_json::json;

use crate::browser::{Browser, filled};
use crate::kit::Front;
use crate::limits::Written;

/// An engine that can refuse to write.
struct ReadOnly {
    inner: Store,
    is_read_only: Arc<AtomicBool>,
}

impl Engine for ReadOnly {
    fn submit(&self, job: Job) -> Result<(), (Job, StoreError)> {
        if job.access == Access::Write {
            match self.writable() {
                Ok(()) => {}
                Err(error) => return Err((job, error)),
            }
        }
        self.inner.engine().submit(job)
    }

    fn writable(&self) -> canvass_store::Result<()> {
        if self.is_read_only.load(Ordering::SeqCst) {
            return Err(StoreError::Unavailable("the file system is read-only".to_owned()));
        }
        self.inner.engine().writable()
    }

    fn integrity(&self) -> canvass_store::Result<Vec<String>> {
        self.inner.engine().integrity()
    }

    fn name(&self) -> &'static str {
        "read-only"
    }

    fn close(&self) {
        self.inner.engine().close();
    }
}

fn turning(test: &mut TestApp) -> Arc<AtomicBool> {
    let is_read_only = Arc::new(AtomicBool::new(false));
    let engine = ReadOnly { inner: test.app.store.clone(), is_read_only: Arc::clone(&is_read_only) };
    test.app.store = Store::new(Arc::new(engine)).telling(Arc::clone(&test.clock) as _);
    is_read_only
}

/// A manager whose session has begun.
async fn manager(workspace: &TestWorkspace<'_>) -> Browser {
    let (app, operator) = (&workspace.test.app, &workspace.test.operator);
    let user = add_user(app, operator, workspace.id, "Mia", Role::Manager).ready().await.unwrap();
    let life = SignedDuration::from_mins(15);
    let code = add_sign_in(app, operator, workspace.id, user, life).ready().await.unwrap();
    let mut browser = Browser::new(workspace.test);
    let taken = browser.post(&format!("/console/sign-in/{code}"), &vec![]).await;
    assert_eq!(browser.follow(taken).await.heading(), "Overview");
    browser
}

#[tokio::test]
async fn sto_08_while_nothing_can_be_written_pages_show_a_notice_and_the_log_says_it_once_a_minute() {
    let mut test = TestApp::new();
    let is_read_only = turning(&mut test);
    let workspace = test.workspace("shop");
    workspace.import(batch_of(vec![customer("ann@example.org")]));
    let link = format!("/q/{}", workspace.link(CustomerId(1)));
    let front = Front::new(&test);
    let operator = front.operator();
    let mut console = manager(&workspace).await;
    let mut respondent = Browser::new(&test);
    let form = respondent.get(&link).await.hidden(&link);
    let digest = test.digest("shop");
    let written = Written::default();
    let kept = written.clone();
    let log = tracing_subscriber::fmt().json().with_writer(move || kept.clone()).finish();
    let until_dropped = tracing::subscriber::set_default(log);

    is_read_only.store(true, Ordering::SeqCst);
    // A call each ten seconds, and a probe of the readiness.
    for _ in 0..18 {
        let sent = front.ask("POST /api/v1/workspaces/shop/columns").bearer(&operator);
        let sent = sent.json(&json!({ "name": "Branch" })).await;
        assert_eq!((sent.status, sent.header("retry-after")), (503, Some("10")), "{}", sent.body);
        assert_eq!(front.ask("GET /health/ready").empty().await.status, 503);
        test.clock.step(SignedDuration::from_secs(10));
    }
    let typed = filled(form.clone(), &[("q1", "9"), ("q2", "na")]);
    let refused = respondent.post(&link, &typed).await;
    assert_eq!(refused.status.as_u16(), 503);
    assert!(refused.words().contains("Nothing was lost"), "{}", refused.text);
    // Whoever reads is served; whoever decides is told so.
    let shown = console.get("/console/").await;
    assert_eq!(shown.heading(), "Overview");
    let decided = console.post("/console/batches/1/cancel", &shown.hidden("/console/sign-out")).await;
    assert_eq!(decided.status.as_u16(), 503, "{}", decided.text);
    assert_eq!(front.ask("GET /api/v1/workspaces/shop/batches").bearer(&operator).empty().await.status, 200);
    assert_eq!(test.digest("shop"), digest);
    drop(until_dropped);

    let told: Vec<_> = written.lines().into_iter().filter(|line| line["level"] != "DEBUG").collect();
    let numbers: Vec<_> = told.iter().map(|line| line["fields"]["refused"].as_u64()).collect();
    assert_eq!(numbers, [Some(1), Some(6), Some(6), Some(6)], "{told:#?}");
    for line in &told {
        let fields = &line["fields"];
        assert_eq!(fields["message"], "the store takes no work; this is told once a minute");
        assert_eq!(fields["error"], "the store is not available: the file system is read-only");
    }
    is_read_only.store(false, Ordering::SeqCst);
    let sent = respondent.post(&link, &filled(form, &[("q1", "9"), ("q2", "na")])).await;
    assert!(respondent.follow(sent).await.words().contains("Page 2 of 2"));
}
