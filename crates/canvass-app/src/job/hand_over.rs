//! THE fence (promises 2.3): asked by the session right before the final dot. One write transaction stores the results
//! that wait and the hand-over of this message; only after its COMMIT, and only if the row was still ours, the answer
//! is go.

use canvass_delivery::Fence;
use canvass_store::StoreError;

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

/// Asks the store, whose group commit joins what several connections ask at once. Waiting here for their company was
/// measured: it costs more in sleeping and waking than it saves in commits.
pub(super) fn hand_over(shared: &Shared, letter: &Prepared, relay: usize) -> Passage {
    let carried: Vec<Ended> = shared.results.take_carried();
    let (copy, attempt, node) = (carried.clone(), letter.attempt(), shared.node());
    let key = shared.relays.copy_key(relay);
    let answer = shared
        .app
        .store
        .write_system(move |tx| {
            let verdicts = results::settle(tx, &copy)?;
            let handed_over = tx.hand_over(node, &[attempt])?;
            if let (Some(key), [true]) = (&key, handed_over.as_slice()) {
                tx.mark_copy(attempt, key)?;
            }
            canvass_failpoint::pass("delivery.before-hand-over-commit");
            Ok::<_, StoreError>((verdicts, handed_over))
        })
        .wait();
    match answer {
        Ok((verdicts, handed_over)) => {
            canvass_failpoint::pass("delivery.after-hand-over-commit");
            results::count(&carried, &verdicts);
            if handed_over.as_slice() == [true] { Passage::Open } else { Passage::Lost }
        }
        Err(error) => {
            tracing::warn!(%error, "a hand-over could not be stored; nothing is sent");
            shared.results.keep_unstored(carried);
            unstored(&error)
        }
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
