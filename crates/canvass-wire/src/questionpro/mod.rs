//! The QuestionPro surface: one file a call with its request, its `lower` into a command and its answer; `reading` binds
//! bodies, `error` is the envelope and the table of its numbers. Rule ids are those of `docs/surfaces/questionpro.md`.

pub mod contact;
pub mod error;
pub mod import_response;
pub mod import_transactions;
mod json;
pub mod language;
pub mod pagination;
pub mod reading;
pub mod survey_url;
pub mod survey_urls;
