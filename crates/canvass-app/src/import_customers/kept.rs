//! The stored answer of an import, version 1: enough to answer again, byte for byte, and nothing about a person but
//! numbers (promises 2.2). Customers that stand where most of the batch stands are not listed.

use canvass_domain::batch::{BatchKind, BatchState};
use canvass_domain::command::Place;
use canvass_domain::customer::CustomerState;
use canvass_domain::decide::import_customers::{Notice, Warning};
use canvass_domain::id::{BatchId, ColumnId, CustomerId};
use canvass_domain::reason::Reason;
use canvass_store::StoreError;
use serde::{Deserialize, Serialize};

use super::{ImportOutcome, Imported};
use crate::request::Kept;

#[derive(Serialize, Deserialize)]
#[serde(tag = "v")]
enum Stored {
    #[serde(rename = "1")]
    V1(StoredAnswer),
}

#[derive(Serialize, Deserialize)]
struct StoredAnswer {
    batch: i32,
    state: String,
    kind: String,
    first: i32,
    count: usize,
    /// Code of the state that most customers are in, without a reason.
    usual: i32,
    /// Index, code, reason of the others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    others: Vec<(usize, i32, Option<String>)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<StoredWarning>,
}

#[derive(Serialize, Deserialize)]
struct StoredWarning {
    /// Word of the place, then its indexes.
    place: (String, Vec<usize>),
    notice: StoredNotice,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum StoredNotice {
    ColumnNameDiffers(i32),
    EncryptionDropped,
    ThumbprintUnregistered,
    CopyIgnored,
    AnswersLeftOut(usize),
    NotifyAddressSkipped(usize),
    NotifyNotSent,
    WarningsLeftOut,
}

impl Kept for ImportOutcome {
    fn to_text(&self) -> String {
        outcome_to_text(self)
    }

