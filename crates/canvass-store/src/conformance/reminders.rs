//! Reminders (E51): made with what causes them, stopped by whatever makes them needless, told apart from the invitation.

use canvass_domain::batch::BatchState;
use canvass_domain::block::{BlockKind, Group, Key, NewBlock};
use canvass_domain::customer::CustomerState;
use canvass_domain::id::{CustomerId, WorkspaceId};
use canvass_domain::message::{AttemptResult, MessageState, Slot, Window};
use canvass_domain::reason::Rule;
use canvass_domain::schedule::Late;

use super::Fixture;
use super::sample::{
    DAY, ENDS, attempt, cancel, catch_up, claim, contacts, decided, due_batch, finishing, hand_over,
    handed_over, import, ledger, said, scheduled, settle, settlement, workspace,
};
use crate::area::{
    Attempt, CustomerRecord, MessageRecord, NewAnswers, OperatorSettlement, SavedImport, Settlement, Verdict,
};

fn in_days(fixture: &Fixture, days: i64) -> Window {
    Window {
        due_at: fixture.at(days * DAY),
        closes_at: fixture.at(days * DAY + 8 * 3600),
        ends_at: fixture.at(ENDS),
    }
}

fn sent(fixture: &Fixture, attempt: Attempt) -> Settlement {
    let sent = settlement(attempt, AttemptResult::Sent(said("250 ok")), None);
    Settlement { reminder: Some(in_days(fixture, 7)), ..sent }
}

fn settle_as(fixture: &Fixture, settlement: Settlement) -> Verdict {
    fixture.write_system(move |tx| tx.settle(std::slice::from_ref(&settlement)))[0]
}

/// So many customers whose invitation was sent and who are reminded in seven days.
fn invited(fixture: &Fixture, workspace: WorkspaceId, customers: i32) -> SavedImport {
    let saved = due_batch(fixture, workspace, customers);
    for attempt in handed_over(fixture, usize::try_from(customers).expect("a number")) {
        assert_eq!(settle_as(fixture, sent(fixture, attempt)), Verdict::Stored);
    }
    saved
}

fn message(
    fixture: &Fixture,
    workspace: WorkspaceId,
    customer: CustomerId,
    slot: Slot,
) -> Option<MessageRecord> {
    fixture.read(workspace, move |tx| tx.message(customer, slot))
}

fn stands(
    fixture: &Fixture,
    workspace: WorkspaceId,
    customer: CustomerId,
    slot: Slot,
) -> Option<MessageState> {
    message(fixture, workspace, customer, slot).map(|message| message.state)
}

fn customer(fixture: &Fixture, workspace: WorkspaceId, id: CustomerId) -> CustomerRecord {
    fixture.read(workspace, move |tx| tx.customer(id)).expect("the customer")
}

fn answer_in_part(fixture: &Fixture, workspace: WorkspaceId, customer: CustomerId, reminder: Option<Window>) {
    let answers = NewAnswers {
        state: CustomerState::PartiallyAnswered,
        month: None,
        decisions: vec![decided(Rule::AnswerStarted, fixture.now())],
        reminder,
        ..finishing(customer, 9, fixture.now())
    };
    fixture.write(workspace, move |tx| tx.save_answers(&answers));
}

fn finish(fixture: &Fixture, workspace: WorkspaceId, customer: CustomerId) {
    let answers = finishing(customer, 9, fixture.now());
    fixture.write(workspace, move |tx| tx.save_answers(&answers));
}

