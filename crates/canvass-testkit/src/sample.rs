//! The sample questionnaire: two pages, one question of each kind, two languages.

use std::collections::BTreeMap;

use canvass_domain::id::{BaseQuestionId, PositionId};
use canvass_domain::questionnaire::{Document, Page, Position, Question, QuestionKind, Section, Texts};
use uuid::Uuid;

/// Numbers of the questions of [`sample_document`].
pub mod question {
    use canvass_domain::id::BaseQuestionId;

    /// First page, required: 0 to 10.
    pub const RECOMMEND: BaseQuestionId = BaseQuestionId(1);
    /// First page: a scale of five with "not applicable".
    pub const SERVICE: BaseQuestionId = BaseQuestionId(2);
    /// Second page: one of three.
    pub const CHANNEL: BaseQuestionId = BaseQuestionId(3);
    /// Second page: at most two of four.
    pub const TOPICS: BaseQuestionId = BaseQuestionId(4);
    /// Second page: open text.
    pub const REMARK: BaseQuestionId = BaseQuestionId(5);
}

/// The sample questionnaire.
pub fn sample_document() -> Document {
    let service = QuestionKind::Scale {
        positions: positions(&["Very bad", "Bad", "Fair", "Good", "Very good"], true),
        not_applicable: Some(words("Not applicable")),
    };
    let channel = QuestionKind::SingleChoice { positions: positions(&["Shop", "Phone", "Web"], false) };
    let topics = QuestionKind::MultipleChoice {
        positions: positions(&["Price", "Quality", "Speed", "People"], false),
        most: Some(2),
    };
    Document {
        title: words("Your visit"),
        languages: vec!["en".to_owned(), "nl".to_owned()],
        introduction: None,
        thanks: None,
        pages: vec![
            page(vec![
                asked(question::RECOMMEND, QuestionKind::Recommendation { low: None, high: None }, true),
                asked(question::SERVICE, service, false),
            ]),
            page(vec![
                asked(question::CHANNEL, channel, false),
                asked(question::TOPICS, topics, false),
                asked(
                    question::REMARK,
                    QuestionKind::OpenText { max_chars: 2_000, is_single_line: false },
                    false,
                ),
            ]),
        ],
    }
}

fn page(questions: Vec<Question>) -> Page {
    Page { title: None, sections: vec![Section { title: None, questions }] }
}

fn asked(id: BaseQuestionId, kind: QuestionKind, is_required: bool) -> Question {
    let number = u128::try_from(id.0).expect("question numbers are positive");
    Question {
        id,
        guid: Uuid::from_u128(0x67b9_047e_e45f_4247_b7b1_ca2a_ade9_0000 + number),
        text: words(&format!("Question {id}")),
        hint: None,
        is_required,
        kind,
    }
}

fn positions(labels: &[&str], has_values: bool) -> Vec<Position> {
    labels
        .iter()
        .zip(1..)
        .map(|(label, number)| Position {
            id: PositionId(number),
            value: has_values.then_some(number),
            label: words(label),
        })
        .collect()
}

fn words(text: &str) -> Texts {
    let both = [("en".to_owned(), text.to_owned()), ("nl".to_owned(), format!("{text} (nl)"))];
    Texts(BTreeMap::from(both))
}
