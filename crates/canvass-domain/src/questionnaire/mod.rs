//! Questionnaires: the document, its checks, and what a valid answer to it is.

mod document;
mod position;

pub use document::{Document, Language, Page, Position, Question, QuestionKind, Section, Texts};
pub use position::{HIGHEST_SCORE, PositionKey};
