//! Mail that came back softly leaves once more as the next round of its message (Q48): once, with a ledger that tells both
//! rounds, and without a reminder that was to follow the first.

use canvass_domain::bounce::TryAgain;
use canvass_domain::customer::CustomerState;
use canvass_domain::id::{CustomerId, WorkspaceId};
use canvass_domain::message::{AttemptResult, MessageState, Round, Slot, Window};
use canvass_domain::reason::Rule;

use super::Fixture;
use super::sample::{
    DAY, ENDS, attempt, cancel, claim, decided, due_batch, finishing, hand_over, handed_over, invitation,
    ledger, said, settle, settlement, stands, workspace,
};
use crate::area::{Attempt, Claim, MessageRecord, Settlement, Verdict};

/// The next round is due so many seconds later.
const WAIT: i64 = 4 * 3600;

fn in_seconds(fixture: &Fixture, seconds: i64) -> Window {
    Window { due_at: fixture.at(seconds), closes_at: fixture.at(seconds + 3600), ends_at: fixture.at(ENDS) }
}

fn try_again(
    fixture: &Fixture,
    workspace: WorkspaceId,
    customer: CustomerId,
    (slot, round): (Slot, i16),
) -> bool {
    let again = TryAgain {
        customer,
        slot,
        round: Round::new(round).expect("a round"),
        window: in_seconds(fixture, WAIT),
        last_line: said("452 4.2.2 full"),
        detail: said("452 4.2.2 full; try 2"),
    };
    let at = fixture.now();
    fixture.write(workspace, move |tx| {
        tx.hold_people()?;
        tx.try_again(&again, at)
    })
}

fn message(fixture: &Fixture, attempt: Attempt, slot: Slot) -> Option<MessageRecord> {
    let customer = attempt.key.customer;
    fixture.read(attempt.key.workspace, move |tx| tx.message(customer, slot))
}

/// Sent, with a reminder behind it.
fn sent(fixture: &Fixture, attempt: Attempt) -> Verdict {
    let sent = settlement(attempt, AttemptResult::Sent(said("250 ok")), None);
    let sent = Settlement { reminder: Some(in_seconds(fixture, 7 * DAY)), ..sent };
    fixture.write_system(move |tx| tx.settle(std::slice::from_ref(&sent)))[0]
}

/// The next round, when it is due.
fn next_round(fixture: &Fixture) -> Claim {
    assert_eq!(claim(fixture, 10), [], "it waits");
    fixture.step(WAIT);
    let claims = claim(fixture, 10);
    assert_eq!(claims.len(), 1);
    claims[0]
}

