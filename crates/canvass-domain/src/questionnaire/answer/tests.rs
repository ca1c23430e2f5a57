//! PAG-11 and E93: what a submission must be.

use std::collections::BTreeMap;

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::questionnaire::{Page, Position, Section, Texts};

fn texts(text: &str) -> Texts {
    Texts(BTreeMap::from([("en".to_owned(), text.to_owned())]))
}

fn positions() -> Vec<Position> {
    [(3, Some(10)), (1, Some(20)), (2, None)]
        .into_iter()
        .map(|(id, value)| Position { id: PositionId(id), value, label: texts("Label") })
        .collect()
}

/// 1 recommendation (required), 2 scale, 3 single, 4 multiple (at most 2), 5 text, 6 line of 5 characters.
fn document() -> Document {
    let kinds = [
        QuestionKind::Recommendation { low: None, high: None },
        QuestionKind::Scale { positions: positions(), not_applicable: Some(texts("n/a")) },
        QuestionKind::SingleChoice { positions: positions() },
        QuestionKind::MultipleChoice { positions: positions(), most: Some(2) },
        QuestionKind::OpenText { max_chars: 100, is_single_line: false },
        QuestionKind::OpenText { max_chars: 5, is_single_line: true },
    ];
    let questions = (1..).zip(kinds).map(|(id, kind)| Question {
        id: BaseQuestionId(id),
        guid: Uuid::from_u128(1),
        text: texts("?"),
        hint: None,
        is_required: id == 1,
        kind,
    });
    Document {
        title: texts("Title"),
        languages: vec!["en".to_owned()],
        introduction: None,
        thanks: None,
        pages: vec![Page {
            title: None,
            sections: vec![Section { title: None, questions: questions.collect() }],
        }],
    }
}

fn chose(question: i32, ids: &[i32]) -> AnswerInput {
    AnswerInput {
        question: BaseQuestionId(question),
        positions: ids.iter().copied().map(PositionId).collect(),
        is_not_applicable: false,
        text: None,
    }
}

fn said(question: i32, text: &str) -> AnswerInput {
    AnswerInput { text: Some(text.to_owned()), ..chose(question, &[]) }
}

fn skipped(question: i32) -> AnswerInput {
    AnswerInput { is_not_applicable: true, ..chose(question, &[]) }
}

/// The answer to one question, beside a valid one to the required question.
fn answer(input: AnswerInput) -> Result<Option<CheckedAnswer>, Vec<AnswerProblem>> {
    let question = input.question;
    check_answers(&document(), &[chose(1, &[10]), input])
        .map(|answers| answers.into_iter().find(|answer| answer.question == question))
        .map_err(|faults| faults.into_iter().map(|fault| fault.problem).collect())
}

#[test]
fn a_recommendation_counts_its_position_less_one() {
    for id in 1..=11 {
        let answers = check_answers(&document(), &[chose(1, &[id])]).unwrap();
        assert_eq!(
            (answers[0].score, answers[0].positions.as_slice()),
            (Some(id - 1), [PositionId(id)].as_slice())
        );
    }
    for id in [i32::MIN, -1, 0, 12, i32::MAX] {
        let faults = check_answers(&document(), &[chose(1, &[id])]).unwrap_err();
        assert_eq!(faults[0].problem, AnswerProblem::UnknownPosition);
    }
}

#[test]
fn valid_answers_are_kept_with_what_they_count() {
    for (input, positions, score) in [
        (chose(2, &[3]), vec![3], Some(10)),
        (chose(2, &[2]), vec![2], None),
        (chose(3, &[1, 1]), vec![1], Some(20)),
        (chose(4, &[1, 3]), vec![3, 1], None),
        (chose(4, &[1]), vec![1], None),
        (skipped(2), vec![], None),
    ] {
        let kept = answer(input.clone()).unwrap().unwrap();
        assert_eq!(kept.positions, positions.into_iter().map(PositionId).collect::<Vec<_>>(), "{input:?}");
        assert_eq!((kept.score, kept.is_not_applicable), (score, input.is_not_applicable));
    }
}

#[test]
fn what_says_nothing_is_no_answer() {
    for input in [chose(2, &[]), said(5, " \r\n\0 "), said(2, " ")] {
        assert_eq!(answer(input), Ok(None));
    }
}

#[test]
fn an_answer_that_does_not_fit_is_refused() {
    let beside = AnswerInput { is_not_applicable: true, ..chose(2, &[1]) };
    for (input, problem) in [
        (chose(99, &[1]), AnswerProblem::UnknownQuestion),
        (chose(1, &[10]), AnswerProblem::Twice),
        (chose(2, &[4]), AnswerProblem::UnknownPosition),
        (chose(2, &[1, 2]), AnswerProblem::TooManyPositions { most: 1 }),
        (chose(4, &[1, 2, 3]), AnswerProblem::TooManyPositions { most: 2 }),
        (chose(5, &[1]), AnswerProblem::WrongKind),
        (said(2, "two"), AnswerProblem::WrongKind),
        (skipped(3), AnswerProblem::NotApplicableNotOffered),
        (beside, AnswerProblem::NotApplicableBesideAnswer),
        (said(6, "123456"), AnswerProblem::TooLong { most: 5 }),
    ] {
        assert_eq!(answer(input.clone()), Err(vec![problem]), "{input:?}");
    }
}

#[test]
fn a_required_question_must_be_answered() {
    for inputs in [vec![], vec![chose(1, &[])], vec![chose(2, &[1])]] {
        let faults = check_answers(&document(), &inputs).unwrap_err();
        assert_eq!(faults, [AnswerFault { question: BaseQuestionId(1), problem: AnswerProblem::Missing }]);
    }
}

#[test]
fn all_faults_come_together() {
    let faults =
        check_answers(&document(), &[chose(99, &[]), chose(2, &[9]), said(6, "too long")]).unwrap_err();
    let found: Vec<_> = faults.into_iter().map(|fault| (fault.question.0, fault.problem.code())).collect();
    let expected =
        [(99, "question_unknown"), (1, "answer_missing"), (2, "position_unknown"), (6, "text_too_long")];
    assert_eq!(found, expected);
}

#[test]
fn texts_lose_control_characters_and_keep_lines() {
    let text = |input| answer(input).unwrap().unwrap().text.unwrap();
    assert_eq!(text(said(5, " a\u{0}\r\nb\u{7}\rc\u{85}\td ")), "a\nb\nc\td");
    assert_eq!(text(said(6, "a\r\nb")), "a b");
}

proptest! {
    #[test]
    fn the_order_of_the_form_does_not_matter(ids in prop::collection::vec(0_i32..5, 0..4), text in "\\PC{0,8}", swap in any::<bool>()) {
        let mut inputs = vec![chose(1, &[5]), chose(4, &ids), said(6, &text)];
        let one = check_answers(&document(), &inputs);
        inputs.rotate_left(if swap { 1 } else { 2 });
        prop_assert_eq!(&one, &check_answers(&document(), &inputs));
        if let Ok(answers) = one {
            prop_assert!(answers.iter().all(|answer| answer.text.as_deref().is_none_or(|text| text.chars().count() <= 5)));
        }
    }
}
