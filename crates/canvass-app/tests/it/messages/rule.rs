//! The rule of a workspace ends doubts of which nothing is heard: never by default, once, or by counting them as sent.

use canvass_app::message::{RuledMessages, settle_by_rule};
use canvass_app::setup::{PolicyInput, SettingsInput, save_settings};
use canvass_domain::reason::Rule;

use super::*;

fn rule(acme: &TestWorkspace<'_>, word: &str, hours: i32) {
    let policy = PolicyInput {
        in_doubt: Some(word.to_owned()),
        in_doubt_hours: Some(hours),
        ..PolicyInput::default()
    };
    let input = SettingsInput { policy, ..SettingsInput::default() };
    save_settings(&acme.test.app, &acme.test.operator, acme.id, input).wait().unwrap();
}

fn ruled(acme: &TestWorkspace<'_>) -> RuledMessages {
    settle_by_rule(&acme.test.app, acme.id).unwrap()
}

const NOTHING: RuledMessages = RuledMessages { resent: 0, counted: 0 };

#[test]
fn p4_by_default_a_doubt_waits_for_ever() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let customer = in_doubt(&acme);
    test.clock.step(SignedDuration::from_hours(24 * 90));
    assert_eq!(ruled(&acme), NOTHING);
    assert_eq!(state(&acme, customer), MessageState::InDoubt);
}

#[test]
fn a_workspace_that_resends_does_so_once_and_says_what_it_gives_up() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    rule(&acme, "resend-once", 24);
    let customer = in_doubt(&acme);
    test.clock.step(SignedDuration::from_hours(23));
    assert_eq!(ruled(&acme), NOTHING);
    test.clock.step(SignedDuration::from_hours(1));
    assert_eq!(ruled(&acme), RuledMessages { resent: 1, counted: 0 });
    assert_eq!(ruled(&acme), NOTHING);
    let (code, told) = story(&acme, customer).pop().unwrap();
    assert_eq!(code, Rule::MessageResent.code());
    assert!(told.contains("may arrive twice"), "{told}");
    let object = format!("message {customer}/invitation send-again as attempt 2: resend-once after 24 hours");
    assert_eq!(trail(&acme), [("system".to_owned(), object)]);
    // The second copy is in doubt too: once is once.
    doubt(&test);
    assert_eq!(state(&acme, customer), MessageState::InDoubt);
    test.clock.step(SignedDuration::from_hours(72));
    assert_eq!(ruled(&acme), NOTHING);
    assert_eq!(state(&acme, customer), MessageState::InDoubt);
}

#[test]
fn a_workspace_that_counts_doubts_as_sent_invites_nobody_twice() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    rule(&acme, "count-as-sent", 24);
    let customer = in_doubt(&acme);
    test.clock.step(SignedDuration::from_hours(24));
    assert_eq!(ruled(&acme), RuledMessages { resent: 0, counted: 1 });
    assert_eq!(state(&acme, customer), MessageState::Sent);
    let record = show_customer(&test.app, &acme.client, acme.id, customer).wait().unwrap();
    assert_eq!(record.state, CustomerState::Invited);
    let (code, told) = story(&acme, customer).pop().unwrap();
    assert_eq!(code, "message_settled");
    assert!(told.contains("24 hours") && told.contains("counts such mail as sent"), "{told}");
    assert!(send_all(&test).is_empty());
}
