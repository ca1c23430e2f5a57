//! Settles many at once: by name, by the Message-IDs that a relay's log knows, or all that were handed to a peer in a
//! time. Found in one look, settled in transactions of a bounded size, each message for itself.

use std::collections::HashSet;

use canvass_domain::id::{BatchId, CustomerId, WorkspaceId};
use canvass_domain::message::{MessageKey, MessageState, Slot};
use canvass_store::area::{MessageFilter, MessageRecord, Page};
use canvass_store::{Pending, WorkspaceTx};
use jiff::Timestamp;

use super::MessageVerdict;
use super::settlement::{ACTION, Open, Says, Settling, object};
use crate::change::{reached, row};
use crate::{App, Principal, Refusal};

/// The most that are found at once.
pub const MOST_FOUND: usize = 10_000;
/// The most that one transaction settles: intake must not wait long for it.
pub const MOST_SETTLED: usize = 500;
const PAGE: usize = 1_000;

/// Which messages are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhichMessages {
    /// These.
    Named(Vec<(CustomerId, Slot)>),
    /// Those in doubt with these Message-IDs, with or without angle brackets.
    MessageIds(Vec<String>),
    /// All in doubt or held that fit.
    Stuck(StuckFilter),
}

/// Messages in doubt or held; all given members must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StuckFilter {
    /// In doubt, or held.
    pub state: MessageState,
    /// Of this batch.
    pub batch: Option<BatchId>,
    /// Handed to this peer.
    pub peer: Option<String>,
    /// Handed over at this moment or later.
    pub from: Option<Timestamp>,
    /// Handed over before this moment.
    pub to: Option<Timestamp>,
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FoundMessages {
    /// The messages, by customer and slot.
    pub messages: Vec<(CustomerId, Slot)>,
    /// Message-IDs that no message in doubt has.
    pub unknown: usize,
    /// There are more than were found at once.
    pub has_more: bool,
}

/// What became of messages that were to be settled.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SettledMessages {
    /// Settled now.
    pub settled: u64,
    /// Unknown, or neither in doubt nor held any more, or this cannot be said of them.
    pub not_open: u64,
    /// No open send window lies before their end.
    pub ended: u64,
}

impl SettledMessages {
    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            settled: self.settled + other.settled,
            not_open: self.not_open + other.not_open,
            ended: self.ended + other.ended,
        }
    }
}

/// Finds the messages that are meant.
pub fn find_messages(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    which: WhichMessages,
) -> Pending<FoundMessages, Refusal> {
    let kept = app.clone();
    app.look(principal, workspace, move |tx| match &which {
        WhichMessages::Named(messages) => {
            Ok(FoundMessages { messages: messages.clone(), ..FoundMessages::default() })
        }
        WhichMessages::MessageIds(ids) => with_message_ids(&kept, tx, ids),
        WhichMessages::Stuck(filter) => stuck(tx, filter),
    })
}

fn with_message_ids(app: &App, tx: &mut dyn WorkspaceTx, ids: &[String]) -> Result<FoundMessages, Refusal> {
    let mut wanted: HashSet<&str> = ids.iter().map(|id| bare(id)).collect();
    let mut found = FoundMessages::default();
    let workspace = tx.workspace_id();
    let filter = MessageFilter { state: Some(MessageState::InDoubt), ..MessageFilter::default() };
    each(tx, &filter, |message| {
        let key = MessageKey { workspace, customer: message.customer, slot: message.slot };
        if wanted.remove(app.message_id_of(key, message.round).as_str()) {
            found.messages.push((message.customer, message.slot));
        }
        !wanted.is_empty()
    })?;
    found.unknown = wanted.len();
    Ok(found)
}

fn bare(id: &str) -> &str {
    id.trim().trim_start_matches('<').trim_end_matches('>')
}

fn stuck(tx: &mut dyn WorkspaceTx, wanted: &StuckFilter) -> Result<FoundMessages, Refusal> {
    let mut found = FoundMessages::default();
    let filter = MessageFilter { state: Some(wanted.state), batch: wanted.batch, has_left: false };
    each(tx, &filter, |message| {
        if !wanted.fits(message) {
            return true;
        }
        found.has_more = found.messages.len() == MOST_FOUND;
        if !found.has_more {
            found.messages.push((message.customer, message.slot));
        }
        !found.has_more
    })?;
    Ok(found)
}

impl StuckFilter {
    fn fits(&self, message: &MessageRecord) -> bool {
        let at = message.handed_over_at;
        self.peer.as_deref().is_none_or(|peer| message.peer.as_deref() == Some(peer))
            && self.from.is_none_or(|from| at.is_some_and(|at| at >= from))
            && self.to.is_none_or(|to| at.is_some_and(|at| at < to))
    }
}

/// Shows messages of a filter one by one until enough were seen.
pub(super) fn each(
    tx: &mut dyn WorkspaceTx,
    filter: &MessageFilter,
    mut see: impl FnMut(&MessageRecord) -> bool,
) -> canvass_store::Result<()> {
    let mut after = 0;
    loop {
        let page = tx.messages(filter, Page { after, most: PAGE })?;
        for message in &page {
            if !see(message) {
                return Ok(());
            }
        }
        match page.last() {
            Some(last) if page.len() >= PAGE => after = i64::from(last.customer.0),
            _ => return Ok(()),
        }
    }
}

/// Settles messages, at most [`MOST_SETTLED`] of them: each has its ledger entry and its audit row, and those that are
/// settled already stay as they are (OUT-21).
pub fn settle_messages(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    mut messages: Vec<(CustomerId, Slot)>,
    verdict: MessageVerdict,
) -> Pending<SettledMessages, Refusal> {
    // Two who settle the same list hold its rows in one order.
    messages.sort_unstable();
    messages.dedup();
    messages.truncate(MOST_SETTLED);
    let (kept, actor, reached) = (app.clone(), principal.actor.clone(), reached(principal, workspace));
    app.store.write(workspace, messages.len(), move |tx| {
        reached.clone()?;
        let now = tx.now()?;
        let configuration = kept.configuration(tx)?;
        let settling = Settling { app: &kept, configuration: &configuration, says: &Says::Person, now };
        let mut counts = SettledMessages::default();
        for (customer, slot) in &messages {
            let Some(message) = tx.message(*customer, *slot)? else {
                counts.not_open += 1;
                continue;
            };
            match settling.settle(tx, &message, verdict)? {
                Ok(()) => {
                    counts.settled += 1;
                    tx.audit(&row(&actor, ACTION, object(&message, verdict), now))?;
                }
                Err(Open::Elsewhere) => counts.not_open += 1,
                Err(Open::Ended) => counts.ended += 1,
            }
        }
        Ok(counts)
    })
}
