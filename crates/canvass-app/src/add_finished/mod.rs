//! `AddFinished`: keep a response that was given elsewhere, whole and once (E86-E95).

mod kept;

use std::collections::BTreeMap;
use std::sync::Arc;

use canvass_domain::command::AddFinished;
use canvass_domain::decide::import_customers::{Fault, Warning, check_finished, decide_finished};
use canvass_domain::id::{BatchId, CustomerId, WorkspaceId};
use canvass_store::{Pending, WorkspaceTx};
use jiff::Timestamp;

use crate::block::add_keys;
use crate::encryption::CertifiedOpener;
use crate::import_customers::{contacts, facts, save_decided};
use crate::request::{Answering, Effect, Repeats, RequestIdentity, Write};
use crate::{App, Principal, Refusal};

/// What a response became: a customer in state Finished.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FinishedOutcome {
    /// Who gave it.
    pub customer: CustomerId,
    /// The batch of the day.
    pub batch: BatchId,
    /// What did not change the outcome (E23).
    pub warnings: Vec<Warning>,
}

/// Keeps a response.
pub fn add_finished(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    command: AddFinished,
    request: &RequestIdentity,
) -> Answering<FinishedOutcome> {
    let write =
        Write { principal, workspace, request, action: "add-finished", repeats: Repeats::Told, weight: 1 };
    let (kept, command) = (app.clone(), Arc::new(command));
    app.answer_once(write, move |tx, now| run(&kept, tx, AddFinished::clone(&command), now))
}

/// The structural faults of a response, so that a surface can tell them together with what it could not read (E22).
pub fn check_add_finished(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    command: AddFinished,
) -> Pending<Vec<Fault>, Refusal> {
    let kept = app.clone();
    app.look(principal, workspace, move |tx| {
        let configuration = kept.configuration(tx)?;
        let opener = CertifiedOpener::new(&kept, &configuration.certificates);
        Ok(check_finished(&command, &facts(&configuration, &BTreeMap::new(), &opener), tx.now()?))
    })
}

fn run(
    app: &App,
    tx: &mut dyn WorkspaceTx,
    command: AddFinished,
    now: Timestamp,
) -> Result<Effect<FinishedOutcome>, Refusal> {
    tx.share_people()?;
    let configuration = app.configuration(tx)?;
    let opener = CertifiedOpener::new(app, &configuration.certificates);
    let mut import = decide_finished(command, &facts(&configuration, &BTreeMap::new(), &opener), now)
        .map_err(Refusal::Import)?;
    add_keys(app, &configuration, &mut import);
    let contacts = contacts(app, configuration.workspace.id, &import);
    let saved = save_decided(&configuration, tx, &import, &contacts, now)?;
    let result =
        FinishedOutcome { customer: saved.first_customer, batch: saved.batch, warnings: import.warnings };
    let object = format!("customer {} of batch {}", saved.first_customer, saved.batch);
    Ok(Effect { result, object, batch: Some(saved.batch) })
}
