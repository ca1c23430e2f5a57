//! P5: whatever happens in whatever order, each message stands in exactly one state, nobody is handed over twice
//! without a reason, and the ledger agrees with the rows.

use std::collections::BTreeMap;

use canvass_domain::id::CustomerId;
use canvass_domain::message::{AttemptResult, MessageState, Slot};
use canvass_domain::reason::Rule;

use super::Fixture;
use super::sample::{
    Dice, LEASE, attempt, decided, due_batch, finishing, said, settlement, window, workspace,
};
use crate::area::{Attempt, CustomerFilter, NodeId, OperatorSettlement, Page, Verdict};

const CUSTOMERS: i32 = 40;

/// What the walk holds in its hands: attempts it was allowed to make, or hopes to be.
#[derive(Default)]
struct Hands {
    claimed: Vec<(NodeId, Attempt)>,
    handed_over: Vec<Attempt>,
    sent: BTreeMap<CustomerId, u32>,
}

fn result(dice: &mut Dice) -> AttemptResult {
    match dice.roll(5) {
        0 | 1 => AttemptResult::Sent(said("250 ok")),
        2 => AttemptResult::Deferred(said("451 later")),
        3 => AttemptResult::InDoubt(said("no reply")),
        _ => AttemptResult::Rejected(said("550 no")),
    }
}

fn pick<T: Copy>(dice: &mut Dice, from: &[T]) -> Option<T> {
    (!from.is_empty()).then(|| from[dice.roll(from.len())])
}

fn step(fixture: &Fixture, ours: canvass_domain::id::WorkspaceId, dice: &mut Dice, hands: &mut Hands) {
    let node = NodeId(i64::try_from(dice.roll(3)).expect("a node"));
    let anybody = CustomerId(i32::try_from(dice.roll(40)).expect("a customer") + 1);
    fixture.step(1);
    let at = fixture.now();
    match dice.roll(11) {
        0..=2 => {
            let most = dice.roll(4) + 1;
            let claims = fixture.write_system(move |tx| tx.claim(node, most, LEASE));
            hands.claimed.extend(claims.iter().map(|claim| (node, attempt(claim))));
        }
        3..=5 => {
            if let Some((node, attempt)) = pick(dice, &hands.claimed)
                && fixture.write_system(move |tx| tx.hand_over(node, &[attempt])) == [true]
            {
                hands.handed_over.push(attempt);
            }
        }
        6 | 7 => {
            if let Some(attempt) = pick(dice, &hands.handed_over) {
                let result = result(dice);
                let is_sent = matches!(result, AttemptResult::Sent(_));
                let settlement = settlement(attempt, result, Some(window(fixture)));
                let verdict = fixture.write_system(move |tx| tx.settle(std::slice::from_ref(&settlement)));
                if is_sent && verdict == [Verdict::Stored] {
                    *hands.sent.entry(attempt.key.customer).or_default() += 1;
                }
            }
        }
        8 => {
            fixture.step(i64::try_from(dice.roll(100)).expect("some seconds"));
            fixture.write_system(move |tx| {
                tx.beat(node)?;
                tx.sweep(100).map(drop)
            });
        }
        9 => {
            let settlement = match dice.roll(3) {
                0 => OperatorSettlement::WasSent,
                1 => OperatorSettlement::SendAgain(window(fixture)),
                _ => OperatorSettlement::GiveUp,
            };
            fixture.write(ours, move |tx| {
                if tx.settle_message(anybody, Slot::Invitation, settlement, at)? {
                    tx.add_decisions(&[(anybody, decided(Rule::MessageSettled, at))])?;
                }
                Ok(())
            });
        }
        _ => {
            let answers = finishing(anybody, 7, at);
            let is_open = move |tx: &mut dyn crate::WorkspaceTx| {
                Ok::<_, crate::StoreError>(tx.customer(anybody)?.is_some_and(|found| !found.state.is_end()))
            };
            if dice.roll(4) == 0 && fixture.read(ours, is_open) {
                fixture.write(ours, move |tx| tx.save_answers(&answers));
            }
        }
    }
}

pub fn p5_the_tally_is_balanced_after_a_random_walk(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    due_batch(fixture, ours, CUSTOMERS);
    let mut hands = Hands::default();
    let mut dice = Dice::new(20_260_302);
    for turn in 0..400 {
        step(fixture, ours, &mut dice, &mut hands);
        if turn % 20 == 0 {
            let tally = fixture.read(ours, |tx| tx.message_counts(None));
            assert_eq!(tally.iter().map(|(_, count)| count).sum::<i64>(), i64::from(CUSTOMERS), "{tally:?}");
        }
    }
    let messages = fixture
        .read(ours, |tx| tx.messages(&crate::area::MessageFilter::default(), Page { after: 0, most: 1000 }));
    let mut tally: BTreeMap<MessageState, i64> = BTreeMap::new();
    for message in &messages {
        *tally.entry(message.state).or_default() += 1;
        let id = message.customer;
        assert!(hands.sent.get(&id).is_none_or(|times| *times == 1), "{id} was settled as sent twice");
        let ledger = fixture.read(ours, move |tx| tx.decisions(id));
        let handed = ledger.iter().filter(|entry| entry.rule == Rule::MessageHandedOver).count();
        assert_eq!(i32::try_from(handed), Ok(message.attempts), "{message:?} {ledger:?}");
        let arrived = ledger.iter().any(|entry| entry.rule == Rule::MessageSent);
        assert_eq!(arrived, hands.sent.contains_key(&id), "{message:?} {ledger:?}");
        assert!(ledger.is_sorted_by_key(|entry| entry.at), "{ledger:?}");
    }
    assert!(tally.len() > 4, "the walk went far: {tally:?}");
    assert_eq!(fixture.read(ours, |tx| tx.message_counts(None)), tally.into_iter().collect::<Vec<_>>());
    let customers =
        fixture.read(ours, |tx| tx.customers(&CustomerFilter::default(), Page { after: 0, most: 1000 }));
    assert_eq!(customers.len(), messages.len());
    assert_eq!(fixture.read(ours, |tx| tx.orphans()), Vec::<String>::new());
}
