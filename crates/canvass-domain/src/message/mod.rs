//! Messages: one thing that leaves for one person in one slot, and the states it goes through (promises 2.3).

mod backoff;
mod channel;
mod departure;
mod doubt;
mod notification;
mod round;
mod tally;
mod transition;

pub use backoff::{Jitter, retry_at};
pub use channel::{Channel, ChannelChoice};
pub use departure::Departure;
pub use doubt::{DoubtRule, Evidence};
pub use notification::Notification;
pub use round::Round;
pub use tally::Tally;
pub use transition::{Event, Settlement};

use std::fmt;

use jiff::Timestamp;

use crate::customer::CustomerState;
use crate::id::{CustomerId, WorkspaceId};
use crate::reason::Rule;

/// Which message of a customer: the invitation exists once for ever; resends are attempts of the same row, and so are the
/// rounds of mail that came back softly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slot {
    /// The first message.
    Invitation,
    /// To whoever has not answered so many days after the invitation (E51).
    Reminder,
    /// To whoever has answered in part and not finished so many days later (E51). It takes the place of a reminder that
    /// still waits.
    PartialReminder,
    /// A mail about the batch that the customer is the first of (E8), to the receiver of this place. It is not to the
    /// customer, and nothing that happens to it changes the customer.
    Notification(NoticePlace),
}

/// The place of a receiver among those who hear of a batch, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NoticePlace(u8);

impl NoticePlace {
    /// The most receivers of a batch (E8).
    pub const MOST: usize = 20;

    /// A place below [`Self::MOST`].
    pub fn new(place: usize) -> Option<Self> {
        u8::try_from(place).ok().filter(|_| place < Self::MOST).map(Self)
    }

    /// The place as an index.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

impl Slot {
    /// Those of a customer's own messages, in the order of their numbers.
    pub const OWN: [Self; 3] = [Self::Invitation, Self::Reminder, Self::PartialReminder];

    /// Slots of a customer's own messages have smaller numbers; the statements of the stores say the same number.
    pub const FIRST_NOTIFICATION: i16 = 100;

    /// The number used in storage and in the Message-ID.
    pub fn number(self) -> i16 {
        match self {
            Self::Invitation => 0,
            Self::Reminder => 1,
            Self::PartialReminder => 2,
            Self::Notification(place) => Self::FIRST_NOTIFICATION + i16::from(place.0),
        }
    }

    /// The slot of a number made by [`Self::number`].
    pub fn from_number(number: i16) -> Option<Self> {
        if let Some(own) = Self::OWN.into_iter().find(|slot| slot.number() == number) {
            return Some(own);
        }
        let place = usize::try_from(number.checked_sub(Self::FIRST_NOTIFICATION)?).ok()?;
        NoticePlace::new(place).map(Self::Notification)
    }

    /// The slot of a word made by its display form: `invitation`, `reminder`, `partial-reminder`, or `notification-1` and
    /// so on.
    pub fn from_word(word: &str) -> Option<Self> {
        let notifications = (0..NoticePlace::MOST).filter_map(NoticePlace::new).map(Self::Notification);
        Self::OWN.into_iter().chain(notifications).find(|slot| slot.to_string() == word)
    }

    /// Whether it tells of a batch and is not a customer's own.
    pub fn is_notification(self) -> bool {
        match self {
            Self::Invitation | Self::Reminder | Self::PartialReminder => false,
            Self::Notification(_) => true,
        }
    }

    /// Whether it follows an invitation (E51).
    pub fn is_reminder(self) -> bool {
        matches!(self, Self::Reminder | Self::PartialReminder)
    }

    /// Whether a message may still leave, now or after a failed attempt: a batch can be cancelled, an answer given or an
    /// end date pass while the message is with the peer.
    pub fn may_wait(self, customer: CustomerState) -> bool {
        match self {
            Self::Invitation | Self::Reminder => {
                !customer.is_end() && customer != CustomerState::PartiallyAnswered
            }
            Self::PartialReminder => customer == CustomerState::PartiallyAnswered,
            Self::Notification(_) => true,
        }
    }

    /// The entry of the ledger for a hand-over.
    pub fn handed_over(self) -> Rule {
        if self.is_reminder() { Rule::ReminderHandedOver } else { Rule::MessageHandedOver }
    }

    /// The entry of the ledger when the peer took it.
    pub fn sent(self) -> Rule {
        match self {
            Self::Invitation | Self::Notification(_) => Rule::MessageSent,
            Self::Reminder => Rule::ReminderSent,
            Self::PartialReminder => Rule::PartialReminderSent,
        }
    }
}

impl fmt::Display for Slot {
    /// The word used in API and pages.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invitation => f.write_str("invitation"),
            Self::Reminder => f.write_str("reminder"),
            Self::PartialReminder => f.write_str("partial-reminder"),
            Self::Notification(place) => write!(f, "notification-{}", place.index() + 1),
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
    /// Nobody wants it any more, since before the hand-over; why.
    Withdrawn(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_are_found_by_number_and_word() {
        let last = Slot::Notification(NoticePlace::new(19).unwrap());
        let first = Slot::Notification(NoticePlace::new(0).unwrap());
        for slot in Slot::OWN.into_iter().chain([first, last]) {
            assert_eq!(Slot::from_number(slot.number()), Some(slot));
            assert_eq!(Slot::from_word(&slot.to_string()), Some(slot));
        }
        assert_eq!((last.number(), last.to_string().as_str()), (119, "notification-20"));
        for number in [-1, 3, 99, 120, i16::MIN, i16::MAX] {
            assert_eq!(Slot::from_number(number), None, "{number}");
        }
        assert_eq!(Slot::OWN.map(Slot::number), [0, 1, 2]);
        for word in ["", "reminder-1", "notification", "notification-0", "notification-21", "notification-01"]
        {
            assert_eq!(Slot::from_word(word), None, "{word}");
        }
    }

    #[test]
    fn e51_a_reminder_waits_only_for_whom_it_is_for() {
        let waits = |slot: Slot| {
            CustomerState::ALL
                .into_iter()
                .filter(|state| slot.may_wait(*state))
                .map(CustomerState::code)
                .collect::<Vec<_>>()
        };
        assert_eq!(waits(Slot::Invitation), [1, 2, 3, 4, 5]);
        assert_eq!(waits(Slot::Reminder), [1, 2, 3, 4, 5]);
        assert_eq!(waits(Slot::PartialReminder), [6]);
    }
}
