//! `ImportCustomers`: take in a batch. Made by a surface's `lower`, judged by `decide::import_customers`.

use std::sync::Arc;

use uuid::Uuid;

use crate::batch::BatchKind;
use crate::when::{ClockTime, When};

/// One intake call or file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportCustomers {
    /// Approved at once, without a person (E3).
    pub approves: bool,
    /// End date of all customers that bring none (E48).
    pub end_date: Option<When>,
    /// Earliest time of day (E43).
    pub send_time: Option<ClockTime>,
    /// Sent for real, left out of results (E55).
    pub is_test: bool,
    /// Uses the concept version, implies test (E56).
    pub is_concept: bool,
    /// By mail or by link only (E52).
    pub kind: BatchKind,
    /// Keep several customers with one address (E38).
    pub allows_duplicates: bool,
    /// Who hears of the batch, as sent (E8).
    pub notify: Option<String>,
    /// The name people see; `None` or blank = made from surface and time.
    pub name: Option<String>,
    /// The customers, in the order sent.
    pub customers: Vec<NewCustomer>,
}

/// One customer of the batch, as sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewCustomer {
    /// Mail address as sent.
    pub email: Option<String>,
    /// Phone number as sent.
    pub phone: Option<String>,
    /// Not before this; `None` = now (E42).
    pub send_date: Option<When>,
    /// The date used in reports; `None` = now.
    pub transaction_date: Option<When>,
    /// Own end date (E48).
    pub end_date: Option<When>,
    /// `None` = 0 (E66).
    pub priority: Option<i32>,
    /// Customer whose data is copied (E59).
    pub previous: Option<i32>,
    /// Data values, in the order sent.
    pub values: Vec<NewValue>,
    /// Pre-filled answers (E88).
    pub answers: Vec<NewAnswer>,
    /// Answers of the previous customer to copy (E61).
    pub answers_to_copy: Vec<i32>,
    /// Copy all of them (E61).
    pub copies_all_answers: bool,
}

/// One data value, as sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewValue {
    /// Column number; 0 or below = go by name (E29).
    pub column: i32,
    /// Column name, or external name.
    pub name: Option<String>,
    /// External name, looked at when neither number nor name is given (E37).
    pub external_name: Option<String>,
    /// The value; `None` counts as blank (E32).
    pub value: Option<String>,
    /// Opaque to us (E96).
    pub is_encrypted: bool,
    /// Certificate, hexadecimal, as sent.
    pub thumbprint: Option<String>,
    /// Wrapped key, as sent.
    pub key: Option<String>,
}

/// A question, as a wire names it (E88).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum QuestionKey {
    /// The workspace-wide question; 0 = none was named.
    Base(i32),
    /// The question in one questionnaire.
    Guid(Uuid),
}

impl Default for QuestionKey {
    fn default() -> Self {
        Self::Base(0)
    }
}

/// One answer, pre-filled or given, as sent (E88-E94).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewAnswer {
    /// Which question.
    pub question: QuestionKey,
    /// "Not applicable" was chosen (E93).
    pub is_not_applicable: bool,
    /// Text of a text question.
    pub text: Option<String>,
    /// Chosen positions (E90).
    pub positions: Vec<NewPosition>,
    /// When it was given; `None` = now (E87).
    pub answered_at: Option<When>,
    /// Files (E95).
    pub files: Vec<NewFile>,
    /// Turn of a repeated page, from 1 (E94).
    pub page_repetition: Option<i32>,
    /// Turn of a repeated section, from 1 (E94).
    pub section_repetition: Option<i32>,
}

/// A chosen position: found by the first present of id, value and label (E90).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewPosition {
    /// Position number, if not 0.
    pub id: Option<i32>,
    /// Its label, without case.
    pub label: Option<String>,
    /// Its value.
    pub value: Option<i32>,
    /// Order in a ranking question (E92).
    pub ranking: Option<i32>,
}

/// A file of an answer, as sent (E95).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewFile {
    /// Name as sent.
    pub name: Option<String>,
    /// Size as announced; 0 = not announced.
    pub size: i32,
    /// Media type as sent.
    pub media_type: Option<String>,
    /// The bytes; shared, because a command is copied while it is judged.
    pub bytes: Arc<[u8]>,
    /// Opaque to us (E96).
    pub is_encrypted: bool,
    /// Certificate, as sent.
    pub thumbprint: Option<String>,
    /// Wrapped key, as sent.
    pub key: Option<String>,
}

