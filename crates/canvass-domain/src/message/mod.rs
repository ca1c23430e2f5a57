//! Messages: one thing that leaves for one person in one slot, and the states it goes through (promises 2.3).

mod backoff;
mod tally;
mod transition;

pub use backoff::{Jitter, retry_at};
pub use tally::Tally;
pub use transition::{Event, Settlement};

use jiff::Timestamp;

use crate::id::{CustomerId, WorkspaceId};

/// Which message of a customer: the invitation exists once for ever; resends are attempts of the same row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slot {
    /// The first message.
    Invitation,
}

impl Slot {
    /// The number used in storage and in the Message-ID.
    pub fn number(self) -> i16 {
        match self {
            Self::Invitation => 0,
        }
    }

    /// The slot of a number made by [`Self::number`].
    pub fn from_number(number: i16) -> Option<Self> {
        (number == 0).then_some(Self::Invitation)
    }

    /// The word used in API and pages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
        }
    }
}

/// The identity of a message: unique over attempts, nodes and restarts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageKey {
    /// Whose.
    pub workspace: WorkspaceId,
    /// To whom.
    pub customer: CustomerId,
    /// Which.
    pub slot: Slot,
}

/// Where a message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MessageState {
    /// Due later, or due and not yet claimed.
    Waiting,
    /// A worker prepares it under a lease.
    Claimed,
    /// The hand-over is committed, no result yet.
    HandingOver,
    /// Handed over and no result will come by itself.
    InDoubt,
    /// Waits for a person.
    Held,
    /// The peer took it.
    Sent,
    /// The peer refused it for good.
    Rejected,
    /// It could not be made.
    Failed,
    /// The end date passed first.
    Expired,
    /// Lock, answer, rejection or cancel came first.
    Cancelled,
}

impl MessageState {
    /// All states.
    pub const ALL: [Self; 10] = [
        Self::Waiting,
        Self::Claimed,
        Self::HandingOver,
        Self::InDoubt,
        Self::Held,
        Self::Sent,
        Self::Rejected,
        Self::Failed,
        Self::Expired,
        Self::Cancelled,
    ];

    /// The number used in storage.
    pub fn code(self) -> i16 {
        match self {
            Self::Waiting => 0,
            Self::Claimed => 1,
            Self::HandingOver => 2,
            Self::InDoubt => 3,
            Self::Held => 4,
            Self::Sent => 5,
            Self::Rejected => 6,
            Self::Failed => 7,
            Self::Expired => 8,
            Self::Cancelled => 9,
        }
    }

    /// The state of a number made by [`Self::code`].
    pub fn from_code(code: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// The word used in API, metrics and pages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Claimed => "claimed",
            Self::HandingOver => "handing_over",
            Self::InDoubt => "in_doubt",
            Self::Held => "held",
            Self::Sent => "sent",
            Self::Rejected => "rejected",
            Self::Failed => "failed",
            Self::Expired => "expired",
            Self::Cancelled => "cancelled",
        }
    }

    /// The state of a word made by [`Self::as_str`].
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// When a message may leave: from `due_at` until before `closes_at`, and never after `ends_at` (E44, E50).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The first moment at which it may leave.
    pub due_at: Timestamp,
    /// The closing hour that follows: from then on it is due again at the next send time.
    pub closes_at: Timestamp,
    /// The customer's end date; what happens at the very moment still counts (E49).
    pub ends_at: Timestamp,
}

/// How an attempt ended, as the transport told it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AttemptResult {
    /// The peer took it; its reply.
    Sent(String),
    /// The peer refused it for good; its reply.
    Rejected(String),
    /// A definite "not now" or a proven non-delivery; try again later, with the reason.
    Deferred(String),
    /// Nothing is known after the hand-over; the last line of the dialogue.
    InDoubt(String),
    /// The message could not be made.
    Failed(String),
}
