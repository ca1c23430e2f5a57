//! `OptOut`: block invitations to a person for ever and stop those under way (E16, E80). And whether people did (E82).

use std::sync::Arc;

use canvass_domain::block::{BlockKind, NewBlock};
use canvass_domain::command::{CheckOptOuts, NamedPerson, OptOut};
use canvass_domain::decide::block::{self as judge, BlockFault};
use canvass_domain::decision::Decision;
use canvass_domain::id::{BlockId, CustomerId, WorkspaceId};
use canvass_domain::reason::Rule;
use canvass_store::{Pending, StoreError, WorkspaceTx};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::people::{Known, groups, hashed, refused};
use crate::request::{Answering, Effect, Kept, Repeats, RequestIdentity, Write};
use crate::{App, Principal, Refusal};

/// What an opt-out became.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptOutOutcome {
    /// Its number.
    pub id: BlockId,
    /// How many customers it stopped.
    pub stopped: u64,
}

/// Adds an opt-out. When this is answered, no later hand-over reaches the person (P7).
pub fn opt_out(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    command: OptOut,
    request: &RequestIdentity,
) -> Answering<OptOutOutcome> {
    let write =
        Write { principal, workspace, request, action: "opt-out", repeats: Repeats::Ignored, weight: 1 };
    let (kept, command) = (app.clone(), Arc::new(command));
    app.answer_once(write, move |tx, now| run(&kept, tx, &command, now))
}

/// Whether each person opted out, in the order asked.
pub fn are_opted_out(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    command: CheckOptOuts,
) -> Pending<Vec<bool>, Refusal> {
    let kept = app.clone();
    app.look(principal, workspace, move |tx| {
        let known = Known::load(&kept, tx, &NamedPerson::default())?;
        let people = judge::check_opt_outs(&command, &known.facts()).map_err(refused)?;
        let items: Vec<_> = people.iter().map(|person| hashed(&kept, tx, person)).collect();
        let now = tx.now()?;
        Ok(tx.opt_outs_of(&items, now)?.iter().map(|found| !found.is_empty()).collect())
    })
}

/// The faults of that question, so that a surface can tell them together with what it could not read (E22).
pub fn check_are_opted_out(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    command: CheckOptOuts,
) -> Pending<Vec<BlockFault>, Refusal> {
    let kept = app.clone();
    app.look(principal, workspace, move |tx| {
        let known = Known::load(&kept, tx, &NamedPerson::default())?;
        Ok(judge::check_opt_outs(&command, &known.facts()).err().unwrap_or_default())
    })
}

fn run(
    app: &App,
    tx: &mut dyn WorkspaceTx,
    command: &OptOut,
    now: Timestamp,
) -> Result<Effect<OptOutOutcome>, Refusal> {
    let result = add(app, tx, command, now, None)?;
    let object = format!("opt-out {}", result.id);
    Ok(Effect { result, object, batch: None })
}

/// Adds an opt-out that acts at once. The ledger of whoever made it by its link says so.
pub(super) fn add(
    app: &App,
    tx: &mut dyn WorkspaceTx,
    command: &OptOut,
    now: Timestamp,
    by_link: Option<CustomerId>,
) -> Result<OptOutOutcome, Refusal> {
    let known = Known::load(app, tx, &command.person)?;
    let person = judge::opt_out(command, &known.facts()).map_err(refused)?;
    let block = NewBlock {
        kind: BlockKind::OptOut,
        questionnaire: None,
        opt_in: None,
        customer: person.customer,
        groups: groups(app, tx, &person)?,
        starts_at: now,
        ends_at: None,
    };
    let id = tx.add_block(&block, now)?;
    if let Some(customer) = by_link {
        let (rule, detail) = (Rule::OptedOutByLink, Some(id.to_string()));
        tx.add_decisions(&[(customer, Decision { rule, detail, at: now })])?;
    }
    let stopped = tx.opt_out_customers(id, &block.groups, block.customer, now)?;
    Ok(OptOutOutcome { id, stopped })
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "v")]
enum Stored {
    #[serde(rename = "1")]
    V1 { opt_out: i32, stopped: u64 },
}

impl Kept for OptOutOutcome {
    fn to_text(&self) -> String {
        let stored = Stored::V1 { opt_out: self.id.0, stopped: self.stopped };
        serde_json::to_string(&stored).unwrap_or_default()
    }

    fn from_text(text: &str) -> Result<Self, StoreError> {
        let Stored::V1 { opt_out, stopped } =
            serde_json::from_str(text).map_err(|_cause| StoreError::Corrupt("request.answer"))?;
        Ok(Self { id: BlockId(opt_out), stopped })
    }
}
