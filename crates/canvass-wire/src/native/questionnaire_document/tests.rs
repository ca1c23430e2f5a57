use std::collections::BTreeMap;

use canvass_domain::id::{BaseQuestionId, PositionId};
use canvass_domain::questionnaire::{Page, Position, Question, QuestionKind, Section, Texts};
use proptest::prelude::*;

use super::*;

const GUID: Uuid = Uuid::from_u128(0x457c_0551_f897_4dea_b228_f47c_a1dc_c04f);

fn read_text(text: &str) -> Result<Document, Vec<(String, String)>> {
    read(text.as_bytes(), GUID).map_err(|faults| faults.into_ordered(""))
}

/// The example of the format's page is read, may be published, and comes back as it was.
#[test]
fn the_documented_example_is_a_good_document() {
    let page = include_str!("../../../../../docs/questionnaire-format.md");
    let example = page.split("```json").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let document = read_text(example).unwrap();
    assert_eq!(document.faults(), []);
    let kinds: Vec<&str> = document.questions().map(|question| question.kind.word()).collect();
    assert_eq!(kinds, ["recommendation", "scale", "singleChoice", "multipleChoice", "openText", "file"]);
    assert_eq!(read_text(&write(&document)), Ok(document));
}

#[test]
fn a_single_text_is_that_of_the_first_language() {
    let document = read_text(r#"{"title":"Bezoek","languages":["nl","en"],"introduction":null,"pages":[]}"#);
    // A list that is required must not be empty.
    let told = document.unwrap_err();
    assert_eq!(told, [("/pages".to_owned(), "The pages field is required.".to_owned())]);
    let document = read_text(
        r#"{"title":"Bezoek","thanks":{"en":"Thanks","nl":null},"languages":["nl","en"],
            "pages":[{"sections":[{"questions":[{"id":7,"type":"openText","text":"Waarom?"}]}]}]}"#,
    )
    .unwrap();
    assert_eq!(document.title, Texts(BTreeMap::from([("nl".to_owned(), "Bezoek".to_owned())])));
    assert_eq!(document.thanks, Some(Texts(BTreeMap::from([("en".to_owned(), "Thanks".to_owned())]))));
    let question = document.question(BaseQuestionId(7)).unwrap();
    assert_eq!(question.kind, QuestionKind::OpenText { max_chars: 2_000, is_single_line: false });
    assert!(!question.is_required);
}

#[test]
fn a_question_without_a_guid_keeps_the_same_one_from_draft_to_draft() {
    let draft = |text: &str| {
        read_text(&format!(
            r#"{{"title":"T","languages":["en"],"pages":[{{"sections":[{{"questions":[
                {{"id":1,"type":"openText","text":"{text}"}},{{"id":2,"type":"openText","text":"b"}},
                {{"id":3,"guid":"457c0551-f897-4dea-b228-f47ca1dcc04f","type":"openText","text":"c"}}]}}]}}]}}"#
        ))
        .unwrap()
        .questions()
        .map(|question| question.guid)
        .collect::<Vec<Uuid>>()
    };
    let first = draft("a");
    assert_eq!(first, draft("changed"));
    assert_ne!(first[0], first[1]);
    assert_eq!(first[0].get_version_num(), 8);
    assert_eq!(first[2], GUID);
}

