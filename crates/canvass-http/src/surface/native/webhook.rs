//! Webhooks: endpoints (the secret is told once), their delivery log, a ping, and replay.

use canvass_app::webhook::{
    WebhookChange, WebhookInput, add_webhook, change_webhook, list_deliveries, list_webhooks,
    own_header_names, ping_webhook, remove_webhook, replay_deliveries, rotate_webhook_secret, show_delivery,
    show_webhook, webhook_id,
};
use canvass_domain::id::{WebhookId, WorkspaceId};
use canvass_domain::webhook::EventKind;
use canvass_store::area::{AttemptRecord, DeliveryFilter, DeliveryRecord, DeliveryState, WebhookRecord};
use canvass_wire::native::webhook_save;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::list::Cursor;
use super::moment::{maybe_moment, moment};
use super::{Answer, Call, Trouble};

/// GET webhooks
pub(crate) async fn list(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let mut query = call.query();
    let cursor = Cursor::take(&mut query);
    query.finish()?;
    let zone = call.zone(workspace).await?;
    let webhooks = list_webhooks(call.app(), &call.principal, workspace).ready().await?;
    let id = |record: &WebhookRecord| i64::from(record.id.0);
    Ok(cursor.answer_whole(&webhooks, id, |record| view(&call, workspace, record, &zone)))
}

/// POST webhooks
pub(crate) async fn add(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let request = webhook_save::read(&call.body).map_err(Trouble::Faults)?;
    let input = WebhookInput {
        url: request.url.unwrap_or_default(),
        description: request.description.unwrap_or_default(),
        events: request.events,
        headers: headers(request.headers.unwrap_or_default()),
        keep_days: request.keep_days,
        secret: request.secret,
    };
    let added = add_webhook(call.app(), &call.principal, workspace, &input).ready().await?;
    (call.state.nudge)();
    Ok(Answer::created(&json!({ "id": added.id.0, "secret": added.secret.text() })))
}

/// GET webhooks/{webhook}
pub(crate) async fn show(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let zone = call.zone(workspace).await?;
    let found = show_webhook(call.app(), &call.principal, workspace, id(&call)?).ready().await?;
    Ok(Answer::ok(&view(&call, workspace, &found, &zone)))
}

/// PATCH webhooks/{webhook}
pub(crate) async fn change(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let request = webhook_save::read_change(&call.body).map_err(Trouble::Faults)?;
    let zone = call.zone(workspace).await?;
    let change = WebhookChange {
        url: request.url,
        description: request.description,
        events: request.events,
        headers: request.headers.map(headers),
        keep_days: request.keep_days,
        is_on: request.is_on,
    };
    let changed = change_webhook(call.app(), &call.principal, workspace, id(&call)?, change).ready().await?;
    (call.state.nudge)();
    Ok(Answer::ok(&view(&call, workspace, &changed, &zone)))
}

/// DELETE webhooks/{webhook}
pub(crate) async fn remove(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    remove_webhook(call.app(), &call.principal, workspace, id(&call)?).ready().await?;
    Ok(Answer::nothing())
}

/// POST webhooks/{webhook}/rotate
pub(crate) async fn rotate(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    call.says_nothing()?;
    let secret = rotate_webhook_secret(call.app(), &call.principal, workspace, id(&call)?).ready().await?;
    Ok(Answer::ok(&json!({ "secret": secret.text() })))
}

/// POST webhooks/{webhook}/ping
pub(crate) async fn ping(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    call.says_nothing()?;
    let event = ping_webhook(call.app(), &call.principal, workspace, id(&call)?).ready().await?;
    (call.state.nudge)();
    Ok(Answer::ok(&json!({ "event": event })))
}

/// GET webhooks/{webhook}/deliveries?state=&from=&to=
pub(crate) async fn deliveries(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let mut query = call.query();
    let cursor = Cursor::take(&mut query);
    let filter = DeliveryFilter {
        state: query.word("state", DeliveryState::from_word),
        from: query.number("from"),
        to: query.number("to"),
        ..DeliveryFilter::default()
    };
    query.finish()?;
    let zone = call.zone(workspace).await?;
    let of = (workspace, id(&call)?);
    let found = list_deliveries(call.app(), &call.principal, of, filter, cursor.page()).ready().await?;
    let sequence = |delivery: &DeliveryRecord| delivery.sequence;
    Ok(cursor.answer(&found, sequence, |delivery| delivery_view(workspace, delivery, &zone)))
}

