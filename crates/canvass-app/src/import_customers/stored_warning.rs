//! Warnings as they are stored in kept answers: words for places and notices, so that a later release reads them.

use canvass_domain::command::Place;
use canvass_domain::decide::import_customers::{Notice, Warning};
use canvass_domain::id::ColumnId;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub(crate) struct StoredWarning {
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
    LanguageUnknown,
    /// Said before notifications were sent; answers that were kept then do not say it again.
    NotifyNotSent,
    WarningsLeftOut,
}

impl StoredWarning {
    /// The stored form of these.
    pub(crate) fn all(warnings: &[Warning]) -> Vec<Self> {
        warnings.iter().map(warning_to_stored).collect()
    }

    /// Back again; `None` if a word is not known.
    pub(crate) fn read(stored: Vec<Self>) -> Option<Vec<Warning>> {
        let is_said = |warning: &Self| !matches!(warning.notice, StoredNotice::NotifyNotSent);
        stored.into_iter().filter(is_said).map(warning_from_stored).collect()
    }
}

fn warning_to_stored(warning: &Warning) -> StoredWarning {
    let notice = match &warning.notice {
        Notice::ColumnNameDiffers(column) => StoredNotice::ColumnNameDiffers(column.0),
        Notice::EncryptionDropped => StoredNotice::EncryptionDropped,
        Notice::ThumbprintUnregistered => StoredNotice::ThumbprintUnregistered,
        Notice::CopyIgnored => StoredNotice::CopyIgnored,
        Notice::AnswersLeftOut(count) => StoredNotice::AnswersLeftOut(*count),
        Notice::NotifyAddressSkipped(index) => StoredNotice::NotifyAddressSkipped(*index),
        Notice::LanguageUnknown => StoredNotice::LanguageUnknown,
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
        StoredNotice::LanguageUnknown => Notice::LanguageUnknown,
        StoredNotice::NotifyNotSent => return None,
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
        Place::Questionnaire => ("questionnaire", vec![]),
        Place::FinishedAt => ("finished_at", vec![]),
        Place::Language => ("language", vec![]),
        Place::Host => ("host", vec![]),
        Place::Notify => ("notify", vec![]),
        Place::Values(a) => ("values", vec![a]),
        Place::Value(a, b) => ("value", vec![a, b]),
        Place::Thumbprint(a, b) => ("thumbprint", vec![a, b]),
        Place::Key(a, b) => ("key", vec![a, b]),
        Place::Email(a) => ("email", vec![a]),
        Place::EndDate(a) => ("end_date", vec![a]),
        Place::Previous(a) => ("previous", vec![a]),
        Place::AnswersToCopy(a) => ("answers_to_copy", vec![a]),
        Place::CopyAllAnswers(a) => ("copy_all_answers", vec![a]),
        Place::Answer(a, b) => ("answer", vec![a, b]),
        Place::AnswerPosition(a, b, c) => ("answer_position", vec![a, b, c]),
        Place::AnswerText(a, b) => ("answer_text", vec![a, b]),
        Place::AnswerFiles(a, b) => ("answer_files", vec![a, b]),
        Place::AnswerFile(a, b, c) => ("answer_file", vec![a, b, c]),
        Place::AnswerFileThumbprint(a, b, c) => ("answer_file_thumbprint", vec![a, b, c]),
        Place::AnswerFileKey(a, b, c) => ("answer_file_key", vec![a, b, c]),
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
        ("questionnaire", []) => Place::Questionnaire,
        ("finished_at", []) => Place::FinishedAt,
        ("language", []) => Place::Language,
        ("host", []) => Place::Host,
        ("notify", []) => Place::Notify,
        ("values", &[a]) => Place::Values(a),
        ("value", &[a, b]) => Place::Value(a, b),
        ("thumbprint", &[a, b]) => Place::Thumbprint(a, b),
        ("key", &[a, b]) => Place::Key(a, b),
        ("email", &[a]) => Place::Email(a),
        ("end_date", &[a]) => Place::EndDate(a),
        ("previous", &[a]) => Place::Previous(a),
        ("answers_to_copy", &[a]) => Place::AnswersToCopy(a),
        ("copy_all_answers", &[a]) => Place::CopyAllAnswers(a),
        ("answer", &[a, b]) => Place::Answer(a, b),
        ("answer_position", &[a, b, c]) => Place::AnswerPosition(a, b, c),
        ("answer_text", &[a, b]) => Place::AnswerText(a, b),
        ("answer_files", &[a, b]) => Place::AnswerFiles(a, b),
        ("answer_file", &[a, b, c]) => Place::AnswerFile(a, b, c),
        ("answer_file_thumbprint", &[a, b, c]) => Place::AnswerFileThumbprint(a, b, c),
        ("answer_file_key", &[a, b, c]) => Place::AnswerFileKey(a, b, c),
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

    #[test]
    fn every_place_comes_back_as_it_was() {
        let places = [
            Place::Request,
            Place::BatchEndDate,
            Place::BatchIsConcept,
            Place::Customers,
            Place::Questionnaire,
            Place::FinishedAt,
            Place::Language,
            Place::Host,
            Place::Notify,
            Place::Values(1),
            Place::Value(1, 2),
            Place::Thumbprint(1, 2),
            Place::Key(1, 2),
            Place::Email(1),
            Place::EndDate(1),
            Place::Previous(1),
            Place::AnswersToCopy(1),
            Place::CopyAllAnswers(1),
            Place::Answer(1, 2),
            Place::AnswerPosition(1, 2, 3),
            Place::AnswerText(1, 2),
            Place::AnswerFiles(1, 2),
            Place::AnswerFile(1, 2, 3),
            Place::AnswerFileThumbprint(1, 2, 3),
            Place::AnswerFileKey(1, 2, 3),
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
}
