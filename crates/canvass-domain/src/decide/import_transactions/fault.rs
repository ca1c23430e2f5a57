//! What can be wrong with one row (Q24) and what the caller is told about mail (Q43).

use crate::command::Member;

/// The order in which day and month stand in a date (Q35).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum DateOrder {
    /// dd/MM/yyyy.
    #[default]
    DayFirst,
    /// MM/dd/yyyy.
    MonthFirst,
}

impl DateOrder {
    /// The form as people write it, also the word in storage and API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::DayFirst => "dd/MM/yyyy",
            Self::MonthFirst => "MM/dd/yyyy",
        }
    }

    /// The order of a form made by [`Self::as_str`].
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::DayFirst, Self::MonthFirst].into_iter().find(|order| order.as_str() == word)
    }
}

/// An error of one row: the row is refused, the others are not (Q22).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RowError {
    /// Place of the row in the request, from 0.
    pub row: usize,
    /// What it is about.
    pub member: Member,
    /// What is wrong.
    pub problem: RowProblem,
}

/// What can be wrong with a row (Q24).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RowProblem {
    /// Neither a mail address nor a mobile number (Q28).
    IdentityMissing,
    /// The mail address is not usable, and no mobile number is (Q28).
    EmailInvalid,
    /// The mobile number is not usable, and no mail address was sent (Q28).
    MobileInvalid,
    /// No date in the workspace's order (Q35).
    DateInvalid(DateOrder),
    /// Later than tomorrow (Q36).
    DateFuture,
    /// No segment has this code (Q33).
    SegmentUnknown,
    /// No open questionnaire of the workspace has this number (Q40).
    QuestionnaireUnknown,
    /// Nothing leads to a questionnaire (Q40).
    QuestionnaireMissing,
    /// No template of the workspace has this number (Q41).
    TemplateUnknown,
    /// Neither true nor false (Q42).
    FlagInvalid,
    /// The text has more characters than are kept.
    TooLong {
        /// The limit.
        most: usize,
    },
    /// A control character (Q20).
    CharacterInvalid,
}

impl RowProblem {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::IdentityMissing => "identity_missing",
            Self::EmailInvalid => "email_invalid",
            Self::MobileInvalid => "mobile_invalid",
            Self::DateInvalid(_) => "date_invalid",
            Self::DateFuture => "date_future",
            Self::SegmentUnknown => "segment_unknown",
            Self::QuestionnaireUnknown => "questionnaire_unknown",
            Self::QuestionnaireMissing => "questionnaire_missing",
            Self::TemplateUnknown => "template_unknown",
            Self::FlagInvalid => "flag_invalid",
            Self::TooLong { .. } => "too_long",
            Self::CharacterInvalid => "character_invalid",
        }
    }
}

/// What became of the mail of a call: the first that fits (Q43).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EmailStatus {
    /// Invitations were queued.
    Initiated,
    /// No stored row asked for mail.
    NotRequested,
    /// No template is set.
    NoTemplate,
    /// No stored row has a usable address.
    NoAddress,
    /// Nobody is eligible.
    NobodyEligible,
}

impl EmailStatus {
    /// All of them, in the order of Q43.
    pub const ALL: [Self; 5] =
        [Self::Initiated, Self::NotRequested, Self::NoTemplate, Self::NoAddress, Self::NobodyEligible];

    /// The word used in storage.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Initiated => "initiated",
            Self::NotRequested => "not_requested",
            Self::NoTemplate => "no_template",
            Self::NoAddress => "no_address",
            Self::NobodyEligible => "nobody_eligible",
        }
    }

    /// The status of a word made by [`Self::as_str`].
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }
}
