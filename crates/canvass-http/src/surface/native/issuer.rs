//! Outside issuers of tokens that a workspace trusts (E120).

use canvass_app::setup::{IssuerInput, add_issuer, list_issuers, remove_issuer};
use canvass_domain::id::WorkspaceId;
use canvass_store::area::{IssuerKeys, IssuerRecord};
use canvass_wire::native::issuer_add;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::list::Cursor;
use super::moment::moment;
use super::{Answer, Call, Trouble};

/// GET issuers
pub(crate) async fn list(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let mut query = call.query();
    let cursor = Cursor::take(&mut query);
    query.finish()?;
    let zone = call.zone(workspace).await?;
    let issuers = list_issuers(call.app(), &call.principal, workspace).ready().await?;
    Ok(cursor.answer_whole(&issuers, |record| i64::from(record.id), |record| view(record, &zone)))
}

/// POST issuers
pub(crate) async fn add(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let request = issuer_add::read(&call.body).map_err(Trouble::Faults)?;
    let input = IssuerInput {
        issuer: request.issuer.unwrap_or_default(),
        audience: request.audience.unwrap_or_default(),
        keys: request.keys,
        keys_url: request.keys_url,
    };
    let id = add_issuer(call.app(), &call.principal, workspace, input).ready().await?;
    Ok(Answer::created(&json!({ "id": id })))
}

/// DELETE issuers/{issuer}
pub(crate) async fn remove(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    remove_issuer(call.app(), &call.principal, workspace, call.number("issuer")?).ready().await?;
    Ok(Answer::nothing())
}

fn view(record: &IssuerRecord, zone: &TimeZone) -> Value {
    let (keys, keys_url) = match &record.issuer.keys {
        IssuerKeys::Document(document) => (Some(document), None),
        IssuerKeys::Url(url) => (None, Some(url)),
    };
    json!({
        "id": record.id,
        "issuer": record.issuer.issuer,
        "audience": record.issuer.audience,
        "keys": keys,
        "keysUrl": keys_url,
        "createdAt": moment(record.created_at, zone),
    })
}
