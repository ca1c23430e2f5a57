//! Organisations: made, listed, shown, changed; and contacts tied to them by hand (C27).

use canvass_app::organisation::{
    Tie, change_organisation, create_organisation, list_organisations, show_organisation, tie_contact,
};
use canvass_app::request::RequestIdentity;
use canvass_domain::id::{OrganisationId, WorkspaceId};
use canvass_domain::organisation::{Domain, FieldValue, Organisation};
use canvass_wire::native::organisation_save;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::list::Cursor;
use super::moment::moment;
use super::write::{told_as_trial, trial};
use super::{Answer, Call, Trouble};
use crate::surface::idempotency;

/// GET organisations
pub(crate) async fn list(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let mut query = call.query();
    let cursor = Cursor::take(&mut query);
    query.finish()?;
    let zone = call.zone(workspace).await?;
    let page = cursor.page();
    let found = list_organisations(call.app(), &call.principal, workspace, page).ready().await?;
    let id = |organisation: &Organisation| i64::from(organisation.id.0);
    Ok(cursor.answer(&found, id, |organisation| view(organisation, &zone)))
}

/// POST organisations
pub(crate) async fn add(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let is_trial = trial(call.query())?;
    let command = organisation_save::read(&call.body).map_err(Trouble::Faults)?;
    let key = idempotency::key(&call.headers).map_err(|_malformed| Trouble::malformed_key())?;
    let request = RequestIdentity::of_body("native/organisations", key, &call.body).tried(is_trial);
    let made = create_organisation(call.app(), &call.principal, workspace, command, &request);
    let answered = made.ready().await?;
    if is_trial {
        return Ok(Answer::ok(&told_as_trial(json!({ "id": null }))));
    }
    let mut answer = Answer::created(&shown(&call, workspace, answered.result).await?);
    idempotency::tell(answer.headers(), &answered);
    Ok(answer)
}

/// GET organisations/{organisation}
pub(crate) async fn show(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    call.query().finish()?;
    let id = OrganisationId(call.number("organisation")?);
    Ok(Answer::ok(&shown(&call, workspace, id).await?))
}

/// PATCH organisations/{organisation}
pub(crate) async fn change(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let id = OrganisationId(call.number("organisation")?);
    let change = organisation_save::read_change(&call.body, id).map_err(Trouble::Faults)?;
    let changed = change_organisation(call.app(), &call.principal, workspace, change).ready().await?;
    Ok(Answer::ok(&view(&changed, &call.zone(workspace).await?)))
}

/// POST contacts/tie
pub(crate) async fn tie(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let request = organisation_save::read_tie(&call.body).map_err(Trouble::Faults)?;
    let tie = Tie {
        email: request.email.unwrap_or_default(),
        organisation: request.organisation.map(OrganisationId),
    };
    tie_contact(call.app(), &call.principal, workspace, &tie).ready().await?;
    Ok(Answer::nothing())
}

async fn shown(call: &Call, workspace: WorkspaceId, id: OrganisationId) -> Result<Value, Trouble> {
    let organisation = show_organisation(call.app(), &call.principal, workspace, id).ready().await?;
    Ok(view(&organisation, &call.zone(workspace).await?))
}

fn view(organisation: &Organisation, zone: &TimeZone) -> Value {
    let profile = &organisation.profile;
    json!({
        "id": organisation.id.0,
        "name": organisation.name,
        "active": organisation.is_active,
        "address1": profile.address1,
        "address2": profile.address2,
        "city": profile.city,
        "country": profile.country,
        "location": profile.location,
        "notes": profile.notes,
        "phone": profile.phone,
        "postalCode": profile.postal_code,
        "domains": organisation.domains.iter().map(domain).collect::<Vec<Value>>(),
        "fields": organisation.fields.iter().map(field).collect::<Vec<Value>>(),
        "createdAt": moment(organisation.created_at, zone),
    })
}

/// What a domain does is told beside it: `tying`, `shared` or `invalid` (C19, C21).
fn domain(domain: &Domain) -> Value {
    json!({ "domain": domain.text, "kind": domain.kind.as_str() })
}

fn field(value: &FieldValue) -> Value {
    json!({ "name": value.field.name, "type": value.field.kind, "value": value.value })
}
