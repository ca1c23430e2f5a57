//! `CreateOrganisation`: make an organisation, whole and once (C6, C7).

use canvass_domain::command::CreateOrganisation;
use canvass_domain::decide::create_organisation as judge;
use canvass_domain::decide::create_organisation::{Draft, Fault};
use canvass_domain::id::{OrganisationId, WorkspaceId};
use canvass_store::Pending;

use crate::request::{Answering, Effect, Repeats, RequestIdentity, Write};
use crate::{App, Principal, Refusal};

/// Makes an organisation. `Refusal::Organisation` holds all faults at once (C12).
pub fn create_organisation(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    command: CreateOrganisation,
    request: &RequestIdentity,
) -> Answering<OrganisationId> {
    let write = Write {
        principal,
        workspace,
        request,
        action: "create-organisation",
        // C6: only a key makes a repeat; the name is what tells two organisations apart.
        repeats: Repeats::Ignored,
        weight: 1,
    };
    let draft = Draft::of(command, app.shared_providers());
    app.answer_once(write, move |tx, now| {
        let facts = tx.organisation_facts(&draft.wanted())?;
        let new = judge::create_organisation(draft.clone(), &facts).map_err(Refusal::Organisation)?;
        let id = tx.add_organisation(&new, now)?;
        Ok(Effect { result: id, object: format!("organisation {id}"), batch: None })
    })
}

/// Only judges: for a request that is refused anyway, so that all its faults are told at once (C12).
pub fn check_organisation(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    command: CreateOrganisation,
) -> Pending<Vec<Fault>, Refusal> {
    let draft = Draft::of(command, app.shared_providers());
    app.look(principal, workspace, move |tx| {
        let facts = tx.organisation_facts(&draft.wanted())?;
        Ok(judge::create_organisation(draft.clone(), &facts).err().unwrap_or_default())
    })
}
