//! The queue of webhooks over all workspaces: events become deliveries, deliveries are claimed, tried and settled, and
//! what is old is removed. At least once: a claim whose node dies is taken up by another, with the same id.

use std::time::Duration;

use canvass_domain::id::{WebhookId, WorkspaceId};
use canvass_domain::webhook::{Course, Event, Standing};
use jiff::Timestamp;

use super::{NodeId, WebhookRecord};
use crate::Result;

/// An endpoint over workspaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WebhookKey {
    /// Whose.
    pub workspace: WorkspaceId,
    /// Which.
    pub webhook: WebhookId,
}

/// A delivery that a node holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimedDelivery {
    /// Its number at the endpoint.
    pub sequence: i64,
    /// Grows with every claim.
    pub fence: i32,
    /// Tries before this one, replays too.
    pub tries: i32,
    /// Tries before this one, since the last replay.
    pub round: i32,
    /// What is told.
    pub event: Event,
}

/// Deliveries of one endpoint that a node holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookClaim {
    /// Whose and which.
    pub key: WebhookKey,
    /// The word of the workspace.
    pub slug: String,
    /// The endpoint.
    pub endpoint: WebhookRecord,
    /// In the order in which they are due.
    pub deliveries: Vec<ClaimedDelivery>,
}

/// How a try ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TriedDelivery {
    /// Of which endpoint.
    pub key: WebhookKey,
    /// Which delivery.
    pub sequence: i64,
    /// By which claim.
    pub fence: i32,
    /// How long it took.
    pub took_ms: i32,
    /// The status, if there was an answer.
    pub status: Option<u16>,
    /// Why it failed.
    pub failure: Option<String>,
    /// The beginning of what was answered, escaped.
    pub answer: Option<String>,
    /// What follows, judged by what was known of the endpoint in this transaction.
    pub course: Course,
}

/// What a sweep of webhooks did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SweptWebhooks {
    /// Claims whose lease was over.
    pub released: u64,
    /// Deliveries that are kept no longer.
    pub deliveries: u64,
    /// Events that are kept no longer.
    pub events: u64,
}

/// How the webhooks of the installation stand.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WebhookSample {
    /// Endpoints by standing.
    pub endpoints: Vec<(Standing, i64)>,
    /// Endpoints that are on and failed last time.
    pub failing: i64,
    /// Deliveries that wait, counted up to a limit.
    pub waiting: i64,
    /// Events that no delivery was made of yet, counted up to a limit.
    pub new_events: i64,
}

/// The queue.
pub trait WebhookQueue {
    /// Makes deliveries of at most so many events; tells of how many.
    fn spread_events(&mut self, most: usize) -> Result<u64>;
    /// Endpoints that are on, do not rest and have something due, at most so many; `busy` ones are left out.
    fn ready_webhooks(&mut self, busy: &[WebhookKey], most: usize) -> Result<Vec<WebhookKey>>;
    /// Takes up to so many due deliveries of an endpoint, or one if it failed last time.
    fn claim_deliveries(
        &mut self,
        node: NodeId,
        key: WebhookKey,
        most: usize,
        lease: Duration,
    ) -> Result<Option<WebhookClaim>>;
    /// The endpoint as it stands; nobody settles beside us until the transaction ends.
    fn hold_webhook(&mut self, key: WebhookKey) -> Result<Option<WebhookRecord>>;
    /// Stores a try, if its claim still holds; tells whether it did.
    fn settle_delivery(&mut self, tried: &TriedDelivery, at: Timestamp) -> Result<bool>;
    /// Gives claims back untried.
    fn release_deliveries(&mut self, key: WebhookKey, claims: &[(i64, i32)]) -> Result<()>;
    /// Releases what nobody works on any more and removes what is kept no longer, at most so many rows of each kind.
    fn sweep_webhooks(&mut self, most: usize) -> Result<SweptWebhooks>;
    /// How they stand; nothing is counted beyond so many.
    fn sample_webhooks(&mut self, most: usize) -> Result<WebhookSample>;
}
