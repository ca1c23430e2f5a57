//! Copies under a key: only what went under it last, whose first copy is not too old, and which is still in doubt may be
//! taken up once more, by one of many who ask (OUT-19).

use std::time::Duration;

use canvass_domain::id::{CustomerId, WorkspaceId};
use canvass_domain::message::{AttemptResult, Departure, MessageKey, MessageState, Slot, Window};
use canvass_domain::reason::Rule;
use jiff::SignedDuration;

use super::Fixture;
use super::sample::{
    NODE, attempt, claim, due_batch, hand_over, handed_over, invitation, ledger, said, settle, workspace,
};
use crate::StoreError;
use crate::area::{Attempt, OperatorSettlement, Page, Retake, Verdict};

const KEY: &str = "x-key mx.example.org:25";
const WINDOW: SignedDuration = SignedDuration::from_hours(1);

fn mark(fixture: &Fixture, attempt: Attempt, key: &'static str) {
    fixture.write_system(move |tx| tx.mark_copy(attempt, key));
}

/// Handed over under the key, and no reply.
fn doubt(fixture: &Fixture) -> Attempt {
    let attempt = handed_over(fixture, 1)[0];
    mark(fixture, attempt, KEY);
    settle(fixture, attempt, AttemptResult::InDoubt(said("354 go on")), None);
    attempt
}

fn listed(fixture: &Fixture, workspace: WorkspaceId, key: &'static str) -> Vec<MessageKey> {
    let first_after = fixture.now() - WINDOW;
    let found = fixture.read_system(move |tx| tx.doubts_under_key(workspace, key, first_after, 100));
    found.iter().map(|doubt| doubt.claim.key).collect()
}

/// Takes it up and hands it over, or leaves everything as it is.
fn take(fixture: &Fixture, doubt: Attempt, key: &str) -> bool {
    let (workspace, customer, slot) = (doubt.key.workspace, doubt.key.customer, doubt.key.slot);
    let message = fixture.read(workspace, move |tx| tx.message(customer, slot)).expect("the message");
    let first_after = fixture.now() - WINDOW;
    let lease = Duration::from_mins(2);
    let attempt = message.attempts + 1;
    let by = Retake { node: NODE, lease, key: key.to_owned(), first_after, window: message.window, attempt };
    let next = Attempt { fence: doubt.fence + 1, ..doubt };
    let taken: Result<(), StoreError> = fixture.try_write_system(move |tx| {
        // Any error undoes all of it.
        let undone = || StoreError::Conflict("a test undoes it");
        if !tx.take_doubt(doubt, &by)? || tx.hand_over(NODE, &[next])? != [true] {
            return Err(undone());
        }
        tx.mark_copy(next, &by.key)
    });
    taken.is_ok()
}

pub fn out_19_a_doubt_under_a_key_is_taken_up_by_one_and_settled_by_its_own_attempt(fixture: &Fixture) {
    let (ours, theirs) = (workspace(fixture, "ours"), workspace(fixture, "theirs"));
    due_batch(fixture, ours, 1);
    let first = doubt(fixture);
    assert_eq!(listed(fixture, ours, KEY), [first.key]);
    assert_eq!(listed(fixture, theirs, KEY), []);
    assert_eq!(listed(fixture, ours, "x-other mx.example.org:25"), []);
    let taken = fixture.at_once(4, |_| take(fixture, first, KEY));
    assert_eq!(taken.iter().filter(|taken| **taken).count(), 1, "{taken:?}");
    assert_eq!(listed(fixture, ours, KEY), []);
    assert_eq!(invitation(fixture, ours, first.key.customer.0), MessageState::HandingOver);
    let late = settle(fixture, first, AttemptResult::Sent(said("250 late")), None);
    assert_eq!(late, Verdict::Stale, "the word of the first attempt comes too late");
    let next = Attempt { fence: first.fence + 1, ..first };
    assert_eq!(settle(fixture, next, AttemptResult::Sent(said("250 known")), None), Verdict::Stored);
    assert_eq!(invitation(fixture, ours, first.key.customer.0), MessageState::Sent);
    assert!(ledger(fixture, ours, first.key.customer).contains(&Rule::MessageSentUnderKey));
    let trail = fixture.read(ours, |tx| tx.audit_trail(Page { after: 0, most: 1000 }));
    let object = format!(
        "message {}/invitation send-again as attempt 2: the relay drops a second copy",
        first.key.customer
    );
    assert_eq!(trail.iter().filter(|row| row.audit.object == object).count(), 1, "{trail:?}");
}

pub fn out_19_the_key_counts_from_the_first_copy_and_only_for_the_last_attempt(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    due_batch(fixture, ours, 2);
    let old = doubt(fixture);
    fixture.step(1_800);
    // A second copy does not make the first one younger.
    assert!(take(fixture, old, KEY));
    let again = Attempt { fence: old.fence + 1, ..old };
    settle(fixture, again, AttemptResult::InDoubt(said("354 go on")), None);
    assert_eq!(listed(fixture, ours, KEY), [old.key]);
    fixture.step(1_801);
    assert_eq!(listed(fixture, ours, KEY), []);
    assert!(!take(fixture, again, KEY), "the relay may have forgotten it");
    assert_eq!(invitation(fixture, ours, old.key.customer.0), MessageState::InDoubt);
    // The other one leaves again by a person's word, another way.
    let other = doubt(fixture);
    let (id, at) = (other.key.customer, fixture.now());
    let window = fixture.read(ours, move |tx| tx.message(id, Slot::Invitation)).expect("the message").window;
    let settlement = OperatorSettlement::SendAgain(window);
    assert!(fixture.write(ours, move |tx| tx.settle_message(id, Slot::Invitation, settlement, at)));
    let elsewhere = handed_over(fixture, 1)[0];
    assert_eq!(elsewhere.key, other.key);
    settle(fixture, elsewhere, AttemptResult::InDoubt(said("354 go on")), None);
    assert_eq!(listed(fixture, ours, KEY), []);
    assert!(!take(fixture, elsewhere, KEY), "its last copy is with somebody else");
}

