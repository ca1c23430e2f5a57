//! Reading locks and opt-outs, and ending one by its number. What is over stays readable (E78).

use canvass_domain::block::{Block, BlockKind};
use canvass_domain::id::{BlockId, WorkspaceId};
use canvass_store::Pending;
use canvass_store::area::Page;

use crate::change::Done;
use crate::{App, Principal, Refusal};

/// Locks by number, over ones too.
pub fn list_locks(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    page: Page,
) -> Pending<Vec<Block>, Refusal> {
    app.look(principal, workspace, move |tx| Ok(tx.blocks(BlockKind::Lock, page)?))
}

/// Opt-outs by number, over ones too.
pub fn list_opt_outs(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    page: Page,
) -> Pending<Vec<Block>, Refusal> {
    app.look(principal, workspace, move |tx| Ok(tx.blocks(BlockKind::OptOut, page)?))
}

/// Ends a lock now. Whoever was locked by it stays so (E78).
pub fn end_lock(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    id: BlockId,
) -> Pending<(), Refusal> {
    end(app, principal, workspace, (BlockKind::Lock, "end-lock", id))
}

/// Ends an opt-out now. Whoever was stopped by it stays so.
pub fn end_opt_out(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    id: BlockId,
) -> Pending<(), Refusal> {
    end(app, principal, workspace, (BlockKind::OptOut, "end-opt-out", id))
}

fn end(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    (kind, action, id): (BlockKind, &'static str, BlockId),
) -> Pending<(), Refusal> {
    app.change(principal, workspace, action, move |tx, now| {
        tx.end_block(kind, id, now)?;
        Ok(Done::new((), format!("{} {id}", kind.as_str())))
    })
}
