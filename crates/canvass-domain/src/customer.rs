//! The thirteen customer states (E10-E18) and how a customer moves between them.

use crate::batch::BatchKind;
use crate::reason::{Reason, Rule};

/// Where a customer stands; the number is fixed and served to clients (E10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CustomerState {
    /// Stored; batch not approved, or portal and not opened.
    Initial,
    /// Batch approved, send moment set.
    Scheduled,
    /// Invitation handed to the mail server.
    Invited,
    /// Reminder handed over.
    Reminded,
    /// Questionnaire opened.
    Opened,
    /// At least one answer saved by the respondent.
    PartiallyAnswered,
    /// Questionnaire completed.
    Finished,
    /// Ended without an answer.
    Closed,
    /// Lock or lower priority.
    Locked,
    /// Not deliverable as sent in.
    Fault,
    /// Mail came back.
    Bounced,
    /// Opted out before opening.
    OptedOut,
    /// Batch rejected or cancelled.
    Rejected,
}

impl CustomerState {
    /// All states in code order.
    pub const ALL: [Self; 13] = [
        Self::Initial,
        Self::Scheduled,
        Self::Invited,
        Self::Reminded,
        Self::Opened,
        Self::PartiallyAnswered,
        Self::Finished,
        Self::Closed,
        Self::Locked,
        Self::Fault,
        Self::Bounced,
        Self::OptedOut,
        Self::Rejected,
    ];

    /// The fixed code, 1 to 13.
    pub fn code(self) -> i32 {
        match self {
            Self::Initial => 1,
            Self::Scheduled => 2,
            Self::Invited => 3,
            Self::Reminded => 4,
            Self::Opened => 5,
            Self::PartiallyAnswered => 6,
            Self::Finished => 7,
            Self::Closed => 8,
            Self::Locked => 9,
            Self::Fault => 10,
            Self::Bounced => 11,
            Self::OptedOut => 12,
            Self::Rejected => 13,
        }
    }

    /// The state of a code.
    pub fn from_code(code: i32) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// The name served to clients.
    pub fn name(self) -> &'static str {
        match self {
            Self::Initial => "Initial",
            Self::Scheduled => "Scheduled",
            Self::Invited => "Invited",
            Self::Reminded => "Reminded",
            Self::Opened => "Opened",
            Self::PartiallyAnswered => "PartiallyAnswered",
            Self::Finished => "Finished",
            Self::Closed => "Closed",
            Self::Locked => "Locked",
            Self::Fault => "Fault",
            Self::Bounced => "Bounced",
            Self::OptedOut => "OptedOut",
            Self::Rejected => "Rejected",
        }
    }

    /// End states are left no more, but for E70 and a bounced customer who opens the link (E14).
    pub fn is_end(self) -> bool {
        self.code() >= 7
    }
}

/// What happens to a customer at its end date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    /// The new state.
    pub state: CustomerState,
    /// `EndDatePassed` for one who was never asked (E50).
    pub reason: Option<Reason>,
    /// The entry of the ledger.
    pub rule: Rule,
}

impl CustomerState {
    /// The invitation was handed over and taken; whoever opened or answered meanwhile is further already.
    #[must_use]
    pub fn invited(self) -> Self {
        if matches!(self, Self::Initial | Self::Scheduled) { Self::Invited } else { self }
    }

    /// A reminder was handed over and taken (E51); whoever opened or answered is further already.
    #[must_use]
    pub fn reminded(self) -> Self {
        if self == Self::Invited { Self::Reminded } else { self }
    }

    /// The mail came back, or the peer refused it for good.
    #[must_use]
    pub fn bounced(self) -> Self {
        if matches!(self, Self::Scheduled | Self::Invited | Self::Reminded) { Self::Bounced } else { self }
    }

    /// The person opted out: only who has not opened yet is stopped (E16).
    #[must_use]
    pub fn opted_out(self) -> Self {
        if matches!(self, Self::Initial | Self::Scheduled | Self::Invited | Self::Reminded) {
            Self::OptedOut
        } else {
            self
        }
    }

    /// The questionnaire was opened. Someone whose mail came back is back (E14).
    #[must_use]
    pub fn opened(self) -> Self {
        match self {
            Self::Initial | Self::Scheduled | Self::Invited | Self::Reminded | Self::Bounced => Self::Opened,
            Self::Opened
            | Self::PartiallyAnswered
            | Self::Finished
            | Self::Closed
            | Self::Locked
            | Self::Fault
            | Self::OptedOut
            | Self::Rejected => self,
        }
    }

