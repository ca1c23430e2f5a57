//! Changes an endpoint, gives it a new secret, takes it away.

use std::time::Duration;

use canvass_domain::id::{WebhookId, WorkspaceId};
use canvass_domain::webhook::Standing;
use canvass_store::Pending;
use canvass_store::area::WebhookRecord;

use super::WebhookSecret;
use super::add_webhook::{check_url, headers, keep_days, kinds};
use super::secret::sealed_headers;
use crate::change::Done;
use crate::setup::Faults;
use crate::{App, Principal, Refusal};

const MOST_DESCRIPTION_CHARS: usize = 200;
/// How long the secret before this one signs too, so that receivers can be told in peace.
const OVERLAP: Duration = Duration::from_hours(24);

/// What changes of an endpoint; `None` stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WebhookChange {
    /// Where it stands.
    pub url: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// Words of the kinds it wants.
    pub events: Option<Vec<String>>,
    /// Headers that are sent along, all of them.
    pub headers: Option<Vec<(String, String)>>,
    /// How long deliveries are kept.
    pub keep_days: Option<i32>,
    /// Whether it is sent to. Turned on again, what was kept for it goes out.
    pub is_on: Option<bool>,
}

/// Changes an endpoint.
pub fn change_webhook(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    id: WebhookId,
    change: WebhookChange,
) -> Pending<WebhookRecord, Refusal> {
    let kept = app.clone();
    app.change(principal, workspace, "change-webhook", move |tx, now| {
        let found = tx.webhook(id)?.ok_or(Refusal::NotFound("webhook"))?;
        let record = changed(&kept, workspace, found, &change)?;
        tx.save_webhook(&record, now)?;
        let record = tx.webhook(id)?.ok_or(Refusal::NotFound("webhook"))?;
        Ok(Done::new(record, format!("webhook {id}")))
    })
}

fn changed(
    app: &App,
    workspace: WorkspaceId,
    mut record: WebhookRecord,
    change: &WebhookChange,
) -> Result<WebhookRecord, Refusal> {
    let mut faults = Faults::default();
    if let Some(url) = &change.url {
        check_url(&app.webhook_receivers, url, &mut faults);
        record.webhook.url.clone_from(url);
    }
    if let Some(description) = &change.description {
        faults.optional_text("/description", description, MOST_DESCRIPTION_CHARS);
        description.trim().clone_into(&mut record.webhook.description);
    }
    if let Some(words) = &change.events {
        record.webhook.kinds = kinds(Some(words), &mut faults);
    }
    if let Some(given) = &change.headers {
        let headers = headers(given, &mut faults);
        record.webhook.headers = sealed_headers(app, workspace, &headers)?;
    }
    if let Some(days) = change.keep_days {
        record.webhook.keep_days = keep_days(days, &mut faults);
    }
    match change.is_on {
        Some(true) => record.standing = Standing::On,
        Some(false) => record.standing = Standing::Off,
        None => {}
    }
    faults.into_result()?;
    Ok(record)
}

/// Gives an endpoint a new secret, told once. The one before signs too for a day.
pub fn rotate_webhook_secret(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    id: WebhookId,
) -> Pending<WebhookSecret, Refusal> {
    let secret = WebhookSecret::make(app);
    let sealed = secret.sealed(app, workspace);
    app.change(principal, workspace, "rotate-webhook-secret", move |tx, now| {
        let mut record = tx.webhook(id)?.ok_or(Refusal::NotFound("webhook"))?;
        let sealed = sealed.clone()?;
        let older = std::mem::replace(&mut record.webhook.secret, sealed);
        record.older = Some((older, now.checked_add(OVERLAP).unwrap_or(now)));
        tx.save_webhook(&record, now)?;
        Ok(Done::new(secret.clone(), format!("webhook {id}")))
    })
}

/// Takes an endpoint away, with all that was kept for it.
pub fn remove_webhook(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    id: WebhookId,
) -> Pending<(), Refusal> {
    app.change(principal, workspace, "remove-webhook", move |tx, now| {
        tx.remove_webhook(id, now)?;
        Ok(Done::new((), format!("webhook {id}")))
    })
}
