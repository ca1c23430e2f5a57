//! Pages, sections and questions of a document: headings, numbers, and what each kind of question needs.

use std::collections::HashSet;

use super::{Check, MOST_ANSWER_CHARS, MOST_POSITIONS, Pointer};
use crate::file::MOST_FILES;
use crate::questionnaire::{Document, Position, Question, QuestionKind};

/// Extensions of one question.
const MOST_TYPES: usize = 50;
/// Values in averages; beyond these a sum over many answers might not be exact.
const VALUES: std::ops::RangeInclusive<i32> = -1_000_000..=1_000_000;

/// Each question with its place.
pub(super) fn places(document: &Document) -> impl Iterator<Item = (Pointer, &Question)> {
    let pages = Pointer::root().member("pages");
    document.pages.iter().enumerate().flat_map(move |(page_index, page)| {
        let sections = pages.item(page_index).member("sections");
        page.sections.iter().enumerate().flat_map(move |(section_index, section)| {
            let questions = sections.item(section_index).member("questions");
            section
                .questions
                .iter()
                .enumerate()
                .map(move |(index, question)| (questions.item(index), question))
        })
    })
}

pub(super) fn check(document: &Document, check: &mut Check<'_>) {
    let pages = Pointer::root().member("pages");
    for (page_index, page) in document.pages.iter().enumerate() {
        let place = pages.item(page_index);
        check.texts(&place.member("title"), page.title.as_ref());
        for (index, section) in page.sections.iter().enumerate() {
            check.texts(&place.member("sections").item(index).member("title"), section.title.as_ref());
        }
    }
    let mut ids = HashSet::new();
    let mut guids = HashSet::new();
    for (place, question) in places(document) {
        if question.id.0 < 1 {
            check.fault(&place.member("id"), "The number of a question is 1 or more.");
        }
        if !ids.insert(question.id) {
            check.fault(&place.member("id"), "The number belongs to an earlier question.");
        }
        if question.guid.is_nil() {
            check.fault(&place.member("guid"), "The GUID is empty.");
        }
        if !guids.insert(question.guid) {
            check.fault(&place.member("guid"), "The GUID belongs to an earlier question.");
        }
        check.texts(&place.member("text"), Some(&question.text));
        check.texts(&place.member("hint"), question.hint.as_ref());
        if question.is_required && matches!(question.kind, QuestionKind::File { .. }) {
            let text = "A question for files cannot be required: the page takes no files.";
            check.fault(&place.member("required"), text);
        }
        kind(&place, &question.kind, check);
    }
}

fn kind(place: &Pointer, kind: &QuestionKind, check: &mut Check<'_>) {
    match kind {
        QuestionKind::Recommendation { low, high } => {
            check.texts(&place.member("low"), low.as_ref());
            check.texts(&place.member("high"), high.as_ref());
        }
        QuestionKind::Scale { positions: offered, not_applicable } => {
            positions(place, offered, 2, check);
            check.texts(&place.member("notApplicable"), not_applicable.as_ref());
        }
        QuestionKind::SingleChoice { positions: offered } => positions(place, offered, 2, check),
        QuestionKind::MultipleChoice { positions: offered, most } => {
            positions(place, offered, 1, check);
            if most.is_some_and(|most| most == 0 || most > offered.len()) {
                check.fault(&place.member("most"), "The limit lies between 1 and the number of positions.");
            }
        }
        QuestionKind::OpenText { max_chars, .. } => {
            if *max_chars == 0 || *max_chars > MOST_ANSWER_CHARS {
                let text = format!("The limit lies between 1 and {MOST_ANSWER_CHARS} characters.");
                check.fault(&place.member("maxChars"), text);
            }
        }
        QuestionKind::File { most, types } => files(place, *most, types, check),
    }
}

fn files(place: &Pointer, most: usize, types: &[String], check: &mut Check<'_>) {
    if most == 0 || most > MOST_FILES {
        check.fault(&place.member("most"), format!("The limit lies between 1 and {MOST_FILES} files."));
    }
    let is_extension = |text: &String| {
        (1..=20).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    };
    if types.len() > MOST_TYPES || !types.iter().all(is_extension) {
        check.fault(&place.member("types"), "Extensions such as pdf or jpg are expected, at most 50.");
    }
}

fn positions(place: &Pointer, offered: &[Position], least: usize, check: &mut Check<'_>) {
    let place = place.member("positions");
    if offered.len() < least || offered.len() > MOST_POSITIONS {
        check.fault(&place, format!("The question needs {least} to {MOST_POSITIONS} positions."));
    }
    let mut ids = HashSet::new();
    let mut values = HashSet::new();
    for (index, position) in offered.iter().enumerate() {
        let place = place.item(index);
        if position.id.0 < 1 {
            check.fault(&place.member("id"), "The number of a position is 1 or more.");
        }
        if !ids.insert(position.id) {
            check.fault(&place.member("id"), "The number belongs to an earlier position.");
        }
        if let Some(value) = position.value {
            if !VALUES.contains(&value) {
                check.fault(&place.member("value"), "The value lies between -1,000,000 and 1,000,000.");
            }
            if !values.insert(value) {
                check.fault(&place.member("value"), "The value belongs to an earlier position.");
            }
        }
        check.texts(&place.member("label"), Some(&position.label));
    }
}
