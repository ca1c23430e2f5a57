//! `ImportCustomers`: take in a batch, whole and once (E1, E115-E117, promises 2.1, 2.2).
//!
//! Addresses are hashed and the batch is judged before the transaction, with the set-up this node knows: the writer of
//! SQLite is one thread. Measured for 200 customers of two values: judging and hashing 1.0 ms, storing 4.4 ms, so the
//! writer takes a fifth more batches; the copy of the command, kept in case the judgement must be made again, costs
//! 0.05 ms. Inside, the version of the set-up and the clocks are compared; only if it changed, if this node's clock is not
//! the store's, or if previous customers are named (their data is part of the facts), the
//! transaction judges itself. `kept` is the answer as stored, `save` what every use case ends in that makes customers.

mod files;
mod judgement;
mod kept;
mod outcome;
mod save;
mod stored_warning;
mod trial;

use std::sync::Arc;

use canvass_domain::batch::BatchState;
use canvass_domain::block::Checks;
use canvass_domain::command::ImportCustomers;
use canvass_domain::id::WorkspaceId;
use canvass_domain::message::Notification;
use canvass_store::WorkspaceTx;
use jiff::Timestamp;

use crate::block::{Intake, find_stops};
use crate::request::{Answering, Effect, Repeats, RequestIdentity, Write};
use crate::{App, Principal, Refusal};
use judgement::Judgement;
pub(crate) use judgement::{Basis, facts, load_previous};
pub use outcome::{ImportOutcome, Imported};
pub(crate) use save::{contacts, save_decided};
pub(crate) use stored_warning::StoredWarning;
pub use trial::{ImportPreview, check_import, preview_import};

/// Takes a batch in. Judges on the calling thread, stores on a database thread.
pub fn import_customers(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    command: ImportCustomers,
    request: &RequestIdentity,
) -> Answering<ImportOutcome> {
    let write = Write {
        principal,
        workspace,
        request,
        action: "import-customers",
        repeats: Repeats::Told,
        weight: command.customers.len(),
    };
    let import = Importer {
        app: app.clone(),
        judgement: Judgement::before(app, workspace, &command),
        command: Arc::new(command),
        author: principal.actor.clone(),
    };
    app.answer_once(write, move |tx, now| import.run(tx, now))
}

/// Everything the transaction needs; it may run again after a deadlock, so it only reads this.
struct Importer {
    app: App,
    judgement: Option<Judgement>,
    command: Arc<ImportCustomers>,
    /// Who may not approve it where four eyes are wanted.
    author: String,
}

impl Importer {
    fn run(&self, tx: &mut dyn WorkspaceTx, now: Timestamp) -> Result<Effect<ImportOutcome>, Refusal> {
        tx.share_people()?;
        let version = tx.configuration_version()?;
        let fresh;
        let judgement = match &self.judgement {
            Some(judgement) if judgement.basis.holds(version, now) => judgement,
            Some(_) | None => {
                fresh = Judgement::inside(&self.app, tx, &self.command)?;
                &fresh
            }
        };
        let (import, contacts) = match &judgement.result {
            Ok(judged) => judged,
            Err(faults) => return Err(Refusal::Import(faults.clone())),
        };
        let (configuration, at) = (&judgement.basis.configuration, judgement.basis.at);
        let intake = Intake { configuration, checks: Checks::Sent, reserves: true, now: at };
        let import = find_stops(&intake, tx, import, contacts)?.turn(import);
        let saved = save_decided(configuration, tx, &import, contacts, at)?;
        if import.state == BatchState::PendingApproval {
            tx.name_author(saved.batch, &self.author)?;
        }
        let result = ImportOutcome::of(&import, saved);
        let office = configuration.workspace.policy.front_office_address.as_ref();
        let receivers = Notification::receivers(import.notify.as_deref(), office);
        if !receivers.is_empty() && !result.customers.is_empty() {
            tx.save_notification(saved, &result.notification(receivers), Notification::window(now))?;
        }
        Ok(Effect { result, object: format!("batch {}", saved.batch), batch: Some(saved.batch) })
    }
}
