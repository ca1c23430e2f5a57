//! Reminders (E51) from the questionnaire's policy to the relay, and what each person is told of them.

use canvass_app::batch::cancel_batch;
use canvass_app::block::opt_out_by_link;
use canvass_app::setup::{QuestionnairePolicyInput, save_questionnaire_policy};
use canvass_app::view::{show_customer, show_decisions};
use canvass_delivery::sink::{Act, At, ScriptedSink, SinkScript};
use canvass_domain::customer::CustomerState;
use canvass_domain::message::Window;
use canvass_domain::when::When;
use canvass_testkit::{TestApp, question};

use super::*;
use crate::respondent::chosen;

fn remind(acme: &TestWorkspace<'_>, days: i32, partial_days: i32) {
    let input = QuestionnairePolicyInput {
        reminder_days: Some(days),
        partial_reminder_days: Some(partial_days),
        ..QuestionnairePolicyInput::default()
    };
    let app = &acme.test.app;
    save_questionnaire_policy(app, &acme.test.operator, acme.id, acme.questionnaire, input).wait().unwrap();
}

impl Watched<'_> {
    fn reminder(&self, index: usize, slot: Slot) -> Option<(MessageState, Window)> {
        let customer = self.customers[index];
        let found =
            self.store().read(self.workspace.id, move |tx| tx.message(customer, slot)).wait().unwrap();
        found.map(|message| (message.state, message.window))
    }

    fn state(&self, index: usize) -> CustomerState {
        let (test, id) = (self.workspace.test, self.customers[index]);
        show_customer(&test.app, &self.workspace.client, self.workspace.id, id).wait().unwrap().state
    }

    fn sentences(&self, index: usize) -> Vec<String> {
        let (test, id) = (self.workspace.test, self.customers[index]);
        let told = show_decisions(&test.app, &self.workspace.client, self.workspace.id, id).wait().unwrap();
        told.into_iter().map(|entry| entry.sentence).collect()
    }
}

fn begin(acme: &TestWorkspace<'_>, customer: CustomerId) {
    acme.answer(customer, 0, vec![chosen(question::RECOMMEND, &[10]), chosen(question::SERVICE, &[4])])
        .unwrap();
}

fn finish(acme: &TestWorkspace<'_>, customer: CustomerId) {
    begin(acme, customer);
    acme.answer(customer, 1, vec![chosen(question::TOPICS, &[1])]).unwrap();
}

fn subjects(sink: &ScriptedSink, receiver: &str) -> Vec<String> {
    let letters = sink.accepted();
    let to = letters.iter().filter(|letter| letter.recipients == [receiver.to_owned()]);
    to.map(|letter| {
        let text = String::from_utf8_lossy(&letter.bytes).into_owned();
        text.lines().find_map(|line| line.strip_prefix("Subject: ")).unwrap_or_default().to_owned()
    })
    .collect()
}

#[test]
fn e51_who_does_not_answer_is_reminded_once_and_who_began_is_asked_to_finish() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let sink = ScriptedSink::start(SinkScript::default()).unwrap();
    remind(&acme, 7, 3);
    test.clock.set(at("2026-03-02T11:30:00+01:00"));
    let jobs = start(&test.app, smtp(&sink));
    let batch = Watched::import(&acme, people(3));
    batch.until(&[(MessageState::Sent, 3)]);
    let week = at("2026-03-09T11:30:00+01:00");
    for index in 0..3 {
        let (state, window) = batch.reminder(index, Slot::Reminder).expect("it came with the invitation");
        assert_eq!((state, window.due_at), (MessageState::Waiting, week));
        assert_eq!(window.closes_at, at("2026-03-09T21:00:00+01:00"));
        assert_eq!(window.ends_at, batch.message(index).window.ends_at);
    }
    // At night: the reminder to finish keeps to the send window.
    test.clock.set(at("2026-03-02T23:10:00+01:00"));
    finish(&acme, batch.customers[0]);
    begin(&acme, batch.customers[1]);
    let (state, window) = batch.reminder(1, Slot::PartialReminder).expect("it came with the answer");
    assert_eq!((state, window.due_at), (MessageState::Waiting, at("2026-03-06T09:00:00+01:00")));
    let gone = [0, 1].map(|index| batch.reminder(index, Slot::Reminder).map(|(state, _)| state));
    assert_eq!(gone, [Some(MessageState::Cancelled); 2]);
    let needless = batch.reminder(0, Slot::PartialReminder).map(|(state, _)| state);
    assert_eq!(needless, Some(MessageState::Cancelled), "the answer was finished");
    test.clock.set(window.due_at);
    until("the one who began is reminded", || subjects(&sink, "person1@example.org").len() == 2);
    test.clock.set(week);
    until("the one who was silent is reminded", || batch.state(2) == CustomerState::Reminded);
    let again = subjects(&sink, "person2@example.org");
    assert_eq!(again.len(), 2);
    assert_eq!(again[1], format!("Reminder: {}", again[0]));
    assert_eq!(subjects(&sink, "person0@example.org").len(), 1, "who answered is left alone");
    let story = batch.sentences(2);
    assert_eq!(
        story[story.len() - 4..],
        [
            "The message was handed over at attempt 1.",
            "The mail server or gateway took the message.",
            "The reminder was handed over at attempt 1.",
            "The mail server or gateway took the reminder.",
        ]
    );
    until("its result is stored", || {
        batch
            .sentences(1)
            .last()
            .is_some_and(|last| last == "The mail server or gateway took the reminder to finish the answer.")
    });
    assert_eq!(batch.state(1), CustomerState::PartiallyAnswered);
    test.clock.set(week + SignedDuration::from_hours(24));
    assert_eq!(batch.counts(), BTreeMap::from([(MessageState::Sent, 3)]), "P5 is about invitations");
    assert_eq!(sink.accepted().len(), 5, "nobody is reminded twice");
    assert!(jobs.drain(PATIENCE));
}

