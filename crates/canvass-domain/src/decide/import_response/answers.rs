//! The answers of a response: questions by number or code, positions by number or text (Q68).

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::ResponseProblem;
use super::check::Findings;
use crate::command::{ChosenAnswer, ImportResponse, ResponseAnswer, ResponsePlace};
use crate::decide::import_customers::{GivenAnswer, KeptAnswer};
use crate::id::{BaseQuestionId, PositionId};
use crate::questionnaire::{Document, PositionKey, Question, QuestionKind};

pub(super) fn read(
    command: &ImportResponse,
    document: &Document,
    at: Timestamp,
    findings: &mut Findings,
) -> Vec<GivenAnswer> {
    let mut seen: BTreeSet<BaseQuestionId> = BTreeSet::new();
    let mut answers = Vec::with_capacity(command.answers.len());
    for (index, sent) in command.answers.iter().enumerate() {
        let Some(question) = question(sent, document) else {
            findings.add(ResponsePlace::Question(index), ResponseProblem::QuestionUnknown);
            continue;
        };
        if !seen.insert(question.id) {
            findings.add(ResponsePlace::Question(index), ResponseProblem::QuestionTwice);
            continue;
        }
        answers.extend(answer(index, sent, question, at, findings));
    }
    answers
}

fn question<'d>(sent: &ResponseAnswer, document: &'d Document) -> Option<&'d Question> {
    if let Some(number) = sent.question {
        return document.question(BaseQuestionId(i32::try_from(number).ok()?));
    }
    let place: usize = sent.code.as_deref()?.trim().strip_prefix(['Q', 'q'])?.parse().ok()?;
    document.questions().nth(place.checked_sub(1)?)
}

/// One question; nothing chosen is no answer.
fn answer(
    index: usize,
    sent: &ResponseAnswer,
    question: &Question,
    at: Timestamp,
    findings: &mut Findings,
) -> Option<GivenAnswer> {
    let (positions, text) = match question.kind.most_chars() {
        Some(most) => (Vec::new(), Some(written(index, &sent.chosen, most, findings)?)),
        None => (positions(index, &sent.chosen, question, findings), None),
    };
    if positions.is_empty() && text.is_none() {
        return None;
    }
    let score = positions.first().and_then(|position| question.kind.score_of(*position));
    let answer = KeptAnswer {
        question: question.id,
        page_repetition: 1,
        section_repetition: 1,
        positions,
        is_not_applicable: false,
        text,
        files: Vec::new(),
        answered_at: at,
    };
    Some(GivenAnswer { answer, score })
}

fn written(index: usize, chosen: &[ChosenAnswer], most: usize, findings: &mut Findings) -> Option<String> {
    let mut texts = chosen.iter().enumerate().filter_map(|(at, answer)| Some((at, answer.text.as_ref()?)));
    let (at, text) = texts.find(|(_, text)| !text.trim().is_empty())?;
    let place = ResponsePlace::Answer(index, at);
    if texts.any(|(_, text)| !text.trim().is_empty()) {
        findings.add(ResponsePlace::Question(index), ResponseProblem::TooManyAnswers);
    }
    if text.chars().count() > most {
        findings.add(place, ResponseProblem::TooLong { most });
    } else if text.chars().any(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r')) {
        findings.add(place, ResponseProblem::CharacterInvalid);
    }
    Some(text.clone())
}

fn positions(
    index: usize,
    chosen: &[ChosenAnswer],
    question: &Question,
    findings: &mut Findings,
) -> Vec<PositionId> {
    let mut positions = Vec::with_capacity(chosen.len());
    for (at, answer) in chosen.iter().enumerate() {
        match position(answer, &question.kind) {
            Some(position) if !positions.contains(&position) => positions.push(position),
            Some(_twice) => {}
            None => findings.add(ResponsePlace::Answer(index, at), ResponseProblem::AnswerUnknown),
        }
    }
    if positions.len() > question.kind.most_positions() {
        findings.add(ResponsePlace::Question(index), ResponseProblem::TooManyAnswers);
    }
    positions
}

/// By number, else by text; scores of a recommendation always by text.
fn position(answer: &ChosenAnswer, kind: &QuestionKind) -> Option<PositionId> {
    let by_text = || kind.find_position(PositionKey::Label(answer.text.as_deref()?.trim()));
    if matches!(kind, QuestionKind::Recommendation { .. }) {
        return by_text();
    }
    match answer.answer {
        Some(number) => kind.find_position(PositionKey::Id(i32::try_from(number).ok()?)),
        None => by_text(),
    }
}
