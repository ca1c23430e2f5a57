//! What ends a doubt without a person (promises P4, OUT-20): evidence, or the rule of the workspace. The stores enforce
//! that each doubt ends once.

use jiff::{SignedDuration, Timestamp};

use super::{MessageState, Settlement};

/// Something from outside that tells what became of a message in doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Evidence {
    /// The person opened its link.
    LinkOpened,
    /// The person answered.
    AnswerGiven,
    /// A report with its Message-ID says that it was delivered or is on its way.
    Delivered,
    /// A report with its Message-ID says that it came back for good.
    Bounced,
}

impl Evidence {
    /// All evidence.
    pub const ALL: [Self; 4] = [Self::LinkOpened, Self::AnswerGiven, Self::Delivered, Self::Bounced];

    /// What it says, as ledger and audit trail tell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LinkOpened => "its link was opened",
            Self::AnswerGiven => "an answer was given",
            Self::Delivered => "a report says that it was delivered",
            Self::Bounced => "a report says that it came back",
        }
    }

    /// Where a message in doubt goes by it; `None` = the message is in no doubt, and nothing changes.
    pub fn settles(self, state: MessageState) -> Option<MessageState> {
        if state != MessageState::InDoubt {
            return None;
        }
        Some(match self {
            Self::LinkOpened | Self::AnswerGiven | Self::Delivered => MessageState::Sent,
            Self::Bounced => MessageState::Rejected,
        })
    }
}

/// What a workspace does about a message in doubt of which nothing is heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum DoubtRule {
    /// It waits for evidence or a person: nobody is asked twice.
    #[default]
    Hold,
    /// It leaves once more after so many hours: somebody may be asked twice, so this gives "at most once" up.
    ResendOnce {
        /// Hours in doubt.
        hours: i32,
    },
    /// It counts as sent after so many hours: somebody may be forgotten.
    CountAsSent {
        /// Hours in doubt.
        hours: i32,
    },
}

impl DoubtRule {
    /// The most hours that a rule waits: 90 days.
    pub const MOST_HOURS: i32 = 2_160;

    /// The word used in API and storage.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hold => "hold",
            Self::ResendOnce { .. } => "resend-once",
            Self::CountAsSent { .. } => "count-as-sent",
        }
    }

    /// The hours it waits; `None` = for ever.
    pub fn hours(self) -> Option<i32> {
        match self {
            Self::Hold => None,
            Self::ResendOnce { hours } | Self::CountAsSent { hours } => Some(hours),
        }
    }

    /// The rule of a word made by [`Self::as_str`], with its hours; `None` = no such word, or hours out of range.
    pub fn new(word: &str, hours: Option<i32>) -> Option<Self> {
        let hours = || hours.filter(|hours| (1..=Self::MOST_HOURS).contains(hours));
        match word {
            "hold" => Some(Self::Hold),
            "resend-once" => hours().map(|hours| Self::ResendOnce { hours }),
            "count-as-sent" => hours().map(|hours| Self::CountAsSent { hours }),
            _ => None,
        }
    }

    /// Whether a person gets a message at most once. Nobody may give that up unseen: it is told wherever the rule is.
    pub fn is_at_most_once(self) -> bool {
        match self {
            Self::Hold | Self::CountAsSent { .. } => true,
            Self::ResendOnce { .. } => false,
        }
    }

    /// What becomes of a message that is in doubt since then; `None` = it waits on.
    pub fn settles(self, since: Timestamp, was_resent: bool, now: Timestamp) -> Option<Settlement> {
        let hours = self.hours()?;
        if now.duration_since(since) < SignedDuration::from_hours(i64::from(hours)) {
            return None;
        }
        match self {
            Self::Hold => None,
            // A second doubt is left to a person: once is once.
            Self::ResendOnce { .. } if was_resent => None,
            Self::ResendOnce { .. } => Some(Settlement::SendAgain),
            Self::CountAsSent { .. } => Some(Settlement::WasSent),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Event;

    #[test]
    fn out_20_evidence_settles_what_is_in_doubt_and_nothing_else() {
        for evidence in Evidence::ALL {
            for state in MessageState::ALL {
                let goes = evidence.settles(state);
                assert_eq!(goes.is_some(), state == MessageState::InDoubt, "{evidence:?} {state:?}");
                if let Some(goes) = goes {
                    // The same table as for replies that come late.
                    let reply =
                        if goes == MessageState::Sent { Event::ReplySent } else { Event::ReplyRejected };
                    assert_eq!(state.after(reply), Some(goes));
                }
            }
        }
        assert_eq!(Evidence::Bounced.settles(MessageState::InDoubt), Some(MessageState::Rejected));
    }

    #[test]
    fn a_rule_waits_its_hours_and_resends_once() {
        let since = Timestamp::UNIX_EPOCH;
        let after = |hours: i64| since.checked_add(SignedDuration::from_hours(hours)).unwrap();
        let resend = DoubtRule::ResendOnce { hours: 24 };
        let count = DoubtRule::CountAsSent { hours: 24 };
        for (rule, was_resent, hours, settles) in [
            (DoubtRule::Hold, false, 100_000, None),
            (resend, false, 23, None),
            (resend, false, 24, Some(Settlement::SendAgain)),
            (resend, true, 100, None),
            (count, false, 23, None),
            (count, false, 24, Some(Settlement::WasSent)),
            (count, true, 24, Some(Settlement::WasSent)),
        ] {
            assert_eq!(rule.settles(since, was_resent, after(hours)), settles, "{rule:?} {hours}");
        }
        // A clock that was set back settles nothing.
        assert_eq!(count.settles(after(24), false, since), None);
    }

    #[test]
    fn only_resending_gives_at_most_once_up() {
        for (word, hours, is_at_most_once) in
            [("hold", None, true), ("resend-once", Some(1), false), ("count-as-sent", Some(2_160), true)]
        {
            let rule = DoubtRule::new(word, hours).unwrap();
            assert_eq!((rule.as_str(), rule.hours(), rule.is_at_most_once()), (word, hours, is_at_most_once));
        }
        for (word, hours) in [
            ("resend-once", None),
            ("resend-once", Some(0)),
            ("count-as-sent", Some(2_161)),
            ("resend", Some(1)),
        ] {
            assert_eq!(DoubtRule::new(word, hours), None, "{word} {hours:?}");
        }
    }
}
