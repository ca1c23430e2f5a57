//! `AddLock`: block invitations to a person for a time, once (E71-E79).

use std::sync::Arc;

use canvass_domain::block::{BlockKind, NewBlock};
use canvass_domain::command::AddLock;
use canvass_domain::decide::block::{self as judge, BlockFault};
use canvass_domain::id::{BlockId, WorkspaceId};
use canvass_store::{Pending, StoreError, WorkspaceTx, from_ticks, to_ticks};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::people::{Known, groups, refused};
use crate::request::{Answering, Effect, Kept, Repeats, RequestIdentity, Write};
use crate::{App, Principal, Refusal};

/// What a lock became.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockOutcome {
    /// Its number.
    pub id: BlockId,
    /// From when it counts.
    pub starts_at: Timestamp,
    /// It blocks before this moment.
    pub ends_at: Timestamp,
}

/// Adds a lock. When this is answered, no later hand-over reaches the person (P7).
pub fn add_lock(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    command: AddLock,
    request: &RequestIdentity,
) -> Answering<LockOutcome> {
    let write =
        Write { principal, workspace, request, action: "add-lock", repeats: Repeats::Ignored, weight: 1 };
    let (kept, command) = (app.clone(), Arc::new(command));
    app.answer_once(write, move |tx, now| run(&kept, tx, &command, now))
}

/// The faults of a lock, so that a surface can tell them together with what it could not read (E22).
pub fn check_add_lock(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    command: AddLock,
) -> Pending<Vec<BlockFault>, Refusal> {
    let kept = app.clone();
    app.look(principal, workspace, move |tx| {
        let known = Known::load(&kept, tx, &command.person)?;
        Ok(judge::add_lock(&command, &known.facts(), tx.now()?).err().unwrap_or_default())
    })
}

fn run(
    app: &App,
    tx: &mut dyn WorkspaceTx,
    command: &AddLock,
    now: Timestamp,
) -> Result<Effect<LockOutcome>, Refusal> {
    let known = Known::load(app, tx, &command.person)?;
    let lock = judge::add_lock(command, &known.facts(), now).map_err(refused)?;
    let block = NewBlock {
        kind: BlockKind::Lock,
        questionnaire: lock.questionnaire,
        opt_in: lock.opt_in,
        customer: lock.person.customer,
        groups: groups(app, tx, &lock.person)?,
        starts_at: lock.starts_at,
        ends_at: Some(lock.ends_at),
    };
    let id = tx.add_block(&block, now)?;
    let result = LockOutcome { id, starts_at: lock.starts_at, ends_at: lock.ends_at };
    Ok(Effect { result, object: format!("lock {id}"), batch: None })
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "v")]
enum Stored {
    #[serde(rename = "1")]
    V1 { lock: i32, starts_at: i64, ends_at: i64 },
}

impl Kept for LockOutcome {
    fn to_text(&self) -> String {
        let (starts_at, ends_at) = (to_ticks(self.starts_at), to_ticks(self.ends_at));
        serde_json::to_string(&Stored::V1 { lock: self.id.0, starts_at, ends_at }).unwrap_or_default()
    }

    fn from_text(text: &str) -> Result<Self, StoreError> {
        let Stored::V1 { lock, starts_at, ends_at } =
            serde_json::from_str(text).map_err(|_cause| StoreError::Corrupt("request.answer"))?;
        Ok(Self { id: BlockId(lock), starts_at: from_ticks(starts_at), ends_at: from_ticks(ends_at) })
    }
}
