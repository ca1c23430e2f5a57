//! What finished customers said.

use canvass_domain::id::{CustomerId, WorkspaceId};
use canvass_store::Pending;
use canvass_store::area::{Page, ScoredAnswer};

use crate::{App, Principal, Refusal};

/// Finished customers by number with their answers; test customers are left out.
pub fn list_answers(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    page: Page,
) -> Pending<Vec<(CustomerId, Vec<ScoredAnswer>)>, Refusal> {
    app.look(principal, workspace, move |tx| Ok(tx.finished(page)?))
}
