//! Nodes whose clock is hours off: the store's clock decides.

use canvass_delivery::sink::{ScriptedSink, SinkScript};
use canvass_domain::message::MessageState;
use canvass_testkit::{SteppedClock, TestApp};

use super::*;

fn off(test: &TestApp, hours: i64) -> Arc<SteppedClock> {
    let now = test.app.clock.now().checked_add(SignedDuration::from_hours(hours)).unwrap();
    Arc::new(SteppedClock::new(now))
}

#[test]
fn a_node_whose_clock_is_past_the_closing_hour_sends_while_the_store_says_open() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let sink = ScriptedSink::start(SinkScript::default()).unwrap();
    let mut app = test.app.clone();
    app.clock = off(&test, 14);
    let jobs = start(&app, smtp(&sink));
    let batch = Watched::import(&acme, people(3));
    batch.until(&[(MessageState::Sent, 3)]);
    // Nothing was given back to be claimed again.
    assert!((0..3).all(|index| batch.message(index).fence == 1));
    assert!(jobs.drain(PATIENCE));
}

#[test]
fn an_import_is_judged_by_the_time_of_the_store() {
    let mut test = TestApp::new();
    let now = test.app.clock.now();
    test.app.clock = off(&test, 2);
    let acme = test.workspace("acme");
    // The first one is judged in the transaction anyway: the set-up is not known here yet.
    Watched::import(&acme, people(1));
    let batch = Watched::import(&acme, people(2));
    assert_eq!(batch.message(1).window.due_at, now);
}
