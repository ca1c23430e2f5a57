//! THE fence (promises 2.3): asked by the session right before the final dot. One write transaction stores the results
//! that wait and the hand-over of this message; only after its COMMIT, and only if the row was still ours, the answer
//! is go.

use canvass_delivery::Fence;
use canvass_store::StoreError;
use canvass_store::area::HandOver;

use super::queue::Prepared;
use super::results::{self, Ended};
use super::shared::Shared;

/// What the fence found; kept for whoever looks at the outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Passage {
    /// It was not asked.
    NotAsked,
    /// Committed: the letter may leave.
    Open,
    /// The row was not ours any more, or not due: nothing changed.
    Lost,
    /// The store had no time for it: nothing changed, and the message may be claimed again.
    NotStored,
    /// The store failed: perhaps committed, perhaps not; the letter does not leave either way.
    Unknown,
}

impl From<Passage> for Fence {
    fn from(passage: Passage) -> Self {
        match passage {
            Passage::Open => Self::Go,
            Passage::NotAsked | Passage::Lost | Passage::NotStored | Passage::Unknown => Self::Stop,
        }
    }
}

/// A hand-over that is asked for.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) claim: HandOver,
    /// The key by which the relay drops second copies, if it does (OUT-19).
    pub(super) copy_key: Option<String>,
}

/// Asks the store, together with what other connections ask meanwhile.
pub(super) fn hand_over(shared: &Shared, letter: &Prepared, relay: usize) -> Passage {
    let claim = HandOver { attempt: letter.attempt(), peer: Some(shared.relays.peer(relay)) };
    let asked = Asked { claim, copy_key: shared.relays.copy_key(relay) };
    shared.desk.ask(asked, |asked| hand_over_slice(shared, asked))
}

fn hand_over_slice(shared: &Shared, attempts: &[Asked]) -> Vec<Passage> {
    match commit(shared, attempts) {
        Ok(passages) => passages,
        // Something is wrong with one of them: it alone shall not leave.
        Err(error) if attempts.len() > 1 && is_rolled_back(&error) => {
            let alone = |asked| commit(shared, std::slice::from_ref(asked));
            attempts
                .iter()
                .flat_map(|asked| alone(asked).unwrap_or_else(|error| vec![unstored(&error)]))
                .collect()
        }
        Err(error) => vec![unstored(&error); attempts.len()],
    }
}

fn commit(shared: &Shared, attempts: &[Asked]) -> canvass_store::Result<Vec<Passage>> {
    let carried: Vec<Ended> = shared.results.take_carried();
    let (copy, asked, node) = (carried.clone(), attempts.to_vec(), shared.node());
    let answer = shared
        .app
        .store
        .write_system(move |tx| {
            let verdicts = results::settle(tx, &copy)?;
            let claims: Vec<HandOver> = asked.iter().map(|asked| asked.claim.clone()).collect();
            let handed_over = tx.hand_over_to(node, &claims)?;
            for (asked, _) in asked.iter().zip(&handed_over).filter(|(_, went)| **went) {
                if let Some(key) = &asked.copy_key {
                    tx.mark_copy(asked.claim.attempt, key)?;
                }
            }
            canvass_failpoint::pass("delivery.before-hand-over-commit");
            Ok::<_, StoreError>((verdicts, handed_over))
        })
        .wait();
    match answer {
        Ok((verdicts, handed_over)) => {
            canvass_failpoint::pass("delivery.after-hand-over-commit");
            results::count(&carried, &verdicts);
            Ok(handed_over.iter().map(|went| if *went { Passage::Open } else { Passage::Lost }).collect())
        }
        Err(error) => {
            error.tell("a hand-over could not be stored; nothing is sent");
            shared.results.keep_unstored(carried);
            Err(error)
        }
    }
}

/// Whether the failure is about what was asked, and nothing of it is stored.
fn is_rolled_back(error: &StoreError) -> bool {
    match error {
        StoreError::Conflict(_)
        | StoreError::Missing(_)
        | StoreError::RowsChanged { .. }
        | StoreError::Corrupt(_)
        | StoreError::Engine(_) => true,
        StoreError::Busy
        | StoreError::Contended
        | StoreError::OutcomeUnknown(_)
        | StoreError::Unavailable(_) => false,
    }
}

/// What a failed transaction says about the hand-over. A store that was only too busy costs the message no try; any
/// other failure may come again at once, so it waits like after a refusal.
fn unstored(error: &StoreError) -> Passage {
    match error {
        StoreError::Busy | StoreError::Contended => Passage::NotStored,
        StoreError::OutcomeUnknown(_)
        | StoreError::Unavailable(_)
        | StoreError::Conflict(_)
        | StoreError::Missing(_)
        | StoreError::RowsChanged { .. }
        | StoreError::Corrupt(_)
        | StoreError::Engine(_) => Passage::Unknown,
    }
}
