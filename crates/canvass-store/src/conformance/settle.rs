//! How attempts end. The fence decides whether a result still counts.

use canvass_domain::batch::BatchState;
use canvass_domain::customer::CustomerState;
use canvass_domain::id::{CustomerId, WorkspaceId};
use canvass_domain::message::{AttemptResult, MessageState, Slot, Window};
use canvass_domain::reason::Rule;

use super::Fixture;
use super::sample::{
    ENDS, attempt, cancel, claim, decided, due_batch, finishing, handed_over, ledger, said, settle,
    settlement, workspace,
};
use crate::area::{Attempt, MessageRecord, Verdict};

fn message(fixture: &Fixture, workspace: WorkspaceId, customer: CustomerId) -> MessageRecord {
    fixture.read(workspace, move |tx| tx.message(customer, Slot::Invitation)).expect("the message")
}

fn next(fixture: &Fixture) -> Window {
    Window { due_at: fixture.at(300), closes_at: fixture.at(3600), ends_at: fixture.at(ENDS) }
}

pub fn sent_invites_the_customer_and_wakes_the_batch(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let batch = due_batch(fixture, ours, 2).batch;
    let attempts = handed_over(fixture, 2);
    fixture.step(2);
    for attempt in &attempts {
        assert_eq!(settle(fixture, *attempt, AttemptResult::Sent(said("250 ok")), None), Verdict::Stored);
    }
    let customer = attempts[0].key.customer;
    let found = message(fixture, ours, customer);
    assert_eq!((found.state, found.settled_at), (MessageState::Sent, Some(fixture.now())));
    assert_eq!((found.peer.as_deref(), found.last_line.as_deref()), (Some("mx.example.org"), Some("250 ok")));
    let invited = fixture.read(ours, move |tx| tx.customer(customer)).expect("the customer");
    assert_eq!((invited.state, invited.invited_at), (CustomerState::Invited, Some(fixture.now())));
    let record = fixture.read(ours, move |tx| tx.batch(batch)).expect("the batch");
    assert_eq!(record.state, BatchState::Active);
    let again = settle(fixture, attempts[0], AttemptResult::Sent(said("250 again")), None);
    assert_eq!(again, Verdict::Stale);
    assert_eq!(message(fixture, ours, customer), found);
}

pub fn before_the_hand_over_an_attempt_ends_by_its_own_fence(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    due_batch(fixture, ours, 6);
    let claims = claim(fixture, 6);
    let cases = [
        (AttemptResult::Rejected(said("550 no")), Some((MessageState::Rejected, Rule::MessageRejected))),
        (AttemptResult::Failed(said("no link")), Some((MessageState::Failed, Rule::MessageFailed))),
        (AttemptResult::Deferred(said("450 later")), Some((MessageState::Waiting, Rule::MessageDeferred))),
        (AttemptResult::Sent(said("250 ok")), None),
        (AttemptResult::InDoubt(said("lost")), None),
        (AttemptResult::Withdrawn(said("off")), Some((MessageState::Cancelled, Rule::MessageWithdrawn))),
    ];
    for (claim, (result, expected)) in claims.iter().zip(cases) {
        let customer = claim.key.customer;
        let older = Attempt { fence: claim.fence - 1, key: claim.key };
        assert_eq!(settle(fixture, older, result.clone(), Some(next(fixture))), Verdict::Stale);
        let before = message(fixture, ours, customer);
        let verdict = settle(fixture, attempt(claim), result.clone(), Some(next(fixture)));
        let Some((state, rule)) = expected else {
            assert_eq!(verdict, Verdict::Stale, "{result:?} needs a hand-over");
            assert_eq!(message(fixture, ours, customer), before);
            continue;
        };
        let found = message(fixture, ours, customer);
        assert_eq!((verdict, found.state), (Verdict::Stored, state));
        assert_eq!((found.attempts, found.handed_over_at), (0, None));
        assert_eq!(ledger(fixture, ours, customer).last(), Some(&rule));
        let again = settle(fixture, attempt(claim), result, Some(next(fixture)));
        assert_eq!(again, Verdict::Stale);
    }
    let deferred = message(fixture, ours, claims[2].key.customer);
    assert_eq!((deferred.tries, deferred.window), (1, next(fixture)));
    assert_eq!(deferred.last_line.as_deref(), Some("450 later"));
    fixture.step(300);
    let again = claim(fixture, 5);
    assert_eq!((again.len(), again[0].fence, again[0].tries), (1, 2, 1));
}