/// GET webhooks/{webhook}/deliveries/{sequence}
pub(crate) async fn delivery(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let zone = call.zone(workspace).await?;
    let sequence = call.word("sequence").parse().ok().ok_or(Trouble::NotFound)?;
    let of = (workspace, id(&call)?);
    let (found, tries) = show_delivery(call.app(), &call.principal, of, sequence).ready().await?;
    let mut shown = delivery_view(workspace, &found, &zone);
    if let Value::Object(members) = &mut shown {
        let tries = tries.iter().map(|tried| attempt_view(tried, &zone)).collect();
        members.insert("attempts".to_owned(), Value::Array(tries));
    }
    Ok(Answer::ok(&shown))
}

/// POST webhooks/{webhook}/replay
pub(crate) async fn replay(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let request = webhook_save::read_replay(&call.body).map_err(Trouble::Faults)?;
    let zone = call.zone(workspace).await?;
    let filter = DeliveryFilter {
        state: request.state.and_then(DeliveryState::from_word),
        from: request.from,
        to: request.to,
        since: request.since.and_then(|since| since.start(&zone)),
        until: request.until.and_then(|until| until.end(&zone)),
    };
    let replayed =
        replay_deliveries(call.app(), &call.principal, workspace, id(&call)?, filter).ready().await?;
    (call.state.nudge)();
    Ok(Answer::ok(&json!({ "deliveries": replayed.deliveries, "last": replayed.last })))
}

fn id(call: &Call) -> Result<WebhookId, Trouble> {
    call.number("webhook").map(WebhookId)
}

fn headers(sent: Vec<(String, Option<String>)>) -> Vec<(String, String)> {
    sent.into_iter().map(|(name, value)| (name, value.unwrap_or_default())).collect()
}

/// Neither secrets nor values of headers.
fn view(call: &Call, workspace: WorkspaceId, record: &WebhookRecord, zone: &TimeZone) -> Value {
    let kinds: Vec<&str> = record.webhook.kinds.iter().map(EventKind::as_str).collect();
    json!({
        "id": record.id.0,
        "url": record.webhook.url,
        "description": record.webhook.description,
        "events": kinds,
        "headers": own_header_names(call.app(), workspace, record),
        "keepDays": record.webhook.keep_days,
        "standing": record.standing.as_str(),
        "failures": record.tried.failures,
        "failingSince": maybe_moment(record.tried.failing_since, zone),
        "deliveredAt": maybe_moment(record.delivered_at, zone),
        "lastSequence": record.next_sequence - 1,
        "olderSecretUntil": maybe_moment(record.older.as_ref().map(|(_, until)| *until), zone),
        "createdAt": moment(record.created_at, zone),
        "changedAt": moment(record.changed_at, zone),
    })
}

fn delivery_view(workspace: WorkspaceId, delivery: &DeliveryRecord, zone: &TimeZone) -> Value {
    json!({
        "sequence": delivery.sequence,
        "webhookId": webhook_id(workspace, &delivery.event),
        "type": delivery.event.kind.as_str(),
        "at": moment(delivery.event.at, zone),
        "state": delivery.state.as_str(),
        "tries": delivery.tries,
        "dueAt": moment(delivery.due_at, zone),
        "createdAt": moment(delivery.created_at, zone),
        "settledAt": maybe_moment(delivery.settled_at, zone),
        "status": delivery.status,
        "failure": delivery.failure,
    })
}

fn attempt_view(tried: &AttemptRecord, zone: &TimeZone) -> Value {
    json!({
        "attempt": tried.attempt,
        "at": moment(tried.at, zone),
        "tookMs": tried.took_ms,
        "status": tried.status,
        "failure": tried.failure,
        "answer": tried.answer,
    })
}
