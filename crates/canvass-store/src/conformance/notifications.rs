//! Mails that tell of a batch (E8): messages like others for claim, fence and result, and nobody's own.

use canvass_domain::batch::BatchState;
use canvass_domain::customer::CustomerState;
use canvass_domain::id::{CustomerId, WorkspaceId};
use canvass_domain::message::{AttemptResult, MessageState, NoticePlace, Notification, Slot, Window};
use canvass_domain::schedule::Late;

use super::Fixture;
use super::sample::{
    DAY, NODE, attempt, cancel, catch_up, claim, due_batch, finishing, hand_over, handed_over, ledger, said,
    settle, workspace,
};
use crate::area::{
    Claim, MessageFilter, MessageRecord, OperatorSettlement, Page, SavedImport, Swept, Verdict,
};

pub(super) fn told() -> Notification {
    Notification {
        receivers: vec!["desk@example.org".to_owned(), "a@example.net".to_owned()],
        total: 2,
        accepted: 2,
        faulty: 0,
        locked: 0,
        opted_out: 0,
        needs_approval: false,
    }
}

fn slot(place: usize) -> Slot {
    Slot::Notification(NoticePlace::new(place).expect("a place"))
}

/// A batch of two people whose mail is due, of which two receivers are told.
fn told_batch(fixture: &Fixture, workspace: WorkspaceId) -> SavedImport {
    let saved = due_batch(fixture, workspace, 2);
    let window = Notification::window(fixture.now());
    fixture.write(workspace, move |tx| tx.save_notification(saved, &told(), window));
    saved
}

/// All four messages are claimed: those of customers, and the notifications.
fn claimed(fixture: &Fixture) -> (Vec<Claim>, Vec<Claim>) {
    let claims = claim(fixture, 10);
    assert_eq!(claims.len(), 4);
    claims.into_iter().partition(|claim| claim.key.slot == Slot::Invitation)
}

fn message(fixture: &Fixture, workspace: WorkspaceId, customer: CustomerId, slot: Slot) -> MessageRecord {
    fixture.read(workspace, move |tx| tx.message(customer, slot)).expect("the message")
}

pub fn e8_a_notification_goes_the_way_of_all_mail_and_changes_no_customer(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let saved = told_batch(fixture, ours);
    let batch = saved.batch;
    let counts = fixture.read(ours, move |tx| tx.message_counts(Some(batch)));
    assert_eq!(counts, [(MessageState::Waiting, 2)], "P5 counts what people get");
    let (_, notices) = claimed(fixture);
    let asked = notices.clone();
    let facts = fixture.read_system(move |tx| tx.load_notice_facts(&asked));
    assert_eq!(facts.iter().map(|facts| facts.key).collect::<Vec<_>>(), [notices[0].key, notices[1].key]);
    assert_eq!((facts[1].batch.as_str(), facts[1].is_test, &facts[1].told), ("March", false, &told()));
    assert_eq!(hand_over(fixture, &notices), [true, true]);
    assert_eq!(hand_over(fixture, &notices), [false, false], "once");
    let first = saved.first_customer;
    let before = ledger(fixture, ours, first);
    let results = [AttemptResult::Sent(said("250 ok")), AttemptResult::Rejected(said("550 no"))];
    for (claim, result) in notices.iter().zip(results) {
        assert_eq!(settle(fixture, attempt(claim), result.clone(), None), Verdict::Stored);
        assert_eq!(settle(fixture, attempt(claim), result, None), Verdict::Stale);
    }
    let states = [0, 1].map(|place| message(fixture, ours, first, slot(place)).state);
    assert_eq!(states, [MessageState::Sent, MessageState::Rejected]);
    let customer = fixture.read(ours, move |tx| tx.customer(first)).expect("the customer");
    assert_eq!((customer.state, customer.invited_at), (CustomerState::Scheduled, None));
    let record = fixture.read(ours, move |tx| tx.batch(batch)).expect("the batch");
    assert_eq!(record.state, BatchState::Approved, "E4: no invitation has left");
    assert_eq!(ledger(fixture, ours, first), before);
}

