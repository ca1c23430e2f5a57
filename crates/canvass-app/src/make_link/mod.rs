//! `MakeLink`: hand out a personal link, once (E37, E53, E84, E85). What is kept are numbers; the link is derived from them
//! each time it is told (Q53, promises 2.10).
//!
//! A workspace has no data mappings, no standard text and no shortener, so what asks for them has no effect.

mod blocked;
mod kept;
mod outcome;

use std::sync::Arc;

use canvass_domain::block::Checks;
use canvass_domain::command::{Blocking, MakeLink};
use canvass_domain::customer::CustomerState;
use canvass_domain::decide::import_customers::{Fault, check_link, decide_link};
use canvass_domain::id::WorkspaceId;
use canvass_store::{Pending, WorkspaceTx};
use jiff::Timestamp;

use blocked::refusal;
pub use outcome::{LinkOutcome, MadeLink};

use crate::block::{Intake, add_keys, find_stops};
use crate::encryption::CertifiedOpener;
use crate::import_customers::{contacts, facts, load_previous, save_decided};
use crate::request::{Answering, Effect, Repeats, RequestIdentity, Write};
use crate::{App, Principal, Refusal};

/// Makes a customer and hands out its link.
pub fn make_link(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    command: MakeLink,
    request: &RequestIdentity,
) -> Answering<LinkOutcome> {
    let write =
        Write { principal, workspace, request, action: "make-link", repeats: Repeats::Ignored, weight: 1 };
    let (kept, command) = (app.clone(), Arc::new(command));
    app.answer_once(write, move |tx, now| run(&kept, tx, MakeLink::clone(&command), now))
}

/// The structural faults of a link, so that a surface can tell them together with what it could not read (E22).
pub fn check_make_link(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    command: MakeLink,
) -> Pending<Vec<Fault>, Refusal> {
    let kept = app.clone();
    app.look(principal, workspace, move |tx| {
        let configuration = kept.configuration(tx)?;
        let opener = CertifiedOpener::new(&kept, &configuration.certificates);
        let previous = load_previous(tx, std::slice::from_ref(&command.customer))?;
        let hosts = tx.own_hosts()?;
        Ok(check_link(&command, &facts(&configuration, &previous, &opener), &hosts, tx.now()?))
    })
}

fn run(
    app: &App,
    tx: &mut dyn WorkspaceTx,
    command: MakeLink,
    now: Timestamp,
) -> Result<Effect<LinkOutcome>, Refusal> {
    tx.share_people()?;
    let configuration = app.configuration(tx)?;
    let opener = CertifiedOpener::new(app, &configuration.certificates);
    let previous = load_previous(tx, std::slice::from_ref(&command.customer))?;
    let hosts = if command.host.is_some() { tx.own_hosts()? } else { Vec::new() };
    let host = command.host.as_deref().map(|host| host.trim().to_lowercase()).filter(|host| !host.is_empty());
    let blocking = command.blocking;
    let mut import = decide_link(command, &facts(&configuration, &previous, &opener), &hosts, now)
        .map_err(Refusal::Import)?;
    add_keys(app, &configuration, &mut import);
    let contacts = contacts(app, configuration.workspace.id, &import);
    let intake = Intake { configuration: &configuration, checks: Checks::Blocks, reserves: false, now };
    let import = find_stops(&intake, tx, &import, &contacts)?.turn(&import).into_owned();
    if let Blocking::Refusal { every_state } = blocking
        && let Some(reason) = refusal(tx, &configuration, &import, every_state, now)?
    {
        let result = LinkOutcome { result: Err(reason), warnings: import.warnings };
        return Ok(Effect { result, object: format!("nobody: {}", reason.as_str()), batch: None });
    }
    let saved = save_decided(&configuration, tx, &import, &contacts, now)?;
    let decided = import.customers.first();
    let made = MadeLink {
        customer: saved.first_customer,
        batch: saved.batch,
        state: decided.map_or(CustomerState::Initial, |customer| customer.state),
        reason: decided.and_then(|customer| customer.reason),
        host,
    };
    let object = format!("customer {} of batch {}", saved.first_customer, saved.batch);
    let result = LinkOutcome { result: Ok(made), warnings: import.warnings };
    Ok(Effect { result, object, batch: Some(saved.batch) })
}
