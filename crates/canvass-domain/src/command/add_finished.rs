//! `AddFinished`: keep a response that was given elsewhere (E86-E95). Locks and opt-outs do not refuse it.

use uuid::Uuid;

use super::NewCustomer;
use crate::id::QuestionnaireId;
use crate::when::When;

/// A questionnaire, as a wire names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum QuestionnaireKey {
    /// By its id on the wires.
    Guid(Uuid),
    /// By its number.
    Number(QuestionnaireId),
}

/// One finished response with the customer who gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddFinished {
    /// Left out of results (E55).
    pub is_test: bool,
    /// Uses the concept version, implies test (E56).
    pub is_concept: bool,
    /// What was answered.
    pub questionnaire: QuestionnaireKey,
    /// When it was finished; `None` = now (E87).
    pub finished_at: Option<When>,
    /// Language of the response; unknown = the questionnaire's default, with a warning.
    pub language: Option<String>,
    /// The person asked to be called.
    pub is_contact_requested: bool,
    /// Who: address, phone, transaction date, end date (the day the survey closed), values, and in `answers` the
    /// response. Its place in faults is customer 0.
    pub customer: NewCustomer,
}
