//! `ImportCustomers`: take in a batch, whole and once (E1, E115-E117, promises 2.1, 2.2).
//!
//! Addresses are hashed and the batch is judged before the transaction, with the set-up this node knows: the writer of
//! SQLite is one thread. Measured for 200 customers of two values: judging and hashing 1.0 ms, storing 4.4 ms, so the
//! writer takes a fifth more batches; the copy of the command, kept in case the judgement must be made again, costs
//! 0.05 ms. Inside, the version of the set-up and the clocks are compared; only if it changed, if this node's clock is not
//! the store's, or if previous customers are named (their data is part of the facts), the transaction judges itself. `request` is what identifies the call, `kept` the answer
//! as stored.

mod judgement;
mod kept;
mod outcome;
mod request;
mod trial;

use std::sync::Arc;

use canvass_domain::command::ImportCustomers;
use canvass_domain::id::WorkspaceId;
use canvass_store::area::{RequestKey, Standing};
use canvass_store::{AsStoreError, Pending, StoreError, WorkspaceTx};

use crate::change::{reached, row};
use crate::{App, Principal, Refusal};
use judgement::Judgement;
pub use outcome::{ImportOutcome, Imported};
pub use request::RequestIdentity;
pub use trial::{ImportPreview, check_import, preview_import};

/// An import on its way; its transaction goes on when this is dropped.
#[derive(Debug)]
pub struct Importing(Pending<ImportOutcome, Stop>);

impl Importing {
    /// Blocks until the batch is durable.
    pub fn wait(self) -> Result<ImportOutcome, Refusal> {
        finish(self.0.wait())
    }

    /// Waits for it without blocking the thread.
    pub async fn ready(self) -> Result<ImportOutcome, Refusal> {
        finish(self.0.ready().await)
    }
}

/// Why the transaction is undone.
#[derive(Debug)]
enum Stop {
    Refused(Refusal),
    /// A repeat of a client that wants replays: the kept answer, and nothing stored (E116).
    Kept(Box<ImportOutcome>),
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Refused(error.into())
    }
}

impl AsStoreError for Stop {
    fn as_store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Refused(refusal) => refusal.as_store_error(),
            Self::Kept(_) => None,
        }
    }
}

fn finish(result: Result<ImportOutcome, Stop>) -> Result<ImportOutcome, Refusal> {
    let outcome = match result {
        Ok(outcome) => {
            canvass_failpoint::pass("import.after-commit");
            outcome
        }
        Err(Stop::Kept(outcome)) => *outcome,
        Err(Stop::Refused(refusal)) => return Err(refusal),
    };
    canvass_failpoint::pass("import.before-answer");
    Ok(outcome)
}

/// Takes a batch in. Judges on the calling thread, stores on a database thread.
pub fn import_customers(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    command: ImportCustomers,
    request: &RequestIdentity,
) -> Importing {
    let weight = command.customers.len();
    let import = Importer {
        app: app.clone(),
        actor: principal.actor.clone(),
        replays: principal.replays,
        reached: reached(principal, workspace),
        request: request.key(app, principal),
        judgement: Judgement::before(app, workspace, &command),
        command: Arc::new(command),
    };
    Importing(app.store.write(workspace, weight, move |tx| import.run(tx)))
}

/// Everything the transaction needs; it may run again after a deadlock, so it only reads this.
struct Importer {
    app: App,
    actor: String,
    replays: bool,
    reached: Result<(), Refusal>,
    request: RequestKey,
    judgement: Option<Judgement>,
    command: Arc<ImportCustomers>,
}

impl Importer {
    fn run(&self, tx: &mut dyn WorkspaceTx) -> Result<ImportOutcome, Stop> {
        self.reached.clone().map_err(Stop::Refused)?;
        let request = RequestKey { at: tx.now()?, ..self.request.clone() };
        let possible_repeat = match tx.begin_request(&request)? {
            Standing::Fresh => None,
            // Replay and refusal of a key come before the judgement: what was accepted once stays answered, even if
            // its dates are past by now.
            Standing::Replay(kept) => return Ok(kept::outcome_from_text(&kept)?),
            Standing::OtherBody => return Err(Stop::Refused(Refusal::KeyReused)),
            Standing::Repeat(_, kept) if self.replays => {
                return Err(Stop::Kept(Box::new(kept::outcome_from_text(&kept)?)));
            }
            Standing::Repeat(batch, _) => batch,
        };
        let version = tx.configuration_version()?;
        let fresh;
        let judgement = match &self.judgement {
            Some(judgement) if judgement.holds(version, request.at) => judgement,
            Some(_) | None => {
                fresh = Judgement::inside(&self.app, tx, &self.command)?;
                &fresh
            }
        };
        let (import, contacts) = match &judgement.result {
            Ok(judged) => judged,
            Err(faults) => return Err(Stop::Refused(Refusal::Import(faults.clone()))),
        };
        let saved = tx.save_import(import, contacts, judgement.at)?;
        let outcome = ImportOutcome { possible_repeat, ..ImportOutcome::of(import, saved) };
        tx.finish_request(&request, &kept::outcome_to_text(&outcome), Some(saved.batch))?;
        tx.audit(&row(&self.actor, "import-customers", object(&outcome), request.at))?;
        canvass_failpoint::pass("import.before-commit");
        Ok(outcome)
    }
}

/// A possible repeat is marked in the trail (E116).
fn object(outcome: &ImportOutcome) -> String {
    match outcome.possible_repeat {
        None => format!("batch {}", outcome.batch),
        Some(earlier) => format!("batch {}, possibly a repeat of batch {earlier}", outcome.batch),
    }
}
