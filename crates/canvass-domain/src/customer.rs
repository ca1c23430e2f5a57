//! The thirteen customer states (section 6 of the Expoints rules, E10-E18).

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
