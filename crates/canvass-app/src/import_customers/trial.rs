//! Judging without storing: the faults of a command, and what an import would become.

use std::sync::Arc;

use canvass_domain::batch::BatchState;
use canvass_domain::block::Checks;
use canvass_domain::command::ImportCustomers;
use canvass_domain::customer::CustomerState;
use canvass_domain::decide::import_customers::{Fault, Warning, check, decide};
use canvass_domain::id::WorkspaceId;
use canvass_domain::reason::Reason;
use canvass_store::Pending;

use super::contacts;
use super::judgement::{facts, load_previous};
use crate::block::{Intake, add_keys, find_stops};
use crate::encryption::CertifiedOpener;
use crate::{App, Principal, Refusal};

/// What an import would become.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportPreview {
    /// The state of the batch.
    pub batch_state: BatchState,
    /// State and reason of each customer, in the order sent.
    pub customers: Vec<(CustomerState, Option<Reason>)>,
    /// What would not change the outcome.
    pub warnings: Vec<Warning>,
}

/// The structural faults of a command, so that a surface can tell them together with what it could not read (E22).
pub fn check_import(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    command: ImportCustomers,
) -> Pending<Vec<Fault>, Refusal> {
    let app = app.clone();
    let command = Arc::new(command);
    app.clone().look(principal, workspace, move |tx| {
        let configuration = app.configuration(tx)?;
        let opener = CertifiedOpener::new(&app, &configuration.certificates);
        let previous = load_previous(tx, &command.customers)?;
        Ok(check(&command, &facts(&configuration, &previous, &opener), tx.now()?))
    })
}

/// Judges like an import and stores nothing.
pub fn preview_import(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    command: ImportCustomers,
) -> Pending<ImportPreview, Refusal> {
    let app = app.clone();
    app.clone().look(principal, workspace, move |tx| {
        let configuration = app.configuration(tx)?;
        let opener = CertifiedOpener::new(&app, &configuration.certificates);
        let previous = load_previous(tx, &command.customers)?;
        let now = tx.now()?;
        let mut import = decide(command.clone(), &facts(&configuration, &previous, &opener), now)
            .map_err(Refusal::Import)?;
        add_keys(&app, &configuration, &mut import);
        let contacts = contacts(&app, workspace, &import);
        let intake = Intake { configuration: &configuration, checks: Checks::Sent, reserves: false, now };
        let import = find_stops(&intake, tx, &import, &contacts)?.turn(&import).into_owned();
        Ok(ImportPreview {
            batch_state: import.state,
            customers: import.customers.iter().map(|customer| (customer.state, customer.reason)).collect(),
            warnings: import.warnings,
        })
    })
}
