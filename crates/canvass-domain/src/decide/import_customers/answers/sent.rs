//! Answers sent with a customer (E87-E94).

use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};

use super::{Asked, Found, Key, Manner, Stray, files};
use crate::command::{NewAnswer, NewPosition, Place, QuestionKey};
use crate::decide::import_customers::dates::Calendar;
use crate::decide::import_customers::findings::Findings;
use crate::decide::import_customers::subject::Subject;
use crate::decide::import_customers::{KeptAnswer, Notice, Problem};
use crate::file::{MOST_ANSWERS, MOST_FILES};
use crate::fold;
use crate::id::{BaseQuestionId, PositionId};
use crate::questionnaire::{PositionKey, Question};

/// How far ahead a date of an answer may lie (E87).
const MOST_AHEAD: SignedDuration = SignedDuration::from_mins(5);

/// Checks what was sent: what can be kept, and the keys of all of it: an answer sent wins over a copied one even if it
/// says nothing (E63).
pub(super) fn check(
    subject: Subject<'_>,
    questions: Asked<'_>,
    manner: Manner,
    calendar: &mut Calendar<'_>,
    findings: &mut Findings,
) -> (Vec<KeptAnswer>, HashSet<Key>) {
    check_counts(subject, findings);
    let mut kept = Vec::with_capacity(subject.customer.answers.len());
    let mut keys = HashSet::with_capacity(subject.customer.answers.len());
    for (position, answer) in subject.customer.answers.iter().enumerate() {
        let place = Place::Answer(subject.at, position);
        check_shape((subject.at, position), answer, findings);
        files::check_shape((subject.at, position), answer, questions.certificates, findings);
        let answered_at = answer.answered_at.map_or(manner.given_at, |date| calendar.start(date));
        if is_ahead(answered_at, calendar.now()) {
            findings.fault(Place::AnswerDate(subject.at, position), Problem::DateAhead); // E87
        }
        let found = questions.find(answer.question);
        if let Some(id) = id_of(&found, answer.question)
            // No page or section of a document repeats, so every turn kept is the first (E94).
            && !keys.insert((id, 1, 1))
        {
            findings.fault(place, Problem::AnswerTwice); // E89
        }
        let question = match found {
            Found::Asked(question) => question,
            Found::Elsewhere | Found::Unknown(_) if manner.stray == Stray::Untold => continue,
            Found::Elsewhere if manner.stray == Stray::LeftOut => {
                findings.warning(place, Notice::AnswersLeftOut(1)); // E88
                continue;
            }
            Found::Elsewhere => {
                let problem = elsewhere(answer.question);
                findings.fault(Place::AnswerQuestion(subject.at, position), problem);
                continue;
            }
            Found::Unknown(problem) => {
                findings.fault(Place::AnswerQuestion(subject.at, position), problem);
                continue;
            }
        };
        let positions = check_content((subject.at, position), answer, question, findings);
        let files = files::check_content((subject.at, position), answer, question, findings);
        let text = answer.text.as_ref().filter(|text| !fold::is_blank(text));
        if positions.is_empty() && text.is_none() && files.is_empty() && !answer.is_not_applicable {
            continue; // Nothing was said.
        }
        kept.push(KeptAnswer {
            question: question.id,
            page_repetition: 1,
            section_repetition: 1,
            positions,
            is_not_applicable: answer.is_not_applicable,
            text: text.cloned(),
            files,
            answered_at,
        });
    }
    (kept, keys)
}

/// The most answers and files of one customer (E124).
fn check_counts(subject: Subject<'_>, findings: &mut Findings) {
    let answers = &subject.customer.answers;
    if answers.len() > MOST_ANSWERS {
        findings
            .fault(Place::Answer(subject.at, MOST_ANSWERS), Problem::TooManyAnswers { most: MOST_ANSWERS });
    }
    let mut files = 0_usize;
    for (position, answer) in answers.iter().enumerate() {
        files += answer.files.len();
        if files > MOST_FILES {
            let place = Place::AnswerFiles(subject.at, position);
            findings.fault(place, Problem::TooManyFiles { most: MOST_FILES });
            break;
        }
    }
}

/// Whether a moment lies too far ahead (E87).
pub(in crate::decide::import_customers) fn is_ahead(moment: Timestamp, now: Timestamp) -> bool {
    moment.duration_since(now) > MOST_AHEAD
}

/// What two answers to the same question share. 0 is no question but a missing or unreadable number: two of them are not
/// the same question.
fn id_of(found: &Found<'_>, key: QuestionKey) -> Option<BaseQuestionId> {
    match (found, key) {
        (Found::Asked(question), _) => Some(question.id),
        (Found::Elsewhere | Found::Unknown(_), QuestionKey::Base(id)) if id != 0 => Some(BaseQuestionId(id)),
        (Found::Elsewhere | Found::Unknown(_), QuestionKey::Base(_) | QuestionKey::Guid(_)) => None,
    }
}

fn elsewhere(key: QuestionKey) -> Problem {
    match key {
        QuestionKey::Base(id) => Problem::QuestionUnknown(id),
        QuestionKey::Guid(guid) => Problem::QuestionGuidUnknown(guid),
    }
}

/// What can be seen without the question.
fn check_shape((at, position): (usize, usize), answer: &NewAnswer, findings: &mut Findings) {
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
    let is_alone = answer.positions.is_empty() && text.is_none() && answer.files.is_empty();
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
