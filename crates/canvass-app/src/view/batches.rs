//! Batches, with where their customers and messages stand.

use canvass_domain::customer::CustomerState;
use canvass_domain::id::{BatchId, WorkspaceId};
use canvass_domain::message::MessageState;
use canvass_domain::reason::Reason;
use canvass_store::Pending;
use canvass_store::area::{BatchRecord, Page};

use crate::{App, Principal, Refusal};

/// A batch with its counts; those of the customers add up to what it brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchView {
    /// The batch.
    pub batch: BatchRecord,
    /// How many customers stand where, and why.
    pub customers: Vec<(CustomerState, Option<Reason>, i64)>,
    /// How many messages stand where.
    pub messages: Vec<(MessageState, i64)>,
}

/// Batches by number.
pub fn list_batches(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    page: Page,
) -> Pending<Vec<BatchRecord>, Refusal> {
    app.look(principal, workspace, move |tx| Ok(tx.batches(page)?))
}

/// One batch with its counts.
pub fn show_batch(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    id: BatchId,
) -> Pending<BatchView, Refusal> {
    app.look(principal, workspace, move |tx| {
        Ok(BatchView {
            batch: tx.batch(id)?.ok_or(Refusal::NotFound("batch"))?,
            customers: tx.batch_counts(id)?,
            messages: tx.message_counts(Some(id))?,
        })
    })
}
