//! Endpoints and their delivery log, looked at; and a ping to try an endpoint out.

use canvass_domain::id::{WebhookId, WorkspaceId};
use canvass_store::Pending;
use canvass_store::area::{AttemptRecord, DeliveryFilter, DeliveryRecord, Page, WebhookRecord};

use super::secret::opened_headers;
use crate::change::Done;
use crate::{App, Principal, Refusal};

/// The endpoints of a workspace.
pub fn list_webhooks(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
) -> Pending<Vec<WebhookRecord>, Refusal> {
    app.look(principal, workspace, |tx| Ok(tx.webhooks()?))
}

/// One of them.
pub fn show_webhook(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    id: WebhookId,
) -> Pending<WebhookRecord, Refusal> {
    app.look(principal, workspace, move |tx| tx.webhook(id)?.ok_or(Refusal::NotFound("webhook")))
}

/// The names of an endpoint's own headers; values are shown to nobody.
pub fn own_header_names(app: &App, workspace: WorkspaceId, record: &WebhookRecord) -> Vec<String> {
    let headers = opened_headers(app, workspace, record.webhook.headers.as_deref()).unwrap_or_default();
    headers.iter().map(|header| header.name().to_owned()).collect()
}

/// What was sent to an endpoint, and what waits for it.
pub fn list_deliveries(
    app: &App,
    principal: &Principal,
    (workspace, id): (WorkspaceId, WebhookId),
    filter: DeliveryFilter,
    page: Page,
) -> Pending<Vec<DeliveryRecord>, Refusal> {
    app.look(principal, workspace, move |tx| {
        tx.webhook(id)?.ok_or(Refusal::NotFound("webhook"))?;
        Ok(tx.deliveries(id, filter, page)?)
    })
}

/// A delivery with all its tries.
pub fn show_delivery(
    app: &App,
    principal: &Principal,
    (workspace, id): (WorkspaceId, WebhookId),
    sequence: i64,
) -> Pending<(DeliveryRecord, Vec<AttemptRecord>), Refusal> {
    app.look(principal, workspace, move |tx| {
        tx.webhook(id)?.ok_or(Refusal::NotFound("webhook"))?;
        let one = DeliveryFilter { from: Some(sequence), to: Some(sequence), ..DeliveryFilter::default() };
        let found = tx.deliveries(id, one, Page { after: 0, most: 1 })?.into_iter().next();
        let found = found.ok_or(Refusal::NotFound("delivery"))?;
        Ok((found, tx.delivery_attempts(id, sequence)?))
    })
}

/// Sends an event of no meaning to one endpoint, in the way of all others; the number of the event.
pub fn ping_webhook(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    id: WebhookId,
) -> Pending<i64, Refusal> {
    app.change(principal, workspace, "ping-webhook", move |tx, now| {
        tx.webhook(id)?.ok_or(Refusal::NotFound("webhook"))?;
        let event = tx.add_ping(id, now)?;
        Ok(Done::new(event, format!("webhook {id}")))
    })
}
