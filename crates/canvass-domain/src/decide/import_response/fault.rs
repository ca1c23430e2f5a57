//! What can be wrong with an imported response; any fault refuses the whole (Q68).

use crate::command::ResponsePlace;

/// A fault with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResponseFault {
    /// Where.
    pub place: ResponsePlace,
    /// What.
    pub problem: ResponseProblem,
}

/// What can be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ResponseProblem {
    /// The mail address is not usable, and no mobile number is (Q28).
    EmailInvalid,
    /// The mobile number is not usable, and there is no mail address (Q29).
    MobileInvalid,
    /// The text has more characters than are kept.
    TooLong {
        /// The limit.
        most: usize,
    },
    /// A control character (Q20).
    CharacterInvalid,
    /// No segment has this code.
    SegmentUnknown,
    /// No variable has this label.
    VariableUnknown,
    /// The variable came twice.
    VariableTwice,
    /// The questionnaire has no such question.
    QuestionUnknown,
    /// The question came twice.
    QuestionTwice,
    /// The question has no such answer.
    AnswerUnknown,
    /// More answers than the question takes.
    TooManyAnswers,
    /// More than 5 minutes ahead, or no moment at all.
    TimeAhead,
}
