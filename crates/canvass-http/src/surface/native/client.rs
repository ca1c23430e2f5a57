//! OAuth2 clients of a workspace (E119): made and given new secrets (told once), listed without them, changed, voided.

use canvass_app::setup::{
    ClientChange, ClientInput, add_client, change_client, disable_client, list_clients, rotate_secret,
};
use canvass_domain::id::WorkspaceId;
use canvass_store::area::ClientRecord;
use canvass_wire::native::{client_change, credential_add};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::list::Cursor;
use super::moment::{maybe_moment, moment};
use super::token::{limits, scopes, settings, words};
use super::{Answer, Call, Trouble};

/// GET clients
pub(crate) async fn list(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let mut query = call.query();
    let cursor = Cursor::take(&mut query);
    query.finish()?;
    let zone = call.zone(workspace).await?;
    let clients = list_clients(call.app(), &call.principal, workspace).ready().await?;
    Ok(cursor.answer_by_place(&clients, |client| view(client, &zone)))
}

/// POST clients
pub(crate) async fn add(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let request = credential_add::read_client(&call.body).map_err(Trouble::Faults)?;
    let input = ClientInput {
        name: request.name.clone().unwrap_or_default(),
        scopes: scopes(&request.scopes)?,
        settings: settings(&request),
        scope_alias: request.scope_alias,
        outside_name: request.outside_name,
    };
    let secret = add_client(call.app(), &call.principal, workspace, input).ready().await?;
    Ok(Answer::created(&json!({ "clientId": secret.id, "clientSecret": secret.secret })))
}

/// PATCH clients/{client}
pub(crate) async fn change(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let request = client_change::read(&call.body).map_err(Trouble::Faults)?;
    let change = ClientChange {
        name: request.name,
        replays: request.replays,
        empty_answers: request.empty_answers,
        limits: limits(request.limits),
        scope_alias: request.scope_alias,
        outside_name: request.outside_name,
    };
    change_client(call.app(), &call.principal, workspace, call.word("client"), change).ready().await?;
    Ok(Answer::nothing())
}

/// POST clients/{client}/rotate
pub(crate) async fn rotate(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    call.says_nothing()?;
    let id = call.word("client");
    let secret = rotate_secret(call.app(), &call.principal, workspace, id).ready().await?;
    Ok(Answer::ok(&json!({ "clientId": secret.id, "clientSecret": secret.secret })))
}

/// DELETE clients/{client}
pub(crate) async fn disable(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    disable_client(call.app(), &call.principal, workspace, call.word("client")).ready().await?;
    Ok(Answer::nothing())
}

fn view(record: &ClientRecord, zone: &TimeZone) -> Value {
    json!({
        "clientId": record.client.id,
        "name": record.client.name,
        "scopes": words(&record.client.scopes),
        "replays": record.client.settings.replays,
        "emptyAnswers": record.client.settings.empty_answers,
        "readsPerMinute": record.client.settings.limits.reads_per_minute,
        "writesPerMinute": record.client.settings.limits.writes_per_minute,
        "burst": record.client.settings.limits.burst,
        "callsPerMinute": record.client.settings.limits.calls_per_minute,
        "scopeAlias": record.client.scope_alias,
        "outsideName": record.client.outside_name,
        "createdAt": moment(record.created_at, zone),
        "disabledAt": maybe_moment(record.disabled_at, zone),
    })
}
