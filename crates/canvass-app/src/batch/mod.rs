//! What a person decides about a batch or a part of it: approve (E3, E11), reject (E6), cancel (E7); and what its mails look
//! like before (`preview_batch`).

mod approve_batch;
mod cancel_batch;
mod preview_batch;
mod reject_batch;

use std::collections::BTreeSet;

use canvass_domain::customer::CustomerState;
use canvass_domain::decide::approve_batch as judge;
use canvass_domain::decision::Decision;
use canvass_domain::id::{BatchId, CustomerId};
use canvass_store::WorkspaceTx;
use canvass_store::area::{ApprovalFacts, BatchRecord, CustomerChange};
use jiff::Timestamp;

pub use approve_batch::{approve_batch, approve_part};
pub use cancel_batch::{Cancelled, LEFT_AT_ONCE, cancel_batch};
pub use judge::Part;
pub use preview_batch::{BatchPreview, PreviewedLetter, PreviewedMail, Why, preview_batch, preview_mail};
pub use reject_batch::{Rejection, reject_batch, reject_part};

use crate::{FieldFault, Refusal};

/// What a decision about a batch or a part of it became.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The batch as it is now.
    pub batch: BatchRecord,
    /// About how many customers it was.
    pub customers: usize,
    /// How many still wait.
    pub waiting: usize,
}

/// The batch, its row held until the transaction ends, so that of two decisions one is first.
fn held(tx: &mut dyn WorkspaceTx, id: BatchId) -> Result<BatchRecord, Refusal> {
    tx.batch(id)?.ok_or(Refusal::NotFound("batch"))
}

/// Those of a batch who wait, and those of them whom the decision is about.
struct Chosen {
    waiting: Vec<ApprovalFacts>,
    named: BTreeSet<CustomerId>,
}

impl Chosen {
    fn of(tx: &mut dyn WorkspaceTx, batch: &BatchRecord, part: &Part) -> Result<Self, Refusal> {
        let is_whole = batch.state == canvass_domain::batch::BatchState::PendingApproval;
        let waits =
            |facts: &ApprovalFacts| facts.state == CustomerState::Initial && (is_whole || facts.is_waiting);
        let waiting: Vec<ApprovalFacts> = tx.approval_facts(batch.id)?.into_iter().filter(waits).collect();
        let ids: Vec<CustomerId> = waiting.iter().map(|facts| facts.customer).collect();
        let named = part.of(&ids).map_err(|strangers| not_waiting(part, &strangers))?;
        if named.is_empty() && *part != Part::All {
            return Err(fault("", "The part has no customer who waits."));
        }
        Ok(Self { waiting, named })
    }

    /// The facts of those whom the decision is about.
    fn facts(&self) -> impl Iterator<Item = &ApprovalFacts> {
        self.waiting.iter().filter(|facts| self.named.contains(&facts.customer))
    }

    /// How many are left waiting.
    fn left(&self) -> usize {
        self.waiting.len() - self.named.len()
    }

    /// For the audit row: `batch 12`, or `batch 12, 3 of 8 who waited`.
    fn object(&self, batch: BatchId) -> String {
        if self.left() == 0 {
            return format!("batch {batch}");
        }
        format!("batch {batch}, {} of {} who waited", self.named.len(), self.waiting.len())
    }
}

fn fault(path: &str, text: &str) -> Refusal {
    Refusal::Fields(vec![FieldFault { path: path.to_owned(), text: text.to_owned() }])
}

fn not_waiting(part: &Part, strangers: &judge::NotWaiting) -> Refusal {
    let list = if matches!(part, Part::Except(_)) { "except" } else { "customers" };
    let told = |place: &usize| FieldFault {
        path: format!("/{list}/{place}"),
        text: "This customer does not wait in this batch.".to_owned(),
    };
    Refusal::Fields(strangers.0.iter().map(told).collect())
}

fn refused(refusal: judge::Refusal) -> Refusal {
    let mut sentence = refusal.to_string();
    if let Some(first) = sentence.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    sentence.push('.');
    Refusal::Conflict(refusal.code(), sentence)
}

/// What a rejection or cancel makes of one customer; `None` = stays as it is.
fn withdrawal(facts: &ApprovalFacts, withdrawn: judge::Withdrawn, at: Timestamp) -> Option<CustomerChange> {
    let (state, reason, rule) = withdrawn.customer?;
    Some(CustomerChange {
        customer: facts.customer,
        state,
        reason,
        ends_at: None,
        window: None,
        decision: Decision { rule, detail: None, at },
    })
}

/// Stores a decision and gives the batch as it is now.
fn save(
    tx: &mut dyn WorkspaceTx,
    batch: BatchRecord,
    changes: &[CustomerChange],
    at: Timestamp,
) -> Result<BatchRecord, Refusal> {
    tx.save_batch_decision(batch.id, batch.state, changes, at)?;
    Ok(tx.batch(batch.id)?.unwrap_or(batch))
}
