//! Rejects a batch that waits for approval (E6).

use canvass_domain::decide::approve_batch as judge;
use canvass_domain::id::{BatchId, WorkspaceId};
use canvass_store::Pending;
use canvass_store::area::{BatchRecord, CustomerChange};

use super::{held, refused, save, withdrawal};
use crate::change::Done;
use crate::{App, Principal, Refusal};

/// Rejects a batch: customers still in 1 are not asked, faulted ones keep their status.
pub fn reject_batch(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    id: BatchId,
) -> Pending<BatchRecord, Refusal> {
    app.change(principal, workspace, "reject-batch", move |tx, now| {
        let batch = held(tx, id)?;
        let state = judge::reject(batch.state).map_err(refused)?;
        let facts = tx.approval_facts(id)?;
        let changes: Vec<CustomerChange> =
            facts.iter().filter_map(|facts| withdrawal(facts, judge::rejected(facts.state), now)).collect();
        let batch = save(tx, BatchRecord { state, ..batch }, &changes, now)?;
        Ok(Done::new(batch, format!("batch {id}")))
    })
}
