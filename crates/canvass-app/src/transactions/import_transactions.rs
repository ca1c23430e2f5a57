//! `ImportTransactions`: store the sound rows of a call, whole and once (Q9, Q21-Q23, Q50-Q53).

use std::sync::Arc;

use canvass_domain::block::Checks;
use canvass_domain::command::{ImportTransactions, TransactionMode};
use canvass_domain::decide::import_customers::Import;
use canvass_domain::decide::import_transactions::{DecidedTransactions, check, judge};
use canvass_domain::id::{CustomerId, WorkspaceId};
use canvass_store::WorkspaceTx;
use canvass_store::area::SavedImport;
use jiff::Timestamp;

use super::prepare::{Setup, make};
use super::{RowStanding, RowsRefused, TransactionsOutcome};
use crate::block::{Intake, add_keys, find_stops};
use crate::import_customers::{contacts, save_decided};
use crate::request::{Answering, Effect, Repeats, RequestIdentity, Write};
use crate::{App, Principal, Refusal};

/// Takes a call in: at least one row is stored, or the refusal tells why none is (Q23).
pub fn import_transactions(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    command: ImportTransactions,
    request: &RequestIdentity,
) -> Answering<TransactionsOutcome> {
    let write = Write {
        principal,
        workspace,
        request,
        action: "import-transactions",
        repeats: Repeats::Told,
        weight: command.rows.len(),
    };
    let (kept, command) = (app.clone(), Arc::new(command));
    app.answer_once(write, move |tx, now| run(&kept, tx, &command, now))
}

fn run(
    app: &App,
    tx: &mut dyn WorkspaceTx,
    command: &ImportTransactions,
    now: Timestamp,
) -> Result<Effect<TransactionsOutcome>, Refusal> {
    tx.share_people()?;
    let setup = Setup::new(app.configuration(tx)?);
    let facts = setup.facts();
    let checked = check(command, &facts, now);
    if checked.sound() == 0 {
        return Err(Refusal::Rows(RowsRefused { errors: checked.errors }));
    }
    let made = make(tx, &checked.needs(&facts), &facts, now)?;
    let mut decided = judge(checked, &made, &facts, now);
    add_keys(app, &setup.configuration, &mut decided.import);
    let contacts = contacts(app, setup.configuration.workspace.id, &decided.import);
    let intake = Intake {
        configuration: &setup.configuration,
        // Nobody is kept from a link (Q47).
        checks: match command.mode {
            TransactionMode::Invite => Checks::Queued,
            TransactionMode::Link => Checks::Nothing,
        },
        reserves: true,
        now,
    };
    let import = find_stops(&intake, tx, &decided.import, &contacts)?.turn(&decided.import);
    let saved = save_decided(&setup.configuration, tx, &import, &contacts, now)?;
    let result = outcome(&decided, &import, saved, command.rows.len());
    Ok(Effect { result, object: format!("batch {}", saved.batch), batch: Some(saved.batch) })
}

fn outcome(
    decided: &DecidedTransactions,
    stored: &Import,
    saved: SavedImport,
    rows: usize,
) -> TransactionsOutcome {
    let mut customers = vec![None; rows];
    for (row, number) in decided.rows.iter().zip(saved.first_customer.0..) {
        if let Some(place) = customers.get_mut(*row) {
            *place = Some(CustomerId(number));
        }
    }
    TransactionsOutcome {
        batch: saved.batch,
        email: decided.email_status(stored),
        rows: customers,
        errors: decided.errors.clone(),
        standings: standings(decided, stored),
    }
}

fn standings(decided: &DecidedTransactions, stored: &Import) -> Vec<RowStanding> {
    let rows = decided.rows.iter().zip(&stored.customers).enumerate();
    rows.map(|(at, (row, customer))| RowStanding {
        row: *row,
        state: customer.state,
        reason: customer.reason,
        remarks: stored.remarks.iter().filter(|remark| remark.customer() == Some(at)).copied().collect(),
    })
    .collect()
}