    fn from_text(text: &str) -> Result<Self, StoreError> {
        outcome_from_text(text)
    }
}

fn outcome_to_text(outcome: &ImportOutcome) -> String {
    let scheduled = outcome.count(CustomerState::Scheduled);
    let initial = outcome.count(CustomerState::Initial);
    let usual = if scheduled >= initial { CustomerState::Scheduled } else { CustomerState::Initial };
    let others = outcome
        .customers
        .iter()
        .filter(|customer| customer.state != usual || customer.reason.is_some())
        .map(|customer| {
            (customer.index, customer.state.code(), customer.reason.map(|reason| reason.as_str().to_owned()))
        })
        .collect();
    let stored = Stored::V1(StoredAnswer {
        batch: outcome.batch.0,
        state: outcome.batch_state.as_str().to_owned(),
        kind: outcome.kind.as_str().to_owned(),
        first: outcome.customers.first().map_or(0, |customer| customer.id.0),
        count: outcome.customers.len(),
        usual: usual.code(),
        others,
        warnings: outcome.warnings.iter().map(warning_to_stored).collect(),
    });
    serde_json::to_string(&stored).unwrap_or_default()
}

fn outcome_from_text(text: &str) -> Result<ImportOutcome, StoreError> {
    read(text).ok_or(StoreError::Corrupt("request.answer"))
}

fn read(text: &str) -> Option<ImportOutcome> {
    let Stored::V1(stored) = serde_json::from_str(text).ok()?;
    let usual = CustomerState::from_code(stored.usual)?;
    let mut customers: Vec<Imported> = (stored.first..)
        .take(stored.count)
        .enumerate()
        .map(|(index, id)| Imported { index, id: CustomerId(id), state: usual, reason: None })
        .collect();
    for (index, code, reason) in stored.others {
        let customer = customers.get_mut(index)?;
        customer.state = CustomerState::from_code(code)?;
        customer.reason = match reason {
            Some(word) => Some(Reason::from_word(&word)?),
            None => None,
        };
    }
    Some(ImportOutcome {
        batch: BatchId(stored.batch),
        batch_state: BatchState::from_word(&stored.state)?,
        kind: BatchKind::from_word(&stored.kind)?,
        customers,
        warnings: stored.warnings.into_iter().map(warning_from_stored).collect::<Option<_>>()?,
    })
}

fn warning_to_stored(warning: &Warning) -> StoredWarning {
    let notice = match &warning.notice {
        Notice::ColumnNameDiffers(column) => StoredNotice::ColumnNameDiffers(column.0),
        Notice::EncryptionDropped => StoredNotice::EncryptionDropped,
        Notice::ThumbprintUnregistered => StoredNotice::ThumbprintUnregistered,
        Notice::CopyIgnored => StoredNotice::CopyIgnored,
        Notice::AnswersLeftOut(count) => StoredNotice::AnswersLeftOut(*count),
        Notice::NotifyAddressSkipped(index) => StoredNotice::NotifyAddressSkipped(*index),
        Notice::NotifyNotSent => StoredNotice::NotifyNotSent,
        Notice::WarningsLeftOut => StoredNotice::WarningsLeftOut,
    };
    let (word, indexes) = place_to_stored(warning.place);
    StoredWarning { place: (word.to_owned(), indexes), notice }
}

fn warning_from_stored(stored: StoredWarning) -> Option<Warning> {
    let notice = match stored.notice {
        StoredNotice::ColumnNameDiffers(column) => Notice::ColumnNameDiffers(ColumnId(column)),
        StoredNotice::EncryptionDropped => Notice::EncryptionDropped,
        StoredNotice::ThumbprintUnregistered => Notice::ThumbprintUnregistered,
        StoredNotice::CopyIgnored => Notice::CopyIgnored,
        StoredNotice::AnswersLeftOut(count) => Notice::AnswersLeftOut(count),
        StoredNotice::NotifyAddressSkipped(index) => Notice::NotifyAddressSkipped(index),
        StoredNotice::NotifyNotSent => Notice::NotifyNotSent,
        StoredNotice::WarningsLeftOut => Notice::WarningsLeftOut,
    };
    let (word, indexes) = stored.place;
    Some(Warning { place: place_from_stored(&word, &indexes)?, notice })
}

fn place_to_stored(place: Place) -> (&'static str, Vec<usize>) {
    match place {
        Place::Request => ("request", vec![]),
        Place::BatchEndDate => ("batch_end_date", vec![]),
        Place::BatchIsConcept => ("batch_is_concept", vec![]),
        Place::Customers => ("customers", vec![]),
        Place::Notify => ("notify", vec![]),
        Place::Values(a) => ("values", vec![a]),
        Place::Value(a, b) => ("value", vec![a, b]),
        Place::Thumbprint(a, b) => ("thumbprint", vec![a, b]),
        Place::Key(a, b) => ("key", vec![a, b]),
        Place::EndDate(a) => ("end_date", vec![a]),
        Place::Previous(a) => ("previous", vec![a]),
        Place::AnswersToCopy(a) => ("answers_to_copy", vec![a]),
        Place::CopyAllAnswers(a) => ("copy_all_answers", vec![a]),
        Place::Answer(a, b) => ("answer", vec![a, b]),
        Place::AnswerPosition(a, b, c) => ("answer_position", vec![a, b, c]),
        Place::AnswerText(a, b) => ("answer_text", vec![a, b]),
        Place::AnswerFiles(a, b) => ("answer_files", vec![a, b]),
        Place::AnswerQuestion(a, b) => ("answer_question", vec![a, b]),
        Place::AnswerDate(a, b) => ("answer_date", vec![a, b]),
        Place::AnswerPageRepetition(a, b) => ("answer_page_repetition", vec![a, b]),
        Place::AnswerSectionRepetition(a, b) => ("answer_section_repetition", vec![a, b]),
    }
}

fn place_from_stored(word: &str, indexes: &[usize]) -> Option<Place> {
    Some(match (word, indexes) {
        ("request", []) => Place::Request,
        ("batch_end_date", []) => Place::BatchEndDate,
        ("batch_is_concept", []) => Place::BatchIsConcept,
        ("customers", []) => Place::Customers,
        ("notify", []) => Place::Notify,
        ("values", &[a]) => Place::Values(a),
        ("value", &[a, b]) => Place::Value(a, b),
        ("thumbprint", &[a, b]) => Place::Thumbprint(a, b),
        ("key", &[a, b]) => Place::Key(a, b),
        ("end_date", &[a]) => Place::EndDate(a),
        ("previous", &[a]) => Place::Previous(a),
        ("answers_to_copy", &[a]) => Place::AnswersToCopy(a),
        ("copy_all_answers", &[a]) => Place::CopyAllAnswers(a),
        ("answer", &[a, b]) => Place::Answer(a, b),
        ("answer_position", &[a, b, c]) => Place::AnswerPosition(a, b, c),
        ("answer_text", &[a, b]) => Place::AnswerText(a, b),
        ("answer_files", &[a, b]) => Place::AnswerFiles(a, b),
        ("answer_question", &[a, b]) => Place::AnswerQuestion(a, b),
        ("answer_date", &[a, b]) => Place::AnswerDate(a, b),
        ("answer_page_repetition", &[a, b]) => Place::AnswerPageRepetition(a, b),
        ("answer_section_repetition", &[a, b]) => Place::AnswerSectionRepetition(a, b),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(states: &[(CustomerState, Option<Reason>)]) -> ImportOutcome {
        let customers = states
            .iter()
            .zip(90_001..)
            .enumerate()
            .map(|(index, ((state, reason), id))| Imported {
                index,
                id: CustomerId(id),
                state: *state,
                reason: *reason,
            })
            .collect();
        ImportOutcome {
            batch: BatchId(4711),
            batch_state: BatchState::Approved,
            kind: BatchKind::Email,
            customers,
            warnings: vec![
                Warning { place: Place::Value(0, 1), notice: Notice::ColumnNameDiffers(ColumnId(16)) },
                Warning { place: Place::Notify, notice: Notice::NotifyAddressSkipped(2) },
                Warning { place: Place::Notify, notice: Notice::NotifyNotSent },
                Warning { place: Place::Request, notice: Notice::WarningsLeftOut },
            ],
        }
    }

    #[test]
    fn a_kept_answer_comes_back_as_it_was() {
        for states in [
            vec![(CustomerState::Scheduled, None), (CustomerState::Fault, Some(Reason::InvalidEmail))],
            vec![(CustomerState::Initial, None), (CustomerState::Initial, None)],
            vec![(CustomerState::Closed, Some(Reason::EndDatePassed))],
        ] {
            let outcome = outcome(&states);
            assert_eq!(outcome_from_text(&outcome_to_text(&outcome)), Ok(outcome));
        }
    }

    #[test]
    fn every_place_comes_back_as_it_was() {
        let places = [
            Place::Request,
            Place::BatchEndDate,
            Place::BatchIsConcept,
            Place::Customers,
            Place::Notify,
            Place::Values(1),
            Place::Value(1, 2),
            Place::Thumbprint(1, 2),
            Place::Key(1, 2),
            Place::EndDate(1),
            Place::Previous(1),
            Place::AnswersToCopy(1),
            Place::CopyAllAnswers(1),
            Place::Answer(1, 2),
            Place::AnswerPosition(1, 2, 3),
            Place::AnswerText(1, 2),
            Place::AnswerFiles(1, 2),
            Place::AnswerQuestion(1, 2),
            Place::AnswerDate(1, 2),
            Place::AnswerPageRepetition(1, 2),
            Place::AnswerSectionRepetition(1, 2),
        ];
        for place in places {
            let (word, indexes) = place_to_stored(place);
            assert_eq!(place_from_stored(word, &indexes), Some(place));
        }
        assert_eq!(place_from_stored("value", &[1]), None);
    }

    #[test]
    fn a_plain_batch_is_kept_in_a_few_bytes() {
        let mut plain = outcome(&[(CustomerState::Scheduled, None); 200]);
        plain.warnings.clear();
        assert!(outcome_to_text(&plain).len() < 120);
    }

    #[test]
    fn other_text_is_corrupt() {
        assert_eq!(outcome_from_text(""), Err(StoreError::Corrupt("request.answer")));
        assert_eq!(outcome_from_text(r#"{"v":"2"}"#), Err(StoreError::Corrupt("request.answer")));
    }
}