pub fn out_19_what_objects_at_the_fence_leaves_the_doubt_as_it_is(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    due_batch(fixture, ours, 1);
    let first = doubt(fixture);
    let before = ledger(fixture, ours, first.key.customer);
    // After the closing hour nothing is handed over, and nothing of the try remains.
    fixture.step(60 * 60 * 12);
    let customer: CustomerId = first.key.customer;
    let message = fixture.read(ours, move |tx| tx.message(customer, Slot::Invitation)).expect("the message");
    assert!(message.window.closes_at < fixture.now());
    let lease = Duration::from_mins(2);
    let (first_after, window) = (fixture.at(-1_000_000), message.window);
    let by = Retake { node: NODE, lease, key: KEY.to_owned(), first_after, window, attempt: 2 };
    let next = Attempt { fence: first.fence + 1, ..first };
    let tried: Result<(), StoreError> = fixture.try_write_system(move |tx| {
        assert!(tx.take_doubt(first, &by)?, "the doubt stands");
        assert_eq!(tx.hand_over(NODE, &[next])?, [false]);
        Err(StoreError::Conflict("a test undoes it"))
    });
    assert!(tried.is_err());
    assert_eq!(invitation(fixture, ours, first.key.customer.0), MessageState::InDoubt);
    assert_eq!(ledger(fixture, ours, first.key.customer), before);
    let after = fixture.read(ours, move |tx| tx.message(customer, Slot::Invitation));
    assert_eq!(after, Some(message));
}

/// Let go in its own window as `settlement` says, and in doubt again under the key; which departure it is.
fn doubted_again(
    fixture: &Fixture,
    doubt: Attempt,
    settlement: fn(Window) -> OperatorSettlement,
) -> (Attempt, Departure) {
    let (workspace, id, at) = (doubt.key.workspace, doubt.key.customer, fixture.now());
    let window = fixture.read(workspace, move |tx| tx.message(id, Slot::Invitation)).expect("a row").window;
    let settlement = settlement(window);
    assert!(fixture.write(workspace, move |tx| tx.settle_message(id, Slot::Invitation, settlement, at)));
    let claims = claim(fixture, 1);
    assert_eq!(hand_over(fixture, &claims), [true]);
    let again = attempt(&claims[0]);
    assert_eq!(again.key, doubt.key);
    mark(fixture, again, KEY);
    settle(fixture, again, AttemptResult::InDoubt(said("354 go on")), None);
    (again, claims[0].departure)
}

pub fn out_21_what_a_person_lets_leave_again_is_no_copy_and_what_a_rule_does_is_one(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    due_batch(fixture, ours, 2);
    let (ruled, said_again) = (doubt(fixture), doubt(fixture));
    fixture.step(1_800);
    let (_, same) = doubted_again(fixture, ruled, OperatorSettlement::Resend);
    let (second, other) = doubted_again(fixture, said_again, OperatorSettlement::SendAgain);
    assert_eq!((same, Some(other)), (Departure::FIRST, Departure::new(2)));
    fixture.step(1_801);
    // The time of the one counts from its first copy, that of the other from its new one.
    assert_eq!(listed(fixture, ours, KEY), [said_again.key]);
    assert!(take(fixture, second, KEY));
    let third = Attempt { fence: second.fence + 1, ..second };
    settle(fixture, third, AttemptResult::InDoubt(said("354 go on")), None);
    let first_after = fixture.now() - WINDOW;
    let doubts = fixture.read_system(move |tx| tx.doubts_under_key(ours, KEY, first_after, 100));
    let departures: Vec<Departure> = doubts.iter().map(|doubt| doubt.claim.departure).collect();
    assert_eq!(departures, [other], "by itself it goes under the key that it has now");
    let (_, next) = doubted_again(fixture, third, OperatorSettlement::SendAgain);
    assert_eq!(Some(next), Departure::new(3));
}

pub fn out_19_that_it_goes_under_its_key_stands_before_the_hand_over(fixture: &Fixture) {
    // The hand-over is written with what becomes of it, or stands for itself where it was sent.
    let results = [AttemptResult::InDoubt(said("354 go on")), AttemptResult::Sent(said("250 known"))];
    for (slug, result) in ["ours", "theirs"].into_iter().zip(results) {
        let ours = workspace(fixture, slug);
        due_batch(fixture, ours, 1);
        let first = doubt(fixture);
        fixture.step(60);
        assert!(take(fixture, first, KEY));
        let told = || {
            let all = ledger(fixture, ours, first.key.customer);
            let from = all.iter().position(|rule| *rule == Rule::MessageInDoubt).expect("it was in doubt");
            all.get(from + 1..from + 3).map(<[Rule]>::to_vec)
        };
        let expected = Some(vec![Rule::MessageSentUnderKey, Rule::MessageHandedOver]);
        assert_eq!(told(), expected, "under way");
        settle(fixture, Attempt { fence: first.fence + 1, ..first }, result, None);
        assert_eq!(told(), expected);
    }
}
