//! What a respondent's submission must be (E93, PAG-11), and what is kept of it.

use std::collections::{HashMap, HashSet};

use super::{Document, Question, QuestionKind};
use crate::command::AnswerInput;
use crate::id::{BaseQuestionId, PositionId};

/// An answer that fits its question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedAnswer {
    /// The question.
    pub question: BaseQuestionId,
    /// Chosen positions, each once, in the order of the document.
    pub positions: Vec<PositionId>,
    /// "Not applicable" was chosen, and nothing else (E93).
    pub is_not_applicable: bool,
    /// Text without control characters and outer blanks.
    pub text: Option<String>,
    /// What it counts in averages; `None` for texts, several positions and "not applicable".
    pub score: Option<i32>,
}

/// What is wrong with the answer to one question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnswerFault {
    /// The question.
    pub question: BaseQuestionId,
    /// What.
    pub problem: AnswerProblem,
}

/// What can be wrong with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AnswerProblem {
    /// The questionnaire does not ask this.
    UnknownQuestion,
    /// The question was answered twice.
    Twice,
    /// A required question has no answer.
    Missing,
    /// A position that the question does not offer.
    UnknownPosition,
    /// More positions than the question allows.
    TooManyPositions {
        /// The limit.
        most: usize,
    },
    /// Text on a question with positions, or positions on one with text.
    WrongKind,
    /// "Not applicable" is not offered here.
    NotApplicableNotOffered,
    /// "Not applicable" beside something else (E93).
    NotApplicableBesideAnswer,
    /// More characters than the question takes.
    TooLong {
        /// The limit.
        most: usize,
    },
}

impl AnswerProblem {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::UnknownQuestion => "question_unknown",
            Self::Twice => "answer_twice",
            Self::Missing => "answer_missing",
            Self::UnknownPosition => "position_unknown",
            Self::TooManyPositions { .. } => "positions_too_many",
            Self::WrongKind => "answer_kind_wrong",
            Self::NotApplicableNotOffered => "not_applicable_not_offered",
            Self::NotApplicableBesideAnswer => "not_applicable_beside_answer",
            Self::TooLong { .. } => "text_too_long",
        }
    }
}

/// Checks a whole submission: the answers in the order of the document, or all faults, those of unknown and repeated
/// questions first. What says nothing counts as not answered.
pub fn check_answers(
    document: &Document,
    inputs: &[AnswerInput],
) -> Result<Vec<CheckedAnswer>, Vec<AnswerFault>> {
    let asked: HashSet<BaseQuestionId> = document.questions().map(|question| question.id).collect();
    let mut faults = Vec::new();
    let mut given = HashMap::with_capacity(inputs.len());
    for input in inputs {
        let question = input.question;
        if !asked.contains(&question) {
            faults.push(AnswerFault { question, problem: AnswerProblem::UnknownQuestion });
        } else if given.insert(question, input).is_some() {
            faults.push(AnswerFault { question, problem: AnswerProblem::Twice });
        }
    }
    let mut answers = Vec::with_capacity(inputs.len());
    for question in document.questions() {
        match given.get(&question.id).map_or(Ok(None), |input| check_answer(question, input)) {
            Ok(Some(answer)) => answers.push(answer),
            Ok(None) if question.is_required => {
                faults.push(AnswerFault { question: question.id, problem: AnswerProblem::Missing });
            }
            Ok(None) => {}
            Err(problem) => faults.push(AnswerFault { question: question.id, problem }),
        }
    }
    if faults.is_empty() { Ok(answers) } else { Err(faults) }
}

/// Checks one answer; `None` if it says nothing.
fn check_answer(question: &Question, input: &AnswerInput) -> Result<Option<CheckedAnswer>, AnswerProblem> {
    let kind = &question.kind;
    let text = input.text.as_deref().map(|text| cleaned(text, kind)).filter(|text| !text.is_empty());
    let positions = chosen(kind, &input.positions)?;
    if let Some(text) = &text {
        let most = kind.most_chars().ok_or(AnswerProblem::WrongKind)?;
        if text.chars().count() > most {
            return Err(AnswerProblem::TooLong { most });
        }
    }
    if input.is_not_applicable {
        if !kind.offers_not_applicable() {
            return Err(AnswerProblem::NotApplicableNotOffered);
        }
        if text.is_some() || !positions.is_empty() {
            return Err(AnswerProblem::NotApplicableBesideAnswer);
        }
    } else if text.is_none() && positions.is_empty() {
        return Ok(None);
    }
    let score = positions.first().and_then(|position| kind.score_of(*position));
    Ok(Some(CheckedAnswer {
        question: question.id,
        positions,
        is_not_applicable: input.is_not_applicable,
        text,
        score,
    }))
}

/// The chosen positions, each once, in the order of the document.
fn chosen(kind: &QuestionKind, sent: &[PositionId]) -> Result<Vec<PositionId>, AnswerProblem> {
    if sent.is_empty() {
        return Ok(Vec::new());
    }
    let most = kind.most_positions();
    if most == 0 {
        return Err(AnswerProblem::WrongKind);
    }
    if !sent.iter().all(|position| kind.has_position(*position)) {
        return Err(AnswerProblem::UnknownPosition);
    }
    let wanted: HashSet<PositionId> = sent.iter().copied().collect();
    if wanted.len() > most {
        return Err(AnswerProblem::TooManyPositions { most });
    }
    let listed: Vec<PositionId> =
        kind.positions().iter().map(|position| position.id).filter(|id| wanted.contains(id)).collect();
    // A recommendation lists no positions of its own.
    Ok(if listed.is_empty() { wanted.into_iter().collect() } else { listed })
}

/// Line ends of forms become plain ones, other control characters go, and outer blanks as well. A single line has no
/// line ends.
fn cleaned(text: &str, kind: &QuestionKind) -> String {
    let is_single_line = matches!(kind, QuestionKind::OpenText { is_single_line: true, .. });
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let kept: String = text
        .chars()
        .filter_map(|c| match c {
            '\n' if is_single_line => Some(' '),
            '\n' | '\t' => Some(c),
            _ if c.is_control() => None,
            _ => Some(c),
        })
        .collect();
    kept.trim().to_owned()
}

#[cfg(test)]
mod tests;
