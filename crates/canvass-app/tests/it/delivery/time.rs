use canvass_app::message::{MessageVerdict, resume_sending, settle_message, show_sending};
use canvass_delivery::sink::{ScriptedSink, SinkScript};
use canvass_domain::command::ImportCustomers;
use canvass_domain::message::MessageState;
use canvass_domain::when::{ClockTime, When};
use canvass_testkit::TestApp;
use jiff::civil;

use super::*;

#[test]
fn e44_what_did_not_leave_by_the_closing_hour_is_due_at_the_next_send_time() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let sink = ScriptedSink::start(SinkScript::default()).unwrap();
    test.clock.set(at("2026-03-02T20:30:00+01:00"));
    pause(&test.app, Some("a test"));
    let jobs = start(&test.app, smtp(&sink));
    let usual = Watched::import(&acme, people(3));
    let late_riser = ClockTime::Written(civil::time(11, 30, 0, 0));
    let own = Watched::of(&acme, ImportCustomers { send_time: Some(late_riser), ..batch_of(people(2)) });
    let ends = Some(When::Moment(at("2026-03-03T08:00:00+01:00")));
    let mortal = people(1).into_iter().map(|one| NewCustomer { end_date: ends, ..one }).collect();
    let mortal = Watched::import(&acme, mortal);
    test.clock.set(at("2026-03-02T21:00:00+01:00"));
    pause(&test.app, None);
    until("the usual batch has a new window", || {
        usual.message(0).window.due_at == at("2026-03-03T09:00:00+01:00")
    });
    until("the other batch too", || own.message(1).window.due_at == at("2026-03-03T11:30:00+01:00"));
    assert_eq!(own.message(1).window.closes_at, at("2026-03-03T21:00:00+01:00"));
    test.clock.set(at("2026-03-03T08:00:01+01:00"));
    mortal.until(&[(MessageState::Expired, 1)]);
    assert!(sink.accepted().is_empty());
    test.clock.set(at("2026-03-03T09:00:00+01:00"));
    usual.until(&[(MessageState::Sent, 3)]);
    own.until(&[(MessageState::Waiting, 2)]);
    test.clock.set(at("2026-03-03T11:30:00+01:00"));
    own.until(&[(MessageState::Sent, 2)]);
    assert_eq!(sink.accepted().len(), 5);
    assert!(jobs.drain(PATIENCE));
}

#[test]
fn out_31_what_was_due_too_long_ago_waits_for_a_person() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let sink = ScriptedSink::start(SinkScript::default()).unwrap();
    pause(&test.app, Some("a test"));
    let old = Watched::import(&acme, people(30));
    step(&test, 3 * 24 * 60);
    let fresh = Watched::import(&acme, people(5));
    pause(&test.app, None);
    let jobs = start(&test.app, smtp(&sink));
    fresh.until(&[(MessageState::Sent, 5)]);
    old.until(&[(MessageState::Held, 30)]);
    assert_eq!(taken(&sink), fresh.message_ids());
    let one = (old.customers[0], Slot::Invitation);
    settle_message(&test.app, &test.operator, acme.id, one, MessageVerdict::SendAgain).wait().unwrap();
    old.until(&[(MessageState::Held, 29), (MessageState::Sent, 1)]);
    assert!(jobs.drain(PATIENCE));
}

#[test]
fn a_stale_start_pauses_sending_until_a_person_resumes_it() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let sink = ScriptedSink::start(SinkScript::default()).unwrap();
    let jobs = start(&test.app, smtp(&sink));
    // A fresh store is not stale.
    let first = Watched::import(&acme, people(1));
    first.until(&[(MessageState::Sent, 1)]);
    assert!(jobs.drain(PATIENCE));
    let batch = Watched::import(&acme, people(3));
    step(&test, 61);
    let jobs = Jobs::start(test.app.clone(), smtp(&sink), settings(2)).unwrap();
    until("the node is ready", || jobs.is_ready());
    let sending = show_sending(&test.app, &test.operator).wait().unwrap();
    assert!(sending.pause.unwrap().contains("61 minutes"));
    batch.until(&[(MessageState::Waiting, 3)]);
    resume_sending(&test.app, &test.operator).wait().unwrap();
    batch.until(&[(MessageState::Sent, 3)]);
    assert!(jobs.drain(PATIENCE));
    // Nothing waits: a late start has nothing to be careful about.
    step(&test, 61);
    let jobs = Jobs::start(test.app.clone(), smtp(&sink), settings(3)).unwrap();
    until("the node is ready", || jobs.is_ready());
    assert_eq!(show_sending(&test.app, &test.operator).wait().unwrap().pause, None);
    assert!(jobs.drain(PATIENCE));
}
