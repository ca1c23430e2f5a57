//! One fault a case, with its path; a sound document has none.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::*;
use crate::id::{BaseQuestionId, PositionId};
use crate::questionnaire::{Page, Position, Question, Section};

fn texts(pairs: &[(&str, &str)]) -> Texts {
    Texts(pairs.iter().map(|(language, text)| ((*language).to_owned(), (*text).to_owned())).collect())
}

fn both(text: &str) -> Texts {
    texts(&[("en", text), ("nl", text)])
}

fn question(id: i32, kind: QuestionKind) -> Question {
    Question {
        id: BaseQuestionId(id),
        guid: Uuid::from_u128(u128::from(id.unsigned_abs())),
        text: both("What?"),
        hint: None,
        is_required: true,
        kind,
    }
}

fn positions(count: i32) -> Vec<Position> {
    (1..=count).map(|id| Position { id: PositionId(id), value: Some(id), label: both("Position") }).collect()
}

fn sound() -> Document {
    let questions = vec![
        question(1, QuestionKind::Recommendation { low: Some(both("Never")), high: None }),
        question(2, QuestionKind::Scale { positions: positions(5), not_applicable: Some(both("n/a")) }),
        question(3, QuestionKind::SingleChoice { positions: positions(2) }),
        question(4, QuestionKind::MultipleChoice { positions: positions(3), most: Some(2) }),
        question(5, QuestionKind::OpenText { max_chars: 500, is_single_line: false }),
    ];
    Document {
        title: both("Title"),
        languages: vec!["en".to_owned(), "nl".to_owned()],
        introduction: Some(texts(&[("en", "Welcome")])),
        thanks: None,
        pages: vec![Page { title: None, sections: vec![Section { title: Some(both("One")), questions }] }],
    }
}

fn first(document: &mut Document) -> &mut Vec<Question> {
    &mut document.pages[0].sections[0].questions
}

#[track_caller]
fn assert_faults(change: impl FnOnce(&mut Document), expected: &[&str]) {
    let mut document = sound();
    change(&mut document);
    let paths: Vec<_> = document.faults().into_iter().map(|fault| fault.path).collect();
    assert_eq!(paths, expected);
}

fn offered(document: &mut Document, index: usize) -> &mut Vec<Position> {
    match &mut first(document)[index].kind {
        QuestionKind::Scale { positions, .. }
        | QuestionKind::SingleChoice { positions }
        | QuestionKind::MultipleChoice { positions, .. } => positions,
        QuestionKind::Recommendation { .. } | QuestionKind::OpenText { .. } | QuestionKind::File { .. } => {
            unreachable!()
        }
    }
}

#[test]
fn a_sound_document_has_no_faults() {
    assert_eq!(sound().faults(), Vec::new());
    assert!(sound().is_compatible_with(&sound()));
}

#[test]
fn e95_a_question_for_files_has_limits_and_is_never_required() {
    let files = |most, types: &[&str]| QuestionKind::File {
        most,
        types: types.iter().map(|extension| (*extension).to_owned()).collect(),
    };
    for (kind, is_required, expected) in [
        (files(1, &[]), false, None),
        (files(100, &["pdf", "7z"]), false, None),
        (files(1, &[]), true, Some("required")),
        (files(0, &[]), false, Some("most")),
        (files(101, &[]), false, Some("most")),
        (files(1, &["PDF"]), false, Some("types")),
        (files(1, &[".pdf"]), false, Some("types")),
        (files(1, &[""]), false, Some("types")),
        (files(1, &["a"; 51]), false, Some("types")),
    ] {
        let expected: Vec<String> =
            expected.iter().map(|member| format!("/pages/0/sections/0/questions/0/{member}")).collect();
        let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
        let change = |document: &mut Document| {
            let question = &mut first(document)[0];
            (question.kind, question.is_required) = (kind, is_required);
        };
        assert_faults(change, &expected);
    }
}

