//! A file that is taken in row by row: where it stands, and what became of each of its rows. Every row read is in exactly
//! one bucket, so the buckets add up to the rows whatever happened (`docs/imports.md`).

use crate::customer::CustomerState;
use crate::decide::import_customers::DecidedCustomer;
use crate::decision::Decision;
use crate::reason::{Reason, Rule};

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bucket {
    /// A customer who is asked, or waits for approval.
    Accepted,
    /// An earlier row of the file has the address.
    DuplicateInFile,
    /// The person is asked already, by another batch.
    DuplicateKnown,
    /// The row cannot be read, or breaks a rule: a field and a reason.
    Invalid,
    /// A lock holds for the person, or it rests.
    Locked,
    /// The person opted out.
    OptedOut,
    /// The person is asked later than usual, by a rule.
    Deferred,
    /// A sound customer who is not asked: not in the sample, or the end date passed before the first send window.
    NotAsked,
}

impl Bucket {
    /// All buckets in the order of reports.
    pub const ALL: [Self; 8] = [
        Self::Accepted,
        Self::DuplicateInFile,
        Self::DuplicateKnown,
        Self::Invalid,
        Self::Locked,
        Self::OptedOut,
        Self::Deferred,
        Self::NotAsked,
    ];

    /// The word in storage and reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::DuplicateInFile => "duplicate_in_file",
            Self::DuplicateKnown => "duplicate_known",
            Self::Invalid => "invalid",
            Self::Locked => "locked",
            Self::OptedOut => "opted_out",
            Self::Deferred => "deferred",
            Self::NotAsked => "not_asked",
        }
    }

    /// The bucket of a word made by [`Self::as_str`].
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|bucket| bucket.as_str() == word)
    }

    /// Where a customer of the file goes.
    pub fn of(customer: &DecidedCustomer) -> Self {
        let rule = last_rule(customer);
        let Some(reason) = customer.reason else {
            return if rule == Some(Rule::DeferredByRule) { Self::Deferred } else { Self::Accepted };
        };
        match reason {
            Reason::InvalidEmail | Reason::MissingContact | Reason::NoQuestionnaire => Self::Invalid,
            Reason::DuplicateEmail => Self::DuplicateInFile,
            Reason::LowerPriority => Self::DuplicateKnown,
            Reason::Locked if rule == Some(Rule::RestingQueued) => Self::DuplicateKnown,
            Reason::Locked | Reason::Suppressed => Self::Locked,
            Reason::OptedOut => Self::OptedOut,
            Reason::Sampling
            | Reason::NoTemplate
            | Reason::EndDatePassed
            | Reason::BatchRejected
            | Reason::BatchCancelled => Self::NotAsked,
        }
    }
}

/// The rule that decided last about a customer.
pub fn last_rule(customer: &DecidedCustomer) -> Option<Rule> {
    customer.decisions.last().map(|decision| decision.rule)
}

/// The field of a row that a reason is about, where there is one.
pub fn field_of(reason: Reason) -> Option<&'static str> {
    matches!(reason, Reason::InvalidEmail | Reason::MissingContact | Reason::DuplicateEmail)
        .then_some("email")
}

/// Turns a customer into one who gives way to an earlier row with the same address (E38). The detail of the ledger is
/// filled in once the numbers are known.
pub fn give_way(customer: &mut DecidedCustomer) {
    customer.state = CustomerState::Fault;
    customer.reason = Some(Reason::DuplicateEmail);
    customer.window = None;
    // The last entry said what was decided before the row was compared with others.
    if let Some(last) = customer.decisions.last_mut() {
        *last = Decision { rule: Rule::AddressDuplicate, detail: None, at: last.at };
    }
}

/// Where a file stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ImportState {
    /// Rows are coming.
    Running,
    /// The body ended before the file did; sent again it goes on.
    Interrupted,
    /// Every row of the file has its bucket.
    Finished,
    /// A person ended it, or its batch; it takes no more rows.
    Stopped,
}

impl ImportState {
    /// All states.
    pub const ALL: [Self; 4] = [Self::Running, Self::Interrupted, Self::Finished, Self::Stopped];

    /// The word in storage and API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Interrupted => "interrupted",
            Self::Finished => "finished",
            Self::Stopped => "stopped",
        }
    }

    /// The state of a word made by [`Self::as_str`].
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// Whether no further row is taken.
    pub fn is_end(self) -> bool {
        matches!(self, Self::Finished | Self::Stopped)
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    fn customer(state: CustomerState, reason: Option<Reason>, rule: Rule) -> DecidedCustomer {
        let at = Timestamp::UNIX_EPOCH;
        DecidedCustomer {
            state,
            reason,
            decisions: vec![Decision { rule, detail: None, at }],
            ..DecidedCustomer::received(at)
        }
    }

    #[test]
    fn words_lead_back() {
        for bucket in Bucket::ALL {
            assert_eq!(Bucket::from_word(bucket.as_str()), Some(bucket));
        }
        for state in ImportState::ALL {
            assert_eq!(ImportState::from_word(state.as_str()), Some(state));
        }
    }

    #[test]
    fn each_customer_has_one_bucket() {
        let bucket = |state, reason: Reason| Bucket::of(&customer(state, Some(reason), reason.rule()));
        assert_eq!(Bucket::of(&customer(CustomerState::Scheduled, None, Rule::Scheduled)), Bucket::Accepted);
        assert_eq!(bucket(CustomerState::Fault, Reason::InvalidEmail), Bucket::Invalid);
        assert_eq!(bucket(CustomerState::Locked, Reason::Locked), Bucket::Locked);
        assert_eq!(bucket(CustomerState::OptedOut, Reason::OptedOut), Bucket::OptedOut);
        assert_eq!(bucket(CustomerState::Closed, Reason::EndDatePassed), Bucket::NotAsked);
        let deferred = customer(CustomerState::Scheduled, None, Rule::DeferredByRule);
        assert_eq!(Bucket::of(&deferred), Bucket::Deferred);
        let queued = customer(CustomerState::Locked, Some(Reason::Locked), Rule::RestingQueued);
        assert_eq!(Bucket::of(&queued), Bucket::DuplicateKnown);
    }

    #[test]
    fn who_gives_way_is_not_asked_and_its_ledger_says_why() {
        let mut customer = customer(CustomerState::Scheduled, None, Rule::Scheduled);
        give_way(&mut customer);
        assert_eq!((customer.state, Bucket::of(&customer)), (CustomerState::Fault, Bucket::DuplicateInFile));
        assert_eq!(last_rule(&customer), Some(Rule::AddressDuplicate));
    }
}
