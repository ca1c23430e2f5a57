//! What was filled in: read from the fields of a form, kept to be shown again, and turned into answers.
//!
//! Only whether a value exists at all is looked at here; whether it may be said is judged by the domain.

use std::collections::BTreeMap;

use canvass_domain::command::AnswerInput;
use canvass_domain::decide::import_customers::KeptAnswer;
use canvass_domain::id::{BaseQuestionId, PositionId};
use canvass_domain::questionnaire::{Page, Question, QuestionKind};

/// The value of "not applicable".
pub(super) const NOT_APPLICABLE: &str = "na";

/// The values of each question's field, as they stand in the form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Typed(BTreeMap<i32, Vec<String>>);

/// The form is not of this page: a question or position of it is not there. No page of ours makes such a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ForeignField;

/// The name of a question's field.
pub(super) fn field_name(question: &Question) -> String {
    format!("q{}", question.id)
}

impl Typed {
    /// What stands in the fields of a form. Fields with other names are passed over.
    pub(super) fn from_fields(fields: &[(String, String)]) -> Self {
        let mut typed = Self::default();
        for (name, value) in fields {
            if let Some(id) = name.strip_prefix('q').and_then(|id| id.parse().ok()) {
                typed.0.entry(id).or_default().push(value.clone());
            }
        }
        typed
    }

    /// What would have been filled in to say these answers: pre-filled or given before.
    pub(super) fn from_answers(questions: &[&Question], answers: &[KeptAnswer]) -> Self {
        let mut typed = Self::default();
        for question in questions {
            let said = answers.iter().rev().find(|answer| answer.question == question.id);
            if let Some(answer) = said {
                typed.0.insert(question.id.0, values_of(question, answer));
            }
        }
        typed
    }

    /// The values of a question's field.
    pub(super) fn values(&self, question: BaseQuestionId) -> &[String] {
        self.0.get(&question.0).map_or(&[], Vec::as_slice)
    }

    /// The answers that were given to the questions of a page; what was left open is left out.
    pub(super) fn answers(&self, page: &Page) -> Result<Vec<AnswerInput>, ForeignField> {
        let questions: Vec<&Question> = page.sections.iter().flat_map(|section| &section.questions).collect();
        if self.0.keys().any(|id| !questions.iter().any(|question| question.id.0 == *id)) {
            return Err(ForeignField);
        }
        let mut answers = Vec::new();
        for question in questions {
            answers.extend(answer(question, self.values(question.id))?);
        }
        Ok(answers)
    }
}

fn answer(question: &Question, values: &[String]) -> Result<Option<AnswerInput>, ForeignField> {
    let mut answer =
        AnswerInput { question: question.id, positions: Vec::new(), is_not_applicable: false, text: None };
    if let QuestionKind::OpenText { .. } = question.kind {
        let [text] = values else { return if values.is_empty() { Ok(None) } else { Err(ForeignField) } };
        // Browsers send each line break as two characters; one is meant.
        let text = text.replace("\r\n", "\n");
        answer.text = (!text.trim().is_empty()).then_some(text);
        return Ok(answer.text.is_some().then_some(answer));
    }
    for value in values {
        if value == NOT_APPLICABLE && question.kind.offers_not_applicable() {
            answer.is_not_applicable = true;
        } else {
            let position = position(question, value).ok_or(ForeignField)?;
            if !answer.positions.contains(&position) {
                answer.positions.push(position);
            }
        }
    }
    let is_given = answer.is_not_applicable || !answer.positions.is_empty();
    Ok(is_given.then_some(answer))
}

/// A recommendation's field holds the score, any other the position's number.
fn position(question: &Question, value: &str) -> Option<PositionId> {
    let number: i32 = value.parse().ok()?;
    let id = match question.kind {
        QuestionKind::Recommendation { .. } => PositionId(number.checked_add(1)?),
        QuestionKind::Scale { .. }
        | QuestionKind::SingleChoice { .. }
        | QuestionKind::MultipleChoice { .. }
        | QuestionKind::OpenText { .. }
        | QuestionKind::File { .. } => PositionId(number),
    };
    question.kind.has_position(id).then_some(id)
}

fn values_of(question: &Question, answer: &KeptAnswer) -> Vec<String> {
    let is_score = matches!(question.kind, QuestionKind::Recommendation { .. });
    let mut values: Vec<String> = answer
        .positions
        .iter()
        .map(|position| if is_score { position.0.saturating_sub(1) } else { position.0 }.to_string())
        .collect();
    if answer.is_not_applicable {
        values.push(NOT_APPLICABLE.to_owned());
    }
    values.extend(answer.text.clone());
    values
}
