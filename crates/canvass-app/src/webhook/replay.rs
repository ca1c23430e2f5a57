//! Sends what was sent once more, or what could not be delivered: the same ids, so that a receiver knows them again.

use canvass_domain::id::{WebhookId, WorkspaceId};
use canvass_store::Pending;
use canvass_store::area::{DeliveryFilter, Replayed};

use crate::change::Done;
use crate::{App, Principal, Refusal};

/// At most so many with one call; the answer tells where to go on.
pub const MOST_REPLAYED: usize = 10_000;

/// Puts deliveries that came to an end in line again.
pub fn replay_deliveries(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    id: WebhookId,
    filter: DeliveryFilter,
) -> Pending<Replayed, Refusal> {
    app.change(principal, workspace, "replay-webhook", move |tx, now| {
        tx.webhook(id)?.ok_or(Refusal::NotFound("webhook"))?;
        let replayed = tx.replay(id, filter, MOST_REPLAYED, now)?;
        Ok(Done::new(replayed, format!("webhook {id}: {} deliveries", replayed.deliveries)))
    })
}
