use canvass_app::view::show_decisions;
use canvass_delivery::sink::{Act, At, ScriptedSink, SinkScript};
use canvass_domain::message::MessageState;
use canvass_domain::reason::Rule;
use canvass_testkit::TestApp;

use super::*;

fn say(line: &str) -> Act {
    Act::Say(line.to_owned())
}

#[test]
fn out_06_no_reply_after_the_dot_is_in_doubt_and_never_sent_again() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let script = SinkScript::default().times(1, At::Dot, Act::KeepAndClose);
    let sink = ScriptedSink::start(script).unwrap();
    let jobs = start(&test.app, smtp(&sink));
    let batch = Watched::import(&acme, people(20));
    batch.until(&[(MessageState::InDoubt, 1), (MessageState::Sent, 19)]);
    let in_doubt = (0..20).find(|index| batch.message(*index).state == MessageState::InDoubt).unwrap();
    // OUT-04: the Message-ID that is told is the one the peer has.
    assert!(taken(&sink).contains(&batch.message_id(in_doubt)));
    // Time does not send it again, nor does a restart.
    step(&test, 24 * 60);
    let control = Watched::import(&acme, people(1));
    control.until(&[(MessageState::Sent, 1)]);
    assert!(jobs.drain(PATIENCE));
    let jobs = Jobs::start(test.app.clone(), smtp(&sink), settings(2)).unwrap();
    let control = Watched::import(&acme, people(2));
    control.until(&[(MessageState::Sent, 2)]);
    assert_eq!(taken(&sink).len(), 23);
    batch.until(&[(MessageState::InDoubt, 1), (MessageState::Sent, 19)]);
    assert!(jobs.drain(PATIENCE));
}

#[test]
fn out_10_a_letter_that_is_put_off_three_times_arrives_once() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    for (at, line) in [(At::Dot, "451 greylisted"), (At::Rcpt, "450 busy"), (At::Data, "421 too many")] {
        let sink = ScriptedSink::start(SinkScript::default().times(3, at, say(line))).unwrap();
        let jobs = start(&test.app, smtp(&sink));
        let batch = Watched::import(&acme, people(1));
        for (tries, minutes) in [(1, 2), (2, 6), (3, 17)] {
            until(line, || batch.message(0).tries == tries);
            let message = batch.message(0);
            assert_eq!(message.state, MessageState::Waiting, "{line}");
            assert!(message.last_line.unwrap().contains(line.split_at(4).1), "{line}");
            step(&test, minutes);
        }
        batch.until(&[(MessageState::Sent, 1)]);
        assert_eq!(taken(&sink), batch.message_ids());
        assert!(jobs.drain(PATIENCE));
    }
}

#[test]
fn out_09_a_permanent_refusal_is_the_end() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    for at in [At::Rcpt, At::Data, At::Dot] {
        let script = SinkScript::default().times(1, at, say("550 <person0@example.org> unknown"));
        let sink = ScriptedSink::start(script).unwrap();
        let jobs = start(&test.app, smtp(&sink));
        let batch = Watched::import(&acme, people(1));
        batch.until(&[(MessageState::Rejected, 1)]);
        step(&test, 120);
        let control = Watched::import(&acme, people(2));
        control.until(&[(MessageState::Sent, 2)]);
        assert_eq!(taken(&sink), control.message_ids(), "{at:?}");
        let said = batch.message(0).last_line.unwrap();
        assert!(said.contains("(recipient)") && !said.contains("person0"), "{said}");
        let ledger = show_decisions(&test.app, &acme.client, acme.id, batch.customers[0]).wait().unwrap();
        assert_eq!(ledger.last().unwrap().code, Rule::MessageRejected.code());
        assert!(jobs.drain(PATIENCE));
    }
}

#[test]
fn out_08_out_25_a_letter_put_off_for_hours_expires_at_its_end_date() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let sink = ScriptedSink::start(SinkScript::default().always(At::Rcpt, say("450 not now"))).unwrap();
    let jobs = start(&test.app, smtp(&sink));
    let ends = canvass_domain::when::When::Moment(at("2026-03-02T12:00:00+01:00"));
    let mortal = people(1).into_iter().map(|one| NewCustomer { end_date: Some(ends), ..one }).collect();
    let batch = Watched::import(&acme, mortal);
    let mut tries = 0;
    until("the end date comes first", || {
        let message = batch.message(0);
        if message.tries > tries {
            // Each wait is stored, grows, and begins at the refusal.
            tries = message.tries;
            assert!(message.window.due_at > test.app.clock.now());
            test.clock.set(message.window.due_at);
        }
        message.state == MessageState::Expired || message.tries == 99
    });
    assert_eq!(tries, 4, "at 10:15, after 1, 5, 15 and 30 minutes, and not at 12:06");
    assert!(sink.accepted().is_empty());
    assert!(jobs.drain(PATIENCE));
}
