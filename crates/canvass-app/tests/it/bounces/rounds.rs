//! Soft bounces: three tries within 72 hours, then bounced (Q48). Both engines tell the same story.

use canvass_app::batch::cancel_batch;
use canvass_app::check;
use canvass_app::respondent::open_questionnaire;
use canvass_app::setup::{QuestionnairePolicyInput, save_questionnaire_policy};
use canvass_app::view::{show_customer, show_decisions};
use canvass_domain::message::Window;
use canvass_store::area::MessageRecord;
use jiff::{SignedDuration, Timestamp};

use super::*;
use crate::delivering::{claim, send_all};

fn on_both(story: impl Fn(&TestApp)) {
    story(&TestApp::new());
    story(&TestApp::on_postgres());
}

fn round(number: i16) -> Round {
    Round::new(number).unwrap()
}

/// A soft report that came to the return address of a round.
fn soft(workspace: &TestWorkspace<'_>, customer: CustomerId, number: i16) -> TakenBounce {
    let app = returning(workspace.test);
    let address = app.return_address(key(workspace, customer), round(number)).unwrap();
    take_returned_mail(&app, &address, &report("x@example.com", "x", ANN, "4.2.2")).unwrap()
}

fn invitation(workspace: &TestWorkspace<'_>, customer: CustomerId) -> MessageRecord {
    let found = workspace.test.app.store.read(workspace.id, move |tx| tx.message(customer, Slot::Invitation));
    found.wait().unwrap().unwrap()
}

/// Round and state of the invitation, and where its customer stands.
fn standing(workspace: &TestWorkspace<'_>, customer: CustomerId) -> (i16, MessageState, CustomerState) {
    let (state, message) = stands(workspace, customer);
    (invitation(workspace, customer).round.number(), message, state)
}

fn told(workspace: &TestWorkspace<'_>, customer: CustomerId) -> Vec<String> {
    let app = &workspace.test.app;
    let decisions = show_decisions(app, &workspace.client, workspace.id, customer).wait().unwrap();
    decisions.into_iter().map(|entry| entry.sentence).collect()
}

/// Goes on until the invitation is due, and sends it.
fn next_round(workspace: &TestWorkspace<'_>, customer: CustomerId) -> Timestamp {
    let (test, due_at) = (workspace.test, invitation(workspace, customer).window.due_at);
    assert!(claim(test).is_empty(), "it waits for {due_at}");
    test.clock.set(due_at);
    assert_eq!(send_all(test), [customer]);
    due_at
}

fn hours(test: &TestApp, hours: i64) {
    test.clock.step(SignedDuration::from_hours(hours));
}

#[test]
fn q48_mail_that_comes_back_softly_is_tried_three_times_and_then_bounced() {
    on_both(|test| {
        let workspace = test.workspace("acme");
        let ann = mailed(&workspace, ANN, &sent());
        let shown =
            || show_customer(&test.app, &workspace.client, workspace.id, ann).wait().unwrap().invited_at;
        let (left, invited_at) = (test.clock.now(), shown());
        for (number, wait) in [(1, 4), (2, 24)] {
            assert_eq!(soft(&workspace, ann, number).outcome, BounceOutcome::Taken);
            let waiting = (number + 1, MessageState::Waiting, CustomerState::Invited);
            assert_eq!(standing(&workspace, ann), waiting);
            let before = (test.digest("acme"), told(&workspace, ann));
            // By whatever way it is told again.
            assert_eq!(soft(&workspace, ann, number).outcome, BounceOutcome::Known);
            assert_eq!((test.digest("acme"), told(&workspace, ann)), before, "a report counts once");
            let heard = test.clock.now();
            let due_at = next_round(&workspace, ann);
            assert_eq!(due_at.duration_since(heard), SignedDuration::from_hours(wait));
            assert_eq!(standing(&workspace, ann), (number + 1, MessageState::Sent, CustomerState::Invited));
            assert_eq!(invitation(&workspace, ann).first_left_at, Some(left));
        }
        assert_eq!(check(&test.app), Ok(Vec::new()));
        assert_eq!(shown(), invited_at, "invited once");
        let taken = soft(&workspace, ann, 3);
        assert_eq!((taken.outcome, taken.suppression), (BounceOutcome::Taken, None), "three are not five");
        assert_eq!(standing(&workspace, ann), (3, MessageState::Sent, CustomerState::Bounced));
        let told = told(&workspace, ann);
        let expected = [
            "The message was handed over at attempt 1.",
            "The mail server or gateway took the message.",
            "The mail came back for now and is tried again: 550 4.2.2 <address> said so; try 2 of 3 from \
             Monday 2 March 2026 at 14:15 on.",
            "The message was handed over at attempt 2.",
            "The mail server or gateway took the message.",
            "The mail came back for now and is tried again: 550 4.2.2 <address> said so; try 3 of 3 from \
             Tuesday 3 March 2026 at 14:15 on.",
            "The message was handed over at attempt 3.",
            "The mail server or gateway took the message.",
            "The mail came back: 550 4.2.2 <address> said so.",
        ];
        assert!(told.ends_with(&expected.map(str::to_owned)), "{told:#?}");
    });
}

