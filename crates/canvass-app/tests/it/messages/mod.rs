//! What ends a doubt: a person, evidence, the rule of the workspace.

mod evidence;
mod many;
mod rule;

use canvass_app::Refusal;
use canvass_app::message::{MessageVerdict, resume_sending, settle_message, show_sending};
use canvass_app::view::{list_audit, list_messages, show_customer, show_decisions, show_message};
use canvass_domain::customer::CustomerState;
use canvass_domain::id::CustomerId;
use canvass_domain::message::{AttemptResult, MessageState, Slot};
use canvass_domain::schedule::Late;
use canvass_store::Clock as _;
use canvass_store::area::{MessageFilter, Page};
use canvass_testkit::{TestApp, TestWorkspace, batch_of, customer};
use jiff::SignedDuration;

use crate::delivering::{hand_over, send_all, settle};

const ALL: Page = Page { after: 0, most: 1_000 };

fn in_doubt(acme: &TestWorkspace<'_>) -> CustomerId {
    let customer = acme.import(batch_of(vec![customer("ann@example.org")])).customers[0].id;
    doubt(acme.test);
    let filter = MessageFilter { state: Some(MessageState::InDoubt), ..MessageFilter::default() };
    let listed = list_messages(&acme.test.app, &acme.client, acme.id, filter, ALL).wait().unwrap();
    assert_eq!(listed.iter().map(|message| message.customer).collect::<Vec<_>>(), [customer]);
    customer
}

/// Hands everything over that is due; no reply comes.
fn doubt(test: &TestApp) {
    let attempts = hand_over(test);
    settle(test, &attempts, &AttemptResult::InDoubt("the connection broke after the dot".to_owned()));
}

fn state(acme: &TestWorkspace<'_>, customer: CustomerId) -> MessageState {
    show_message(&acme.test.app, &acme.client, acme.id, customer, Slot::Invitation).wait().unwrap().state
}

/// The ledger: code and sentence of each entry.
fn story(acme: &TestWorkspace<'_>, customer: CustomerId) -> Vec<(&'static str, String)> {
    let decisions = show_decisions(&acme.test.app, &acme.client, acme.id, customer).wait().unwrap();
    decisions.into_iter().map(|decision| (decision.code, decision.sentence)).collect()
}

/// Actor and object of the audit rows of settlements.
fn trail(acme: &TestWorkspace<'_>) -> Vec<(String, String)> {
    let rows = list_audit(&acme.test.app, &acme.client, acme.id, ALL).wait().unwrap();
    let rows = rows.into_iter().map(|row| row.audit).filter(|audit| audit.action == "settle-message");
    rows.map(|audit| (audit.actor, audit.object)).collect()
}

#[test]
fn a_message_in_doubt_is_not_sent_again_by_itself() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    in_doubt(&acme);
    test.clock.step(SignedDuration::from_hours(2));
    assert!(send_all(&test).is_empty());
}

#[test]
fn was_sent_makes_the_customer_an_invited_one() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let customer = in_doubt(&acme);
    let key = (customer, Slot::Invitation);
    let settled = settle_message(&test.app, &test.operator, acme.id, key, MessageVerdict::WasSent);
    assert_eq!(settled.wait().unwrap().state, MessageState::Sent);
    let record = show_customer(&test.app, &acme.client, acme.id, customer).wait().unwrap();
    assert_eq!(record.state, CustomerState::Invited);
    // Whoever comes second is told so.
    let second = settle_message(&test.app, &test.operator, acme.id, key, MessageVerdict::SendAgain);
    assert!(matches!(second.wait(), Err(Refusal::Conflict("message_not_open", _))));
    let audit = list_audit(&test.app, &acme.client, acme.id, ALL).wait().unwrap();
    let object = format!("message {customer}/invitation was-sent");
    assert_eq!(audit.last().unwrap().audit.object, object);
}