/// An opt-out or lock of the first customer of a batch.
fn block(fixture: &Fixture, workspace: WorkspaceId, kind: BlockKind) {
    let hash = contacts(&import(vec![scheduled(fixture, 0)]))[0].expect("an address");
    let groups = vec![Group::new(vec![Key::of_contact(hash)]).expect("a group of keys")];
    let (starts_at, at) = (fixture.now(), fixture.now());
    let ends_at = (kind == BlockKind::Lock).then(|| fixture.at(90 * DAY));
    let block = NewBlock {
        kind,
        questionnaire: None,
        opt_in: None,
        customer: None,
        groups: groups.clone(),
        starts_at,
        ends_at,
    };
    fixture.write(workspace, move |tx| {
        let id = tx.add_block(&block, at)?;
        if kind == BlockKind::OptOut {
            tx.opt_out_customers(id, &groups, None, at)?;
        }
        Ok(())
    });
}

pub fn e51_a_reminder_follows_an_invitation_that_was_sent(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let saved = due_batch(fixture, ours, 2);
    let attempts = handed_over(fixture, 2);
    let id = saved.first_customer;
    assert_eq!(settle_as(fixture, sent(fixture, attempts[0])), Verdict::Stored);
    assert_eq!(settle_as(fixture, sent(fixture, attempts[0])), Verdict::Stale);
    let reminder = message(fixture, ours, id, Slot::Reminder).expect("a reminder");
    assert_eq!((reminder.state, reminder.window), (MessageState::Waiting, in_days(fixture, 7)));
    assert_eq!((reminder.batch, reminder.attempts, reminder.handed_over_at), (saved.batch, 0, None));
    let plain = settlement(attempts[1], AttemptResult::Sent(said("250 ok")), None);
    assert_eq!(settle_as(fixture, plain), Verdict::Stored);
    assert_eq!(message(fixture, ours, attempts[1].key.customer, Slot::Reminder), None);
    // What was accepted is compared with invitations; who watches what is to leave sees the reminder too.
    assert_eq!(fixture.read(ours, |tx| tx.message_counts(None)), [(MessageState::Sent, 2)]);
    let own = fixture.read(ours, |tx| tx.own_message_counts());
    assert_eq!(own, [(MessageState::Waiting, 1), (MessageState::Sent, 2)]);
    assert_eq!(claim(fixture, 9), [], "not before it is due");
    fixture.step(7 * DAY);
    let claims = claim(fixture, 9);
    let keys: Vec<_> = claims.iter().map(|claim| (claim.key.customer, claim.key.slot)).collect();
    assert_eq!(keys, [(id, Slot::Reminder)]);
    let facts = fixture.write_system({
        let claims = claims.clone();
        move |tx| tx.load_letter_facts(&claims)
    });
    assert_eq!((facts[0].key, facts[0].batch), (claims[0].key, saved.batch));
    assert_eq!(hand_over(fixture, &claims), [true]);
    let verdict = settle(fixture, attempt(&claims[0]), AttemptResult::Sent(said("250 ok")), None);
    assert_eq!(verdict, Verdict::Stored);
    let after = customer(fixture, ours, id);
    assert_eq!(after.state, CustomerState::Reminded);
    assert_eq!((after.reminded_at, after.partially_reminded_at), (Some(fixture.now()), None));
    assert_eq!(after.invited_at, Some(fixture.at(-7 * DAY)));
    let told = ledger(fixture, ours, id);
    let rules = [Rule::MessageHandedOver, Rule::MessageSent, Rule::ReminderHandedOver, Rule::ReminderSent];
    assert_eq!(told[2..], rules);
    let batch = saved.batch;
    let tally = fixture.read(ours, move |tx| tx.message_counts(Some(batch)));
    assert_eq!(tally, [(MessageState::Sent, 2)], "P5 counts invitations");
}

