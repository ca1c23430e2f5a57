//! Mail that came back: what a report says of an address, and the do-not-contact list that follows from it (Q47, Q48).
//! An entry of the list is a block of the address without an end; no import lifts one. `status` judges the codes of
//! the mail servers, `again` decides whether a mail is tried once more.

mod again;
mod status;
#[cfg(test)]
mod tests;

pub use again::{AfterSoft, CameBackSoftly, is_over};
pub use status::judge_reply;

use jiff::{SignedDuration, Timestamp};

use crate::id::{BlockId, ContactHash, CustomerId};
use crate::message::{Round, Slot, Window};

/// What was reported of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BounceKind {
    /// The address is none: no such mailbox, no such domain.
    Hard,
    /// The address is one, but nothing arrives now: mailbox full, server away.
    Soft,
    /// Refused for good, which says nothing of the address: content, size, policy.
    Refused,
    /// The person called it unwanted.
    Complaint,
}

impl BounceKind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Hard, Self::Soft, Self::Refused, Self::Complaint];

    /// The number used in storage.
    pub fn code(self) -> i16 {
        match self {
            Self::Hard => 1,
            Self::Soft => 2,
            Self::Refused => 3,
            Self::Complaint => 4,
        }
    }

    /// The kind of a number made by [`Self::code`].
    pub fn from_code(code: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The word of our own API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hard => "hard",
            Self::Soft => "soft",
            Self::Refused => "refused",
            Self::Complaint => "complaint",
        }
    }

    /// The kind of a word made by [`Self::as_str`].
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// Whether the mail did not arrive; a complaint is about mail that did.
    pub fn is_failure(self) -> bool {
        self != Self::Complaint
    }
}

/// Why an address stands on the do-not-contact list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SuppressionKind {
    /// A mail server said that it is none.
    Hard,
    /// Mail came back too often (Q48).
    SoftLimit,
    /// The person called our mail unwanted.
    Complaint,
    /// Somebody of the workspace put it there.
    Manual,
}

impl SuppressionKind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Hard, Self::SoftLimit, Self::Complaint, Self::Manual];

    /// The number used in storage.
    pub fn code(self) -> i16 {
        match self {
            Self::Hard => 1,
            Self::SoftLimit => 2,
            Self::Complaint => 3,
            Self::Manual => 4,
        }
    }

    /// The kind of a number made by [`Self::code`].
    pub fn from_code(code: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The word of our own API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hard => "hard",
            Self::SoftLimit => "soft-limit",
            Self::Complaint => "complaint",
            Self::Manual => "manual",
        }
    }
}

/// By which way something was learned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BounceSource {
    /// The relay's answer while the mail was handed over.
    Relay,
    /// A report by mail (RFC 3464, RFC 5965).
    Report,
    /// A provider's call.
    Provider,
    /// A person.
    Operator,
}

impl BounceSource {
    /// All ways.
    pub const ALL: [Self; 4] = [Self::Relay, Self::Report, Self::Provider, Self::Operator];

    /// The number used in storage.
    pub fn code(self) -> i16 {
        match self {
            Self::Relay => 1,
            Self::Report => 2,
            Self::Provider => 3,
            Self::Operator => 4,
        }
    }

    /// The way of a number made by [`Self::code`].
    pub fn from_code(code: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.code() == code)
    }

    /// The word of our own API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Relay => "relay",
            Self::Report => "report",
            Self::Provider => "provider",
            Self::Operator => "operator",
        }
    }
}

/// An address to be put on the do-not-contact list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSuppression {
    /// Whose; the address itself is not kept.
    pub contact: ContactHash,
    /// Why.
    pub kind: SuppressionKind,
    /// By which way it was learned.
    pub source: BounceSource,
    /// The customer whose mail said it.
    pub customer: Option<CustomerId>,
    /// What the server said, without an address; or a person's note.
    pub last_line: Option<String>,
}

/// An entry of the do-not-contact list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppression {
    /// Its number; locks and opt-outs count with it.
    pub id: BlockId,
    /// Why.
    pub kind: SuppressionKind,
    /// By which way it was learned.
    pub source: BounceSource,
    /// The customer whose mail said it.
    pub customer: Option<CustomerId>,
    /// What the server said, without an address; or a person's note.
    pub last_line: Option<String>,
    /// From when it counts.
    pub since: Timestamp,
    /// A person took it away.
    pub lifted_at: Option<Timestamp>,
}

/// A report about one address, to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewBounce {
    /// Whose address; the address itself is not kept.
    pub contact: ContactHash,
    /// The message it is about, and which of its rounds; `None` = only the address is known.
    pub about: Option<(CustomerId, Slot, Round)>,
    /// What was reported.
    pub kind: BounceKind,
    /// By which way.
    pub source: BounceSource,
    /// When it happened, as reported: two reports without a message are one if they agree in this.
    pub reported_at: Timestamp,
    /// What the server said, without an address.
    pub last_line: String,
}

/// What became of a message that came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CameBack {
    /// It was in doubt, or still being handed over, and this settled it.
    pub is_settled: bool,
    /// Its customer became Bounced.
    pub is_customer_bounced: bool,
}

/// A message that came back softly and is to leave once more (Q48).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TryAgain {
    /// To whom.
    pub customer: CustomerId,
    /// Which.
    pub slot: Slot,
    /// The round that follows.
    pub round: Round,
    /// When that may leave.
    pub window: Window,
    /// What the server said, without an address.
    pub last_line: String,
    /// What the ledger says.
    pub detail: String,
}

/// How many soft bounces put an address on the list (Q48).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SoftLimit {
    /// So many; 0 = never.
    pub count: i32,
    /// In so many days.
    pub days: i32,
}

impl SoftLimit {
    /// Since when soft bounces count.
    pub fn since(self, now: Timestamp) -> Timestamp {
        let span = SignedDuration::from_hours(24).saturating_mul(self.days.max(0));
        now.saturating_sub(span).unwrap_or(Timestamp::MIN)
    }

    /// What a report means for the list, with the soft ones counted, this one too.
    pub fn suppresses(self, kind: BounceKind, soft_ones: i64) -> Option<SuppressionKind> {
        match kind {
            BounceKind::Hard => Some(SuppressionKind::Hard),
            BounceKind::Complaint => Some(SuppressionKind::Complaint),
            BounceKind::Soft => {
                let is_over = self.count > 0 && soft_ones >= i64::from(self.count);
                is_over.then_some(SuppressionKind::SoftLimit)
            }
            BounceKind::Refused => None,
        }
    }
}

impl Default for SoftLimit {
    fn default() -> Self {
        Self { count: 5, days: 30 }
    }
}

/// Longest line kept.
const LINE_CHARS: usize = 300;

/// What a server said, fit to be kept: one line, no control characters, and no word with an `@` in it, because servers
/// repeat addresses (P16).
pub fn line_without_address(text: &str) -> String {
    let mut line = String::new();
    for word in text.split(|sign: char| sign.is_whitespace() || sign.is_control()) {
        if word.is_empty() {
            continue;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(if word.contains('@') { "<address>" } else { word });
        if line.chars().count() >= LINE_CHARS {
            return line.chars().take(LINE_CHARS).collect();
        }
    }
    line
}
