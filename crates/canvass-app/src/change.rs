//! The frame of every change and every reading of a workspace: the asker reaches it, one transaction, and for a change
//! the audit row in the same transaction (promises 2.15).

use canvass_domain::id::WorkspaceId;
use canvass_store::area::NewAudit;
use canvass_store::{Pending, Tx, WorkspaceTx};
use jiff::Timestamp;

use crate::{App, Principal, Refusal};

/// What a change did, for its audit row.
#[derive(Debug)]
pub(crate) struct Done<R> {
    pub(crate) result: R,
    /// On what, such as `batch 12`.
    pub(crate) object: String,
}

impl<R> Done<R> {
    pub(crate) fn new(result: R, object: String) -> Self {
        Self { result, object }
    }
}

impl App {
    /// A change of a workspace, with its audit row.
    pub(crate) fn change<R, F>(
        &self,
        principal: &Principal,
        workspace: WorkspaceId,
        action: &'static str,
        mut work: F,
    ) -> Pending<R, Refusal>
    where
        R: Send + 'static,
        F: FnMut(&mut dyn WorkspaceTx, Timestamp) -> Result<Done<R>, Refusal> + Send + 'static,
    {
        let actor = principal.actor.clone();
        let reached = reached(principal, workspace);
        self.store.write(workspace, 1, move |tx| {
            reached.clone()?;
            let now = tx.now()?;
            let done = work(tx, now)?;
            tx.audit(&row(&actor, action, done.object, now))?;
            Ok(done.result)
        })
    }

    /// A change of credentials, which stand over workspaces, with its audit row in the workspace concerned.
    pub(crate) fn change_access<R, F>(
        &self,
        principal: &Principal,
        workspace: WorkspaceId,
        action: &'static str,
        mut work: F,
    ) -> Pending<R, Refusal>
    where
        R: Send + 'static,
        F: FnMut(&mut dyn Tx, Timestamp) -> Result<Done<R>, Refusal> + Send + 'static,
    {
        let actor = principal.actor.clone();
        let reached = reached(principal, workspace);
        self.store.write_both(move |tx| {
            reached.clone()?;
            let now = tx.system().now()?;
            let done = work(tx, now)?;
            tx.workspace(workspace).audit(&row(&actor, action, done.object, now))?;
            Ok(done.result)
        })
    }

    /// A reading of a workspace.
    pub(crate) fn look<R, F>(
        &self,
        principal: &Principal,
        workspace: WorkspaceId,
        mut work: F,
    ) -> Pending<R, Refusal>
    where
        R: Send + 'static,
        F: FnMut(&mut dyn WorkspaceTx) -> Result<R, Refusal> + Send + 'static,
    {
        let reached = reached(principal, workspace);
        self.store.read(workspace, move |tx| {
            reached.clone()?;
            work(tx)
        })
    }
}

/// A workspace that is not reached and one that is not there give the same answer.
pub(crate) fn reached(principal: &Principal, workspace: WorkspaceId) -> Result<(), Refusal> {
    if principal.reaches(workspace) { Ok(()) } else { Err(Refusal::NotFound("workspace")) }
}

/// An audit row.
pub(crate) fn row(actor: &str, action: &str, object: String, at: Timestamp) -> NewAudit {
    NewAudit { actor: actor.to_owned(), action: action.to_owned(), object, at }
}
