//! A response that comes with its customer.

use jiff::Timestamp;

use super::KeptAnswer;

/// A response that came with a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// What was said.
    pub answers: Vec<GivenAnswer>,
    /// All of it: the customer is Finished, else PartiallyAnswered.
    pub is_complete: bool,
    /// When it was finished, or last added to.
    pub at: Timestamp,
}

/// An answer with what it counts in averages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenAnswer {
    /// What was said.
    pub answer: KeptAnswer,
    /// Its score; `None` for texts, several positions and "not applicable".
    pub score: Option<i32>,
}
