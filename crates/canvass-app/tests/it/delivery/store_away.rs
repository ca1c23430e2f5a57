//! OUT-18: the store goes away at the worst moments.

use std::sync::atomic::{AtomicBool, Ordering};

use canvass_delivery::sink::{ScriptedSink, SinkScript};
use canvass_domain::message::MessageState;
use canvass_store::{Engine, Job, Store, StoreError};
use canvass_testkit::TestApp;

use super::transports::{Hooked, Moment};
use super::*;

/// An engine that can be away.
struct Failing {
    inner: Store,
    is_away: Arc<AtomicBool>,
    error: StoreError,
}

impl Engine for Failing {
    fn submit(&self, job: Job) -> Result<(), (Job, StoreError)> {
        if self.is_away.load(Ordering::SeqCst) {
            return Err((job, self.error.clone()));
        }
        self.inner.engine().submit(job)
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

    fn close(&self) {}
}

/// The app over a store that can be taken away.
fn app_over(test: &TestApp, is_away: &Arc<AtomicBool>) -> App {
    failing_with(StoreError::Unavailable("a test took it away".to_owned()), test, is_away)
}

fn failing_with(error: StoreError, test: &TestApp, is_away: &Arc<AtomicBool>) -> App {
    let engine = Failing { inner: test.app.store.clone(), is_away: Arc::clone(is_away), error };
    let mut app = test.app.clone();
    app.store = Store::new(Arc::new(engine));
    app
}

/// Takes the store away at one moment of the first delivery; then tells.
fn takes_away(
    sink: &ScriptedSink,
    is_away: &Arc<AtomicBool>,
    when: Moment,
) -> (Arc<dyn Transport>, flume::Receiver<()>) {
    let (tell, told) = flume::unbounded();
    let is_away = Arc::clone(is_away);
    let transport = Hooked::new(smtp(sink), move |number, moment| {
        if (number, moment) == (0, when) {
            is_away.store(true, Ordering::SeqCst);
            tell.send(()).unwrap();
        }
    });
    (transport, told)
}

#[test]
fn out_18_a_result_is_stored_when_the_store_is_back() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let sink = ScriptedSink::start(SinkScript::default()).unwrap();
    let is_away = Arc::default();
    let (transport, told) = takes_away(&sink, &is_away, Moment::AfterReply);
    let jobs = start(&app_over(&test, &is_away), transport);
    let batch = Watched::import(&acme, people(1));
    told.recv_timeout(PATIENCE).unwrap();
    batch.until(&[(MessageState::HandingOver, 1)]);
    is_away.store(false, Ordering::SeqCst);
    batch.until(&[(MessageState::Sent, 1)]);
    assert_eq!(taken(&sink), batch.message_ids());
    assert!(jobs.drain(PATIENCE));
}

#[test]
fn a_hand_over_that_is_not_stored_sends_nothing() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let sink = ScriptedSink::start(SinkScript::default()).unwrap();
    let is_away = Arc::default();
    let (transport, told) = takes_away(&sink, &is_away, Moment::BeforeFence);
    let jobs = start(&app_over(&test, &is_away), transport);
    let batch = Watched::import(&acme, people(1));
    told.recv_timeout(PATIENCE).unwrap();
    assert!(sink.wait_for_silence(PATIENCE));
    assert!(sink.accepted().is_empty());
    is_away.store(false, Ordering::SeqCst);
    until("our own attempt is put back", || batch.message(0).state == MessageState::Waiting);
    until("it is told why", || batch.message(0).last_line.is_some());
    step(&test, 2);
    batch.until(&[(MessageState::Sent, 1)]);
    assert_eq!(taken(&sink), batch.message_ids());
    assert!(jobs.drain(PATIENCE));
}

#[test]
fn a_store_that_is_away_at_the_start_is_waited_for() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let sink = ScriptedSink::start(SinkScript::default()).unwrap();
    let is_away = Arc::new(AtomicBool::new(true));
    let jobs = start(&app_over(&test, &is_away), smtp(&sink));
    let batch = Watched::import(&acme, people(2));
    assert!(!jobs.is_ready());
    is_away.store(false, Ordering::SeqCst);
    batch.until(&[(MessageState::Sent, 2)]);
    assert!(jobs.drain(PATIENCE));
}

#[test]
fn a_hand_over_that_finds_the_store_busy_costs_no_try() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let sink = ScriptedSink::start(SinkScript::default()).unwrap();
    let is_away = Arc::default();
    let (transport, told) = takes_away(&sink, &is_away, Moment::BeforeFence);
    let jobs = start(&failing_with(StoreError::Busy, &test, &is_away), transport);
    let batch = Watched::import(&acme, people(1));
    told.recv_timeout(PATIENCE).unwrap();
    assert!(sink.wait_for_silence(PATIENCE));
    is_away.store(false, Ordering::SeqCst);
    // The claim could not be given back either: its lease ends.
    step(&test, 3);
    batch.until(&[(MessageState::Sent, 1)]);
    assert_eq!((batch.message(0).tries, taken(&sink)), (0, batch.message_ids()));
    assert!(jobs.drain(PATIENCE));
}
