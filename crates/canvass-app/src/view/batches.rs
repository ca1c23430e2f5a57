//! Batches, with where their customers and messages stand.

use canvass_domain::customer::CustomerState;
use canvass_domain::id::{BatchId, WorkspaceId};
use canvass_domain::message::MessageState;
use canvass_domain::reason::Reason;
use canvass_store::area::{BatchRecord, Page};
use canvass_store::{Pending, StoreError, WorkspaceTx};

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
    /// How many customers wait for approval.
    pub waiting: i64,
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
        let batch = tx.batch(id)?.ok_or(Refusal::NotFound("batch"))?;
        let customers = tx.batch_counts(id)?;
        let waiting = waiting(tx, id, &customers)?;
        Ok(BatchView { batch, customers, messages: tx.message_counts(Some(id))?, waiting })
    })
}

/// Only customers in state 1 can wait: mostly there are none, and nothing is asked.
pub(super) fn waiting(
    tx: &mut dyn WorkspaceTx,
    batch: BatchId,
    customers: &[(CustomerState, Option<Reason>, i64)],
) -> Result<i64, StoreError> {
    let has_initial =
        customers.iter().any(|(state, _, count)| *state == CustomerState::Initial && *count > 0);
    if has_initial { tx.waiting_count(batch) } else { Ok(0) }
}
