//! Approves a batch or a part of it: its customers are scheduled and their messages made, in one transaction (E3, E11). The
//! rest waits on. Where the workspace wants four eyes, who brought the batch in is refused.

use std::collections::BTreeMap;

use canvass_domain::batch::BatchState;
use canvass_domain::customer::CustomerState;
use canvass_domain::decide::approve_batch as judge;
use canvass_domain::id::{BatchId, CustomerId, WorkspaceId};
use canvass_domain::schedule::{Calendar, Clock};
use canvass_store::area::{ApprovalFacts, BatchRecord, CustomerChange, CustomerFilter, Page};
use canvass_store::{Pending, StoreError, WorkspaceTx};

use super::{Chosen, Decided, Part, held, refused, save};
use crate::change::Done;
use crate::import_file::refuse_while_filling;
use crate::{App, Principal, Refusal};

const PAGE: usize = 1_000;

/// Approves all who wait in a batch.
pub fn approve_batch(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    id: BatchId,
) -> Pending<Decided, Refusal> {
    approve_part(app, principal, workspace, id, Part::All)
}

/// Approves some of those who wait in a batch.
pub fn approve_part(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    id: BatchId,
    part: Part,
) -> Pending<Decided, Refusal> {
    let (kept, asker) = (app.clone(), principal.actor.clone());
    app.change(principal, workspace, "approve-batch", move |tx, now| {
        let batch = held(tx, id)?;
        refuse_while_filling(tx, id)?;
        let configuration = kept.configuration(tx)?;
        let workspace = &configuration.workspace;
        let chosen = Chosen::of(tx, &batch, &part)?;
        let customers: Vec<judge::Approvable> = {
            let mut clocks = clocks(tx, id, &workspace.policy.calendar)?;
            chosen.facts().map(|facts| approvable(facts, &mut clocks)).collect()
        };
        let facts = judge::BatchFacts { state: batch.state, kind: batch.kind, send_time: batch.send_time };
        let approved =
            judge::approve(&facts, &customers, (&workspace.settings, &workspace.policy.calendar), now)
                .map_err(refused)?;
        if workspace.policy.four_eyes {
            judge::four_eyes(batch.author.as_deref(), &asker).map_err(refused)?;
        }
        if batch.state == BatchState::PendingApproval && chosen.left() > 0 {
            tx.keep_waiting(id, CustomerId(0))?;
        }
        let changes: Vec<CustomerChange> = approved.into_iter().map(change).collect();
        let state = judge::state_approved(batch.state);
        let batch = save(tx, BatchRecord { state, ..batch }, &changes, now)?;
        let decided = Decided { batch, customers: changes.len(), waiting: chosen.left() };
        Ok(Done::new(decided, chosen.object(id)))
    })
}

fn approvable(facts: &ApprovalFacts, clocks: &mut BTreeMap<CustomerId, Clock>) -> judge::Approvable {
    let clock = clocks.remove(&facts.customer).unwrap_or(Clock::Workspace);
    judge::Approvable { id: facts.customer, send_at: facts.send_at, ends_at: facts.ends_at, clock }
}

/// Whose clocks count, where the data may name zones.
fn clocks(
    tx: &mut dyn WorkspaceTx,
    batch: BatchId,
    calendar: &Calendar,
) -> Result<BTreeMap<CustomerId, Clock>, StoreError> {
    let mut clocks = BTreeMap::new();
    if calendar.zone_column.is_none() {
        return Ok(clocks);
    }
    let filter = CustomerFilter { batch: Some(batch), state: Some(CustomerState::Initial) };
    let mut after = 0;
    loop {
        let page = tx.customers(&filter, Page { after, most: PAGE })?;
        let Some(last) = page.last() else { return Ok(clocks) };
        after = i64::from(last.id.0);
        clocks.extend(page.iter().map(|customer| (customer.id, calendar.clock_of(&customer.values))));
    }
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
