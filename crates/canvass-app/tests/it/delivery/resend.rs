//! OUT-19: mail in doubt goes once more to the relay that may have it, where that relay drops a second copy.

use canvass_app::block::add_lock;
use canvass_app::job::{MailPlan, Relay};
use canvass_app::request::RequestIdentity;
use canvass_app::view::show_decisions;
use canvass_delivery::sink::{Act, At, SinkScript};
use canvass_domain::command::{AddLock, NamedPerson};
use canvass_domain::reason::Rule;
use canvass_store::area::Attempt;

use super::*;

const HEADER: &str = "X-Message-Key";

/// A relay that drops what it has.
fn knowing(script: SinkScript) -> ScriptedSink {
    ScriptedSink::start(SinkScript { dedupe_header: Some(HEADER.to_owned()), ..script }).unwrap()
}

fn keyed(sink: &ScriptedSink) -> Relay {
    Relay {
        dedupe_header: Some(HEADER.to_owned()),
        dedupe_for: Some(Duration::from_hours(6)),
        ..Relay::new("first", smtp(sink))
    }
}

fn run(test: &TestApp, relays: Vec<Relay>, node: i64) -> Jobs {
    let plan = MailPlan { relays, ..MailPlan::default() };
    Jobs::with_plan(test.app.clone(), plan, settings(node)).unwrap()
}