pub fn e51_nobody_is_reminded_who_was_stopped_or_answered_first(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    due_batch(fixture, ours, 5);
    let attempts = handed_over(fixture, 5);
    let [opted_out, finished, begun, refused, deferred] = [0, 1, 2, 3, 4].map(|index| attempts[index]);
    block(fixture, ours, BlockKind::OptOut);
    finish(fixture, ours, finished.key.customer);
    answer_in_part(fixture, ours, begun.key.customer, None);
    for attempt in [opted_out, finished, begun] {
        assert_eq!(settle_as(fixture, sent(fixture, attempt)), Verdict::Stored);
    }
    let later = in_days(fixture, 1);
    for (attempt, result) in [
        (refused, AttemptResult::Rejected(said("550 no"))),
        (deferred, AttemptResult::Deferred(said("451 later"))),
    ] {
        let settlement = settlement(attempt, result, Some(later));
        let settlement = Settlement { reminder: Some(later), ..settlement };
        assert_eq!(settle_as(fixture, settlement), Verdict::Stored);
    }
    for attempt in attempts {
        assert_eq!(message(fixture, ours, attempt.key.customer, Slot::Reminder), None, "{attempt:?}");
    }
}

pub fn e51_a_part_of_an_answer_changes_which_reminder_comes(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let id = invited(fixture, ours, 1).first_customer;
    fixture.step(DAY);
    let wanted = in_days(fixture, 3);
    answer_in_part(fixture, ours, id, Some(wanted));
    assert_eq!(stands(fixture, ours, id, Slot::Reminder), Some(MessageState::Cancelled));
    let partial = message(fixture, ours, id, Slot::PartialReminder).expect("the other reminder");
    assert_eq!((partial.state, partial.window), (MessageState::Waiting, wanted));
    fixture.step(DAY);
    answer_in_part(fixture, ours, id, Some(in_days(fixture, 9)));
    let still = message(fixture, ours, id, Slot::PartialReminder);
    assert_eq!(still, Some(partial), "the first part counts, and a further one stops nothing");
    fixture.step(2 * DAY);
    let claims = claim(fixture, 9);
    assert_eq!(hand_over(fixture, &claims), [true]);
    settle(fixture, attempt(&claims[0]), AttemptResult::Sent(said("250 ok")), None);
    let reminded = customer(fixture, ours, id);
    assert_eq!(reminded.state, CustomerState::PartiallyAnswered);
    assert_eq!((reminded.reminded_at, reminded.partially_reminded_at), (None, Some(fixture.now())));
    assert_eq!(ledger(fixture, ours, id).last(), Some(&Rule::PartialReminderSent));
}

pub fn e51_who_was_never_invited_is_never_reminded(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let id = due_batch(fixture, ours, 1).first_customer;
    let window = in_days(fixture, 3);
    assert!(!fixture.write(ours, move |tx| tx.add_reminder(id, window)));
    answer_in_part(fixture, ours, id, Some(window));
    assert_eq!(message(fixture, ours, id, Slot::PartialReminder), None);
    assert!(!fixture.write(ours, move |tx| tx.add_reminder(CustomerId(4711), window)));
}

pub fn e51_an_answer_an_opt_out_a_cancel_and_a_refusal_stop_a_reminder(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let saved = invited(fixture, ours, 3);
    let id = |index| CustomerId(saved.first_customer.0 + index);
    let reminder = |index| stands(fixture, ours, id(index), Slot::Reminder);
    answer_in_part(fixture, ours, id(1), Some(in_days(fixture, 3)));
    block(fixture, ours, BlockKind::OptOut);
    assert_eq!(reminder(0), Some(MessageState::Cancelled));
    assert_eq!(customer(fixture, ours, id(0)).state, CustomerState::OptedOut);
    finish(fixture, ours, id(1));
    assert_eq!(stands(fixture, ours, id(1), Slot::PartialReminder), Some(MessageState::Cancelled));
    assert_eq!(reminder(2), Some(MessageState::Waiting));
    assert_eq!(cancel(fixture, ours, saved.batch), 1);
    assert_eq!(reminder(2), Some(MessageState::Cancelled));
    // A reminder that is refused for good: the mail came back.
    let theirs = workspace(fixture, "theirs");
    let id = invited(fixture, theirs, 1).first_customer;
    fixture.step(7 * DAY);
    let claims = claim(fixture, 9);
    assert_eq!(hand_over(fixture, &claims), [true]);
    settle(fixture, attempt(&claims[0]), AttemptResult::Rejected(said("550 gone")), None);
    assert_eq!(customer(fixture, theirs, id).state, CustomerState::Bounced);
    let told = ledger(fixture, theirs, id);
    assert_eq!(told[4..], [Rule::ReminderHandedOver, Rule::MessageRejected]);
}

