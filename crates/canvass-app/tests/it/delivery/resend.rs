//! OUT-19, OUT-29: what is in doubt goes once more to the relay or gateway that may have it, where that one drops a second
//! copy. OUT-21: what a person lets leave again is no such copy.

use canvass_app::block::add_lock;
use canvass_app::job::{MailPlan, Relay};
use canvass_app::message::{MessageVerdict, settle_by_rule, settle_message};
use canvass_app::request::RequestIdentity;
use canvass_app::setup::{
    PolicyInput, QuestionnairePolicyInput, SettingsInput, save_questionnaire_policy, save_settings,
};
use canvass_app::view::show_decisions;
use canvass_delivery::gateway::{Description, GatewayTransport, twilio};
use canvass_delivery::sink::{Act, At, GatewayAct, GatewayRequest, GatewayTwin, SinkScript};
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

/// A gateway that takes an idempotency key, asked in this way.
fn keyed_gateway(description: Description) -> Relay {
    Relay {
        copy_key: description.copy_key(),
        dedupe_for: description.idempotent_for,
        ..Relay::gateway("texts", Arc::new(GatewayTransport::new(description, &[]).unwrap()))
    }
}

fn description(twin: &GatewayTwin) -> Description {
    Description {
        url: twin.url(),
        timeout: PATIENCE,
        idempotency_header: Some("Idempotency-Key".to_owned()),
        idempotent_for: Some(Duration::from_hours(24)),
        ..twilio("texts", "AC1", "secret".into(), "+15005550006")
    }
}

/// A workspace whose customers are sent text messages, and some of them.
fn texted(acme: &TestWorkspace<'_>, count: usize) -> Vec<NewCustomer> {
    let input = QuestionnairePolicyInput { channel: Some("sms".to_owned()), ..Default::default() };
    let (app, operator) = (&acme.test.app, &acme.test.operator);
    save_questionnaire_policy(app, operator, acme.id, acme.questionnaire, input).wait().unwrap();
    let one = |number| NewCustomer {
        email: None,
        phone: Some(format!("+316123456{number:02}")),
        ..customer("nobody@example.org")
    };
    (0..count).map(one).collect()
}

/// The keys and recipients of all requests so far.
fn asked(twin: &GatewayTwin) -> Vec<(String, String)> {
    let told = |request: &GatewayRequest| {
        (request.header("idempotency-key").unwrap_or_default().to_owned(), request.member("To").unwrap())
    };
    twin.requests().iter().map(told).collect()
}

#[test]
fn out_29_a_gateway_that_takes_a_key_is_asked_again_under_the_same_one() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let people = texted(&acme, 3);
    // It hangs up, then fails in a way that tells nothing, then takes.
    let failed = GatewayAct::Answer(500, Vec::new(), String::new());
    let twin = GatewayTwin::start([GatewayAct::HangUp]).unwrap();
    let jobs = run(&test, vec![keyed_gateway(description(&twin))], 1);
    let batch = Watched::import(&acme, people);
    batch.until(&[(MessageState::InDoubt, 1), (MessageState::Sent, 2)]);
    let index = (0..3).find(|index| batch.message(*index).state == MessageState::InDoubt).unwrap();
    twin.next([failed]);
    step(&test, 2);
    until("the second request is in doubt too", || {
        let message = batch.message(index);
        message.state == MessageState::InDoubt && message.attempts == 2
    });
    step(&test, 6);
    batch.until(&[(MessageState::Sent, 3)]);
    let all = asked(&twin);
    assert_eq!((all.len(), &all[0], &all[0]), (5, &all[3], &all[4]), "{all:?}");
    assert!(all[1].0 != all[0].0 && all[2].0 != all[0].0 && all[1].0 != all[2].0, "{all:?}");
    let codes = codes(&batch, index);
    let told = |rule: Rule| codes.iter().filter(|code| **code == rule.code()).count();
    assert_eq!((told(Rule::MessageSentUnderKey), told(Rule::MessageSent)), (2, 1), "{codes:?}");
    assert!(jobs.drain(PATIENCE));
}