#[test]
fn send_again_leaves_in_the_next_open_window() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let customer = in_doubt(&acme);
    // 22:15 in Amsterdam: the window is closed until nine in the morning.
    test.clock.step(SignedDuration::from_hours(12));
    let key = (customer, Slot::Invitation);
    let again = settle_message(&test.app, &test.operator, acme.id, key, MessageVerdict::SendAgain);
    let message = again.wait().unwrap();
    assert_eq!(message.state, MessageState::Waiting);
    assert_eq!(message.window.due_at, "2026-03-03T09:00:00+01:00".parse().unwrap());
    assert!(send_all(&test).is_empty());
    test.clock.set(message.window.due_at);
    assert_eq!(send_all(&test), [customer]);
    let decisions = show_decisions(&test.app, &acme.client, acme.id, customer).wait().unwrap();
    let codes: Vec<_> = decisions.iter().map(|decision| decision.code).collect();
    assert!(codes.contains(&"message_settled") && codes.ends_with(&["message_sent"]), "{codes:?}");
}

#[test]
fn out_21_of_two_who_let_it_leave_again_at_once_one_makes_the_new_attempt() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let customer = in_doubt(&acme);
    let key = (customer, Slot::Invitation);
    let again = || settle_message(&test.app, &test.operator, acme.id, key, MessageVerdict::SendAgain);
    // Both are asked before either is answered.
    let both = [again(), again()];
    let mut answers: Vec<bool> = both.into_iter().map(|answer| answer.wait().is_ok()).collect();
    answers.sort_unstable();
    assert_eq!(answers, [false, true]);
    let numbered = format!("message {customer}/invitation send-again as attempt 2");
    assert_eq!(trail(&acme), [(test.operator.actor.clone(), numbered)]);
    assert_eq!(send_all(&test), [customer]);
    assert!(send_all(&test).is_empty());
    let message = show_message(&test.app, &acme.client, acme.id, customer, Slot::Invitation).wait().unwrap();
    assert_eq!((message.state, message.attempts), (MessageState::Sent, 2));
}

#[test]
fn give_up_leaves_it_unsent() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let key = (in_doubt(&acme), Slot::Invitation);
    let given = settle_message(&test.app, &test.operator, acme.id, key, MessageVerdict::GiveUp);
    assert_eq!(given.wait().unwrap().state, MessageState::Rejected);
    test.clock.step(SignedDuration::from_hours(2));
    assert!(send_all(&test).is_empty());
}

#[test]
fn what_was_held_and_is_given_up_was_in_no_doubt() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let customer = acme.import(batch_of(vec![customer("ann@example.org")])).customers[0].id;
    let (workspace, later) = (acme.id, test.clock.now() + SignedDuration::from_hours(1));
    let held = test.app.store.write_system(move |tx| tx.catch_up(workspace, later, Late::Hold, 10)).wait();
    assert_eq!((held.unwrap(), state(&acme, customer)), (1, MessageState::Held));
    let key = (customer, Slot::Invitation);
    let given = settle_message(&test.app, &test.operator, acme.id, key, MessageVerdict::GiveUp);
    assert_eq!(given.wait().unwrap().state, MessageState::Cancelled);
    let expected = "A person gave the message up that was held, so it is not sent.";
    assert_eq!(story(&acme, customer).pop(), Some(("message_given_up", expected.to_owned())));
}

#[test]
fn a_pause_tells_what_would_go_out_and_ends_by_a_person() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    acme.import(batch_of(vec![customer("ann@example.org"), customer("bob@example.org")]));
    test.app.store.write_system(|tx| tx.set_sending_pause(Some("the store was restored"))).wait().unwrap();
    let sending = show_sending(&test.app, &test.operator).wait().unwrap();
    assert_eq!(sending.pause.as_deref(), Some("the store was restored"));
    assert_eq!(sending.waiting.iter().map(|waiting| waiting.messages).collect::<Vec<_>>(), [2]);
    assert_eq!(resume_sending(&test.app, &acme.client).wait(), Err(Refusal::NotFound("sending")));
    resume_sending(&test.app, &test.operator).wait().unwrap();
    assert_eq!(show_sending(&test.app, &test.operator).wait().unwrap().pause, None);
    let audit = list_audit(&test.app, &acme.client, acme.id, ALL).wait().unwrap();
    assert_eq!(audit.last().unwrap().audit.action, "resume-sending");
}
