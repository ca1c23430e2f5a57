//! `RecordAnswer`: what a respondent sends for one questionnaire.

use crate::id::{BaseQuestionId, CustomerId, PositionId};

/// One submission of the whole questionnaire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordAnswer {
    /// Who answers.
    pub customer: CustomerId,
    /// Language the page was shown in.
    pub language: String,
    /// What was said, in the order of the form; unanswered questions are left out.
    pub answers: Vec<AnswerInput>,
}

/// What was said to one question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerInput {
    /// The question.
    pub question: BaseQuestionId,
    /// Chosen positions; for a recommendation the position's id is the score plus 1.
    pub positions: Vec<PositionId>,
    /// "Not applicable" was chosen.
    pub is_not_applicable: bool,
    /// Text of a text question.
    pub text: Option<String>,
}
