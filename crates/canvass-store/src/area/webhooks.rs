//! Webhooks of a workspace: endpoints, what was sent to them, and what is sent once more.
//!
//! Events are not written here: triggers write them in the transaction of whatever happens, so that no path can forget it.

use canvass_domain::id::WebhookId;
use canvass_domain::webhook::{Event, EventKinds, Standing, TriedEndpoint};
use jiff::Timestamp;

use super::Page;
use crate::Result;

/// An endpoint to be stored. Secrets and headers come sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewWebhook {
    /// Where it stands.
    pub url: String,
    /// What it is for.
    pub description: String,
    /// What it wants to hear.
    pub kinds: EventKinds,
    /// How long its deliveries are kept.
    pub keep_days: i32,
    /// Its secret, sealed.
    pub secret: Vec<u8>,
    /// Its own headers, sealed.
    pub headers: Option<Vec<u8>>,
}

/// An endpoint as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookRecord {
    /// Its number.
    pub id: WebhookId,
    /// What was stored.
    pub webhook: NewWebhook,
    /// The secret before this one, sealed, and until when it signs too.
    pub older: Option<(Vec<u8>, Timestamp)>,
    /// Whether it is sent to.
    pub standing: Standing,
    /// Its failures.
    pub tried: TriedEndpoint,
    /// Nothing is sent before this moment.
    pub rest_until: Timestamp,
    /// The last success.
    pub delivered_at: Option<Timestamp>,
    /// The number of the event that comes next to it.
    pub next_sequence: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When a person changed it last.
    pub changed_at: Timestamp,
}

/// Where a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DeliveryState {
    /// Waits for its first or next try.
    Waiting,
    /// Is being tried.
    UnderWay,
    /// The receiver has it.
    Delivered,
    /// All tries failed.
    GivenUp,
}

impl DeliveryState {
    /// All states.
    pub const ALL: [Self; 4] = [Self::Waiting, Self::UnderWay, Self::Delivered, Self::GivenUp];

    /// The number in storage.
    pub fn number(self) -> i16 {
        match self {
            Self::Waiting => 0,
            Self::UnderWay => 1,
            Self::Delivered => 2,
            Self::GivenUp => 3,
        }
    }

    /// The state of a number.
    pub fn from_number(number: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.number() == number)
    }

    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::UnderWay => "under_way",
            Self::Delivered => "delivered",
            Self::GivenUp => "given_up",
        }
    }

    /// The state of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// Which deliveries of an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DeliveryFilter {
    /// In this state only.
    pub state: Option<DeliveryState>,
    /// From this number on.
    pub from: Option<i64>,
    /// Up to this number.
    pub to: Option<i64>,
    /// Of events that were taken up not before this moment.
    pub since: Option<Timestamp>,
    /// And not after this one.
    pub until: Option<Timestamp>,
}

/// A delivery: one event on its way to one endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryRecord {
    /// Its number at this endpoint: from 1, without gaps.
    pub sequence: i64,
    /// The event.
    pub event: Event,
    /// Where it stands.
    pub state: DeliveryState,
    /// When it is tried next, or was last due.
    pub due_at: Timestamp,
    /// How often it was tried, replays too.
    pub tries: i32,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it came to its end.
    pub settled_at: Option<Timestamp>,
    /// The last status.
    pub status: Option<i16>,
    /// Why the last try failed.
    pub failure: Option<String>,
}

/// A try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptRecord {
    /// From 1, over replays.
    pub attempt: i32,
    /// When it ended.
    pub at: Timestamp,
    /// How long it took.
    pub took_ms: i32,
    /// The status, if there was an answer.
    pub status: Option<i16>,
    /// Why it failed.
    pub failure: Option<String>,
    /// The beginning of what was answered, escaped.
    pub answer: Option<String>,
}

/// What was put in line again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Replayed {
    /// How many.
    pub deliveries: u64,
    /// The last of them; more may follow it.
    pub last: Option<i64>,
}

/// Webhooks of a workspace.
pub trait Webhooks {
    /// Stores an endpoint, turned on.
    fn add_webhook(&mut self, webhook: &NewWebhook, at: Timestamp) -> Result<WebhookId>;
    /// The endpoints by number; they are few.
    fn webhooks(&mut self) -> Result<Vec<WebhookRecord>>;
    /// One of them. In a writing transaction nobody changes it beside us until that ends.
    fn webhook(&mut self, id: WebhookId) -> Result<Option<WebhookRecord>>;
    /// Stores what a person may change: all that was stored, the older secret and the standing. Turned on, it begins anew:
    /// its failures are forgotten. `Missing("webhook")`.
    fn save_webhook(&mut self, webhook: &WebhookRecord, at: Timestamp) -> Result<()>;
    /// Takes an endpoint away: it is seen no more, and the sweep removes what was kept for it. `Missing("webhook")`.
    fn remove_webhook(&mut self, id: WebhookId, at: Timestamp) -> Result<()>;
    /// A ping for one endpoint; the number of the event.
    fn add_ping(&mut self, id: WebhookId, at: Timestamp) -> Result<i64>;
    /// Deliveries of an endpoint by number.
    fn deliveries(
        &mut self,
        id: WebhookId,
        filter: DeliveryFilter,
        page: Page,
    ) -> Result<Vec<DeliveryRecord>>;
    /// The tries of a delivery, the first one first.
    fn delivery_attempts(&mut self, id: WebhookId, sequence: i64) -> Result<Vec<AttemptRecord>>;
    /// Puts deliveries that came to an end in line again, the lowest numbers first and at most so many: the same ids, and
    /// ten tries anew. Those that wait or are under way stay as they are.
    fn replay(
        &mut self,
        id: WebhookId,
        filter: DeliveryFilter,
        most: usize,
        at: Timestamp,
    ) -> Result<Replayed>;
    /// Events that no delivery was made of yet, by number: for who wants to see what is told.
    fn new_events(&mut self, most: usize) -> Result<Vec<Event>>;
    /// How many deliveries belong to no event or no endpoint, or have a number that was not given out.
    fn webhook_orphans(&mut self) -> Result<i64>;
}