pub fn after_the_hand_over_an_attempt_waits_again_or_ends(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    due_batch(fixture, ours, 5);
    let attempts = handed_over(fixture, 5);
    let cases = [
        (AttemptResult::Rejected(said("550 no")), Some((MessageState::Rejected, Rule::MessageRejected))),
        (AttemptResult::Deferred(said("451 later")), Some((MessageState::Waiting, Rule::MessageDeferred))),
        (AttemptResult::InDoubt(said("no reply")), Some((MessageState::InDoubt, Rule::MessageInDoubt))),
        (AttemptResult::Failed(said("no link")), None),
        (AttemptResult::Withdrawn(said("off")), None),
    ];
    for (attempt, (result, expected)) in attempts.iter().zip(cases) {
        let customer = attempt.key.customer;
        let verdict = settle(fixture, *attempt, result, Some(next(fixture)));
        let found = message(fixture, ours, customer);
        let Some((state, rule)) = expected else {
            assert_eq!((verdict, found.state), (Verdict::Stale, MessageState::HandingOver));
            continue;
        };
        assert_eq!((verdict, found.state, found.attempts), (Verdict::Stored, state, 1));
        let told = ledger(fixture, ours, customer);
        assert_eq!(told[2..], [Rule::MessageHandedOver, rule]);
        let customer = fixture.read(ours, move |tx| tx.customer(customer)).expect("the customer");
        let is_refused = state == MessageState::Rejected;
        let stands = if is_refused { CustomerState::Bounced } else { CustomerState::Scheduled };
        assert_eq!((customer.state, customer.invited_at), (stands, None));
    }
}

pub fn a_stale_result_changes_nothing(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    due_batch(fixture, ours, 1);
    let first = handed_over(fixture, 1)[0];
    let deferred = AttemptResult::Deferred(said("451 later"));
    assert_eq!(settle(fixture, first, deferred.clone(), Some(next(fixture))), Verdict::Stored);
    fixture.step(300);
    let second = handed_over(fixture, 1)[0];
    assert_eq!((second.key, second.fence), (first.key, 2));
    let customer = first.key.customer;
    let before = message(fixture, ours, customer);
    let told = ledger(fixture, ours, customer);
    let results = [
        AttemptResult::Sent(said("250 ok")),
        AttemptResult::Rejected(said("550 no")),
        deferred,
        AttemptResult::InDoubt(said("lost")),
        AttemptResult::Failed(said("no link")),
    ];
    for result in results {
        assert_eq!(settle(fixture, first, result, Some(next(fixture))), Verdict::Stale);
    }
    assert_eq!(message(fixture, ours, customer), before);
    assert_eq!(ledger(fixture, ours, customer), told);
    assert_eq!(settle(fixture, second, AttemptResult::Sent(said("250 ok")), None), Verdict::Stored);
}

pub fn a_late_result_turns_in_doubt_into_sent(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    due_batch(fixture, ours, 3);
    let attempts = handed_over(fixture, 3);
    for attempt in &attempts {
        let lost = AttemptResult::InDoubt(said("no reply"));
        assert_eq!(settle(fixture, *attempt, lost.clone(), None), Verdict::Stored);
        assert_eq!(settle(fixture, *attempt, lost, None), Verdict::Stale);
    }
    fixture.step(600);
    let late = [
        (AttemptResult::Sent(said("250 ok")), MessageState::Sent, Rule::MessageSent),
        (AttemptResult::Rejected(said("550 no")), MessageState::Rejected, Rule::MessageRejected),
        (AttemptResult::Deferred(said("451 no")), MessageState::Waiting, Rule::MessageDeferred),
    ];
    for (attempt, (result, state, rule)) in attempts.iter().zip(late) {
        assert_eq!(settle(fixture, *attempt, result, Some(next(fixture))), Verdict::Stored);
        assert_eq!(message(fixture, ours, attempt.key.customer).state, state);
        let told = ledger(fixture, ours, attempt.key.customer);
        assert_eq!(told[2..], [Rule::MessageHandedOver, Rule::MessageInDoubt, rule]);
    }
    let customer = attempts[0].key.customer;
    let invited = fixture.read(ours, move |tx| tx.customer(customer)).expect("the customer");
    assert_eq!((invited.state, invited.invited_at), (CustomerState::Invited, Some(fixture.now())));
}