#[test]
fn q48_a_forged_token_and_one_of_another_round_do_nothing() {
    on_both(|test| {
        let (workspace, app) = (test.workspace("acme"), returning(test));
        let ann = mailed(&workspace, ANN, &sent());
        // A token of ours, of a round that never left.
        let before = test.digest("acme");
        assert_eq!(soft(&workspace, ann, 2).outcome, BounceOutcome::Unknown);
        let address = app.return_address(key(&workspace, ann), Round::FIRST).unwrap();
        let other = if address.as_bytes()[20] == b'a' { "c" } else { "a" };
        let mut forged = address.clone();
        forged.replace_range(20..=20, other);
        let mail = report("x@example.com", "x", ANN, "4.2.2");
        assert_eq!(take_returned_mail(&app, &forged, &mail).unwrap().outcome, BounceOutcome::Unknown);
        assert_eq!(test.digest("acme"), before);
        soft(&workspace, ann, 1);
        next_round(&workspace, ann);
        // What is heard of the first round now, by another kind of report, says nothing of the second.
        let before = (test.digest("acme"), told(&workspace, ann));
        for (status, outcome) in [
            ("4.2.2", BounceOutcome::Known),
            ("5.7.1", BounceOutcome::Nothing),
            ("2.0.0", BounceOutcome::Nothing),
        ] {
            let late =
                take_returned_mail(&app, &address, &report("x@example.com", "x", ANN, status)).unwrap();
            assert_eq!(late.outcome, outcome, "{status}");
        }
        assert_eq!((test.digest("acme"), told(&workspace, ann)), before);
        assert_eq!(standing(&workspace, ann), (2, MessageState::Sent, CustomerState::Invited));
        // That there is no such address holds for every round.
        let hard = take_returned_mail(&app, &address, &report("x@example.com", "x", ANN, "5.1.1")).unwrap();
        assert_eq!((hard.outcome, hard.suppression.is_some()), (BounceOutcome::Taken, true));
        assert_eq!(standing(&workspace, ann), (2, MessageState::Sent, CustomerState::Bounced));
    });
}

