//! What jobs are set up with.

use std::sync::Arc;
use std::time::Duration;

use canvass_store::area::NodeId;

use super::StoreMailbox;

/// What jobs are set up with; [`Self::new`] has the values of the promises.
#[derive(Debug, Clone)]
pub struct JobSettings {
    /// This process: never used before.
    pub node: NodeId,
    /// Conversations with the relay at once.
    pub connections: usize,
    /// How many messages are claimed and rendered ahead.
    pub claim: usize,
    /// How long a claim is ours. A claim that waits here for most of that is given back.
    pub lease: Duration,
    /// How often we look for due messages when nobody tells us.
    pub poll: Duration,
    /// How often we tell that we live, and sweep.
    pub beat: Duration,
    /// Sending is paused at a start when no node lived for this long.
    pub stale: Duration,
    /// The mailbox behind a capture transport; it has to know whose letters pass.
    pub mailbox: Option<Arc<StoreMailbox>>,
}

impl JobSettings {
    /// The usual settings for a node.
    pub fn new(node: NodeId) -> Self {
        Self {
            node,
            connections: 8,
            claim: 256,
            lease: Duration::from_mins(2),
            poll: Duration::from_secs(1),
            beat: Duration::from_secs(5),
            stale: Duration::from_hours(1),
            mailbox: None,
        }
    }
}