#[test]
fn a_document_has_questions_and_languages_within_limits() {
    assert_faults(|document| document.pages.clear(), &["/pages"]);
    assert_faults(
        |document| {
            first(document).extend(
                (6..=201).map(|id| question(id, QuestionKind::Recommendation { low: None, high: None })),
            );
        },
        &["/pages"],
    );
    assert_faults(
        |document| document.pages.extend((0..200).map(|_| Page { title: None, sections: vec![] })),
        &["/pages"],
    );
    for tag in ["", "e", "FR", "english", "en_US", "en-", "1n", "en-x"] {
        assert_faults(|document| document.languages.push(tag.to_owned()), &["/languages/2"]);
    }
    for tag in ["nds", "pt-BR", "zh-Hant-TW", "de-1996"] {
        assert_faults(|document| document.languages.push(tag.to_owned()), &[]);
    }
    assert_faults(|document| document.languages.push("en".to_owned()), &["/languages/2"]);
}

#[test]
fn every_text_stands_in_the_default_language() {
    assert_faults(|document| document.title = texts(&[("nl", "Titel")]), &["/title"]);
    assert_faults(|document| document.title = both(" "), &["/title"]);
    assert_faults(|document| document.thanks = Some(Texts::default()), &["/thanks"]);
    assert_faults(|document| document.pages[0].title = Some(texts(&[("nl", "x")])), &["/pages/0/title"]);
    assert_faults(
        |document| first(document)[0].text = texts(&[("en", "x"), ("a/b~", "y")]),
        &["/pages/0/sections/0/questions/0/text/a~1b~0"],
    );
    assert_faults(
        |document| offered(document, 2)[1].label = Texts(BTreeMap::new()),
        &["/pages/0/sections/0/questions/2/positions/1/label"],
    );
    let long = "ü".repeat(2_001);
    assert_faults(|document| document.title = texts(&[("en", long.as_str())]), &["/title/en"]);
    assert_faults(|document| document.title = both(&"ü".repeat(2_000)), &[]);
}

#[test]
fn numbers_and_guids_are_unique() {
    let at = |member: &str| format!("/pages/0/sections/0/questions/{member}");
    assert_faults(|document| first(document)[1].id = BaseQuestionId(1), &[&at("1/id")]);
    assert_faults(|document| first(document)[1].id = BaseQuestionId(0), &[&at("1/id")]);
    assert_faults(|document| first(document)[1].guid = Uuid::from_u128(1), &[&at("1/guid")]);
    assert_faults(|document| first(document)[1].guid = Uuid::nil(), &[&at("1/guid")]);
    assert_faults(|document| offered(document, 1)[2].id = PositionId(1), &[&at("1/positions/2/id")]);
    assert_faults(|document| offered(document, 1)[2].id = PositionId(0), &[&at("1/positions/2/id")]);
    assert_faults(|document| offered(document, 1)[2].value = Some(1), &[&at("1/positions/2/value")]);
    assert_faults(|document| offered(document, 1)[2].value = Some(1_000_001), &[&at("1/positions/2/value")]);
    assert_faults(|document| offered(document, 1)[2].value = None, &[]);
}

#[test]
fn each_kind_of_question_has_what_it_needs() {
    let at = |member: &str| format!("/pages/0/sections/0/questions/{member}");
    assert_faults(|document| offered(document, 1).truncate(1), &[&at("1/positions")]);
    assert_faults(|document| offered(document, 2).truncate(1), &[&at("2/positions")]);
    assert_faults(|document| *offered(document, 2) = positions(101), &[&at("2/positions")]);
    for most in [0, 4] {
        let kind = QuestionKind::MultipleChoice { positions: positions(3), most: Some(most) };
        assert_faults(|document| first(document)[3].kind = kind, &[&at("3/most")]);
    }
    for max_chars in [0, 10_001] {
        let kind = QuestionKind::OpenText { max_chars, is_single_line: true };
        assert_faults(|document| first(document)[4].kind = kind, &[&at("4/maxChars")]);
    }
}

#[test]
fn a_base_question_keeps_its_kind_and_its_guid() {
    let mut later = sound();
    first(&mut later)[2].kind = QuestionKind::MultipleChoice { positions: positions(2), most: None };
    first(&mut later)[0].guid = Uuid::from_u128(99);
    first(&mut later).remove(4);
    first(&mut later).push(question(6, QuestionKind::OpenText { max_chars: 5, is_single_line: true }));
    let faults = later.faults_after(&sound());
    assert_eq!(faults[1].text, "Question 3 was published as singleChoice.", "the word of the format");
    let paths: Vec<_> = faults.into_iter().map(|fault| fault.path).collect();
    let base = "/pages/0/sections/0/questions";
    assert_eq!(paths, [format!("{base}/0/guid"), format!("{base}/2/type")]);
}