pub fn out_33_an_answer_before_the_hand_over_stops_a_claimed_reminder(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let id = invited(fixture, ours, 1).first_customer;
    fixture.step(7 * DAY);
    let claims = claim(fixture, 9);
    finish(fixture, ours, id);
    assert_eq!(hand_over(fixture, &claims), [false]);
    assert_eq!(stands(fixture, ours, id, Slot::Reminder), Some(MessageState::Cancelled));
    let verdict = settle(fixture, attempt(&claims[0]), AttemptResult::Deferred(said("later")), None);
    assert_eq!(verdict, Verdict::Stale);
}

pub fn p7_a_lock_stops_a_reminder_and_leaves_the_invited_as_they_are(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let id = invited(fixture, ours, 1).first_customer;
    fixture.step(7 * DAY);
    let claims = claim(fixture, 9);
    block(fixture, ours, BlockKind::Lock);
    assert_eq!(hand_over(fixture, &claims), [false]);
    assert_eq!(stands(fixture, ours, id, Slot::Reminder), Some(MessageState::Cancelled));
    assert_eq!(customer(fixture, ours, id).state, CustomerState::Invited, "E72: it stays answerable");
    assert_eq!(ledger(fixture, ours, id).last(), Some(&Rule::Locked));
}

pub fn e51_the_rest_after_an_invitation_keeps_no_reminder_back(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    invited(fixture, ours, 1);
    fixture.write(ours, move |tx| {
        let mut saved = tx.load_configuration()?.workspace;
        saved.policy.rest_days = 90;
        tx.save_workspace(&saved)
    });
    fixture.step(7 * DAY);
    assert_eq!(hand_over(fixture, &claim(fixture, 9)), [true]);
}

pub fn e51_a_reminder_in_doubt_is_proved_by_what_comes_after_it(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let saved = invited(fixture, ours, 3);
    let id = |index| CustomerId(saved.first_customer.0 + index);
    let open = |id: CustomerId| {
        let opened = decided(Rule::QuestionnaireOpened, fixture.now());
        fixture.write(ours, move |tx| tx.record_opening(id, &opened))
    };
    assert!(!open(id(0)), "nothing was in doubt");
    fixture.step(7 * DAY);
    let claims = claim(fixture, 9);
    assert_eq!(hand_over(fixture, &claims), [true; 3]);
    for claim in &claims {
        settle(fixture, attempt(claim), AttemptResult::InDoubt(said("no reply")), None);
    }
    let reminder = |index| stands(fixture, ours, id(index), Slot::Reminder);
    assert_eq!(reminder(0), Some(MessageState::InDoubt), "the link was opened before it left");
    assert!(open(id(1)));
    assert_eq!(reminder(1), Some(MessageState::Sent));
    assert_eq!(customer(fixture, ours, id(1)).state, CustomerState::Opened);
    assert_eq!(customer(fixture, ours, id(1)).reminded_at, Some(fixture.now()));
    let (settled, at) = (id(2), fixture.now());
    let was_sent = move |tx: &mut dyn crate::WorkspaceTx| {
        tx.settle_message(settled, Slot::Reminder, OperatorSettlement::WasSent, at)
    };
    assert!(fixture.write(ours, was_sent));
    assert_eq!(customer(fixture, ours, settled).state, CustomerState::Reminded);
    finish(fixture, ours, id(0));
    assert_eq!(reminder(0), Some(MessageState::Sent), "an answer proves that they were reached");
}

