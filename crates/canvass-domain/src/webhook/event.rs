//! What can be told: the kinds of events, and the facts of one. Facts are ids, states and times, no personal data: a
//! receiver that needs more asks the API with a token of its own.

use jiff::Timestamp;

use crate::batch::BatchState;
use crate::customer::CustomerState;
use crate::id::{BatchId, BlockId, CustomerId, QuestionnaireId};
use crate::message::{MessageState, Slot};
use crate::reason::Reason;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $number:literal, $word:literal;)*) => {
        /// What happened. The number is what storage keeps; the triggers of both engines say the same numbers.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum EventKind { $($(#[$doc])* $name,)* }

        impl EventKind {
            /// All kinds.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The number in storage.
            pub fn number(self) -> i16 {
                match self { $(Self::$name => $number,)* }
            }

            /// The word of the wire.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }
        }
    };
}

kinds! {
    /// Somebody tries an endpoint out. Sent to that endpoint only, whatever it chose.
    Ping = 0, "webhook.ping";
    /// A batch was taken in.
    BatchReceived = 1, "batch.received";
    /// A person approved it, or a part of it.
    BatchApproved = 2, "batch.approved";
    /// A person refused it.
    BatchRejected = 3, "batch.rejected";
    /// A person stopped it.
    BatchCancelled = 4, "batch.cancelled";
    /// All its customers are at an end.
    BatchCompleted = 5, "batch.completed";
    /// A customer moved from one state to another.
    CustomerChanged = 6, "customer.changed";
    /// The peer took a message.
    MessageSent = 7, "message.sent";
    /// A message was handed over, and nobody knows what came of it.
    MessageInDoubt = 8, "message.in_doubt";
    /// A message that was in doubt is so no more.
    MessageSettled = 9, "message.settled";
    /// The peer refused a message for good.
    MessageRejected = 10, "message.rejected";
    /// A message could not be made.
    MessageFailed = 11, "message.failed";
    /// The first answer of a customer was saved.
    AnswerStarted = 12, "answer.started";
    /// A customer completed the questionnaire, or a finished response was added.
    AnswerFinished = 13, "answer.finished";
    /// A lock was added.
    LockAdded = 14, "lock.added";
    /// A lock was ended by hand; one whose time is over ends in silence.
    LockEnded = 15, "lock.ended";
    /// Somebody is never to be asked again.
    OptOutAdded = 16, "opt_out.added";
    /// An opt-out was taken away.
    OptOutEnded = 17, "opt_out.ended";
}

impl EventKind {
    /// The kind of a number of storage.
    pub fn from_number(number: i16) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.number() == number)
    }

    /// The kind of a word that an endpoint can choose.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| *kind != Self::Ping && kind.as_str() == word)
    }
}

/// The kinds that an endpoint wants, as storage and its triggers compare them: bit by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct EventKinds(i64);

impl EventKinds {
    /// All that can be chosen.
    pub fn all() -> Self {
        EventKind::ALL.iter().copied().filter(|kind| *kind != EventKind::Ping).collect()
    }

    /// The bits.
    pub fn bits(self) -> i64 {
        self.0
    }

    /// The kinds of stored bits; bits of kinds that are not known any more mean nothing.
    pub fn from_bits(bits: i64) -> Self {
        Self(bits & Self::all().0)
    }

    /// Whether it is among them.
    pub fn holds(self, kind: EventKind) -> bool {
        self.0 & (1 << kind.number()) != 0
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Them, in the order of their numbers.
    pub fn iter(self) -> impl Iterator<Item = EventKind> {
        EventKind::ALL.iter().copied().filter(move |kind| self.holds(*kind))
    }
}

impl FromIterator<EventKind> for EventKinds {
    fn from_iter<I: IntoIterator<Item = EventKind>>(kinds: I) -> Self {
        Self(kinds.into_iter().fold(0, |bits, kind| bits | 1 << kind.number()))
    }
}

/// What an event is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventTarget {
    /// Nothing: a ping.
    Nothing,
    /// A batch, and where it stands since.
    Batch {
        /// Which.
        batch: BatchId,
        /// Its state since.
        state: BatchState,
    },
    /// A customer, and how it moved.
    Customer {
        /// Which.
        customer: CustomerId,
        /// Of which batch.
        batch: BatchId,
        /// What it is asked, if that is known.
        questionnaire: Option<QuestionnaireId>,
        /// Its state since.
        state: CustomerState,
        /// Its state before; `None` for one that was made so.
        before: Option<CustomerState>,
        /// Why.
        reason: Option<Reason>,
    },
    /// A message, and where it stands since.
    Message {
        /// To whom.
        customer: CustomerId,
        /// Which of theirs.
        slot: Slot,
        /// Of which batch.
        batch: BatchId,
        /// Its state since.
        state: MessageState,
    },
    /// A lock or an opt-out.
    Block {
        /// Which.
        block: BlockId,
        /// Only for this questionnaire.
        questionnaire: Option<QuestionnaireId>,
        /// Whom it was said of, where it was a customer.
        customer: Option<CustomerId>,
    },
}

/// Something that happened in a workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// Its number in the workspace.
    pub id: i64,
    /// What.
    pub kind: EventKind,
    /// The form in which it is told; an event keeps the one it was made with.
    pub version: i16,
    /// When.
    pub at: Timestamp,
    /// To what.
    pub target: EventTarget,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_told_apart_by_number_and_word() {
        for kind in EventKind::ALL {
            assert_eq!(EventKind::from_number(kind.number()), Some(*kind));
        }
        let words: std::collections::BTreeSet<&str> =
            EventKind::ALL.iter().map(|kind| kind.as_str()).collect();
        assert_eq!(words.len(), EventKind::ALL.len());
        assert_eq!(EventKind::from_word("webhook.ping"), None, "a ping is not chosen");
    }

    #[test]
    fn a_choice_is_kept_as_bits() {
        let kinds: EventKinds = [EventKind::BatchReceived, EventKind::OptOutEnded].into_iter().collect();
        assert_eq!(kinds.bits(), 0b10_0000_0000_0000_0010);
        assert_eq!(EventKinds::from_bits(kinds.bits()), kinds);
        assert!(kinds.holds(EventKind::BatchReceived) && !kinds.holds(EventKind::MessageSent));
        assert_eq!(EventKinds::from_bits(-1), EventKinds::all());
        assert!(!EventKinds::all().holds(EventKind::Ping));
    }
}
