//! `ImportResponse`: store a transaction with the response that was given elsewhere (call 8). Made by a surface's
//! `lower`, judged by `decide::import_response`.

use std::collections::BTreeMap;

use jiff::civil;

/// A response that was given elsewhere.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportResponse {
    /// Number of the questionnaire that was answered.
    pub questionnaire: i64,
    /// Code of the segment.
    pub segment_code: Option<String>,
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// Mail address; without it and the mobile the response is anonymous (Q69).
    pub email: Option<String>,
    /// Mobile number.
    pub mobile: Option<String>,
    /// When it was given; `None` = now.
    pub finished: Option<ResponseTime>,
    /// Only partly answered (Q68).
    pub is_partial: bool,
    /// A number or word of the sender for this response.
    pub external_reference: Option<String>,
    /// Language tag or name.
    pub language: Option<String>,
    /// Variables by label or `customN`.
    pub variables: Vec<(String, String)>,
    /// What was said to each question, in the order sent.
    pub answers: Vec<ResponseAnswer>,
    /// Where it came from, for those who read it back: members of the call by their names, as characters.
    pub origin: BTreeMap<String, String>,
}

/// When a response was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ResponseTime {
    /// Seconds since 1970, or from 10^11 on milliseconds.
    Epoch(i64),
    /// A clock time in the zone of the workspace.
    Clock(civil::DateTime),
}

/// What was said to one question.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ResponseAnswer {
    /// Number of the question.
    pub question: Option<i64>,
    /// Its code: `Q` and its place in the questionnaire, from 1. Looked at where there is no number.
    pub code: Option<String>,
    /// What was chosen or written, in the order sent.
    pub chosen: Vec<ChosenAnswer>,
}

/// One thing chosen or written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChosenAnswer {
    /// Number of the position.
    pub answer: Option<i64>,
    /// Its label, the score of a recommendation, or what was written.
    pub text: Option<String>,
}

/// The place in an [`ImportResponse`] that a fault is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ResponsePlace {
    /// The mail address.
    Email,
    /// The mobile number.
    Mobile,
    /// First name.
    FirstName,
    /// Last name.
    LastName,
    /// Code of the segment.
    SegmentCode,
    /// When it was given.
    Finished,
    /// The language.
    Language,
    /// The variable at this place.
    Variable(usize),
    /// The question at this place.
    Question(usize),
    /// The answer at this place of the question at that place: question, answer.
    Answer(usize, usize),
}
