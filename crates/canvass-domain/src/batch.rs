//! Batches and their states (E1-E9, E52).

/// How the customers of a batch are reached (E52).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BatchKind {
    /// An invitation leaves for each customer.
    Email,
    /// Links only; nothing is sent (E53).
    Portal,
}

impl BatchKind {
    /// The word used in storage, API and pages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Portal => "portal",
        }
    }

    /// The kind of a word made by [`Self::as_str`].
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Email, Self::Portal].into_iter().find(|kind| kind.as_str() == word)
    }
}

/// Where a batch stands (E2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BatchState {
    /// Still streaming in.
    Received,
    /// Waits for a person (E3).
    PendingApproval,
    /// May be sent.
    Approved,
    /// First invitation sent or first questionnaire opened (E4).
    Active,
    /// Each customer is at an end (E5).
    Closed,
    /// Refused by a person before approval (E6).
    Rejected,
    /// Stopped by a person after approval (E7).
    Cancelled,
}

impl BatchState {
    /// All states, in the order of their lives.
    pub const ALL: [Self; 7] = [
        Self::Received,
        Self::PendingApproval,
        Self::Approved,
        Self::Active,
        Self::Closed,
        Self::Rejected,
        Self::Cancelled,
    ];

    /// The word used in storage, API and pages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Received => "Received",
            Self::PendingApproval => "PendingApproval",
            Self::Approved => "Approved",
            Self::Active => "Active",
            Self::Closed => "Closed",
            Self::Rejected => "Rejected",
            Self::Cancelled => "Cancelled",
        }
    }

    /// The state of a word made by [`Self::as_str`].
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

impl BatchState {
    /// The first invitation was sent or the first questionnaire opened (E4).
    #[must_use]
    pub fn activated(self) -> Self {
        if self == Self::Approved { Self::Active } else { self }
    }

    /// Each customer is settled (E5); a batch never reopens.
    #[must_use]
    pub fn closed(self) -> Self {
        if self.is_running() { Self::Closed } else { self }
    }

    /// Whether a file may go on filling it.
    pub fn takes_customers(self) -> bool {
        matches!(self, Self::PendingApproval | Self::Approved | Self::Active)
    }

    /// Approved and not over: invitations leave and links work.
    pub fn is_running(self) -> bool {
        matches!(self, Self::Approved | Self::Active)
    }
}

/// What the report of a batch tells about how it was read; it changed nothing for others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Remark {
    /// The body needed the second, forgiving reading (Q13).
    ReadForgivingly,
    /// The mail address of the customer at this place was not usable and was left out (Q28).
    EmailLeftOut(usize),
    /// The mobile number of the customer at this place was not usable and was left out (Q29).
    MobileLeftOut(usize),
    /// The customer at this place asked for a text message, and no template for one is set.
    TextMessageNotSent(usize),
}

impl Remark {
    /// The place in the batch of the customer that it is about.
    pub fn customer(self) -> Option<usize> {
        match self {
            Self::ReadForgivingly => None,
            Self::EmailLeftOut(at) | Self::MobileLeftOut(at) | Self::TextMessageNotSent(at) => Some(at),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::BatchState;

    #[test]
    fn e2_the_states_have_the_words_of_the_rule() {
        let words = ["Received", "PendingApproval", "Approved", "Active", "Closed", "Rejected", "Cancelled"];
        for state in BatchState::ALL {
            assert!(words.contains(&state.as_str()), "{state:?}");
            assert_eq!(BatchState::from_word(state.as_str()), Some(state));
        }
    }

    #[test]
    fn e4_e5_a_batch_goes_active_and_closed_once_and_never_back() {
        use BatchState::{Active, Approved, Closed};
        for state in BatchState::ALL {
            assert_eq!(state.activated(), if state == Approved { Active } else { state });
            assert_eq!(state.closed(), if matches!(state, Approved | Active) { Closed } else { state });
            assert_eq!(state.closed().closed(), state.closed());
        }
    }
}
