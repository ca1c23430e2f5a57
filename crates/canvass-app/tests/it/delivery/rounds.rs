//! Mail that came back softly through real jobs and a real relay: each try is a mail of its own, and none leaves after 72
//! hours (Q48).

use canvass_app::bounce::{BounceOutcome, take_returned_mail};
use canvass_app::message::{MessageVerdict, settle_message};
use canvass_app::secret::BounceAddress;
use canvass_app::view::show_customer;
use canvass_delivery::sink::{Act, At, ScriptedSink, SinkScript};
use canvass_domain::customer::CustomerState;
use canvass_domain::message::Round;
use canvass_store::area::Page;
use canvass_testkit::TestApp;

use super::*;

/// The address that the relay would return a letter to.
fn sender(letter: &Accepted) -> String {
    letter.mail.trim_start_matches('<').split('>').next().unwrap_or_default().to_owned()
}

/// A report as a mail server sends it, to the sender of a mail that the sink took.
fn comes_back(app: &App, letter: &Accepted) -> BounceOutcome {
    let recipient = &letter.recipients[0];
    let report = format!(
        "From: MAILER-DAEMON@example.org\r\nTo: {}\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\n\
         Final-Recipient: rfc822; {recipient}\r\nAction: failed\r\nStatus: 4.2.2\r\n\
         Diagnostic-Code: smtp; 452 4.2.2 mailbox full\r\n\r\n--b--\r\n",
        sender(letter)
    );
    take_returned_mail(app, &sender(letter), report.as_bytes()).unwrap().outcome
}

fn returning(test: &TestApp) -> App {
    test.app.clone().with_bounce_address(BounceAddress::parse("bounces@example.com").unwrap())
}

impl Watched<'_> {
    fn stands(&self) -> CustomerState {
        let (test, id) = (self.workspace.test, self.customers[0]);
        show_customer(&test.app, &self.workspace.client, self.workspace.id, id).wait().unwrap().state
    }

    /// The Message-ID of a round.
    fn id_of(&self, round: i16) -> String {
        let (workspace, customer) = (self.workspace.id, self.customers[0]);
        let key = MessageKey { workspace, customer, slot: Slot::Invitation };
        self.workspace.test.app.message_id_of(key, Round::new(round).unwrap())
    }
}

#[test]
fn q48_each_try_is_a_mail_of_its_own_for_every_relay_that_drops_second_copies() {
    let test = TestApp::new();
    let (acme, app) = (test.workspace("acme"), returning(&test));
    let sink = ScriptedSink::start(SinkScript::default()).unwrap();
    let jobs = start(&app, smtp(&sink));
    let batch = Watched::import(&acme, people(1));
    for round in 1..=3 {
        let tries = usize::try_from(round).unwrap();
        batch.until(&[(MessageState::Sent, 1)]);
        let letters = sink.accepted();
        assert_eq!(letters.len(), tries);
        assert_eq!(letters[tries - 1].message_id(), Some(batch.id_of(round)));
        assert_eq!(taken(&sink).len(), tries, "no Message-ID twice");
        for letter in &letters {
            // What came back before is known; the newest is tried again or the last.
            let is_newest = letter.message_id() == Some(batch.id_of(round));
            let expected = if is_newest { BounceOutcome::Taken } else { BounceOutcome::Known };
            assert_eq!(comes_back(&app, letter), expected);
        }
        if round < 3 {
            test.clock.set(batch.message(0).window.due_at);
        }
    }
    assert_eq!(batch.stands(), CustomerState::Bounced);
    let senders: std::collections::BTreeSet<String> =
        sink.accepted().into_iter().map(|letter| sender(&letter)).collect();
    assert_eq!(senders.len(), 3, "each is heard of by an address of its own");
    assert!(jobs.drain(PATIENCE));
}

#[test]
fn q48_a_second_try_that_the_relay_refuses_for_good_is_a_hard_bounce_of_what_left() {
    let test = TestApp::new();
    let (acme, app) = (test.workspace("acme"), returning(&test));
    let refusal = Act::Say("550 5.1.1 no such user".to_owned());
    let script = SinkScript::default().times(1, At::Rcpt, Act::PerByte).times(1, At::Rcpt, refusal);
    let sink = ScriptedSink::start(script).unwrap();
    let jobs = start(&app, smtp(&sink));
    let batch = Watched::import(&acme, people(1));
    batch.until(&[(MessageState::Sent, 1)]);
    assert_eq!(comes_back(&app, &sink.accepted()[0]), BounceOutcome::Taken);
    test.clock.set(batch.message(0).window.due_at);
    until("it is bounced", || batch.stands() == CustomerState::Bounced);
    batch.until(&[(MessageState::Sent, 1)]);
    let id = acme.id;
    let listed = test.app.store.read(id, |tx| tx.suppressions(Page { after: 0, most: 10 })).wait().unwrap();
    assert_eq!(listed.len(), 1, "an address that is none is not written to again");
    assert_eq!(sink.accepted().len(), 1);
    assert_eq!(canvass_app::check(&test.app), Ok(Vec::new()));
    assert!(jobs.drain(PATIENCE));
}

#[test]
fn q48_what_could_not_leave_again_within_72_hours_is_bounced_instead() {
    let test = TestApp::new();
    let (acme, app) = (test.workspace("acme"), returning(&test));
    let sink = ScriptedSink::start(SinkScript::default()).unwrap();
    let jobs = start(&app, smtp(&sink));
    let batch = Watched::import(&acme, people(1));
    batch.until(&[(MessageState::Sent, 1)]);
    pause(&test.app, Some("a test"));
    assert_eq!(comes_back(&app, &sink.accepted()[0]), BounceOutcome::Taken);
    // 10:15 on the fifth day.
    step(&test, 4 * 24 * 60);
    pause(&test.app, None);
    // Maybe a person is asked first, because it slept, or it got a new window before: then the three days are what counts.
    until("it is held or over", || {
        batch.count(MessageState::Held) == 1 || batch.stands() == CustomerState::Bounced
    });
    if batch.count(MessageState::Held) == 1 {
        let message = (batch.customers[0], Slot::Invitation);
        let released = settle_message(&test.app, &test.operator, acme.id, message, MessageVerdict::SendAgain);
        released.wait().unwrap();
    }
    until("it is bounced", || batch.stands() == CustomerState::Bounced);
    batch.until(&[(MessageState::Sent, 1)]);
    assert_eq!(sink.accepted().len(), 1);
    assert!(jobs.drain(PATIENCE));
}