pub fn a_deferred_message_is_dropped_when_its_customer_is_asked_no_more(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let batch = due_batch(fixture, ours, 1).batch;
    let attempt = handed_over(fixture, 1)[0];
    let customer = attempt.key.customer;
    assert_eq!(cancel(fixture, ours, batch), 0);
    let deferred = AttemptResult::Deferred(said("451 later"));
    assert_eq!(settle(fixture, attempt, deferred, Some(next(fixture))), Verdict::Stored);
    assert_eq!(message(fixture, ours, customer).state, MessageState::Cancelled);
    assert_eq!(ledger(fixture, ours, customer).last(), Some(&Rule::MessageDropped));
    fixture.step(300);
    assert_eq!(claim(fixture, 10), []);
}

pub fn mail_deferred_while_its_customer_is_withdrawn_or_answers_never_waits(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    for round in 0..10 {
        let batch = due_batch(fixture, ours, 10).batch;
        let attempts = handed_over(fixture, 10);
        fixture.at_once(2, |number| {
            if number == 0 {
                let deferred = || AttemptResult::Deferred(said("451 later"));
                let settlements: Vec<_> = attempts
                    .iter()
                    .map(|attempt| settlement(*attempt, deferred(), Some(next(fixture))))
                    .collect();
                fixture.write_system(move |tx| tx.settle(&settlements));
            } else if round % 2 == 0 {
                cancel(fixture, ours, batch);
            } else {
                for attempt in &attempts {
                    let answers = finishing(attempt.key.customer, 9, fixture.now());
                    fixture.write(ours, move |tx| tx.save_answers(&answers));
                }
            }
        });
        let tally = fixture.read(ours, move |tx| tx.message_counts(Some(batch)));
        assert_eq!(tally, [(MessageState::Cancelled, 10)]);
    }
}

pub fn a_refused_customer_is_bounced_and_a_batch_with_nobody_else_closes(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let batch = due_batch(fixture, ours, 2).batch;
    let attempts = handed_over(fixture, 1);
    let claimed = attempt(&claim(fixture, 1)[0]);
    let sweep = || fixture.write_system(|tx| tx.sweep(100));
    for (refused, closed) in [(attempts[0], 0), (claimed, 1)] {
        let result = AttemptResult::Rejected(said("550 5.1.1 no such user"));
        assert_eq!(settle(fixture, refused, result, None), Verdict::Stored);
        let id = refused.key.customer;
        let found = fixture.read(ours, move |tx| tx.customer(id)).expect("the customer");
        assert_eq!((found.state, found.reason), (CustomerState::Bounced, None));
        assert_eq!(ledger(fixture, ours, id).last(), Some(&Rule::MessageRejected));
        assert_eq!(sweep().closed_batches, closed);
    }
    let record = fixture.read(ours, move |tx| tx.batch(batch)).expect("the batch");
    assert_eq!(record.state, BatchState::Closed);
}

pub fn a_refusal_leaves_a_customer_who_opened_as_it_is(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    due_batch(fixture, ours, 1);
    let refused = handed_over(fixture, 1)[0];
    let (id, at) = (refused.key.customer, fixture.now());
    fixture.write(ours, move |tx| tx.record_opening(id, &decided(Rule::QuestionnaireOpened, at)));
    settle(fixture, refused, AttemptResult::Rejected(said("550 no")), None);
    let found = fixture.read(ours, move |tx| tx.customer(id)).expect("the customer");
    assert_eq!(found.state, CustomerState::Opened);
}

