//! Locks, opt-outs and the do-not-contact list: blocks of invitations to a person (E71-E85, Q47). A person is told apart by keys, of which only
//! keyed hashes are kept; `rules` says what blocks, the resting period and sampling mean for one customer.

mod fence;
mod key;
mod rules;
#[cfg(test)]
mod tests;

pub use fence::{AtFence, FenceVerdict, Rival};
pub use key::{Group, Key, NamedKey, group_of_columns, is_meant};
pub use rules::{
    Checks, ContactRules, Earlier, Hit, LOOK_AHEAD_DAYS, Objection, Queue, Standing, Stop, Subject,
    is_sampled, judge,
};

use jiff::{Span, Timestamp, tz::TimeZone};

use crate::id::{BlockId, CustomerId, QuestionnaireId};

/// What blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BlockKind {
    /// No end, all questionnaires, beats a lock (E80).
    OptOut,
    /// Dated, for one questionnaire or all (E71).
    Lock,
    /// The address is on the do-not-contact list (Q47); what is known of it stands in [`crate::bounce::Suppression`]. The
    /// last one: it stops mail alone, so it must not hide what stops links too.
    Suppression,
}

impl BlockKind {
    /// The number used in storage.
    pub fn code(self) -> i16 {
        match self {
            Self::OptOut => 1,
            Self::Lock => 2,
            Self::Suppression => 3,
        }
    }

    /// The word of our own API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OptOut => "opt-out",
            Self::Suppression => "suppression",
            Self::Lock => "lock",
        }
    }

    /// The kind of a number made by [`Self::code`].
    pub fn from_code(code: i16) -> Option<Self> {
        [Self::OptOut, Self::Lock, Self::Suppression].into_iter().find(|kind| kind.code() == code)
    }
}

/// A block to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewBlock {
    /// What it is.
    pub kind: BlockKind,
    /// Only its invitations; `None` = all.
    pub questionnaire: Option<QuestionnaireId>,
    /// The person may lift it (E79); as sent.
    pub opt_in: Option<bool>,
    /// The customer whose keys were taken, or who opted out by its link.
    pub customer: Option<CustomerId>,
    /// A person is meant who has all keys of one of these groups (E73).
    pub groups: Vec<Group>,
    /// From when it counts.
    pub starts_at: Timestamp,
    /// It blocks before this moment; `None` = for ever.
    pub ends_at: Option<Timestamp>,
}

/// A block as it is read. Its keys are hashes and are not shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Its number; locks and opt-outs count together.
    pub id: BlockId,
    /// What it is.
    pub kind: BlockKind,
    /// Only its invitations; `None` = all.
    pub questionnaire: Option<QuestionnaireId>,
    /// The person may lift it (E79).
    pub opt_in: Option<bool>,
    /// The customer whose keys were taken, or who opted out by its link.
    pub customer: Option<CustomerId>,
    /// From when it counts.
    pub starts_at: Timestamp,
    /// It blocks before this moment; `None` = for ever.
    pub ends_at: Option<Timestamp>,
    /// When it was stored.
    pub created_at: Timestamp,
}

/// When a lock of so many days ends: at the same local clock time (E75). 0 days = at once, so it blocks nothing (E77).
pub fn lock_end(starts_at: Timestamp, days: i32, zone: &TimeZone) -> Timestamp {
    let span = Span::new().try_days(days.max(0)).unwrap_or_default();
    starts_at.to_zoned(zone.clone()).checked_add(span).map_or(Timestamp::MAX, |end| end.timestamp())
}
