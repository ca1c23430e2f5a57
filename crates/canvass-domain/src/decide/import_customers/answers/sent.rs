//! Answers sent with a customer (E87-E94).

use std::collections::HashSet;

use jiff::SignedDuration;

use super::{Asked, Key};
use crate::command::{NewAnswer, NewPosition, Place};
use crate::decide::import_customers::dates::Calendar;
use crate::decide::import_customers::findings::Findings;
use crate::decide::import_customers::subject::Subject;
use crate::decide::import_customers::{KeptAnswer, Notice, Problem};
use crate::fold;
use crate::id::{BaseQuestionId, PositionId};
use crate::questionnaire::{PositionKey, Question};

/// How far ahead a date of an answer may lie (E87).
const MOST_AHEAD: SignedDuration = SignedDuration::from_mins(5);

/// Checks what was sent and keeps what can be kept. Gives the keys of all of them: an answer sent wins over a copied
/// one even if it says nothing (E63).
pub(super) fn check(
    subject: Subject<'_>,
    questions: Asked<'_>,
    calendar: &mut Calendar<'_>,
    kept: &mut Vec<KeptAnswer>,
    findings: &mut Findings,
) -> HashSet<Key> {
    let mut keys = HashSet::with_capacity(subject.customer.answers.len());
    for (position, answer) in subject.customer.answers.iter().enumerate() {
        let place = Place::Answer(subject.at, position);
        let id = BaseQuestionId(answer.base_question);
        check_shape((subject.at, position), answer, findings);
        let answered_at = answer.answered_at.map_or(calendar.now(), |date| calendar.start(date));
        if answered_at.duration_since(calendar.now()) > MOST_AHEAD {
            findings.fault(Place::AnswerDate(subject.at, position), Problem::DateAhead); // E87
        }
        // No page or section of a document repeats, so every turn kept is the first (E94).
        // 0 is no question but a missing or unreadable number: two of them are not the same question.
        if !keys.insert((id, 1, 1)) && id.0 != 0 {
            findings.fault(place, Problem::AnswerTwice); // E89
        }
        if !questions.is_known(id) {
            findings.fault(Place::AnswerQuestion(subject.at, position), Problem::QuestionUnknown(id.0));
            continue;
        }
        let Some(question) = questions.question(id) else {
            findings.warning(place, Notice::AnswersLeftOut(1)); // E88
            continue;
        };
        let positions = check_content((subject.at, position), answer, question, findings);
        let text = answer.text.as_ref().filter(|text| !fold::is_blank(text));
        if positions.is_empty() && text.is_none() && !answer.is_not_applicable {
            continue; // Nothing was said.
        }
        kept.push(KeptAnswer {
            question: id,
            page_repetition: 1,
            section_repetition: 1,
            positions,
            is_not_applicable: answer.is_not_applicable,
            text: text.cloned(),
            answered_at,
        });
    }
    keys
}

/// What can be seen without the question.
fn check_shape((at, position): (usize, usize), answer: &NewAnswer, findings: &mut Findings) {
    if !answer.files.is_empty() {
        findings.fault(Place::AnswerFiles(at, position), Problem::FilesNotTaken); // E91
    }
    let has_text = answer.text.as_deref().is_some_and(|text| !fold::is_blank(text));
    if answer.is_not_applicable && (has_text || !answer.positions.is_empty() || !answer.files.is_empty()) {
        findings.fault(Place::Answer(at, position), Problem::NotApplicableBesideAnswer); // E93
    }
    for (turn, place) in [
        (answer.page_repetition, Place::AnswerPageRepetition(at, position)),
        (answer.section_repetition, Place::AnswerSectionRepetition(at, position)),
    ] {
        if !matches!(turn, None | Some(0 | 1)) {
            findings.fault(place, Problem::RepetitionOutOfRange); // E94
        }
    }
}

/// What needs the question; gives the positions found.
fn check_content(
    (at, index): (usize, usize),
    answer: &NewAnswer,
    question: &Question,
    findings: &mut Findings,
) -> Vec<PositionId> {
    let kind = &question.kind;
    let text = answer.text.as_deref().filter(|text| !fold::is_blank(text));
    if let Some(text) = text {
        match kind.most_chars() {
            None => findings.fault(Place::AnswerText(at, index), Problem::AnswerKindWrong), // E91
            Some(most) if text.chars().count() > most => {
                findings.fault(Place::AnswerText(at, index), Problem::AnswerTooLong { most });
            }
            Some(_) => {}
        }
    }
    let is_alone = answer.positions.is_empty() && text.is_none();
    if answer.is_not_applicable && is_alone && !kind.offers_not_applicable() {
        findings.fault(Place::Answer(at, index), Problem::NotApplicableNotOffered);
    }
    if answer.positions.is_empty() {
        return Vec::new();
    }
    if kind.most_positions() == 0 {
        findings.fault(Place::Answer(at, index), Problem::AnswerKindWrong); // E91
        return Vec::new();
    }
    let mut positions = Vec::with_capacity(answer.positions.len());
    for (item, sent) in answer.positions.iter().enumerate() {
        match key_of(sent).and_then(|key| kind.find_position(key)) {
            Some(found) if positions.contains(&found) && kind.most_positions() > 1 => {}
            Some(found) => positions.push(found),
            None => findings.fault(Place::AnswerPosition(at, index, item), Problem::PositionUnknown), // E90
        }
        if positions.len() > kind.most_positions() {
            findings.fault(Place::Answer(at, index), Problem::TooManyPositions); // E91
            break;
        }
    }
    positions
}

/// The first present of id, value and label; the next is not tried when it is not found (E90).
fn key_of(position: &NewPosition) -> Option<PositionKey<'_>> {
    let label = position.label.as_deref().filter(|label| !fold::is_blank(label));
    position
        .id
        .filter(|id| *id != 0)
        .map(PositionKey::Id)
        .or(position.value.map(PositionKey::Value))
        .or(label.map(PositionKey::Label))
}
