//! Trouble that must stay where it is: a thread that breaks off, a workspace that cannot be read.

use std::sync::atomic::{AtomicBool, Ordering};

use canvass_delivery::sink::{ScriptedSink, SinkScript};
use canvass_delivery::{OpenError, Session};
use canvass_domain::message::MessageState;
use canvass_testkit::TestApp;

use super::*;

/// Breaks off at its first session.
struct Breaking {
    inner: Arc<dyn Transport>,
    was_broken: AtomicBool,
}

impl Transport for Breaking {
    fn open(&self) -> Result<Box<dyn Session>, OpenError> {
        assert!(self.was_broken.swap(true, Ordering::SeqCst), "a test breaks it");
        self.inner.open()
    }

    fn name(&self) -> &'static str {
        "breaking"
    }

    fn peer(&self) -> String {
        self.inner.peer()
    }
}

#[test]
fn a_job_thread_that_breaks_off_begins_again() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let sink = ScriptedSink::start(SinkScript::default()).unwrap();
    let breaking = Breaking { inner: smtp(&sink), was_broken: AtomicBool::new(false) };
    let jobs = start(&test.app, Arc::new(breaking));
    let batch = Watched::import(&acme, people(2));
    batch.until(&[(MessageState::Sent, 2)]);
    assert!(jobs.drain(PATIENCE));
}

#[test]
fn sto_17_a_workspace_that_cannot_be_read_stops_no_other() {
    let test = TestApp::new().unchecked();
    let (broken, whole) = (test.workspace("broken"), test.workspace("whole"));
    let sink = ScriptedSink::start(SinkScript::default()).unwrap();
    let waiting = Watched::import(&broken, people(3));
    test.damage(
        "UPDATE workspace SET zone = 'Nowhere', configuration_version = configuration_version + 1
         WHERE slug = 'broken'",
    );
    let jobs = start(&test.app, smtp(&sink));
    let batch = Watched::import(&whole, people(2));
    batch.until(&[(MessageState::Sent, 2)]);
    let is_due = |moment| {
        until("it is looked at again in a while", || waiting.message(0).window.due_at == at(moment));
    };
    is_due("2026-03-02T10:20:00+01:00");
    test.clock.set(at("2026-03-02T15:00:00+01:00"));
    is_due("2026-03-02T15:05:00+01:00");
    test.clock.set(at("2026-03-02T20:59:00+01:00"));
    is_due("2026-03-02T21:04:00+01:00");
    // The closing hour is past, and finds it just as unreadable.
    test.clock.set(at("2026-03-02T21:04:00+01:00"));
    is_due("2026-03-02T21:09:00+01:00");
    assert_eq!(taken(&sink), batch.message_ids());
    assert!(jobs.drain(PATIENCE));
}
