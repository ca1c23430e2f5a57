//! Cancels an approved or active batch (E7): what was not handed over does not leave, all links stop.

use canvass_domain::decide::approve_batch as judge;
use canvass_domain::id::{BatchId, WorkspaceId};
use canvass_store::Pending;
use canvass_store::area::{BatchRecord, CustomerChange};

use super::{held, refused, save, withdrawal};
use crate::change::Done;
use crate::{App, Principal, Refusal};

/// Cancels a batch.
pub fn cancel_batch(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    id: BatchId,
) -> Pending<BatchRecord, Refusal> {
    app.change(principal, workspace, "cancel-batch", move |tx, now| {
        let batch = held(tx, id)?;
        let state = judge::cancel(batch.state).map_err(refused)?;
        // Stopped before it is judged: what is still with the peer then was handed over for certain.
        tx.stop_messages(id, now)?;
        let facts = tx.approval_facts(id)?;
        let changes: Vec<CustomerChange> = facts
            .iter()
            .filter_map(|facts| withdrawal(facts, judge::cancelled(facts.state, facts.message), now))
            .collect();
        let batch = save(tx, BatchRecord { state, ..batch }, &changes, now)?;
        Ok(Done::new(batch, format!("batch {id}")))
    })
}
