//! Call 8, POST `/cx/surveys/{surveyID}/responses`: store a response that was given elsewhere, or nothing (Q68, Q69).
//!
//! `request` is the table, `lower` makes the command, `fault` tells what a rule refused, `answer` is what a 200 says.

mod answer;
mod fault;
mod lower;
mod request;

pub use answer::{AnsweredQuestion, GivenAnswer, ResponseAnswer, timestamp};
pub use fault::refusal;
pub use lower::lower;
pub use request::{ImportResponseRequest, Location, Question, SentAnswer};

use super::reading::{Bound, Refused, read_object};

/// Reads a body.
pub fn read(body: &[u8]) -> Result<Bound<ImportResponseRequest>, Refused> {
    read_object(body, &request::RESPONSE)
}

#[cfg(test)]
mod tests;
