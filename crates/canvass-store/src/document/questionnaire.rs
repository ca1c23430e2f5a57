//! The stored questionnaire, version 1: the form in which drafts and frozen versions are kept.

use std::collections::BTreeMap;

use canvass_domain::id::{BaseQuestionId, PositionId};
use canvass_domain::questionnaire::{Document, Page, Position, Question, QuestionKind, Section, Texts};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Result, StoreError};

type StoredTexts = BTreeMap<String, String>;

#[derive(Serialize, Deserialize)]
#[serde(tag = "format")]
enum Stored {
    #[serde(rename = "1")]
    V1(StoredDocument),
}

#[derive(Serialize, Deserialize)]
struct StoredDocument {
    title: StoredTexts,
    languages: Vec<String>,
    introduction: Option<StoredTexts>,
    thanks: Option<StoredTexts>,
    pages: Vec<StoredPage>,
}

#[derive(Serialize, Deserialize)]
struct StoredPage {
    title: Option<StoredTexts>,
    sections: Vec<StoredSection>,
}

#[derive(Serialize, Deserialize)]
struct StoredSection {
    title: Option<StoredTexts>,
    questions: Vec<StoredQuestion>,
}

#[derive(Serialize, Deserialize)]
struct StoredQuestion {
    id: i32,
    guid: String,
    text: StoredTexts,
    hint: Option<StoredTexts>,
    required: bool,
    #[serde(flatten)]
    kind: StoredKind,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum StoredKind {
    Recommendation { low: Option<StoredTexts>, high: Option<StoredTexts> },
    Scale { positions: Vec<StoredPosition>, not_applicable: Option<StoredTexts> },
    SingleChoice { positions: Vec<StoredPosition> },
    MultipleChoice { positions: Vec<StoredPosition>, most: Option<usize> },
    OpenText { max_chars: usize, single_line: bool },
    File { most: usize, types: Vec<String> },
}

#[derive(Serialize, Deserialize)]
struct StoredPosition {
    id: i32,
    value: Option<i32>,
    label: StoredTexts,
}

/// The text of a questionnaire; the same document always gives the same text.
pub fn questionnaire_to_text(document: &Document) -> String {
    let stored = Stored::V1(StoredDocument {
        title: document.title.0.clone(),
        languages: document.languages.clone(),
        introduction: texts(document.introduction.as_ref()),
        thanks: texts(document.thanks.as_ref()),
        pages: document.pages.iter().map(page_to_stored).collect(),
    });
    serde_json::to_string(&stored).unwrap_or_default()
}

/// The questionnaire of a text made by [`questionnaire_to_text`] of this or an earlier release.
pub fn questionnaire_from_text(text: &str) -> Result<Document> {
    let corrupt = || StoreError::Corrupt("questionnaire_version.document");
    let Stored::V1(stored) = serde_json::from_str(text).map_err(|_cause| corrupt())?;
    Ok(Document {
        title: Texts(stored.title),
        languages: stored.languages,
        introduction: stored.introduction.map(Texts),
        thanks: stored.thanks.map(Texts),
        pages: stored
            .pages
            .into_iter()
            .map(page_from_stored)
            .collect::<Option<Vec<Page>>>()
            .ok_or_else(corrupt)?,
    })
}

fn texts(texts: Option<&Texts>) -> Option<StoredTexts> {
    texts.map(|texts| texts.0.clone())
}

fn page_to_stored(page: &Page) -> StoredPage {
    let sections = page
        .sections
        .iter()
        .map(|section| StoredSection {
            title: texts(section.title.as_ref()),
            questions: section.questions.iter().map(question_to_stored).collect(),
        })
        .collect();
    StoredPage { title: texts(page.title.as_ref()), sections }
}

fn page_from_stored(page: StoredPage) -> Option<Page> {
    let sections = page
        .sections
        .into_iter()
        .map(|section| {
            Some(Section {
                title: section.title.map(Texts),
                questions: section
                    .questions
                    .into_iter()
                    .map(question_from_stored)
                    .collect::<Option<Vec<Question>>>()?,
            })
        })
        .collect::<Option<Vec<Section>>>()?;
    Some(Page { title: page.title.map(Texts), sections })
}

fn question_to_stored(question: &Question) -> StoredQuestion {
    let kind = match &question.kind {
        QuestionKind::Recommendation { low, high } => {
            StoredKind::Recommendation { low: texts(low.as_ref()), high: texts(high.as_ref()) }
        }
        QuestionKind::Scale { positions, not_applicable } => StoredKind::Scale {
            positions: positions_to_stored(positions),
            not_applicable: texts(not_applicable.as_ref()),
        },
        QuestionKind::SingleChoice { positions } => {
            StoredKind::SingleChoice { positions: positions_to_stored(positions) }
        }
        QuestionKind::MultipleChoice { positions, most } => {
            StoredKind::MultipleChoice { positions: positions_to_stored(positions), most: *most }
        }
        QuestionKind::OpenText { max_chars, is_single_line } => {
            StoredKind::OpenText { max_chars: *max_chars, single_line: *is_single_line }
        }
        QuestionKind::File { most, types } => StoredKind::File { most: *most, types: types.clone() },
    };
    StoredQuestion {
        id: question.id.0,
        guid: question.guid.to_string(),
        text: question.text.0.clone(),
        hint: texts(question.hint.as_ref()),
        required: question.is_required,
        kind,
    }
}

fn question_from_stored(question: StoredQuestion) -> Option<Question> {
    let kind = match question.kind {
        StoredKind::Recommendation { low, high } => {
            QuestionKind::Recommendation { low: low.map(Texts), high: high.map(Texts) }
        }
        StoredKind::Scale { positions, not_applicable } => QuestionKind::Scale {
            positions: positions_from_stored(positions),
            not_applicable: not_applicable.map(Texts),
        },
        StoredKind::SingleChoice { positions } => {
            QuestionKind::SingleChoice { positions: positions_from_stored(positions) }
        }
        StoredKind::MultipleChoice { positions, most } => {
            QuestionKind::MultipleChoice { positions: positions_from_stored(positions), most }
        }
        StoredKind::OpenText { max_chars, single_line } => {
            QuestionKind::OpenText { max_chars, is_single_line: single_line }
        }
        StoredKind::File { most, types } => QuestionKind::File { most, types },
    };
    Some(Question {
        id: BaseQuestionId(question.id),
        guid: Uuid::parse_str(&question.guid).ok()?,
        text: Texts(question.text),
        hint: question.hint.map(Texts),
        is_required: question.required,
        kind,
    })
}

fn positions_to_stored(positions: &[Position]) -> Vec<StoredPosition> {
    positions
        .iter()
        .map(|position| StoredPosition {
            id: position.id.0,
            value: position.value,
            label: position.label.0.clone(),
        })
        .collect()
}

fn positions_from_stored(positions: Vec<StoredPosition>) -> Vec<Position> {
    positions
        .into_iter()
        .map(|position| Position {
            id: PositionId(position.id),
            value: position.value,
            label: Texts(position.label),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Texts {
        Texts(BTreeMap::from([("en".to_owned(), text.to_owned())]))
    }

    fn question(id: i32, kind: QuestionKind) -> Question {
        Question {
            id: BaseQuestionId(id),
            guid: Uuid::from_u128(u128::try_from(id).unwrap()),
            text: words("How?"),
            hint: None,
            is_required: true,
            kind,
        }
    }

    #[test]
    fn every_kind_of_question_comes_back_as_it_was() {
        let positions = vec![Position { id: PositionId(1), value: Some(-2), label: words("Bad") }];
        let document = Document {
            title: words("Your visit"),
            languages: vec!["en".to_owned()],
            introduction: Some(words("Hello")),
            thanks: None,
            pages: vec![Page {
                title: None,
                sections: vec![Section {
                    title: Some(words("Part")),
                    questions: vec![
                        question(1, QuestionKind::Recommendation { low: None, high: Some(words("Yes")) }),
                        question(
                            2,
                            QuestionKind::Scale {
                                positions: positions.clone(),
                                not_applicable: Some(words("n/a")),
                            },
                        ),
                        question(3, QuestionKind::SingleChoice { positions: positions.clone() }),
                        question(4, QuestionKind::MultipleChoice { positions, most: Some(2) }),
                        question(5, QuestionKind::OpenText { max_chars: 2000, is_single_line: false }),
                        question(6, QuestionKind::File { most: 3, types: vec!["pdf".to_owned()] }),
                    ],
                }],
            }],
        };
        assert_eq!(questionnaire_from_text(&questionnaire_to_text(&document)), Ok(document));
    }
}
