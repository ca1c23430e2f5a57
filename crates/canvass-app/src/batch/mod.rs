//! What a person decides about a batch: approve (E3, E11), reject (E6), cancel (E7).

mod approve_batch;
mod cancel_batch;
mod reject_batch;

use canvass_domain::decide::approve_batch as judge;
use canvass_domain::decision::Decision;
use canvass_domain::id::BatchId;
use canvass_store::WorkspaceTx;
use canvass_store::area::{ApprovalFacts, BatchRecord, CustomerChange};
use jiff::Timestamp;

pub use approve_batch::approve_batch;
pub use cancel_batch::cancel_batch;
pub use reject_batch::reject_batch;

use crate::Refusal;

/// The batch, its row held until the transaction ends, so that of two decisions one is first.
fn held(tx: &mut dyn WorkspaceTx, id: BatchId) -> Result<BatchRecord, Refusal> {
    tx.batch(id)?.ok_or(Refusal::NotFound("batch"))
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