#[test]
fn q48_the_message_id_of_a_round_is_a_proof_as_good_as_its_address() {
    on_both(|test| {
        let (workspace, app) = (test.workspace("acme"), returning(test));
        let ann = mailed(&workspace, ANN, &sent());
        let id = |number| app.message_id_of(key(&workspace, ann), round(number));
        assert_eq!(id(1), app.message_id(key(&workspace, ann)));
        let event = |number| {
            let event = ProviderEvent {
                kind: ProviderEventKind::Bounce,
                recipient: ANN.to_owned(),
                message_id: Some(id(number)),
                code: Some("452 4.2.2 full".to_owned()),
                at: None,
            };
            take_event(&app, &workspace.client, workspace.id, event).wait().unwrap().outcome
        };
        assert_eq!(event(1), BounceOutcome::Taken);
        assert_eq!(standing(&workspace, ann), (2, MessageState::Waiting, CustomerState::Invited));
        // The same bounce, told by the mail server too.
        let mail = report("bounces@example.com", &id(1), ANN, "4.2.2");
        assert_eq!(take(&app, &workspace, &mail).outcome, BounceOutcome::Known);
        next_round(&workspace, ann);
        assert_eq!(event(1), BounceOutcome::Known);
        let mail = report("bounces@example.com", &id(2), ANN, "4.2.2");
        assert_eq!(take(&app, &workspace, &mail).outcome, BounceOutcome::Taken);
        assert_eq!(standing(&workspace, ann), (3, MessageState::Waiting, CustomerState::Invited));
    });
}

#[test]
fn q48_whoever_opened_is_not_tried_again() {
    on_both(|test| {
        let workspace = test.workspace("acme");
        let ann = mailed(&workspace, ANN, &sent());
        let bea = mailed(&workspace, "bea@example.org", &sent());
        open_questionnaire(&test.app, &workspace.link(ann)).wait().unwrap();
        assert_eq!(soft(&workspace, ann, 1).outcome, BounceOutcome::Taken);
        assert_eq!(standing(&workspace, ann), (1, MessageState::Sent, CustomerState::Opened));
        // She had it after all, or a second copy of it: it counts as sent.
        soft(&workspace, bea, 1);
        open_questionnaire(&test.app, &workspace.link(bea)).wait().unwrap();
        assert_eq!(standing(&workspace, bea), (2, MessageState::Sent, CustomerState::Opened));
        assert_eq!(ledger(&workspace, bea).last(), Some(&Rule::QuestionnaireOpened), "nothing was in doubt");
        hours(test, 24);
        assert_eq!(claim(test), []);
        assert_eq!(check(&test.app), Ok(Vec::new()));
    });
}

#[test]
fn q48_whoever_opened_is_reminded_the_same_whether_the_report_came_before_or_after() {
    on_both(|test| {
        let workspace = test.workspace("acme");
        let input =
            QuestionnairePolicyInput { reminder_days: Some(7), ..QuestionnairePolicyInput::default() };
        let (app, operator, asked) = (&test.app, &test.operator, workspace.questionnaire);
        save_questionnaire_policy(app, operator, workspace.id, asked, input).wait().unwrap();
        let ann = mailed(&workspace, ANN, &sent());
        let (bea, left) = (mailed(&workspace, "bea@example.org", &sent()), test.clock.now());
        let ends_at = invitation(&workspace, ann).window.ends_at;
        let due_at = left + SignedDuration::from_hours(7 * 24);
        let window = Window { due_at, closes_at: due_at + SignedDuration::from_hours(1), ends_at };
        for id in [ann, bea] {
            let made = app.store.write(workspace.id, 1, move |tx| tx.add_reminder(id, window));
            assert!(made.wait().unwrap());
        }
        let reminder = |id| {
            let found =
                app.store.read(workspace.id, move |tx| tx.message(id, Slot::Reminder)).wait().unwrap();
            found.map(|reminder| (reminder.state, reminder.window.due_at))
        };
        hours(test, 1);
        soft(&workspace, bea, 1);
        assert_eq!(reminder(bea), None, "it follows the next try");
        hours(test, 1);
        for id in [ann, bea] {
            open_questionnaire(app, &workspace.link(id)).wait().unwrap();
        }
        hours(test, 1);
        soft(&workspace, ann, 1);
        for id in [ann, bea] {
            assert_eq!(reminder(id), Some((MessageState::Waiting, due_at)), "{id}");
        }
        assert_eq!(standing(&workspace, ann).2, CustomerState::Opened);
        assert_eq!(check(app), Ok(Vec::new()));
    });
}