pub fn e8_a_deferred_notification_waits_again_whatever_became_of_the_customer(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let saved = told_batch(fixture, ours);
    let (_, notices) = claimed(fixture);
    assert_eq!(hand_over(fixture, &notices), [true, true]);
    assert_eq!(cancel(fixture, ours, saved.batch), 2, "only what was for people is cancelled");
    let next = Window { due_at: fixture.at(300), ..notices[0].window };
    let later = AttemptResult::Deferred(said("451 later"));
    assert_eq!(settle(fixture, attempt(&notices[0]), later, Some(next)), Verdict::Stored);
    let found = message(fixture, ours, saved.first_customer, slot(0));
    assert_eq!((found.state, found.window, found.tries), (MessageState::Waiting, next, 1));
}

pub fn e8_neither_cancel_nor_answer_stops_a_notification(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let cancelled = told_batch(fixture, ours);
    cancel(fixture, ours, cancelled.batch);
    let answered = told_batch(fixture, ours);
    let answers = finishing(answered.first_customer, 8, fixture.now());
    fixture.write(ours, move |tx| tx.save_answers(&answers));
    let left = claim(fixture, 10);
    let notices: Vec<Claim> = left.into_iter().filter(|claim| claim.key.slot.is_notification()).collect();
    assert_eq!(notices.len(), 4);
    assert_eq!(hand_over(fixture, &notices), [true; 4]);
}

pub fn e8_a_notification_is_never_held_and_ends_after_its_time(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let saved = told_batch(fixture, ours);
    fixture.step(3 * DAY);
    let sweep = || fixture.write_system(|tx| tx.sweep(100));
    assert_eq!(
        catch_up(fixture, ours, 6 * 3600, Late::Hold),
        2,
        "what is late for people waits for a person"
    );
    assert_eq!(sweep(), Swept::default());
    assert_eq!(message(fixture, ours, saved.first_customer, slot(1)).state, MessageState::Waiting);
    fixture.step(1);
    assert_eq!(sweep(), Swept { notifications: 2, ..Swept::default() });
    assert_eq!(message(fixture, ours, saved.first_customer, slot(1)).state, MessageState::Expired);
    assert_eq!(sweep(), Swept::default());
    assert_eq!(fixture.read_system(|tx| tx.next_due()), None);
}

/// INT-20
pub fn e8_a_notification_in_doubt_waits_for_a_person(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let saved = told_batch(fixture, ours);
    let first = saved.first_customer;
    fixture.write_system(|tx| tx.beat(NODE));
    handed_over(fixture, 4);
    let before = ledger(fixture, ours, first).len();
    fixture.step(31);
    let swept = fixture.write_system(|tx| tx.sweep(100));
    assert_eq!(swept, Swept { in_doubt: 4, ..Swept::default() });
    assert_eq!(ledger(fixture, ours, first).len(), before + 1, "of the own message alone");
    let answers = finishing(first, 8, fixture.now());
    fixture.write(ours, move |tx| tx.save_answers(&answers));
    let stands = |place| message(fixture, ours, first, slot(place)).state;
    assert_eq!(message(fixture, ours, first, Slot::Invitation).state, MessageState::Sent);
    assert_eq!([stands(0), stands(1)], [MessageState::InDoubt; 2], "an answer proves nothing of it");
    assert_eq!(claim(fixture, 10), [], "it never leaves again by itself");
    let at = fixture.now();
    let window = Notification::window(at);
    assert!(fixture.write(ours, move |tx| {
        let was_sent = tx.settle_message(first, slot(0), OperatorSettlement::WasSent, at)?;
        Ok(was_sent && tx.settle_message(first, slot(1), OperatorSettlement::SendAgain(window), at)?)
    }));
    assert_eq!([stands(0), stands(1)], [MessageState::Sent, MessageState::Waiting]);
    let again = claim(fixture, 10);
    assert_eq!(again.iter().map(|claim| claim.key.slot).collect::<Vec<_>>(), [slot(1)]);
}

pub fn a_page_of_messages_is_not_cut_inside_a_customer(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let saved = told_batch(fixture, ours);
    let (mut after, mut pages) = (0, Vec::new());
    loop {
        let page = Page { after, most: 1 };
        let found = fixture.read(ours, move |tx| tx.messages(&MessageFilter::default(), page));
        let Some(last) = found.last() else { break };
        after = i64::from(last.customer.0);
        pages.push(found.iter().map(|message| (message.customer, message.slot)).collect::<Vec<_>>());
    }
    let first = saved.first_customer;
    let whole = vec![(first, Slot::Invitation), (first, slot(0)), (first, slot(1))];
    assert_eq!(pages, [whole, vec![(CustomerId(first.0 + 1), Slot::Invitation)]]);
}
