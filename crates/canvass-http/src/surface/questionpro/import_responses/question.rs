//! The questions of a response as call 7 prints them (Q67).

use canvass_app::transactions::ResponseOutcome;
use canvass_domain::decide::import_customers::KeptAnswer;
use canvass_domain::id::PositionId;
use canvass_domain::questionnaire::{Document, Position, Question, QuestionKind};
use canvass_wire::questionpro::import_response::{AnsweredQuestion, GivenAnswer};

/// What was answered, in the order of the questionnaire.
pub(super) fn answered(document: &Document, outcome: &ResponseOutcome) -> Vec<AnsweredQuestion> {
    let words = Words { language: &outcome.language, fallback: document.default_language() };
    let numbered = document.questions().zip(1_usize..);
    numbered
        .filter_map(|(question, place)| {
            let mut own = outcome.answers.iter().filter(|answer| answer.question == question.id);
            let answer = own.next()?;
            Some(words.question(question, place, answer))
        })
        .collect()
}

/// The language of the response, and that of the document.
struct Words<'a> {
    language: &'a str,
    fallback: &'a str,
}

impl Words<'_> {
    fn question(&self, question: &Question, place: usize, answer: &KeptAnswer) -> AnsweredQuestion {
        AnsweredQuestion {
            id: i64::from(question.id.0),
            description: self.description(&question.kind),
            code: format!("Q{place}"),
            text: question.text.get(self.language, self.fallback).to_owned(),
            answers: self.answers(&question.kind, answer),
        }
    }

    /// The two ends of a recommendation.
    fn description(&self, kind: &QuestionKind) -> String {
        let QuestionKind::Recommendation { low, high } = kind else { return String::new() };
        let end = |texts: &Option<_>| {
            let texts: Option<&canvass_domain::questionnaire::Texts> = texts.as_ref();
            texts.map_or("", |texts| texts.get(self.language, self.fallback)).to_owned()
        };
        match (low, high) {
            (None, None) => String::new(),
            _ => format!("{{detractor:{},promoter:{}}}", end(low), end(high)),
        }
    }

    fn answers(&self, kind: &QuestionKind, answer: &KeptAnswer) -> Vec<GivenAnswer> {
        let (positions, not_applicable) = match kind {
            QuestionKind::Recommendation { .. } => {
                return answer.positions.iter().map(|position| recommendation(*position)).collect();
            }
            QuestionKind::OpenText { .. } => {
                let written = answer.text.clone().unwrap_or_default();
                return vec![GivenAnswer { written, ..GivenAnswer::default() }];
            }
            // Files have no form on this wire.
            QuestionKind::File { .. } => return Vec::new(),
            QuestionKind::Scale { positions, not_applicable } => (positions, not_applicable.as_ref()),
            QuestionKind::SingleChoice { positions } | QuestionKind::MultipleChoice { positions, .. } => {
                (positions, None)
            }
        };
        if answer.is_not_applicable {
            let text = not_applicable.map_or("", |texts| texts.get(self.language, self.fallback));
            return vec![GivenAnswer { text: text.to_owned(), ..GivenAnswer::default() }];
        }
        answer.positions.iter().map(|position| self.chosen(positions, *position)).collect()
    }

    /// Other scales have the same in both members.
    fn chosen(&self, positions: &[Position], chosen: PositionId) -> GivenAnswer {
        let position = positions.iter().find(|position| position.id == chosen);
        let text = position.map_or("", |position| position.label.get(self.language, self.fallback));
        GivenAnswer {
            id: i64::from(chosen.0),
            text: text.to_owned(),
            scale: text.to_owned(),
            ..GivenAnswer::default()
        }
    }
}

/// The score, and score + 1, which is also the number of the position.
fn recommendation(position: PositionId) -> GivenAnswer {
    GivenAnswer {
        id: i64::from(position.0),
        text: (position.0 - 1).to_string(),
        scale: position.0.to_string(),
        ..GivenAnswer::default()
    }
}