pub fn q48_mail_that_came_back_softly_leaves_once_more(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    due_batch(fixture, ours, 1);
    let first = handed_over(fixture, 1)[0];
    let (customer, left_at) = (first.key.customer, fixture.now());
    assert_eq!(sent(fixture, first), Verdict::Stored);
    let invited_at = fixture.read(ours, move |tx| tx.customer(customer)).expect("the customer").invited_at;
    fixture.step(60);
    assert!(!try_again(fixture, ours, customer, (Slot::Invitation, 3)), "a round later than the next");
    assert!(try_again(fixture, ours, customer, (Slot::Invitation, 2)));
    let waiting = message(fixture, first, Slot::Invitation).expect("the invitation");
    assert_eq!((waiting.state, waiting.round.number(), waiting.tries), (MessageState::Waiting, 2, 0));
    assert_eq!(waiting.window, in_seconds(fixture, WAIT));
    assert_eq!((waiting.first_left_at, waiting.last_line), (Some(left_at), Some(said("452 4.2.2 full"))));
    assert_eq!(message(fixture, first, Slot::Reminder), None, "it is made anew");
    assert_eq!(stands(fixture, ours, customer.0).0, CustomerState::Invited);
    let before = ledger(fixture, ours, customer);
    assert!(
        before.ends_with(&[Rule::MessageHandedOver, Rule::MessageSent, Rule::MessageTriedAgain]),
        "{before:?}"
    );
    assert!(!try_again(fixture, ours, customer, (Slot::Invitation, 2)), "one report has one effect");
    assert_eq!(sent(fixture, first), Verdict::Stale, "the first round is over");
    assert_eq!(ledger(fixture, ours, customer), before);

    let again = next_round(fixture);
    assert_eq!((again.round.number(), again.first_left_at, again.tries), (2, Some(left_at), 0));
    assert_eq!(hand_over(fixture, &[again]), [true]);
    assert_eq!(sent(fixture, attempt(&again)), Verdict::Stored);
    let reminder = message(fixture, first, Slot::Reminder).map(|reminder| reminder.window);
    assert_eq!(
        reminder,
        Some(in_seconds(fixture, 7 * DAY)),
        "it counts from the round that was not heard of"
    );
    let told = ledger(fixture, ours, customer);
    assert!(
        told.ends_with(&[Rule::MessageTriedAgain, Rule::MessageHandedOver, Rule::MessageSent]),
        "{told:?}"
    );
    let record = fixture.read(ours, move |tx| tx.customer(customer)).expect("the customer");
    assert_eq!((record.state, record.invited_at), (CustomerState::Invited, invited_at), "invited once");
    let counts = fixture.read(ours, |tx| tx.message_counts(None));
    assert_eq!(counts, [(MessageState::Sent, 1)], "one invitation, whatever its round");

    fixture.step(60);
    assert!(try_again(fixture, ours, customer, (Slot::Invitation, 3)));
    assert_eq!(next_round(fixture).first_left_at, Some(left_at), "from the first hand-over on");
}

pub fn q48_a_doubt_and_a_hand_over_end_by_it_too(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    due_batch(fixture, ours, 2);
    let attempts = handed_over(fixture, 2);
    let (doubtful, handed) = (attempts[0], attempts[1]);
    settle(fixture, doubtful, AttemptResult::InDoubt(said("lost")), None);
    for (attempt, tail) in [
        (
            doubtful,
            &[Rule::MessageHandedOver, Rule::MessageInDoubt, Rule::MessageSettled, Rule::MessageTriedAgain][..],
        ),
        (handed, &[Rule::MessageHandedOver, Rule::MessageTriedAgain][..]),
    ] {
        let customer = attempt.key.customer;
        assert!(try_again(fixture, ours, customer, (Slot::Invitation, 2)));
        let told = ledger(fixture, ours, customer);
        assert!(told.ends_with(tail), "{told:?}");
        assert_eq!(sent(fixture, attempt), Verdict::Stale, "a reply that comes later");
        assert_eq!(invitation(fixture, ours, customer.0), MessageState::Waiting);
        assert_eq!(stands(fixture, ours, customer.0).0, CustomerState::Invited, "it came back, so it left");
    }
}

pub fn q48_who_opens_or_answers_meanwhile_gets_no_second_mail(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    due_batch(fixture, ours, 2);
    for first in handed_over(fixture, 2) {
        assert_eq!(sent(fixture, first), Verdict::Stored);
        assert!(try_again(fixture, ours, first.key.customer, (Slot::Invitation, 2)));
    }
    fixture.step(WAIT);
    // Even claimed: the fence lets nothing through.
    let claims = claim(fixture, 10);
    let (opens, answers) = (claims[0].key.customer, claims[1].key.customer);
    let at = fixture.now();
    fixture.write(ours, move |tx| {
        assert!(tx.record_opening(opens, &decided(Rule::QuestionnaireOpened, at))?, "it settles a message");
        tx.save_answers(&finishing(answers, 9, at))
    });
    assert_eq!(hand_over(fixture, &claims), [false, false]);
    for (customer, tail) in [
        (opens, [Rule::MessageTriedAgain, Rule::QuestionnaireOpened]),
        (answers, [Rule::MessageTriedAgain, Rule::AnswerFinished]),
    ] {
        assert_eq!(invitation(fixture, ours, customer.0), MessageState::Sent);
        let told = ledger(fixture, ours, customer);
        assert!(told.ends_with(&tail), "nothing was in doubt: {told:?}");
    }
    assert_eq!(claim(fixture, 10), []);
}