#[test]
fn e51_nobody_is_reminded_after_opt_out_cancel_refusal_or_end() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let script = SinkScript::default().times(1, At::Rcpt, Act::Say("550 gone".to_owned()));
    let sink = ScriptedSink::start(script).unwrap();
    remind(&acme, 7, 0);
    test.clock.set(at("2026-03-02T11:30:00+01:00"));
    let jobs = start(&test.app, smtp(&sink));
    let refused = Watched::import(&acme, vec![customer("refused@example.org")]);
    refused.until(&[(MessageState::Rejected, 1)]);
    let opted_out = Watched::import(&acme, people(1));
    let ends = Some(When::Moment(at("2026-03-09T11:00:00+01:00")));
    let mortal = vec![NewCustomer { end_date: ends, ..customer("mortal@example.org") }];
    let mortal = Watched::import(&acme, mortal);
    let cancelled = Watched::import(&acme, vec![customer("cancelled@example.org")]);
    opted_out.until(&[(MessageState::Sent, 1)]);
    mortal.until(&[(MessageState::Sent, 1)]);
    cancelled.until(&[(MessageState::Sent, 1)]);
    assert_eq!(refused.reminder(0, Slot::Reminder), None);
    assert_eq!(mortal.reminder(0, Slot::Reminder), None, "no window opens before the end date");
    opt_out_by_link(&test.app, &acme.preferences_link(opted_out.customers[0])).wait().unwrap();
    cancel_batch(&test.app, &test.operator, acme.id, cancelled.batch).wait().unwrap();
    for stopped in [&opted_out, &cancelled] {
        assert_eq!(
            stopped.reminder(0, Slot::Reminder).map(|(state, _)| state),
            Some(MessageState::Cancelled)
        );
    }
    test.clock.set(at("2026-03-09T11:30:00+01:00"));
    until("the mortal one is closed", || mortal.state(0) == CustomerState::Closed);
    assert_eq!(sink.accepted().len(), 3);
    assert!(jobs.drain(PATIENCE));
}

#[test]
fn e51_reminders_that_wait_when_they_are_switched_off_are_taken_back_when_due() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let sink = ScriptedSink::start(SinkScript::default()).unwrap();
    remind(&acme, 7, 3);
    test.clock.set(at("2026-03-02T11:30:00+01:00"));
    let jobs = start(&test.app, smtp(&sink));
    let batch = Watched::import(&acme, people(2));
    batch.until(&[(MessageState::Sent, 2)]);
    begin(&acme, batch.customers[1]);
    // Those to finish an answer stay on.
    remind(&acme, 0, 3);
    let state = |index, slot| batch.reminder(index, slot).map(|(state, _)| state);
    test.clock.set(at("2026-03-05T11:30:00+01:00"));
    until("the other one leaves", || state(1, Slot::PartialReminder) == Some(MessageState::Sent));
    test.clock.set(at("2026-03-09T11:30:00+01:00"));
    until("the reminder is taken back", || state(0, Slot::Reminder) == Some(MessageState::Cancelled));
    assert_eq!(batch.state(0), CustomerState::Invited);
    assert_eq!(
        batch.sentences(0).last().map(String::as_str),
        Some("The message was taken back before it left: the questionnaire reminds nobody any more.")
    );
    assert_eq!(subjects(&sink, "person0@example.org").len(), 1);
    assert!(jobs.drain(PATIENCE));
}

#[test]
fn e51_reminders_that_are_off_cost_no_row() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let sink = ScriptedSink::start(SinkScript::default()).unwrap();
    let jobs = start(&test.app, smtp(&sink));
    let batch = Watched::import(&acme, people(1));
    batch.until(&[(MessageState::Sent, 1)]);
    begin(&acme, batch.customers[0]);
    assert_eq!((batch.reminder(0, Slot::Reminder), batch.reminder(0, Slot::PartialReminder)), (None, None));
    assert!(jobs.drain(PATIENCE));
}
