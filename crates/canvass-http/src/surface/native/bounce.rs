//! Reports of mail that came back, and the do-not-contact list.

use axum::http::header;
use canvass_app::bounce::{
    AddSuppression, ProviderEvent, ProviderEventKind, TakenBounce, add_suppression, lift_suppression,
    list_suppressions, take_event, take_mail,
};
use canvass_domain::bounce::{BounceKind, Suppression};
use canvass_domain::id::{BlockId, WorkspaceId};
use canvass_wire::native::{bounce_add, suppression_add};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::list::Cursor;
use super::moment::{maybe_moment, moment};
use super::{Answer, Call, Trouble};

/// POST bounces: a whole mail as it came (message/rfc822), or an event of a provider in JSON.
pub(crate) async fn add(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    call.query().finish()?;
    let kind = call.headers.get(header::CONTENT_TYPE).and_then(|sent| sent.to_str().ok());
    let kind = kind.and_then(|kind| kind.split(';').next()).map_or("application/json", str::trim);
    let taken = if kind.eq_ignore_ascii_case("message/rfc822") {
        take_mail(call.app(), &call.principal, workspace, &call.body).ready().await?
    } else if kind.eq_ignore_ascii_case("application/json") {
        let event = event(&call, workspace).await?;
        take_event(call.app(), &call.principal, workspace, event).ready().await?
    } else {
        return Err(Trouble::MediaType);
    };
    Ok(Answer::ok(&taken_view(&taken)))
}

async fn event(call: &Call, workspace: WorkspaceId) -> Result<ProviderEvent, Trouble> {
    let request = bounce_add::read(&call.body).map_err(Trouble::Faults)?;
    let zone = call.zone(workspace).await?;
    Ok(ProviderEvent {
        kind: match request.kind {
            Some("delivered") => ProviderEventKind::Delivered,
            Some(word) => {
                BounceKind::from_word(word).map_or(ProviderEventKind::Bounce, ProviderEventKind::Judged)
            }
            None => ProviderEventKind::Bounce,
        },
        recipient: request.recipient.unwrap_or_default(),
        message_id: request.message_id,
        code: request.code,
        at: request.at.and_then(|at| at.start(&zone)),
    })
}

/// GET suppressions
pub(crate) async fn suppressions(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let mut query = call.query();
    let cursor = Cursor::take(&mut query);
    query.finish()?;
    let zone = call.zone(workspace).await?;
    let found = list_suppressions(call.app(), &call.principal, workspace, cursor.page()).ready().await?;
    Ok(cursor.answer(&found, |entry| i64::from(entry.id.0), |entry| view(entry, &zone)))
}

/// POST suppressions
pub(crate) async fn suppress(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    call.query().finish()?;
    let request = suppression_add::read(&call.body).map_err(Trouble::Faults)?;
    let zone = call.zone(workspace).await?;
    let command = AddSuppression { email: request.email.unwrap_or_default(), note: request.note };
    let entry = add_suppression(call.app(), &call.principal, workspace, command).ready().await?;
    Ok(Answer::created(&view(&entry, &zone)))
}

/// DELETE suppressions/{suppression}: ends it now.
pub(crate) async fn lift(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let id = BlockId(call.number("suppression")?);
    lift_suppression(call.app(), &call.principal, workspace, id).ready().await?;
    Ok(Answer::nothing())
}

fn taken_view(taken: &TakenBounce) -> Value {
    json!({
        "outcome": taken.outcome.as_str(),
        "customer": taken.message.map(|(customer, _)| customer.0),
        "slot": taken.message.map(|(_, slot)| slot.to_string()),
        "type": taken.kind.map(BounceKind::as_str),
        "suppression": taken.suppression.map(|id| id.0),
    })
}

fn view(entry: &Suppression, zone: &TimeZone) -> Value {
    json!({
        "id": entry.id.0,
        "kind": entry.kind.as_str(),
        "source": entry.source.as_str(),
        "customer": entry.customer.map(|customer| customer.0),
        "lastLine": entry.last_line,
        "since": moment(entry.since, zone),
        "liftedAt": maybe_moment(entry.lifted_at, zone),
    })
}