pub fn e51_a_reminder_that_never_left_is_settled_although_the_link_was_opened(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let first = invited(fixture, ours, 2).first_customer;
    for id in [first, CustomerId(first.0 + 1)] {
        let opened = decided(Rule::QuestionnaireOpened, fixture.now());
        fixture.write(ours, move |tx| tx.record_opening(id, &opened));
    }
    fixture.step(7 * DAY);
    let claims = claim(fixture, 9);
    let again = Window { due_at: fixture.at(7 * DAY + 60), ..claims[1].window };
    let refused = AttemptResult::Rejected(said("550 no"));
    let results = [(refused, None), (AttemptResult::Deferred(said("451 later")), Some(again))];
    for (claim, (result, next)) in claims.iter().zip(results) {
        assert_eq!(settle(fixture, attempt(claim), result, next), Verdict::Stored);
    }
    let stand: Vec<_> =
        claims.iter().map(|claim| stands(fixture, ours, claim.key.customer, Slot::Reminder)).collect();
    assert_eq!(stand, [Some(MessageState::Rejected), Some(MessageState::Waiting)]);
}

pub fn e51_an_invitation_settled_by_evidence_or_a_person_is_followed_by_a_reminder(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    due_batch(fixture, ours, 2);
    let attempts = handed_over(fixture, 2);
    let window = in_days(fixture, 7);
    let opened = attempts[0].key.customer;
    let at = fixture.now();
    fixture.write(ours, move |tx| tx.record_opening(opened, &decided(Rule::QuestionnaireOpened, at)));
    for attempt in &attempts {
        let lost = settlement(*attempt, AttemptResult::InDoubt(said("no reply")), None);
        settle_as(fixture, Settlement { reminder: Some(window), ..lost });
    }
    assert_eq!(stands(fixture, ours, opened, Slot::Reminder), Some(MessageState::Waiting));
    let other = attempts[1].key.customer;
    assert_eq!(stands(fixture, ours, other, Slot::Reminder), None, "it is in doubt");
    fixture.write(ours, move |tx| {
        assert!(tx.settle_message(other, Slot::Invitation, OperatorSettlement::WasSent, at)?);
        assert!(tx.add_reminder(other, window)?);
        assert!(!tx.add_reminder(other, window)?, "once for ever");
        Ok(())
    });
    assert_eq!(message(fixture, ours, other, Slot::Reminder).map(|message| message.window), Some(window));
}

pub fn e51_no_reminder_outlives_the_end_date(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let saved = invited(fixture, ours, 3);
    let id = |index| CustomerId(saved.first_customer.0 + index);
    let last = in_days(fixture, 21);
    for index in [1, 2] {
        answer_in_part(fixture, ours, id(index), Some(last));
    }
    fixture.step(ENDS);
    assert_eq!(catch_up(fixture, ours, 3600, Late::Hold), 1, "the plain one, which was due long ago");
    // One of the two waits for a person, the other is still due.
    let late = claim(fixture, 1)[0];
    fixture.step(1);
    assert_eq!(catch_up(fixture, ours, 0, Late::Hold), 1);
    fixture.write_system(move |tx| tx.give_back(&[attempt(&late)], None));
    fixture.step(1);
    let swept = fixture.write_system(|tx| tx.sweep(100));
    assert_eq!((swept.expired, swept.closed_batches), (3, 1));
    let states = [
        stands(fixture, ours, id(0), Slot::Reminder),
        stands(fixture, ours, id(1), Slot::PartialReminder),
        stands(fixture, ours, id(2), Slot::PartialReminder),
    ];
    assert_eq!(states, [Some(MessageState::Expired); 3]);
    assert_eq!(customer(fixture, ours, id(1)).state, CustomerState::PartiallyAnswered, "E15");
    let batch = saved.batch;
    let record = fixture.read(ours, move |tx| tx.batch(batch)).expect("the batch");
    assert_eq!(record.state, BatchState::Closed);
    assert_eq!(claim(fixture, 9), []);
}
