//! Approves a batch: its customers are scheduled and their messages made, in one transaction (E3, E11).

use canvass_domain::batch::BatchState;
use canvass_domain::customer::CustomerState;
use canvass_domain::decide::approve_batch as judge;
use canvass_domain::id::{BatchId, WorkspaceId};
use canvass_store::Pending;
use canvass_store::area::{BatchRecord, CustomerChange};

use super::{held, refused, save};
use crate::change::Done;
use crate::import_file::refuse_while_filling;
use crate::{App, Principal, Refusal};

/// Approves a batch that waits for it.
pub fn approve_batch(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    id: BatchId,
) -> Pending<BatchRecord, Refusal> {
    let kept = app.clone();
    app.change(principal, workspace, "approve-batch", move |tx, now| {
        let batch = held(tx, id)?;
        refuse_while_filling(tx, id)?;
        let configuration = kept.configuration(tx)?;
        let customers: Vec<judge::Approvable> = tx
            .approval_facts(id)?
            .into_iter()
            .filter(|facts| facts.state == CustomerState::Initial)
            .map(|facts| judge::Approvable {
                id: facts.customer,
                send_at: facts.send_at,
                ends_at: facts.ends_at,
            })
            .collect();
        let facts = judge::BatchFacts { state: batch.state, kind: batch.kind, send_time: batch.send_time };
        let approved =
            judge::approve(&facts, &customers, &configuration.workspace.settings, now).map_err(refused)?;
        let changes: Vec<CustomerChange> = approved.into_iter().map(change).collect();
        let batch = save(tx, BatchRecord { state: BatchState::Approved, ..batch }, &changes, now)?;
        Ok(Done::new(batch, format!("batch {id}")))
    })
}

fn change(approved: judge::Approved) -> CustomerChange {
    CustomerChange {
        customer: approved.id,
        state: approved.state,
        reason: approved.reason,
        ends_at: Some(approved.ends_at),
        window: approved.window,
        decision: approved.decision,
    }
}
