//! Reading organisations. One of another workspace is not there (C25).

use canvass_domain::id::{OrganisationId, WorkspaceId};
use canvass_domain::organisation::Organisation;
use canvass_store::Pending;
use canvass_store::area::Page;

use crate::{App, Principal, Refusal};

/// An organisation.
pub fn show_organisation(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    id: OrganisationId,
) -> Pending<Organisation, Refusal> {
    app.look(principal, workspace, move |tx| tx.organisation(id)?.ok_or(Refusal::NotFound("organisation")))
}

/// Organisations by number.
pub fn list_organisations(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    page: Page,
) -> Pending<Vec<Organisation>, Refusal> {
    app.look(principal, workspace, move |tx| Ok(tx.organisations(page)?))
}