#[test]
fn every_fault_is_told_with_its_pointer_in_the_order_of_the_document() {
    let told = read_text(
        r#"{"title":{"en":5},"languages":["en"],"colour":"red","pages":[{"sections":[{"questions":[
            {"id":1,"type":"slider","text":"a"},
            {"id":2,"type":"openText","text":"b","maxChars":-1,"most":2},
            {"id":3,"type":"scale","text":"c"},
            {"id":4,"type":"singleChoice","text":"d","positions":[{"id":1,"label":{"en":"x","en":"y"}},{"id":"2"}]},
            {"type":"recommendation","required":"yes"}]}]}]}"#,
    )
    .unwrap_err();
    let told: Vec<(&str, &str)> = told.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    assert_eq!(
        told,
        [
            ("/title/en", "A text is expected."),
            ("/colour", "The member is not known."),
            (
                "/pages/0/sections/0/questions/0/type",
                "The type is one of recommendation, scale, singleChoice, multipleChoice, openText, file."
            ),
            ("/pages/0/sections/0/questions/1/maxChars", "The value is out of range."),
            ("/pages/0/sections/0/questions/1/most", "A question of the type openText has no such member."),
            ("/pages/0/sections/0/questions/2/positions", "The positions field is required."),
            ("/pages/0/sections/0/questions/3/positions/0/label", "A language occurs twice."),
            ("/pages/0/sections/0/questions/3/positions/1/label", "The label field is required."),
            ("/pages/0/sections/0/questions/3/positions/1/id", "The value is not a whole number."),
            ("/pages/0/sections/0/questions/4/id", "The id field is required."),
            ("/pages/0/sections/0/questions/4/text", "The text field is required."),
            ("/pages/0/sections/0/questions/4/required", "The value is not true or false."),
        ]
    );
}

fn texts() -> impl Strategy<Value = Texts> {
    // J8, J9: NUL is refused and what XML cannot carry is dropped, so no document holds either.
    let text = "[^\u{0}-\u{8}\u{b}\u{c}\u{e}-\u{1f}\u{fffe}\u{ffff}]{1,12}";
    proptest::collection::btree_map(prop_oneof![Just("en".to_owned()), Just("nl".to_owned())], text, 1..=2)
        .prop_map(Texts)
}

fn positions() -> impl Strategy<Value = Vec<Position>> {
    let position = (any::<i32>(), any::<Option<i32>>(), texts()).prop_map(|(id, value, label)| Position {
        id: PositionId(id),
        value,
        label,
    });
    proptest::collection::vec(position, 1..4)
}

fn kind() -> impl Strategy<Value = QuestionKind> {
    let some = || proptest::option::of(texts());
    let count = || 0_usize..100_000;
    prop_oneof![
        (some(), some()).prop_map(|(low, high)| QuestionKind::Recommendation { low, high }),
        (positions(), some())
            .prop_map(|(positions, not_applicable)| QuestionKind::Scale { positions, not_applicable }),
        positions().prop_map(|positions| QuestionKind::SingleChoice { positions }),
        (positions(), proptest::option::of(count()))
            .prop_map(|(positions, most)| QuestionKind::MultipleChoice { positions, most }),
        (count(), any::<bool>())
            .prop_map(|(max_chars, is_single_line)| QuestionKind::OpenText { max_chars, is_single_line }),
        (count(), proptest::collection::vec("[a-z0-9]{1,5}", 0..4))
            .prop_map(|(most, types)| QuestionKind::File { most, types }),
    ]
}

fn question() -> impl Strategy<Value = Question> {
    (any::<i32>(), any::<u128>(), texts(), proptest::option::of(texts()), any::<bool>(), kind()).prop_map(
        |(id, guid, text, hint, is_required, kind)| Question {
            id: BaseQuestionId(id),
            guid: Uuid::from_u128(guid),
            text,
            hint,
            is_required,
            kind,
        },
    )
}

fn document() -> impl Strategy<Value = Document> {
    let some = || proptest::option::of(texts());
    let section = (some(), proptest::collection::vec(question(), 1..3))
        .prop_map(|(title, questions)| Section { title, questions });
    let page = (some(), proptest::collection::vec(section, 1..3))
        .prop_map(|(title, sections)| Page { title, sections });
    (texts(), some(), some(), proptest::collection::vec(page, 1..3)).prop_map(
        |(title, introduction, thanks, pages)| Document {
            title,
            languages: vec!["en".to_owned(), "nl".to_owned()],
            introduction,
            thanks,
            pages,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_was_written_is_read_as_the_same_document(document in document()) {
        prop_assert_eq!(read_text(&write(&document)), Ok(document));
    }
}
