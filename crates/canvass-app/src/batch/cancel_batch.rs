//! Cancels an approved or active batch (E7): what was not handed over does not leave, all links stop. What had left by then
//! is told by the same transaction, so that a store that is busy a moment later cannot hide what was done.

use canvass_domain::decide::approve_batch as judge;
use canvass_domain::id::{BatchId, WorkspaceId};
use canvass_domain::message::MessageState;
use canvass_store::Pending;
use canvass_store::area::{BatchRecord, CustomerChange, MessageFilter, MessageRecord, Page};

use super::{held, refused, save, withdrawal};
use crate::change::Done;
use crate::{App, Principal, Refusal};

/// So many of the messages that had left are told with the cancellation; the others are read by their cursor.
pub const LEFT_AT_ONCE: usize = 100;

/// What a cancellation stopped, and what it came too late for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cancelled {
    /// The batch as it is now.
    pub batch: BatchRecord,
    /// How many messages were stopped.
    pub stopped: u64,
    /// How many had left or may have, by state: handed over, in doubt, sent. None follows.
    pub left: Vec<(MessageState, i64)>,
    /// The first of them, by customer.
    pub messages: Vec<MessageRecord>,
}

/// Cancels a batch.
pub fn cancel_batch(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    id: BatchId,
) -> Pending<Cancelled, Refusal> {
    app.change(principal, workspace, "cancel-batch", move |tx, now| {
        let batch = held(tx, id)?;
        let state = judge::cancel(batch.state).map_err(refused)?;
        // Stopped before it is judged: what is still with the peer then was handed over for certain.
        let stopped = tx.stop_messages(id, now)?;
        let facts = tx.approval_facts(id)?;
        let changes: Vec<CustomerChange> = facts
            .iter()
            .filter_map(|facts| withdrawal(facts, judge::cancelled(facts.state, facts.message), now))
            .collect();
        let batch = save(tx, BatchRecord { state, ..batch }, &changes, now)?;
        let left = tx.left_counts(id)?;
        let filter = MessageFilter { batch: Some(id), has_left: true, ..MessageFilter::default() };
        let messages = tx.messages(&filter, Page { after: 0, most: LEFT_AT_ONCE })?;
        Ok(Done::new(Cancelled { batch, stopped, left, messages }, format!("batch {id}")))
    })
}
