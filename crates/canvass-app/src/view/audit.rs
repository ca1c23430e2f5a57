//! The audit trail of a workspace.

use canvass_domain::id::WorkspaceId;
use canvass_store::Pending;
use canvass_store::area::{AuditRecord, Page};

use crate::{App, Principal, Refusal};

/// Audit rows by number.
pub fn list_audit(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    page: Page,
) -> Pending<Vec<AuditRecord>, Refusal> {
    app.look(principal, workspace, move |tx| Ok(tx.audit_trail(page)?))
}