    /// The respondent's first answer was saved.
    #[must_use]
    pub fn started(self) -> Self {
        let opened = self.opened();
        if opened == Self::Opened { Self::PartiallyAnswered } else { opened }
    }

    /// The questionnaire was completed.
    #[must_use]
    pub fn finished(self) -> Self {
        let started = self.started();
        if started == Self::PartiallyAnswered { Self::Finished } else { started }
    }

    /// The end date passed: 1 to 5 become 8, a partial answer stays one (E15). `None` = nothing changes.
    pub fn ended(self, kind: BatchKind) -> Option<Ended> {
        let was_asked = match self {
            // A portal customer had its link from approval on (E53).
            Self::Initial => kind == BatchKind::Portal,
            Self::Scheduled => false,
            Self::Invited | Self::Reminded | Self::Opened => true,
            Self::PartiallyAnswered
            | Self::Finished
            | Self::Closed
            | Self::Locked
            | Self::Fault
            | Self::Bounced
            | Self::OptedOut
            | Self::Rejected => return None,
        };
        let (reason, rule) = if was_asked {
            (None, Rule::CustomerClosed)
        } else {
            (Some(Reason::EndDatePassed), Rule::EndDatePassed)
        };
        Some(Ended { state: Self::Closed, reason, rule })
    }

    /// Nothing more is expected of this customer, so its batch need not wait for it (E5).
    pub fn is_settled(self, is_over: bool) -> bool {
        self.is_end() || (self == Self::PartiallyAnswered && is_over)
    }
}

#[cfg(test)]
mod tests {
    use super::CustomerState as C;
    use crate::batch::BatchKind;
    use crate::reason::{Reason, Rule};

    /// The state of a code after a step.
    fn codes(step: impl Fn(C) -> C) -> Vec<i32> {
        C::ALL.into_iter().map(|state| step(state).code()).collect()
    }

    #[test]
    fn e10_codes_and_names_are_fixed() {
        for (index, state) in C::ALL.into_iter().enumerate() {
            assert_eq!(usize::try_from(state.code()).unwrap(), index + 1);
            assert_eq!(C::from_code(state.code()), Some(state));
        }
        assert_eq!((C::from_code(0), C::from_code(14)), (None, None));
    }

    #[test]
    fn e14_end_states_are_left_by_a_bounced_customer_who_opens_and_by_no_other() {
        assert_eq!(codes(C::opened), [5, 5, 5, 5, 5, 6, 7, 8, 9, 10, 5, 12, 13]);
        assert_eq!(codes(C::started), [6, 6, 6, 6, 6, 6, 7, 8, 9, 10, 6, 12, 13]);
        assert_eq!(codes(C::finished), [7, 7, 7, 7, 7, 7, 7, 8, 9, 10, 7, 12, 13]);
        assert_eq!(codes(C::invited), [3, 3, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
        assert_eq!(codes(C::reminded), [1, 2, 4, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]); // E51
        assert_eq!(codes(C::opted_out), [12, 12, 12, 12, 5, 6, 7, 8, 9, 10, 11, 12, 13]); // E16
        assert_eq!(codes(C::bounced), [1, 11, 11, 11, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
    }

    #[test]
    fn steps_taken_twice_change_nothing() {
        for step in [C::opted_out, C::opened, C::started, C::finished, C::invited, C::reminded, C::bounced] {
            for state in C::ALL {
                assert_eq!(step(step(state)), step(state), "{state:?}");
            }
        }
    }

    #[test]
    fn e15_e50_at_the_end_date_1_to_5_become_8() {
        for kind in [BatchKind::Email, BatchKind::Portal] {
            for state in C::ALL {
                let ended = state.ended(kind);
                assert_eq!(ended.is_some(), state.code() <= 5, "{state:?}");
                let Some(ended) = ended else { continue };
                assert_eq!(ended.state, C::Closed);
                let was_asked = state.code() >= 3 || (kind == BatchKind::Portal && state == C::Initial);
                assert_eq!(ended.reason, (!was_asked).then_some(Reason::EndDatePassed));
                let rule = if was_asked { Rule::CustomerClosed } else { Rule::EndDatePassed };
                assert_eq!(ended.rule, rule);
            }
        }
    }

    #[test]
    fn e5_a_partial_answer_is_settled_when_its_end_is_past() {
        for state in C::ALL {
            assert_eq!(state.is_settled(true), state.code() >= 6);
            assert_eq!(state.is_settled(false), state.code() >= 7);
        }
    }
}
