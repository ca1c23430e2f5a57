//! `ChangeOrganisation`: activate or deactivate, other domains, values of fields. Ties that were made stay (C27).

use canvass_domain::command::ChangeOrganisation;
use canvass_domain::decide::create_organisation as judge;
use canvass_domain::decide::create_organisation::Draft;
use canvass_domain::id::WorkspaceId;
use canvass_domain::organisation::Organisation;
use canvass_store::Pending;

use crate::change::Done;
use crate::{App, Principal, Refusal};

/// Changes an organisation and gives it back as it stands now.
pub fn change_organisation(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    change: ChangeOrganisation,
) -> Pending<Organisation, Refusal> {
    let app_kept = app.clone();
    app.change(principal, workspace, "change-organisation", move |tx, _now| {
        let (id, missing) = (change.id, Refusal::NotFound("organisation"));
        let standing = tx.organisation(id)?.ok_or(missing.clone())?;
        let draft = Draft::of_change(change.clone(), standing, app_kept.shared_providers());
        let facts = tx.organisation_facts(&draft.wanted())?;
        let change = judge::change_organisation(draft, &facts).map_err(Refusal::Organisation)?;
        tx.save_organisation(id, &change)?;
        let changed = tx.organisation(id)?.ok_or(missing)?;
        Ok(Done::new(changed, format!("organisation {id}")))
    })
}
