//! What a person decides about a batch: approve, reject (E6), cancel (E7). Facts in, changes out. `part` says about whom:
//! the rest of the batch waits on, and is approved or rejected later.

mod part;

pub use part::{NotWaiting, Part};

use std::sync::Arc;

use jiff::{Timestamp, civil};

use super::approval::{self, ByClock, Shown};
use crate::batch::{BatchKind, BatchState};
use crate::customer::CustomerState;
use crate::decision::Decision;
use crate::id::CustomerId;
use crate::message::{Event, MessageState, Window};
use crate::reason::{Reason, Rule};
use crate::schedule::{Calendar, Clock, Openings};
use crate::workspace::Settings;

/// Why a batch cannot take the decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Refusal {
    /// Only a batch that waits for approval can be approved or rejected.
    #[error("the batch does not wait for approval")]
    NotPending,
    /// Only an approved or active batch can be cancelled.
    #[error("the batch is not approved, or it is over")]
    NotRunning,
    /// The workspace wants four eyes.
    #[error("who brought the batch in may not approve it in this workspace")]
    OwnBatch,
}

impl Refusal {
    /// All refusals.
    pub const ALL: [Self; 3] = [Self::NotPending, Self::NotRunning, Self::OwnBatch];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotPending => "batch_not_pending",
            Self::NotRunning => "batch_not_running",
            Self::OwnBatch => "batch_own",
        }
    }
}

/// What the approval needs to know of the batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchFacts {
    /// Where it stands.
    pub state: BatchState,
    /// How its customers are reached.
    pub kind: BatchKind,
    /// Start of its send window; `None` = the workspace's.
    pub send_time: Option<civil::Time>,
}

/// A customer of the batch in state Initial; others keep their state.
#[derive(Debug, Clone, PartialEq)]
pub struct Approvable {
    /// Its number.
    pub id: CustomerId,
    /// Not before this moment (E42).
    pub send_at: Timestamp,
    /// Its own end date or that of the batch (E48).
    pub ends_at: Option<Timestamp>,
    /// Whose clock counts.
    pub clock: Clock,
}

/// A customer after approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approved {
    /// Its number.
    pub id: CustomerId,
    /// Scheduled (E11), Initial for a link only (E53), or Closed when no open window lies before the end (E50).
    pub state: CustomerState,
    /// Why not, if not.
    pub reason: Option<Reason>,
    /// The effective end (E48).
    pub ends_at: Timestamp,
    /// When the invitation may leave; only for Scheduled.
    pub window: Option<Window>,
    /// The entry of the ledger.
    pub decision: Decision,
}

/// Approves a batch: the same judgement as at intake, at the moment of approval (E3, E11, E44).
pub fn approve(
    batch: &BatchFacts,
    customers: &[Approvable],
    (settings, calendar): (&Settings, &Arc<Calendar>),
    now: Timestamp,
) -> Result<Vec<Approved>, Refusal> {
    waits(batch.state, !customers.is_empty())?;
    let mut openings = Openings::new(settings, calendar, batch.send_time);
    let mut shown = Shown::default();
    let approved = customers.iter().map(|customer| {
        let clock = ByClock { openings: &mut openings, zone: customer.clock.zone() };
        let standing = approval::approved(batch.kind, customer.send_at, customer.ends_at, now, clock);
        let detail = standing.window.map(|window| shown.of(window.due_at, &settings.zone));
        Approved {
            id: customer.id,
            state: standing.state,
            reason: standing.reason,
            ends_at: standing.ends_at,
            window: standing.window,
            decision: Decision { rule: standing.rule, detail, at: now },
        }
    });
    Ok(approved.collect())
}

/// Whether there is anything to approve or reject: a batch that nobody decided about, or customers that a decision about a
/// part left waiting.
fn waits(batch: BatchState, has_waiting: bool) -> Result<(), Refusal> {
    let is_open = batch == BatchState::PendingApproval || batch.is_running() && has_waiting;
    if is_open { Ok(()) } else { Err(Refusal::NotPending) }
}

/// The state of a batch of which somebody was approved; a running one goes on.
pub fn state_approved(batch: BatchState) -> BatchState {
    if batch == BatchState::PendingApproval { BatchState::Approved } else { batch }
}

/// Whether this asker may approve what that one brought in, in a workspace that wants four eyes. Who nobody remembers to
/// have brought it is somebody else.
pub fn four_eyes(author: Option<&str>, asker: &str) -> Result<(), Refusal> {
    if author == Some(asker) { Err(Refusal::OwnBatch) } else { Ok(()) }
}

/// Rejects so many of those who wait in a batch: its new state. A batch is rejected when nobody of it was approved and
/// nobody waits any more. What becomes of its customers says [`rejected`].
pub fn reject(batch: BatchState, waiting: usize, chosen: usize) -> Result<BatchState, Refusal> {
    waits(batch, waiting > 0)?;
    let is_over = batch == BatchState::PendingApproval && chosen >= waiting;
    Ok(if is_over { BatchState::Rejected } else { batch })
}

/// Cancels a batch: its new state. What becomes of its customers and messages says [`cancelled`].
pub fn cancel(batch: BatchState) -> Result<BatchState, Refusal> {
    match batch {
        BatchState::Approved | BatchState::Active => Ok(BatchState::Cancelled),
        BatchState::Received
        | BatchState::PendingApproval
        | BatchState::Closed
        | BatchState::Rejected
        | BatchState::Cancelled => Err(Refusal::NotRunning),
    }
}

/// What a rejection or cancel changes; `None` = stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Withdrawn {
    /// The customer's new state and reason, with the rule for the ledger.
    pub customer: Option<(CustomerState, Option<Reason>, Rule)>,
    /// The new state of its invitation.
    pub message: Option<MessageState>,
}

/// What becomes of a customer when its batch is rejected: those still in 1 become 13 (E6).
pub fn rejected(customer: CustomerState) -> Withdrawn {
    let is_initial = customer == CustomerState::Initial;
    Withdrawn {
        customer: is_initial.then_some((
            CustomerState::Rejected,
            Some(Reason::BatchRejected),
            Rule::BatchRejected,
        )),
        message: None,
    }
}

/// What becomes of a customer and its invitation when its batch is cancelled (E7): not yet invited ones become 13, 3 to
/// 5 become 8, 6 stays. A customer whose message was handed over may have been asked, so it counts as invited; the
/// message itself keeps its state and waits for its result.
pub fn cancelled(customer: CustomerState, message: Option<MessageState>) -> Withdrawn {
    let may_be_asked = message.is_some_and(|state| {
        matches!(state, MessageState::HandingOver | MessageState::InDoubt | MessageState::Sent)
    });
    let rejected = (CustomerState::Rejected, Some(Reason::BatchCancelled), Rule::BatchCancelled);
    let closed = (CustomerState::Closed, None, Rule::BatchCancelled);
    let customer = match customer {
        CustomerState::Initial | CustomerState::Scheduled if may_be_asked => Some(closed),
        CustomerState::Initial | CustomerState::Scheduled => Some(rejected),
        CustomerState::Invited | CustomerState::Reminded | CustomerState::Opened => Some(closed),
        CustomerState::PartiallyAnswered
        | CustomerState::Finished
        | CustomerState::Closed
        | CustomerState::Locked
        | CustomerState::Fault
        | CustomerState::Bounced
        | CustomerState::OptedOut
        | CustomerState::Rejected => None,
    };
    Withdrawn { customer, message: message.and_then(|state| state.after(Event::Withdrawn)) }
}

#[cfg(test)]
mod tests;