/// A place in an [`ImportCustomers`], so that each surface can name it in its own path form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// The whole request.
    Request,
    /// The batch's end date.
    BatchEndDate,
    /// The batch's concept mark.
    BatchIsConcept,
    /// The list of customers.
    Customers,
    /// The questionnaire that was named.
    Questionnaire,
    /// When a response was finished.
    FinishedAt,
    /// The language of a response.
    Language,
    /// The host of a link.
    Host,
    /// One customer's list of values, by customer index.
    Values(usize),
    /// One data value: customer index, value index.
    Value(usize, usize),
    /// The thumbprint of a value.
    Thumbprint(usize, usize),
    /// The wrapped key of a value.
    Key(usize, usize),
    /// A customer's address.
    Email(usize),
    /// A customer's own end date.
    EndDate(usize),
    /// A customer's previous customer.
    Previous(usize),
    /// The copy members of a customer.
    AnswersToCopy(usize),
    /// "Copy all" of a customer.
    CopyAllAnswers(usize),
    /// The notification addresses.
    Notify,
    /// One pre-filled answer: customer index, answer index.
    Answer(usize, usize),
    /// One position of it: customer, answer, position index.
    AnswerPosition(usize, usize, usize),
    /// Its text.
    AnswerText(usize, usize),
    /// Its files.
    AnswerFiles(usize, usize),
    /// One of its files: customer, answer, file index.
    AnswerFile(usize, usize, usize),
    /// Its thumbprint.
    AnswerFileThumbprint(usize, usize, usize),
    /// Its wrapped key.
    AnswerFileKey(usize, usize, usize),
    /// Its base question.
    AnswerQuestion(usize, usize),
    /// Its date.
    AnswerDate(usize, usize),
    /// Its page repetition.
    AnswerPageRepetition(usize, usize),
    /// Its section repetition.
    AnswerSectionRepetition(usize, usize),
}

impl Place {
    /// The customer it belongs to, by its place in the request.
    pub fn customer(self) -> Option<usize> {
        match self {
            Self::Request
            | Self::BatchEndDate
            | Self::BatchIsConcept
            | Self::Customers
            | Self::Questionnaire
            | Self::FinishedAt
            | Self::Language
            | Self::Host
            | Self::Notify => None,
            Self::Values(at)
            | Self::Value(at, _)
            | Self::Thumbprint(at, _)
            | Self::Key(at, _)
            | Self::Email(at)
            | Self::EndDate(at)
            | Self::Previous(at)
            | Self::AnswersToCopy(at)
            | Self::CopyAllAnswers(at)
            | Self::Answer(at, _)
            | Self::AnswerPosition(at, _, _)
            | Self::AnswerText(at, _)
            | Self::AnswerFiles(at, _)
            | Self::AnswerFile(at, _, _)
            | Self::AnswerFileThumbprint(at, _, _)
            | Self::AnswerFileKey(at, _, _)
            | Self::AnswerQuestion(at, _)
            | Self::AnswerDate(at, _)
            | Self::AnswerPageRepetition(at, _)
            | Self::AnswerSectionRepetition(at, _) => Some(at),
        }
    }

    /// Sorts places as a request lists its members: the batch first, then each customer with its members; what holds
    /// others stands before them. The key is customer, member, item, part of the item, part of that.
    pub fn document_order(self) -> impl Ord + Copy {
        let batch = |member| (None, member, None, 0, None);
        let customer = |index, member| (Some(index), member, None, 0, None);
        let item = |index, member, item, part| (Some(index), member, Some(item), part, None);
        match self {
            Self::Request => batch(0),
            Self::BatchEndDate => batch(1),
            Self::BatchIsConcept => batch(2),
            Self::Notify => batch(3),
            Self::Host => batch(4),
            Self::Questionnaire => batch(5),
            Self::FinishedAt => batch(6),
            Self::Language => batch(7),
            Self::Customers => batch(8),
            // No call has faults of both.
            Self::Email(index) | Self::EndDate(index) => customer(index, 0),
            Self::Previous(index) => customer(index, 1),
            Self::Values(index) => customer(index, 2),
            Self::Value(index, value) => item(index, 2, value, 0),
            Self::Thumbprint(index, value) => item(index, 2, value, 1),
            Self::Key(index, value) => item(index, 2, value, 2),
            Self::Answer(index, answer) => item(index, 3, answer, 0),
            Self::AnswerQuestion(index, answer) => item(index, 3, answer, 1),
            Self::AnswerText(index, answer) => item(index, 3, answer, 2),
            Self::AnswerPosition(index, answer, position) => {
                (Some(index), 3, Some(answer), 3, Some(position))
            }
            Self::AnswerDate(index, answer) => item(index, 3, answer, 4),
            Self::AnswerFiles(index, answer) => item(index, 3, answer, 5),
            Self::AnswerFile(index, answer, file)
            | Self::AnswerFileThumbprint(index, answer, file)
            | Self::AnswerFileKey(index, answer, file) => (Some(index), 3, Some(answer), 5, Some(file)),
            Self::AnswerPageRepetition(index, answer) => item(index, 3, answer, 6),
            Self::AnswerSectionRepetition(index, answer) => item(index, 3, answer, 7),
            Self::AnswersToCopy(index) => customer(index, 4),
            Self::CopyAllAnswers(index) => customer(index, 5),
        }
    }
}
