//! Questionnaires: the document, its checks, and what a valid answer to it is.

mod answer;
mod check;
mod document;
mod policy;
mod position;

pub use answer::{AnswerFault, AnswerProblem, CheckedAnswer, check_answers};
pub use check::{
    DocumentFault, MOST_ANSWER_CHARS, MOST_LANGUAGES, MOST_PARTS, MOST_POSITIONS, MOST_QUESTIONS,
    MOST_TEXT_CHARS,
};
pub use document::{Document, Language, Page, Position, Question, QuestionKind, Section, Texts};
pub use policy::{Policy, Reminders};
pub use position::{HIGHEST_SCORE, PositionKey};
