//! What becomes of mail that came back softly (Q48): it is tried up to three times within 72 hours, then its customer is
//! bounced.

use jiff::{SignedDuration, Timestamp};

use crate::customer::CustomerState;
use crate::message::{MessageState, Round};

/// From the first hand-over on; a round that could not leave by then does not leave any more.
const LASTS: SignedDuration = SignedDuration::from_hours(72);
/// The waits before the second and the third round: a mailbox is not emptied in minutes.
const WAITS_HOURS: [i64; 2] = [4, 24];

/// What is known when a soft bounce is taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CameBackSoftly {
    /// The round that came back.
    pub round: Round,
    /// Where the message stands.
    pub message: MessageState,
    /// Where its customer stands.
    pub customer: CustomerState,
    /// When its first round left.
    pub first_left_at: Timestamp,
    /// The batch still sends.
    pub is_batch_open: bool,
    /// A later message to the customer has left: what becomes of that one decides.
    pub is_followed: bool,
    /// The address is on the do-not-contact list, maybe by this very report.
    pub is_listed: bool,
}

/// What follows from a soft bounce.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterSoft {
    /// The next round may leave from this moment on.
    Again(Round, Timestamp),
    /// That was the last round; as after a hard bounce.
    Bounced,
    /// Nothing: it arrived, or another mail decides.
    Stands,
}

impl CameBackSoftly {
    /// Decides. Whoever opened or answered is not asked for again, whatever came back.
    pub fn decide(&self, now: Timestamp) -> AfterSoft {
        if self.is_followed || self.is_under_way_again() || self.has_arrived() {
            return AfterSoft::Stands;
        }
        let may_follow = self.is_batch_open
            && !self.is_listed
            && matches!(
                self.customer,
                CustomerState::Scheduled | CustomerState::Invited | CustomerState::Reminded
            )
            && matches!(self.message, MessageState::Sent | MessageState::InDoubt | MessageState::HandingOver);
        let from = wait(self.round).and_then(|wait| now.checked_add(wait).ok());
        match (self.round.next(), from) {
            (Some(next), Some(from)) if may_follow && !is_over(self.first_left_at, from) => {
                AfterSoft::Again(next, from)
            }
            _ => AfterSoft::Bounced,
        }
    }

    /// Whoever opened or answered has it.
    fn has_arrived(&self) -> bool {
        matches!(
            self.customer,
            CustomerState::Opened | CustomerState::PartiallyAnswered | CustomerState::Finished
        )
    }

    /// The peer put the mail off after it had taken it, or a person holds it: it will be heard of again.
    fn is_under_way_again(&self) -> bool {
        matches!(self.message, MessageState::Waiting | MessageState::Claimed | MessageState::Held)
    }
}

fn wait(after: Round) -> Option<SignedDuration> {
    let index = usize::try_from(after.number() - 1).ok()?;
    WAITS_HOURS.get(index).copied().map(SignedDuration::from_hours)
}

/// Whether the time for tries is over at a moment.
pub fn is_over(first_left_at: Timestamp, at: Timestamp) -> bool {
    at.duration_since(first_left_at) > LASTS
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEFT: &str = "2026-03-02T09:00:00Z";

    fn left() -> Timestamp {
        LEFT.parse().unwrap()
    }

    fn hours_later(hours: i64) -> Timestamp {
        left() + SignedDuration::from_hours(hours)
    }

    fn round(number: i16) -> Round {
        Round::new(number).unwrap()
    }

    fn first() -> CameBackSoftly {
        CameBackSoftly {
            round: Round::FIRST,
            message: MessageState::Sent,
            customer: CustomerState::Invited,
            first_left_at: left(),
            is_batch_open: true,
            is_followed: false,
            is_listed: false,
        }
    }

    #[test]
    fn q48_three_rounds_within_72_hours_and_no_fourth() {
        for (number, heard, follows) in [
            (1, 0, AfterSoft::Again(round(2), hours_later(4))),
            (1, 68, AfterSoft::Again(round(2), hours_later(72))),
            (1, 69, AfterSoft::Bounced),
            (2, 5, AfterSoft::Again(round(3), hours_later(29))),
            (2, 48, AfterSoft::Again(round(3), hours_later(72))),
            (2, 49, AfterSoft::Bounced),
            (3, 30, AfterSoft::Bounced),
            (1, 500, AfterSoft::Bounced),
        ] {
            let came_back = CameBackSoftly { round: round(number), ..first() };
            assert_eq!(came_back.decide(hours_later(heard)), follows, "round {number} after {heard} h");
        }
    }

    #[test]
    fn q48_the_very_moment_of_72_hours_still_counts() {
        assert!(!is_over(left(), hours_later(72)));
        assert!(is_over(left(), hours_later(72) + SignedDuration::from_nanos(1)));
        assert!(!is_over(left(), hours_later(-1)), "a clock that was set back");
    }

    #[test]
    fn q48_only_who_was_asked_and_did_nothing_is_tried_again() {
        for customer in CustomerState::ALL {
            let tried = matches!(
                customer,
                CustomerState::Scheduled | CustomerState::Invited | CustomerState::Reminded
            );
            let arrived = matches!(
                customer,
                CustomerState::Opened | CustomerState::PartiallyAnswered | CustomerState::Finished
            );
            let decided = CameBackSoftly { customer, ..first() }.decide(left());
            assert_eq!(matches!(decided, AfterSoft::Again(..)), tried, "{customer:?}");
            assert_eq!(decided == AfterSoft::Stands, arrived, "{customer:?}");
            let last = CameBackSoftly { customer, round: round(3), ..first() }.decide(left());
            assert_eq!(last == AfterSoft::Stands, arrived, "{customer:?}");
        }
    }

    #[test]
    fn q48_what_the_batch_the_list_and_later_mail_say_comes_first() {
        for (came_back, follows) in [
            (CameBackSoftly { is_batch_open: false, ..first() }, AfterSoft::Bounced),
            (CameBackSoftly { is_listed: true, ..first() }, AfterSoft::Bounced),
            (CameBackSoftly { is_followed: true, ..first() }, AfterSoft::Stands),
        ] {
            assert_eq!(came_back.decide(left()), follows, "{came_back:?}");
        }
    }

    #[test]
    fn q48_only_a_message_that_may_have_left_is_tried_again() {
        for message in MessageState::ALL {
            let follows = match message {
                MessageState::Sent | MessageState::InDoubt | MessageState::HandingOver => {
                    AfterSoft::Again(round(2), hours_later(4))
                }
                MessageState::Waiting | MessageState::Claimed | MessageState::Held => AfterSoft::Stands,
                MessageState::Rejected
                | MessageState::Failed
                | MessageState::Expired
                | MessageState::Cancelled => AfterSoft::Bounced,
            };
            assert_eq!(CameBackSoftly { message, ..first() }.decide(left()), follows, "{message:?}");
        }
    }
}