#[test]
fn out_29_what_a_dead_node_handed_over_is_asked_for_again_at_the_same_gateway_alone() {
    type Change = fn(&mut Description);
    let changes: [(Change, MessageState); 4] = [
        (|_| {}, MessageState::Sent),
        (|one| one.url.push_str("/other"), MessageState::InDoubt),
        (|one| one.idempotency_header = Some("X-Key".to_owned()), MessageState::InDoubt),
        (|one| one.idempotent_for = None, MessageState::InDoubt),
    ];
    for (change, state) in changes {
        let test = TestApp::new();
        let acme = test.workspace("acme");
        let batch = Watched::import(&acme, texted(&acme, 1));
        let twin = GatewayTwin::start([]).unwrap();
        let mut now = description(&twin);
        let key = now.copy_key().unwrap();
        // A node hands over, and is gone before the answer.
        let handed = test.app.store.write_system(move |tx| {
            let node = NodeId(9);
            tx.beat(node)?;
            let claims = tx.claim(node, 1, Duration::from_mins(2))?;
            let attempt = Attempt { key: claims[0].key, fence: claims[0].fence };
            assert_eq!(tx.hand_over(node, &[attempt])?, [true]);
            tx.mark_copy(attempt, &key)
        });
        handed.wait().unwrap();
        change(&mut now);
        let jobs = run(&test, vec![keyed_gateway(now)], 10);
        batch.until(&[(MessageState::InDoubt, 1)]);
        step(&test, 2);
        if state == MessageState::Sent {
            batch.until(&[(MessageState::Sent, 1)]);
        } else {
            let other =
                vec![NewCustomer { phone: Some("+31687654321".to_owned()), ..texted(&acme, 1).remove(0) }];
            Watched::import(&acme, other).until(&[(MessageState::Sent, 1)]);
        }
        assert_eq!(batch.message(0).state, state);
        let number = "+31612345600";
        let copies = asked(&twin).iter().filter(|(_, to)| to == number).count();
        assert_eq!(copies, usize::from(state == MessageState::Sent));
        assert!(jobs.drain(PATIENCE));
    }
}

#[test]
fn out_29_the_key_is_used_for_its_life_and_a_number_of_times() {
    for (attempts, minutes, copies) in [(1, 361, 0), (1, 359, 1), (19, 61, 1), (20, 61, 0)] {
        let test = TestApp::new().unchecked();
        let acme = test.workspace("acme");
        let people = texted(&acme, 1);
        let twin = GatewayTwin::start((0..=copies).map(|_| GatewayAct::HangUp)).unwrap();
        let life = Some(Duration::from_hours(6));
        let jobs =
            run(&test, vec![keyed_gateway(Description { idempotent_for: life, ..description(&twin) })], 1);
        let batch = Watched::import(&acme, people);
        batch.until(&[(MessageState::InDoubt, 1)]);
        test.damage(&format!(
            "UPDATE message SET attempts = {attempts}, dedupe_attempt = {attempts} WHERE state = 3"
        ));
        step(&test, minutes);
        until("as often as it may", || {
            let message = batch.message(0);
            (message.state, message.attempts) == (MessageState::InDoubt, attempts + copies)
        });
        let other =
            vec![NewCustomer { phone: Some("+31687654321".to_owned()), ..texted(&acme, 1).remove(0) }];
        Watched::import(&acme, other).until(&[(MessageState::Sent, 1)]);
        assert!(jobs.drain(PATIENCE));
        let number = &asked(&twin)[0].1;
        let found = asked(&twin).iter().filter(|(_, to)| to == number).count();
        assert_eq!(found, usize::try_from(copies + 1).unwrap(), "{attempts} {minutes}");
    }
}

/// A person says "send again" of a message in doubt.
fn again(batch: &Watched<'_>, index: usize) {
    let (test, acme) = (batch.workspace.test, batch.workspace);
    let message = (batch.customers[index], Slot::Invitation);
    settle_message(&test.app, &test.operator, acme.id, message, MessageVerdict::SendAgain).wait().unwrap();
}

