//! Questionnaires: the document, its checks, and what a valid answer to it is.

mod document;

pub use document::{
    Document, Language, Page, Position, Question, QuestionKind, Section, Texts,
};
