//! Copies that a relay can tell apart: what was handed over under a key by which it drops a second copy, and what of it is
//! in doubt. Such a message may leave once more by the same relay under the same key, and by no other (OUT-19).

use std::time::Duration;

use canvass_domain::id::WorkspaceId;
use canvass_domain::message::Window;
use jiff::Timestamp;

use super::{Attempt, Claim, NodeId};
use crate::Result;

/// A message in doubt whose relay drops a second copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Doubt {
    /// Which message, and the fence of the attempt that is in doubt.
    pub claim: Claim,
    /// How often it was handed over.
    pub attempts: i32,
    /// Since when it is in doubt.
    pub since: Timestamp,
}

/// Who lets a message in doubt leave once more, and under which conditions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retake {
    /// The node that takes it up.
    pub node: NodeId,
    /// How long the claim is its own.
    pub lease: Duration,
    /// The key of the relay.
    pub key: String,
    /// The first copy must have been handed over after this: the relay has forgotten older ones.
    pub first_after: Timestamp,
    /// The open send window.
    pub window: Window,
    /// The number of the attempt that follows.
    pub attempt: i32,
}

/// Copies under keys.
pub trait Copies {
    /// Remembers under which key an attempt was handed over, in the transaction of its hand-over.
    fn mark_copy(&mut self, attempt: Attempt, key: &str) -> Result<()>;
    /// Customers' own messages in doubt whose last attempt went under this key, the first copy after this moment; at most
    /// so many, those with the fewest attempts first.
    fn doubts_under_key(
        &mut self,
        workspace: WorkspaceId,
        key: &str,
        first_after: Timestamp,
        most: usize,
    ) -> Result<Vec<Doubt>>;
    /// In doubt -> claimed under the next fence, where the doubt, its key and its customer still stand as asked; with an
    /// entry in the ledger and one in the trail. Only on the way to a hand-over in the same transaction: if that does not
    /// come about, the whole must be rolled back, and the message stays in doubt.
    fn take_doubt(&mut self, doubt: Attempt, by: &Retake) -> Result<bool>;
}
