//! What becomes of mail that was due while nothing could be sent, because no node was alive or sending was paused (P6,
//! OUT-31): a setting of the workspace.

use jiff::SignedDuration;

use super::GRACE;
use crate::message::MessageState;
use crate::reason::Rule;

/// What becomes of mail that is late beyond the grace time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Late {
    /// It waits for a person.
    #[default]
    Hold,
    /// It leaves as if nothing had happened.
    Send,
    /// It is given up.
    Drop,
}

impl Late {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Hold, Self::Send, Self::Drop];

    /// The word used in API and storage.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hold => "hold",
            Self::Send => "send",
            Self::Drop => "drop",
        }
    }

    /// That of a word made by [`Self::as_str`].
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|late| late.as_str() == word)
    }
}

impl Late {
    /// The state that such a message comes to, with its entry in the ledger; `None` = it stays due.
    pub fn ends_in(self) -> Option<(MessageState, Rule)> {
        match self {
            Self::Hold => Some((MessageState::Held, Rule::MessageHeld)),
            Self::Send => None,
            Self::Drop => Some((MessageState::Expired, Rule::MessageLate)),
        }
    }
}

/// How a workspace catches up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CatchUp {
    /// What becomes of mail that is later than the grace time.
    pub late: Late,
    /// The grace time in minutes.
    pub grace_minutes: i32,
}

impl CatchUp {
    /// The shortest grace time: a shorter sleep is none that is noticed.
    pub const LEAST_MINUTES: i32 = 60;
    /// The longest.
    pub const MOST_MINUTES: i32 = 30 * 24 * 60;

    /// The grace time.
    pub fn grace(self) -> SignedDuration {
        SignedDuration::from_mins(i64::from(self.grace_minutes))
    }

    /// A sleep that no workspace's grace time is shorter than.
    pub fn shortest() -> SignedDuration {
        SignedDuration::from_mins(i64::from(Self::LEAST_MINUTES))
    }
}

impl Default for CatchUp {
    fn default() -> Self {
        Self {
            late: Late::default(),
            grace_minutes: i32::try_from(GRACE.as_mins()).unwrap_or(Self::MOST_MINUTES),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_workspace_holds_what_is_six_hours_late() {
        assert_eq!(CatchUp::default(), CatchUp { late: Late::Hold, grace_minutes: 360 });
        assert_eq!(CatchUp::default().grace(), GRACE);
        for late in Late::ALL {
            assert_eq!(Late::from_word(late.as_str()), Some(late));
        }
    }
}
