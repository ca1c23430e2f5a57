//! What is late waits for a person after a sleep, and only then (P6, E44, OUT-31).

use std::sync::atomic::Ordering;

use canvass_delivery::sink::{ScriptedSink, SinkScript};
use canvass_domain::message::MessageState;
use canvass_testkit::TestApp;

use super::transports::Switched;
use super::*;

/// Steps the clock by an hour at a time, with a beat in each hour.
fn live_through(test: &TestApp, hours: i64) {
    for _ in 0..hours {
        step(test, 60);
        let now = test.app.clock.now();
        until("the node beats", || {
            test.app.store.read_system(|tx| tx.newest_beat()).wait().unwrap() == Some(now)
        });
    }
}

#[test]
fn e44_what_a_dead_relay_made_late_is_not_held() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let sink = ScriptedSink::start(SinkScript::default()).unwrap();
    let relay = Switched::down(smtp(&sink));
    let jobs = start(&test.app, Arc::clone(&relay) as _);
    let batch = Watched::import(&acme, people(3));
    live_through(&test, 7);
    batch.until(&[(MessageState::Waiting, 3)]);
    // 21:15: the day is over, the next one begins at 09:00.
    live_through(&test, 4);
    until("there is a new window", || batch.message(0).window.due_at == at("2026-03-03T09:00:00+01:00"));
    live_through(&test, 12);
    relay.is_up.store(true, Ordering::SeqCst);
    batch.until(&[(MessageState::Sent, 3)]);
    assert!(jobs.drain(PATIENCE));
}

#[test]
fn out_31_a_machine_that_slept_holds_what_is_overdue() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let sink = ScriptedSink::start(SinkScript::default()).unwrap();
    let relay = Switched::down(smtp(&sink));
    let jobs = start(&test.app, Arc::clone(&relay) as _);
    let batch = Watched::import(&acme, people(3));
    until("the node is ready", || jobs.is_ready());
    step(&test, 6 * 60 + 1);
    batch.until(&[(MessageState::Held, 3)]);
    // It is awake again: what is due now goes out.
    relay.is_up.store(true, Ordering::SeqCst);
    let fresh = Watched::import(&acme, people(2));
    fresh.until(&[(MessageState::Sent, 2)]);
    assert_eq!(taken(&sink), fresh.message_ids());
    assert!(jobs.drain(PATIENCE));
}

#[test]
fn out_31_a_long_pause_holds_what_is_overdue_although_nodes_were_alive() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let sink = ScriptedSink::start(SinkScript::default()).unwrap();
    let jobs = start(&test.app, smtp(&sink));
    until("the node is ready", || jobs.is_ready());
    pause(&test.app, Some("a test"));
    let batch = Watched::import(&acme, people(3));
    live_through(&test, 7);
    batch.until(&[(MessageState::Waiting, 3)]);
    pause(&test.app, None);
    batch.until(&[(MessageState::Held, 3)]);
    assert!(sink.accepted().is_empty());
    assert!(jobs.drain(PATIENCE));
}

#[test]
fn out_31_a_pause_of_unknown_age_counts_as_long() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let sink = ScriptedSink::start(SinkScript::default()).unwrap();
    let relay = Switched::down(smtp(&sink));
    let first = start(&test.app, Arc::clone(&relay) as _);
    let batch = Watched::import(&acme, people(3));
    live_through(&test, 7);
    pause(&test.app, Some("a test"));
    assert!(first.drain(PATIENCE));
    let second = Jobs::start(test.app.clone(), smtp(&sink), settings(2)).unwrap();
    batch.until(&[(MessageState::Held, 3)]);
    assert!(second.drain(PATIENCE));
}