#[test]
fn q48_a_cancel_and_an_end_date_leave_what_left_as_sent() {
    on_both(|test| {
        let workspace = test.workspace("acme");
        let (ann, bea) = (mailed(&workspace, ANN, &sent()), mailed(&workspace, "bea@example.org", &sent()));
        for id in [ann, bea] {
            soft(&workspace, id, 1);
        }
        let batch = invitation(&workspace, ann).batch;
        let cancelled = cancel_batch(&test.app, &test.operator, workspace.id, batch).wait().unwrap();
        assert_eq!((cancelled.stopped, cancelled.left), (0, vec![(MessageState::Sent, 1)]));
        assert_eq!(standing(&workspace, ann), (2, MessageState::Sent, CustomerState::Closed));
        assert_eq!(check(&test.app), Ok(Vec::new()));
        hours(test, 24 * 30);
        test.app.store.write_system(|tx| tx.sweep(100)).wait().unwrap();
        assert_eq!(standing(&workspace, bea), (2, MessageState::Sent, CustomerState::Closed));
        assert_eq!(check(&test.app), Ok(Vec::new()));
    });
}

#[test]
fn q48_a_complaint_about_the_first_try_stops_the_second_at_the_fence() {
    on_both(|test| {
        let workspace = test.workspace("acme");
        let ann = mailed(&workspace, ANN, &sent());
        soft(&workspace, ann, 1);
        let event = ProviderEvent {
            kind: ProviderEventKind::Judged(BounceKind::Complaint),
            recipient: ANN.to_owned(),
            message_id: Some(returning(test).message_id_of(key(&workspace, ann), Round::FIRST)),
            code: None,
            at: None,
        };
        let taken = take_event(&test.app, &workspace.client, workspace.id, event).wait().unwrap();
        assert_eq!((taken.outcome, taken.suppression.is_some()), (BounceOutcome::Taken, true));
        assert_eq!(standing(&workspace, ann), (2, MessageState::Waiting, CustomerState::Invited));
        test.clock.set(invitation(&workspace, ann).window.due_at);
        let claims = claim(test);
        let attempt = Attempt { key: claims[0].key, fence: claims[0].fence };
        let passed = test.app.store.write_system(move |tx| tx.hand_over(NodeId(1), &[attempt])).wait();
        assert_eq!(passed.unwrap(), [false]);
        assert_eq!(standing(&workspace, ann), (2, MessageState::Sent, CustomerState::Invited));
        assert_eq!(check(&test.app), Ok(Vec::new()));
    });
}

#[test]
fn q48_after_72_hours_a_soft_bounce_is_the_end() {
    on_both(|test| {
        let workspace = test.workspace("acme");
        let (ann, bea) = (mailed(&workspace, ANN, &sent()), mailed(&workspace, "bea@example.org", &sent()));
        hours(test, 69);
        soft(&workspace, ann, 1);
        assert_eq!(standing(&workspace, ann), (1, MessageState::Sent, CustomerState::Bounced));
        hours(test, 400);
        soft(&workspace, bea, 1);
        assert_eq!(standing(&workspace, bea), (1, MessageState::Sent, CustomerState::Bounced));
    });
}

#[test]
fn q48_a_try_leaves_in_a_send_window_or_not_at_all() {
    on_both(|test| {
        let workspace = test.workspace("acme");
        let (ann, bea) = (mailed(&workspace, ANN, &sent()), mailed(&workspace, "bea@example.org", &sent()));
        // 20:15 and four hours are the middle of the night: nine o'clock is the next opening.
        hours(test, 10);
        soft(&workspace, ann, 1);
        let due_at: Timestamp = "2026-03-03T09:00:00+01:00".parse().unwrap();
        assert_eq!(invitation(&workspace, ann).window.due_at, due_at);
        // 05:00 on the fourth day leads to nine o'clock, 70:45 hours after it left.
        test.clock.set("2026-03-05T05:00:00+01:00".parse().unwrap());
        soft(&workspace, bea, 1);
        let due_at: Timestamp = "2026-03-05T09:00:00+01:00".parse().unwrap();
        assert_eq!(invitation(&workspace, bea).window.due_at, due_at);
    });
}

