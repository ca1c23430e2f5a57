//! Pre-filled answers of a customer (a JSON list), and the chosen positions of a given answer (a JSON list of numbers).

use canvass_domain::decide::import_customers::KeptAnswer;
use canvass_domain::file::AnswerFile;
use canvass_domain::id::{BaseQuestionId, FileId, PositionId};
use serde::{Deserialize, Serialize};

use crate::{Result, StoreError, from_ticks, to_ticks};

#[derive(Serialize, Deserialize)]
struct Stored {
    question: i32,
    page: i32,
    section: i32,
    positions: Vec<i32>,
    na: bool,
    text: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    files: Vec<i32>,
    at: i64,
}

/// The text of answers; empty for none.
pub fn answers_to_text(answers: &[KeptAnswer]) -> String {
    if answers.is_empty() {
        return String::new();
    }
    let stored: Vec<Stored> = answers
        .iter()
        .map(|answer| Stored {
            question: answer.question.0,
            page: answer.page_repetition,
            section: answer.section_repetition,
            positions: answer.positions.iter().map(|position| position.0).collect(),
            na: answer.is_not_applicable,
            text: answer.text.clone(),
            files: kept_files(&answer.files),
            at: to_ticks(answer.answered_at),
        })
        .collect();
    serde_json::to_string(&stored).unwrap_or_default()
}

/// The answers of a text made by [`answers_to_text`].
pub fn answers_from_text(text: &str) -> Result<Vec<KeptAnswer>> {
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let stored: Vec<Stored> =
        serde_json::from_str(text).map_err(|_cause| StoreError::Corrupt("customer.prefilled"))?;
    Ok(stored
        .into_iter()
        .map(|answer| KeptAnswer {
            question: BaseQuestionId(answer.question),
            page_repetition: answer.page,
            section_repetition: answer.section,
            positions: answer.positions.into_iter().map(PositionId).collect(),
            is_not_applicable: answer.na,
            text: answer.text,
            files: answer.files.into_iter().map(|id| AnswerFile::Kept(FileId(id))).collect(),
            answered_at: from_ticks(answer.at),
        })
        .collect())
}

/// The text of the stored files of a given answer; `None` for none.
pub fn files_to_text(files: &[AnswerFile]) -> Option<String> {
    let numbers = kept_files(files);
    (!numbers.is_empty()).then(|| serde_json::to_string(&numbers).unwrap_or_default())
}

/// The files of a text made by [`files_to_text`].
pub fn files_from_text(text: Option<&str>) -> Result<Vec<AnswerFile>> {
    let Some(text) = text else { return Ok(Vec::new()) };
    let numbers: Vec<i32> =
        serde_json::from_str(text).map_err(|_cause| StoreError::Corrupt("answer.files"))?;
    Ok(numbers.into_iter().map(|id| AnswerFile::Kept(FileId(id))).collect())
}

/// A file that is not stored has no number: `Files::keep_files` comes before whatever writes answers.
fn kept_files(files: &[AnswerFile]) -> Vec<i32> {
    files
        .iter()
        .filter_map(|file| match file {
            AnswerFile::Kept(id) => Some(id.0),
            AnswerFile::Sent(_) => None,
        })
        .collect()
}

/// The text of chosen positions; empty for none.
pub fn positions_to_text(positions: &[PositionId]) -> String {
    if positions.is_empty() {
        return String::new();
    }
    let numbers: Vec<i32> = positions.iter().map(|position| position.0).collect();
    serde_json::to_string(&numbers).unwrap_or_default()
}

/// The positions of a text made by [`positions_to_text`].
pub fn positions_from_text(text: &str) -> Result<Vec<PositionId>> {
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let numbers: Vec<i32> =
        serde_json::from_str(text).map_err(|_cause| StoreError::Corrupt("answer.positions"))?;
    Ok(numbers.into_iter().map(PositionId).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_and_positions_come_back_as_they_were() {
        let answers = vec![KeptAnswer {
            question: BaseQuestionId(31),
            page_repetition: 1,
            section_repetition: 2,
            positions: vec![PositionId(10), PositionId(2)],
            is_not_applicable: false,
            text: Some("a\u{2028}b".to_owned()),
            files: vec![AnswerFile::Kept(FileId(7))],
            answered_at: "2026-03-02T12:01:40.1234567Z".parse().unwrap(),
        }];
        assert_eq!(answers_from_text(&answers_to_text(&answers)), Ok(answers));
        assert_eq!(answers_from_text(&answers_to_text(&[])), Ok(vec![]));
        assert_eq!(positions_from_text(&positions_to_text(&[PositionId(3)])), Ok(vec![PositionId(3)]));
        let files = [AnswerFile::Kept(FileId(3)), AnswerFile::Kept(FileId(1))];
        assert_eq!(files_from_text(files_to_text(&files).as_deref()), Ok(files.to_vec()));
        assert_eq!(files_from_text(files_to_text(&[]).as_deref()), Ok(vec![]));
        assert_eq!(files_from_text(Some("3")), Err(StoreError::Corrupt("answer.files")));
        assert_eq!(positions_from_text("3"), Err(StoreError::Corrupt("answer.positions")));
    }
}