pub fn q48_only_what_may_have_left_is_tried_again(fixture: &Fixture) {
    let (ours, theirs) = (workspace(fixture, "ours"), workspace(fixture, "theirs"));
    let batch = due_batch(fixture, ours, 3).batch;
    let claims = claim(fixture, 2);
    let (claimed, refused) = (claims[0].key.customer, claims[1].key.customer);
    assert_eq!(hand_over(fixture, &claims[1..]), [true]);
    settle(fixture, attempt(&claims[1]), AttemptResult::Rejected(said("550 no")), None);
    for (workspace, customer) in
        [(ours, claimed), (ours, refused), (ours, CustomerId(3)), (ours, CustomerId(99)), (theirs, refused)]
    {
        let before = ledger(fixture, workspace, customer);
        assert!(!try_again(fixture, workspace, customer, (Slot::Invitation, 2)), "{customer}");
        assert_eq!(ledger(fixture, workspace, customer), before);
    }
    // A cancel stops what waits for its next round like everything that waits; it left, and counts so.
    fixture.step(600);
    let first = handed_over(fixture, 1)[0];
    assert_eq!(sent(fixture, first), Verdict::Stored);
    assert!(try_again(fixture, ours, first.key.customer, (Slot::Invitation, 2)));
    cancel(fixture, ours, batch);
    let customer = first.key.customer;
    assert_eq!(invitation(fixture, ours, customer.0), MessageState::Sent);
    assert_eq!(fixture.read(ours, move |tx| tx.left_counts(batch)), [(MessageState::Sent, 1)]);
    let told = ledger(fixture, ours, customer);
    let sent = told.iter().filter(|rule| **rule == Rule::MessageSent).count();
    assert_eq!(sent, 1, "nothing left a second time: {told:?}");
}

pub fn q48_whose_try_is_stopped_has_the_mail_that_left_before(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    due_batch(fixture, ours, 3);
    let attempts = handed_over(fixture, 3);
    for first in &attempts {
        assert_eq!(sent(fixture, *first), Verdict::Stored);
        assert!(try_again(fixture, ours, first.key.customer, (Slot::Invitation, 2)));
    }
    let [bounced, deferred, withdrawn] = [0, 1, 2].map(|place: usize| attempts[place].key.customer);
    let at = fixture.now();
    fixture.write(ours, move |tx| tx.mail_came_back(bounced, Slot::Invitation, &said("550 no"), at));
    fixture.step(WAIT);
    let claims = claim(fixture, 10);
    assert_eq!(claims.len(), 2);
    for claim in claims {
        let customer = claim.key.customer;
        // Not now, and no window before the end.
        if customer == deferred {
            settle(fixture, attempt(&claim), AttemptResult::Deferred(said("451")), None);
        } else {
            settle(fixture, attempt(&claim), AttemptResult::Withdrawn(said("over")), None);
        }
    }
    for customer in [bounced, deferred, withdrawn] {
        assert_eq!(invitation(fixture, ours, customer.0), MessageState::Sent, "{customer}");
        let told = ledger(fixture, ours, customer);
        let sent = told.iter().filter(|rule| **rule == Rule::MessageSent).count();
        assert_eq!(sent, 1, "{customer}: {told:?}");
    }
    assert_eq!(stands(fixture, ours, bounced.0).0, CustomerState::Bounced);
    assert_eq!(stands(fixture, ours, withdrawn.0).0, CustomerState::Invited);
    let counts = fixture.read(ours, |tx| tx.message_counts(None));
    assert_eq!(counts, [(MessageState::Sent, 3)]);
}