fn codes(batch: &Watched<'_>, index: usize) -> Vec<&'static str> {
    let (test, acme) = (batch.workspace.test, batch.workspace);
    let told = show_decisions(&test.app, &acme.client, acme.id, batch.customers[index]).wait().unwrap();
    told.into_iter().map(|decision| decision.code).collect()
}

/// A letter sent after this moment has left: whatever was about to leave before it has.
fn control(acme: &TestWorkspace<'_>) {
    Watched::import(acme, people(1)).until(&[(MessageState::Sent, 1)]);
}

#[test]
fn out_19_a_relay_that_drops_second_copies_gets_the_letter_again_and_has_it_once() {
    // Kept or not before the connection ended: afterwards it is there once.
    for (act, dropped) in [(Act::KeepAndClose, 1), (Act::Close, 0)] {
        let test = TestApp::new();
        let acme = test.workspace("acme");
        let sink = knowing(SinkScript::default().times(1, At::Dot, act));
        let jobs = run(&test, vec![keyed(&sink)], 1);
        let batch = Watched::import(&acme, people(3));
        batch.until(&[(MessageState::InDoubt, 1), (MessageState::Sent, 2)]);
        let index = (0..3).find(|index| batch.message(*index).state == MessageState::InDoubt).unwrap();
        step(&test, 2);
        batch.until(&[(MessageState::Sent, 3)]);
        assert_eq!((taken(&sink), sink.dropped()), (batch.message_ids(), dropped));
        let message = batch.message(index);
        assert_eq!((message.attempts, message.peer), (2, Some(sink.address().to_string())));
        let codes = codes(&batch, index);
        let doubted = codes.iter().position(|code| *code == Rule::MessageInDoubt.code()).unwrap();
        let told = |rule: Rule| codes[doubted..].iter().filter(|code| **code == rule.code()).count();
        assert_eq!((told(Rule::MessageSentUnderKey), told(Rule::MessageSent)), (1, 1), "{codes:?}");
        assert!(jobs.drain(PATIENCE));
    }
}

#[test]
fn out_19_out_03_mail_of_a_dead_node_goes_again_under_its_key_and_under_no_other() {
    for (key, state) in [("x-message-key", MessageState::Sent), ("x-other", MessageState::InDoubt)] {
        let test = TestApp::new();
        let acme = test.workspace("acme");
        let sink = knowing(SinkScript::default());
        let batch = Watched::import(&acme, people(1));
        // A node hands over, writes the dot, and is gone before the reply.
        let key = format!("{key} {}", sink.address());
        let handed = test.app.store.write_system(move |tx| {
            let node = NodeId(9);
            tx.beat(node)?;
            let claims = tx.claim(node, 1, Duration::from_mins(2))?;
            let attempt = Attempt { key: claims[0].key, fence: claims[0].fence };
            assert_eq!(tx.hand_over(node, &[attempt])?, [true]);
            tx.mark_copy(attempt, &key)
        });
        handed.wait().unwrap();
        let jobs = run(&test, vec![keyed(&sink)], 10);
        batch.until(&[(MessageState::InDoubt, 1)]);
        step(&test, 2);
        if state == MessageState::Sent {
            batch.until(&[(MessageState::Sent, 1)]);
        } else {
            control(&acme);
        }
        assert_eq!(batch.message(0).state, state);
        assert_eq!(taken(&sink).contains(&batch.message_id(0)), state == MessageState::Sent);
        assert!(jobs.drain(PATIENCE));
    }
}

#[test]
fn out_19_nothing_leaves_again_without_the_word_of_the_operator_or_after_the_window() {
    for (dedupe_for, minutes) in [(None, 10), (Some(Duration::from_hours(6)), 6 * 60 + 1)] {
        let test = TestApp::new();
        let acme = test.workspace("acme");
        let sink = knowing(SinkScript::default().times(1, At::Dot, Act::Close));
        let jobs = run(&test, vec![Relay { dedupe_for, ..keyed(&sink) }], 1);
        let batch = Watched::import(&acme, people(1));
        batch.until(&[(MessageState::InDoubt, 1)]);
        step(&test, minutes);
        control(&acme);
        assert_eq!(batch.message(0).state, MessageState::InDoubt);
        assert!(!taken(&sink).contains(&batch.message_id(0)));
        assert!(jobs.drain(PATIENCE));
    }
}

#[test]
fn out_19_a_second_copy_that_is_refused_or_unheard_of_tells_nothing_about_the_first() {
    let say = |line: &str| Act::Say(line.to_owned());
    for act in [say("451 not now"), say("550 never"), say("421 closing"), Act::Close] {
        let test = TestApp::new();
        let acme = test.workspace("acme");
        let script =
            SinkScript::default().times(1, At::Dot, Act::KeepAndClose).times(1, At::Dot, act.clone());
        let sink = knowing(script);
        let jobs = run(&test, vec![keyed(&sink)], 1);
        let batch = Watched::import(&acme, people(1));
        batch.until(&[(MessageState::InDoubt, 1)]);
        step(&test, 2);
        until("the second copy is in doubt too", || {
            let message = batch.message(0);
            message.state == MessageState::InDoubt && message.attempts == 2
        });
        assert_eq!(batch.message(0).tries, 0, "{act:?}");
        step(&test, 6);
        batch.until(&[(MessageState::Sent, 1)]);
        assert_eq!((taken(&sink), sink.dropped(), batch.message(0).attempts), (batch.message_ids(), 1, 3));
        assert!(jobs.drain(PATIENCE));
    }
}

#[test]
fn out_19_no_other_relay_gets_the_second_copy() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let first = knowing(SinkScript::default().times(1, At::Dot, Act::KeepAndClose));
    let second = knowing(SinkScript::default());
    let jobs = run(&test, vec![keyed(&first), keyed(&second)], 1);
    let batch = Watched::import(&acme, people(1));
    batch.until(&[(MessageState::InDoubt, 1)]);
    drop(first);
    step(&test, 2);
    control(&acme);
    assert_eq!(batch.message(0).state, MessageState::InDoubt);
    assert!(!taken(&second).contains(&batch.message_id(0)));
    assert!(jobs.drain(PATIENCE));
}

#[test]
fn out_19_p7_who_was_locked_meanwhile_gets_no_second_copy() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let sink = knowing(SinkScript::default().times(1, At::Dot, Act::Close));
    let jobs = run(&test, vec![keyed(&sink)], 1);
    let locked = customer("locked@example.org");
    let batch = Watched::import(&acme, vec![locked]);
    batch.until(&[(MessageState::InDoubt, 1)]);
    let person = NamedPerson { email: Some("locked@example.org".to_owned()), ..NamedPerson::default() };
    let request = RequestIdentity::of_body("test/block", None, b"1");
    let command = AddLock { person, ..AddLock::default() };
    add_lock(&test.app, &acme.client, acme.id, command, &request).wait().unwrap();
    let before = codes(&batch, 0);
    step(&test, 2);
    until("it came to the fence", || {
        sink.commands().iter().filter(|(_, line)| line.contains("locked@")).count() > 1
    });
    control(&acme);
    assert_eq!((batch.message(0).state, batch.message(0).attempts), (MessageState::InDoubt, 1));
    assert_eq!(codes(&batch, 0), before);
    assert!(!taken(&sink).contains(&batch.message_id(0)));
    assert!(jobs.drain(PATIENCE));
}