#[test]
fn q48_no_try_follows_where_the_batch_the_end_or_the_list_forbids_it() {
    on_both(|test| {
        let workspace = test.workspace("acme");
        let ann = mailed(&workspace, ANN, &sent());
        let batch = invitation(&workspace, ann).batch;
        cancel_batch(&test.app, &test.operator, workspace.id, batch).wait().unwrap();
        soft(&workspace, ann, 1);
        assert_eq!(standing(&workspace, ann), (1, MessageState::Sent, CustomerState::Closed));

        let listed = mailed(&workspace, ANN, &sent());
        let command = AddSuppression { email: ANN.to_owned(), note: None };
        let entry = add_suppression(&test.app, &workspace.client, workspace.id, command).wait().unwrap();
        soft(&workspace, listed, 1);
        assert_eq!(standing(&workspace, listed), (1, MessageState::Sent, CustomerState::Bounced));
        lift_suppression(&test.app, &workspace.client, workspace.id, entry.id).wait().unwrap();

        // Whom the list stops meanwhile the fence stops.
        let later = mailed(&workspace, ANN, &sent());
        soft(&workspace, later, 1);
        let command = AddSuppression { email: ANN.to_owned(), note: None };
        add_suppression(&test.app, &workspace.client, workspace.id, command).wait().unwrap();
        test.clock.set(invitation(&workspace, later).window.due_at);
        let claims = claim(test);
        assert_eq!(claims.len(), 1);
        let attempt = Attempt { key: claims[0].key, fence: claims[0].fence };
        let passed = test.app.store.write_system(move |tx| tx.hand_over(NodeId(1), &[attempt])).wait();
        assert_eq!(passed.unwrap(), [false]);
        assert_eq!(standing(&workspace, later), (2, MessageState::Sent, CustomerState::Invited));
        assert_eq!(check(&test.app), Ok(Vec::new()));
    });
}

#[test]
fn q48_a_later_reminder_decides_for_the_invitation_and_is_tried_again_itself() {
    on_both(|test| {
        let (workspace, app) = (test.workspace("acme"), returning(test));
        let ann = mailed(&workspace, ANN, &sent());
        let (due_at, ends_at) = (test.clock.now(), invitation(&workspace, ann).window.ends_at);
        let window = Window { due_at, closes_at: due_at + SignedDuration::from_hours(1), ends_at };
        test.app.store.write(workspace.id, 1, move |tx| tx.add_reminder(ann, window)).wait().unwrap();
        assert_eq!(send_all(test), [ann]);
        assert_eq!(stands(&workspace, ann).0, CustomerState::Reminded);
        assert_eq!(soft(&workspace, ann, 1).outcome, BounceOutcome::Taken);
        assert_eq!(standing(&workspace, ann), (1, MessageState::Sent, CustomerState::Reminded));
        assert_eq!(ledger(&workspace, ann).last(), Some(&Rule::MessageBounced));
        let reminder = MessageKey { slot: Slot::Reminder, ..key(&workspace, ann) };
        let address = app.return_address(reminder, Round::FIRST).unwrap();
        let mail = report("x@example.com", "x", ANN, "4.2.2");
        assert_eq!(take_returned_mail(&app, &address, &mail).unwrap().outcome, BounceOutcome::Taken);
        assert_eq!(ledger(&workspace, ann).last(), Some(&Rule::MessageTriedAgain));
        hours(test, 4);
        assert_eq!(send_all(test), [ann]);
        assert_eq!(stands(&workspace, ann).0, CustomerState::Reminded);
        assert_eq!(check(&test.app), Ok(Vec::new()));
    });
}
