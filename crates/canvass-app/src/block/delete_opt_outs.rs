//! `DeleteOptOuts`: take away every opt-out that a key means (E81). It revives nobody who was stopped.

use std::sync::Arc;

use canvass_domain::block::BlockKind;
use canvass_domain::command::DeleteOptOuts;
use canvass_domain::decide::block::{self as judge, BlockFault};
use canvass_domain::id::WorkspaceId;
use canvass_store::{Pending, StoreError, WorkspaceTx};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::people::{Known, groups, refused};
use crate::request::{Answering, Effect, Kept, Repeats, RequestIdentity, Write};
use crate::{App, Principal, Refusal};

/// How many opt-outs were taken away; none is no error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeletedOptOuts {
    /// The number.
    pub deleted: usize,
}

/// Takes opt-outs away.
pub fn delete_opt_outs(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    command: DeleteOptOuts,
    request: &RequestIdentity,
) -> Answering<DeletedOptOuts> {
    let write = Write {
        principal,
        workspace,
        request,
        action: "delete-opt-outs",
        repeats: Repeats::Ignored,
        weight: 1,
    };
    let (kept, command) = (app.clone(), Arc::new(command));
    app.answer_once(write, move |tx, now| run(&kept, tx, &command, now))
}

/// The faults of that, so that a surface can tell them together with what it could not read (E22).
pub fn check_delete_opt_outs(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    command: DeleteOptOuts,
) -> Pending<Vec<BlockFault>, Refusal> {
    let kept = app.clone();
    app.look(principal, workspace, move |tx| {
        let known = Known::load(&kept, tx, &command.person)?;
        Ok(judge::delete_opt_outs(&command, &known.facts()).err().unwrap_or_default())
    })
}

fn run(
    app: &App,
    tx: &mut dyn WorkspaceTx,
    command: &DeleteOptOuts,
    now: Timestamp,
) -> Result<Effect<DeletedOptOuts>, Refusal> {
    // Of two who remove one opt-out, one did.
    tx.hold_people()?;
    let known = Known::load(app, tx, &command.person)?;
    let person = judge::delete_opt_outs(command, &known.facts()).map_err(refused)?;
    let item = groups(app, tx, &person)?;
    let found = tx.opt_outs_of(&[item], now)?.pop().unwrap_or_default();
    for id in &found {
        tx.end_block(BlockKind::OptOut, *id, now)?;
    }
    let numbers: Vec<String> = found.iter().map(ToString::to_string).collect();
    let object =
        format!("opt-outs {}", if numbers.is_empty() { "none".to_owned() } else { numbers.join(", ") });
    Ok(Effect { result: DeletedOptOuts { deleted: found.len() }, object, batch: None })
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "v")]
enum Stored {
    #[serde(rename = "1")]
    V1 { deleted: usize },
}

impl Kept for DeletedOptOuts {
    fn to_text(&self) -> String {
        serde_json::to_string(&Stored::V1 { deleted: self.deleted }).unwrap_or_default()
    }

    fn from_text(text: &str) -> Result<Self, StoreError> {
        let Stored::V1 { deleted } =
            serde_json::from_str(text).map_err(|_cause| StoreError::Corrupt("request.answer"))?;
        Ok(Self { deleted })
    }
}