fn is_in_doubt_after(batch: &Watched<'_>, attempts: i32) {
    until("it is in doubt", || {
        let message = batch.message(0);
        (message.state, message.attempts) == (MessageState::InDoubt, attempts)
    });
}

#[test]
fn out_21_what_a_person_lets_leave_again_has_a_key_of_its_own_and_keeps_it() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let people = texted(&acme, 1);
    let twin = GatewayTwin::start(std::iter::repeat_n(GatewayAct::HangUp, 5)).unwrap();
    let jobs = run(&test, vec![keyed_gateway(description(&twin))], 1);
    let batch = Watched::import(&acme, people);
    is_in_doubt_after(&batch, 1);
    step(&test, 2);
    is_in_doubt_after(&batch, 2);
    again(&batch, 0);
    is_in_doubt_after(&batch, 3);
    // Another node takes it up by itself, and then it is said once more.
    assert!(jobs.drain(PATIENCE));
    let jobs = run(&test, vec![keyed_gateway(description(&twin))], 2);
    step(&test, 16);
    is_in_doubt_after(&batch, 4);
    again(&batch, 0);
    is_in_doubt_after(&batch, 5);
    step(&test, 61);
    batch.until(&[(MessageState::Sent, 1)]);
    let keys: Vec<String> = asked(&twin).into_iter().map(|(key, _)| key).collect();
    let [first, ruled, second, kept, third, last] = keys.as_slice() else { panic!("{keys:?}") };
    assert_eq!((first, second, third), (ruled, kept, last));
    assert!(first != second && second != third && first != third, "{keys:?}");
    assert!(jobs.drain(PATIENCE));
}

#[test]
fn out_21_a_relay_that_drops_second_copies_takes_what_a_person_lets_leave_again() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let script = SinkScript::default().times(1, At::Dot, Act::KeepAndClose);
    let sink = knowing(script.times(1, At::Dot, Act::Close));
    let jobs = run(&test, vec![keyed(&sink)], 1);
    let batch = Watched::import(&acme, people(1));
    is_in_doubt_after(&batch, 1);
    again(&batch, 0);
    is_in_doubt_after(&batch, 2);
    step(&test, 6);
    batch.until(&[(MessageState::Sent, 1)]);
    // Kept twice, because a person wanted it; none was a copy of the other, and by its Message-ID it is the same mail.
    let id = batch.message_id(0);
    let (kept, dropped) = (sink.accepted(), sink.dropped());
    let names: Vec<_> = kept.iter().map(|letter| (letter.message_id(), letter.header(HEADER))).collect();
    let expected = [id.clone(), format!("2.{id}")].map(|copy_id| (Some(id.clone()), Some(copy_id)));
    assert_eq!((names, dropped), (expected.to_vec(), 0));
    assert!(jobs.drain(PATIENCE));
}

#[test]
fn out_21_what_the_rule_of_a_workspace_lets_leave_again_is_a_copy_still() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let policy = PolicyInput {
        in_doubt: Some("resend-once".to_owned()),
        in_doubt_hours: Some(1),
        ..PolicyInput::default()
    };
    let input = SettingsInput { policy, ..SettingsInput::default() };
    save_settings(&test.app, &test.operator, acme.id, input).wait().unwrap();
    let sink = knowing(SinkScript::default().times(1, At::Dot, Act::KeepAndClose));
    // Nothing goes again by itself here; the relay knows copies all the same.
    let relays = || vec![Relay { dedupe_for: None, ..keyed(&sink) }];
    let jobs = run(&test, relays(), 1);
    let batch = Watched::import(&acme, people(1));
    is_in_doubt_after(&batch, 1);
    step(&test, 61);
    // The jobs look for themselves, sooner or later.
    settle_by_rule(&test.app, acme.id).unwrap();
    batch.until(&[(MessageState::Sent, 1)]);
    assert_eq!((taken(&sink), sink.dropped(), batch.message(0).attempts), (batch.message_ids(), 1, 2));
    assert!(jobs.drain(PATIENCE));
}
