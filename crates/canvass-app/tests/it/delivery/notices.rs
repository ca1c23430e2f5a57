//! Mails that tell of a batch (E8): from intake to the relay.

use canvass_app::batch::approve_batch;
use canvass_app::setup::{PolicyInput, SettingsInput, save_settings};
use canvass_delivery::sink::{Act, At, ScriptedSink, SinkScript};
use canvass_domain::batch::BatchState;
use canvass_domain::command::ImportCustomers;
use canvass_domain::message::NoticePlace;
use canvass_testkit::TestApp;

use super::*;

fn letter_to(sink: &ScriptedSink, receiver: &str) -> Option<String> {
    let letters = sink.accepted();
    let found = letters.iter().find(|letter| letter.recipients == [receiver.to_owned()])?;
    Some(String::from_utf8_lossy(&found.bytes).into_owned())
}

fn notice(batch: &Watched<'_>, place: usize) -> MessageRecord {
    let (customer, slot) = (batch.customers[0], Slot::Notification(NoticePlace::new(place).unwrap()));
    batch.store().read(batch.workspace.id, move |tx| tx.message(customer, slot)).wait().unwrap().unwrap()
}

#[test]
fn e8_those_who_are_named_hear_of_a_batch_though_nobody_approves_it() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let sink = ScriptedSink::start(SinkScript::default()).unwrap();
    let jobs = start(&test.app, smtp(&sink));
    let command = ImportCustomers {
        approves: false,
        notify: Some("Desk@example.org; nonsense, desk@example.com".to_owned()),
        name: Some("March\r\nBcc: x@example.org".to_owned()),
        ..batch_of(vec![customer("ann@example.org"), customer("nobody")])
    };
    let batch = Watched::of(&acme, command);
    until("both are told", || sink.accepted().len() == 2);
    let letter = letter_to(&sink, "Desk@example.org").expect("the first receiver is told");
    assert!(letter.contains("Subject: Batch taken in: March Bcc: x@example.org\r\n"), "EXP-04: {letter}");
    for line in ["Customers: 2", "Accepted: 1", "With faults: 1", "Locked: 0", "Opted out: 0"] {
        assert!(letter.contains(line), "{line}: {letter}");
    }
    assert!(!letter.contains("ann@example.org"), "{letter}");
    assert!(letter_to(&sink, "desk@example.com").is_some());
    until("the result is stored", || notice(&batch, 1).state == MessageState::Sent);
    let id = batch.batch;
    let record = batch.store().read(acme.id, move |tx| tx.batch(id)).wait().unwrap().unwrap();
    assert_eq!(record.state, BatchState::PendingApproval);
    assert!(jobs.drain(PATIENCE));
}

#[test]
fn e8_the_front_office_hears_of_a_batch_that_names_nobody() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let policy =
        PolicyInput { front_office_address: Some("office@example.org".to_owned()), ..PolicyInput::default() };
    let input = SettingsInput { language: Some("de".to_owned()), policy, ..SettingsInput::default() };
    save_settings(&test.app, &test.operator, acme.id, input).wait().unwrap();
    let sink = ScriptedSink::start(SinkScript::default()).unwrap();
    let jobs = start(&test.app, smtp(&sink));
    let batch = Watched::import(&acme, people(3));
    batch.until(&[(MessageState::Sent, 3)]);
    until("the office is told", || letter_to(&sink, "office@example.org").is_some());
    let letter = letter_to(&sink, "office@example.org").unwrap();
    assert!(letter.contains("Batch eingegangen: Test") && letter.contains("Angenommen: 3"), "{letter}");
    until("the result is stored", || notice(&batch, 0).state == MessageState::Sent);
    assert_eq!(sink.accepted().len(), 4);
    assert!(jobs.drain(PATIENCE));
}

#[test]
fn e8_a_refused_notification_changes_nothing_else() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let script = SinkScript::default().times(1, At::Rcpt, Act::Say("550 unknown".to_owned()));
    let sink = ScriptedSink::start(script).unwrap();
    let jobs = start(&test.app, smtp(&sink));
    let command = ImportCustomers {
        approves: false,
        notify: Some("desk@example.org".to_owned()),
        ..batch_of(people(2))
    };
    let batch = Watched::of(&acme, command);
    until("the refusal is stored", || notice(&batch, 0).state == MessageState::Rejected);
    approve_batch(&test.app, &test.operator, acme.id, batch.batch).wait().unwrap();
    batch.until(&[(MessageState::Sent, 2)]);
    assert_eq!(taken(&sink), batch.message_ids());
    assert!(jobs.drain(PATIENCE));
}
