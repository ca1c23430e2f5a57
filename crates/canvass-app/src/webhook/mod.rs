//! Webhooks out: endpoints that are told what happens (promises 2.14). Here they are set up, looked at and replayed; the
//! job `job/webhook` sends. What is sent and how it is signed is Standard Webhooks 1.0.

mod add_webhook;
mod body;
mod change_webhook;
mod deliveries;
mod receivers;
mod replay;
mod secret;
mod signature;
mod target;

pub use add_webhook::{AddedWebhook, WebhookInput, add_webhook};
pub(crate) use add_webhook::{parsed, receivable};
pub use body::event_id as webhook_id;
pub(crate) use body::{body, event_id};
pub use change_webhook::{WebhookChange, change_webhook, remove_webhook, rotate_webhook_secret};
pub use deliveries::{
    list_deliveries, list_webhooks, own_header_names, ping_webhook, show_delivery, show_webhook,
};
pub use receivers::receivers;
pub use replay::{MOST_REPLAYED, replay_deliveries};
pub use secret::WebhookSecret;
pub(crate) use secret::{opened_headers, opened_secrets};
pub(crate) use signature::signatures;
pub(crate) use target::{Target, resolved};