pub fn doubt_about_mail_whose_link_was_opened_before_is_none(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    due_batch(fixture, ours, 2);
    let attempts = handed_over(fixture, 2);
    for (attempt, is_answered) in attempts.iter().zip([false, true]) {
        let (customer, at) = (attempt.key.customer, fixture.now());
        fixture.write(ours, move |tx| {
            if is_answered {
                return tx.save_answers(&finishing(customer, 9, at));
            }
            tx.record_opening(customer, &decided(Rule::QuestionnaireOpened, at)).map(drop)
        });
        fixture.step(5);
        let lost = AttemptResult::InDoubt(said("no reply"));
        assert_eq!(settle(fixture, *attempt, lost, None), Verdict::Stored);
        let found = message(fixture, ours, customer);
        assert_eq!((found.state, found.settled_at), (MessageState::Sent, Some(fixture.now())));
        let told = ledger(fixture, ours, customer);
        assert_eq!(told.last(), Some(&Rule::MessageSettled));
        assert!(!told.contains(&Rule::MessageSent), "nobody took it: {told:?}");
    }
}

pub fn a_deferred_message_without_a_next_window_expires(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    due_batch(fixture, ours, 1);
    let attempt = attempt(&claim(fixture, 1)[0]);
    let deferred = AttemptResult::Deferred(said("451 later"));
    assert_eq!(settle(fixture, attempt, deferred, None), Verdict::Stored);
    assert_eq!(message(fixture, ours, attempt.key.customer).state, MessageState::Expired);
    assert_eq!(ledger(fixture, ours, attempt.key.customer).last(), Some(&Rule::MessageExpired));
}

pub fn the_ledger_tells_each_attempt_in_order(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    due_batch(fixture, ours, 1);
    let mut moments = Vec::new();
    for turn in 0..3 {
        fixture.step(1);
        let attempt = handed_over(fixture, 1)[0];
        moments.push(fixture.now());
        fixture.step(2);
        let result = match turn {
            2 => AttemptResult::Sent(said("250 ok")),
            _ => AttemptResult::Deferred(said("451 later")),
        };
        assert_eq!(settle(fixture, attempt, result, Some(next(fixture))), Verdict::Stored);
        moments.push(fixture.now());
        fixture.step(300);
    }
    let customer = CustomerId(1);
    let at = fixture.now();
    fixture.write(ours, move |tx| tx.record_opening(customer, &decided(Rule::QuestionnaireOpened, at)));
    moments.push(at);
    let entries = fixture.read(ours, move |tx| tx.decisions(customer));
    let told: Vec<_> = entries[2..].iter().map(|entry| (entry.rule, entry.detail.as_deref())).collect();
    let expected = [
        (Rule::MessageHandedOver, Some("1")),
        (Rule::MessageDeferred, Some("451 later")),
        (Rule::MessageHandedOver, Some("2")),
        (Rule::MessageDeferred, Some("451 later")),
        (Rule::MessageHandedOver, Some("3")),
        (Rule::MessageSent, None),
        (Rule::QuestionnaireOpened, None),
    ];
    assert_eq!(told, expected);
    assert_eq!(entries[2..].iter().map(|entry| entry.at).collect::<Vec<_>>(), moments);
}

pub fn many_results_are_stored_at_once(fixture: &Fixture) {
    let (first, second) = (workspace(fixture, "first"), workspace(fixture, "second"));
    due_batch(fixture, first, 10);
    due_batch(fixture, second, 10);
    let attempts = handed_over(fixture, 20);
    let mut settlements: Vec<_> = attempts
        .iter()
        .map(|attempt| settlement(*attempt, AttemptResult::Sent(said("250 ok")), None))
        .collect();
    settlements[3].attempt.fence = 9;
    settlements[14].result = AttemptResult::Rejected(said("550 no"));
    let verdicts = fixture.write_system(move |tx| tx.settle(&settlements));
    let stale: Vec<_> = (0..)
        .zip(&verdicts)
        .filter(|(_, verdict)| **verdict == Verdict::Stale)
        .map(|(index, _)| index)
        .collect();
    assert_eq!((verdicts.len(), stale), (20, vec![3]));
    let tally = |workspace| fixture.read(workspace, |tx| tx.message_counts(None));
    let mut all = [tally(first), tally(second)].concat();
    all.sort_unstable();
    let expected = [
        (MessageState::HandingOver, 1),
        (MessageState::Sent, 9),
        (MessageState::Sent, 9),
        (MessageState::Rejected, 1),
    ];
    assert_eq!(all, expected);
}
