//! Rendered questionnaire pages, read by an XML reader: our templates are well-formed, which proves on the way that
//! nothing a document or respondent brings can break out of its place.

use std::collections::BTreeMap;

use canvass_domain::command::AnswerInput;
use canvass_domain::decide::import_customers::KeptAnswer;
use canvass_domain::id::{BaseQuestionId, PositionId};
use canvass_domain::questionnaire::{
    AnswerFault, AnswerProblem, Document, Page, Position, Question, QuestionKind, Section, Texts,
};
use jiff::civil;
use roxmltree::{Node, ParsingOptions};
use uuid::Uuid;

use super::form::Asked;
use super::notice::{Notice, NoticePage};
use super::typed::{ForeignField, Typed};
use askama::Template as _;

fn words(text: &str) -> Texts {
    Texts(BTreeMap::from([("en".to_owned(), text.to_owned())]))
}

fn positions(labels: &[&str]) -> Vec<Position> {
    let numbered = labels.iter().zip(1..);
    numbered
        .map(|(label, id)| Position { id: PositionId(id), value: Some(id), label: words(label) })
        .collect()
}

fn question(id: i32, text: &str, kind: QuestionKind) -> Question {
    let guid = Uuid::from_u128(7);
    Question { id: BaseQuestionId(id), guid, text: words(text), hint: None, is_required: id == 1, kind }
}

fn page(questions: Vec<Question>) -> Page {
    Page { title: None, sections: vec![Section { title: None, questions }] }
}

/// Page 1 has each kind of question, page 2 one more.
fn document() -> Document {
    let recommendation =
        QuestionKind::Recommendation { low: Some(words("Never")), high: Some(words("Surely")) };
    let scale = QuestionKind::Scale {
        positions: positions(&["Bad", "Fair", "Good"]),
        not_applicable: Some(words("Not applicable")),
    };
    let multiple =
        QuestionKind::MultipleChoice { positions: positions(&["Shop", "Web", "Phone"]), most: Some(2) };
    let text = QuestionKind::OpenText { max_chars: 20, is_single_line: false };
    Document {
        title: words("Your visit"),
        languages: vec!["en".to_owned()],
        introduction: Some(words("Three minutes.")),
        thanks: None,
        pages: vec![
            page(vec![
                question(1, "Would you recommend us?", recommendation),
                question(2, "How was it?", scale),
                question(3, "Where?", multiple),
                question(4, "Why?", text),
            ]),
            page(vec![question(
                5,
                "Your name?",
                QuestionKind::OpenText { max_chars: 20, is_single_line: true },
            )]),
        ],
    }
}

fn asked<'a>(document: &'a Document, language: &'a str, number: usize) -> Asked<'a> {
    Asked { link: "abc", document, language, is_test: false, is_opened: false, number, nonce: "n0nce" }
}

fn render(asked: Asked<'_>, typed: &Typed, faults: &[AnswerFault]) -> String {
    asked.form(typed, faults, false).expect("the page is there").render().unwrap()
}

/// The page as a tree. A page that is not well-formed fails the test.
fn read<R>(text: &str, look: impl FnOnce(Node<'_, '_>) -> R) -> R {
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    let tree =
        roxmltree::Document::parse_with_options(text, options).unwrap_or_else(|e| panic!("{e}\n{text}"));
    look(tree.root_element())
}

fn all<'a, 'i>(root: Node<'a, 'i>, tag: &str) -> Vec<Node<'a, 'i>> {
    root.descendants().filter(|node| node.has_tag_name(tag)).collect()
}

fn by_id<'a, 'i>(root: Node<'a, 'i>, id: &str) -> Node<'a, 'i> {
    root.descendants().find(|node| node.attribute("id") == Some(id)).unwrap_or_else(|| panic!("no #{id}"))
}

fn text_of(node: Node<'_, '_>) -> String {
    let text: String = node.descendants().filter(Node::is_text).filter_map(|node| node.text()).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn fields(pairs: &[(&str, &str)]) -> Typed {
    let pairs: Vec<(String, String)> =
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Typed::from_fields(&pairs)
}

#[test]
fn pag_15_each_field_has_a_name_that_is_read_aloud() {
    let document = document();
    read(&render(asked(&document, "en", 1), &Typed::default(), &[]), |root| {
        for input in all(root, "input").into_iter().chain(all(root, "textarea")) {
            if input.attribute("type") == Some("hidden") {
                continue;
            }
            let id = input.attribute("id").expect("a field has an id");
            let label = all(root, "label").into_iter().find(|label| {
                label.attribute("for") == Some(id) || label.descendants().any(|inner| inner == input)
            });
            assert!(!text_of(label.expect("a label")).is_empty(), "{id}");
        }
        for group in all(root, "fieldset") {
            let first = group.children().find(Node::is_element).unwrap();
            assert!(first.has_tag_name("legend"), "the legend comes first");
        }
        assert_eq!(
            text_of(by_id(root, "q1").first_element_child().unwrap()),
            "Would you recommend us? (required)"
        );
        assert_eq!(by_id(root, "q1").attribute("role"), Some("radiogroup"));
        assert_eq!(by_id(root, "q1").attribute("aria-required"), Some("true"));
        assert_eq!(by_id(root, "q3").attribute("role"), None, "checkboxes are a plain group");
    });
}

#[test]
fn pag_15_ids_are_single_and_every_reference_leads_somewhere() {
    let document = document();
    let faults = [1, 2, 3, 4, 5]
        .map(|id| AnswerFault { question: BaseQuestionId(id), problem: AnswerProblem::Missing });
    read(&render(asked(&document, "en", 1), &Typed::default(), &faults), |root| {
        let ids: Vec<&str> = root.descendants().filter_map(|node| node.attribute("id")).collect();
        let mut single = ids.clone();
        single.sort_unstable();
        single.dedup();
        assert_eq!(single.len(), ids.len());
        for node in root.descendants() {
            for id in ["aria-describedby", "for"].iter().filter_map(|name| node.attribute(*name)) {
                assert!(!id.is_empty() && id.split(' ').all(|id| ids.contains(&id)), "{id}");
            }
            if let Some(target) = node.attribute("href").and_then(|href| href.strip_prefix('#')) {
                assert!(ids.contains(&target), "#{target}");
            }
        }
    });
}

#[test]
fn a_recommendation_is_a_row_of_eleven_with_meaning_at_its_ends() {
    let document = document();
    read(&render(asked(&document, "en", 1), &fields(&[("q1", "10")]), &[]), |root| {
        let row = all(by_id(root, "q1"), "input");
        let values: Vec<&str> = row.iter().filter_map(|input| input.attribute("value")).collect();
        assert_eq!(values, ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]);
        assert!(row.iter().all(|input| input.attribute("type") == Some("radio")));
        let chosen: Vec<_> = row.iter().filter(|input| input.has_attribute("checked")).collect();
        assert_eq!(chosen.len(), 1);
        assert_eq!(chosen[0].attribute("id"), Some("q1-10"));
        let labels: Vec<String> = all(by_id(root, "q1"), "label").into_iter().map(text_of).collect();
        assert_eq!(
            (labels[0].as_str(), labels[5].as_str(), labels[10].as_str()),
            ("0 Never", "5", "10 Surely")
        );
    });
}

#[test]
fn faults_are_listed_with_links_and_stand_beside_their_questions() {
    let document = document();
    let typed = fields(&[("q3", "1"), ("q3", "2"), ("q3", "3"), ("q4", "kept & safe")]);
    let faults = [
        AnswerFault { question: BaseQuestionId(1), problem: AnswerProblem::Missing },
        AnswerFault { question: BaseQuestionId(3), problem: AnswerProblem::TooManyPositions { most: 2 } },
        AnswerFault { question: BaseQuestionId(5), problem: AnswerProblem::Missing },
    ];
    read(&render(asked(&document, "en", 1), &typed, &faults), |root| {
        let list = by_id(root, "faults");
        assert!(list.has_attribute("autofocus") && list.attribute("tabindex") == Some("-1"));
        let links: Vec<&str> = all(list, "a").iter().filter_map(|a| a.attribute("href")).collect();
        assert_eq!(links, ["#q1-0", "#q3-1", "/q/abc?page=2&lang=en#q5"]);
        let entries: Vec<String> = all(list, "li").into_iter().map(text_of).collect();
        assert_eq!(entries[1], "Where?: Please choose at most 2.");
        assert_eq!(entries[2], "Your name?: Please answer this question. (on page 2)");
        assert_eq!(by_id(root, "q1").attribute("aria-invalid"), Some("true"));
        assert_eq!(by_id(root, "q3").attribute("aria-describedby"), Some("q3-rule q3-fault"));
        assert_eq!(text_of(by_id(root, "q3-fault")), "Please check: Please choose at most 2.");
        let kept = all(by_id(root, "q3"), "input").into_iter().filter(|i| i.has_attribute("checked")).count();
        assert_eq!(kept, 3, "what was filled in is still there");
        assert_eq!(text_of(by_id(root, "q4")), "kept & safe");
        assert!(text_of(all(root, "title")[0]).starts_with("Please check: "));
    });
}

#[test]
fn pages_are_counted_in_words_and_lead_back() {
    let document = document();
    read(&render(asked(&document, "en", 2), &Typed::default(), &[]), |root| {
        let text = text_of(root);
        assert!(
            text.contains("Page 2 of 2")
                && text.contains("Send my answers")
                && !text.contains("Three minutes.")
        );
        let back = all(root, "a").into_iter().find(|a| text_of(*a) == "Previous page").unwrap();
        assert_eq!(back.attribute("href"), Some("/q/abc?page=1&lang=en"));
    });
    let first = render(asked(&document, "en", 1), &Typed::default(), &[]);
    assert!(
        first.contains("Next page") && first.contains("Three minutes.") && !first.contains("Previous page")
    );
    assert!(asked(&document, "en", 3).form(&Typed::default(), &[], false).is_none());
    assert!(asked(&document, "en", 0).form(&Typed::default(), &[], false).is_none());
}

#[test]
fn pag_14_idn_14_nothing_that_is_sent_becomes_markup_or_template() {
    let evil = r#"</textarea></title><script>alert(1)</script>{{7*7}}${x}<%= %>%s{{#each}}"'&amp;"#;
    let mut document = document();
    document.title = words(evil);
    document.introduction = Some(words(evil));
    document.pages[0].title = Some(words(evil));
    document.pages[0].sections[0].title = Some(words(evil));
    let QuestionKind::Scale { positions, not_applicable } =
        &mut document.pages[0].sections[0].questions[1].kind
    else {
        panic!("a scale")
    };
    positions[0].label = words(evil);
    *not_applicable = Some(words(evil));
    document.pages[0].sections[0].questions[1].hint = Some(words(evil));
    let typed = fields(&[("q4", evil), ("q2", evil)]);
    let text = render(asked(&document, "en", 1), &typed, &[]);
    read(&text, |root| {
        let scripts = all(root, "script");
        assert_eq!(scripts.len(), 1, "only our own");
        assert!(scripts[0].attribute("src").unwrap().starts_with("/assets/questionnaire-"));
        assert_eq!(all(root, "h1")[0].text(), Some(evil));
        assert_eq!(by_id(root, "q4").text().map(str::trim), Some(evil));
        assert!(!text.contains("49"));
    });
    let said = NoticePage::new(&Notice::Finished, "en").keeping(&document, &typed).render().unwrap();
    read(&said, |root| {
        assert!(all(root, "script").is_empty());
        assert!(all(root, "dd").into_iter().any(|dd| dd.text() == Some(evil)));
    });
}

#[test]
fn pages_load_nothing_from_elsewhere_and_hold_no_code_of_their_own() {
    let document = document();
    let pages = [
        render(asked(&document, "en", 1), &Typed::default(), &[]),
        NoticePage::new(&Notice::Unknown, "en").render().unwrap(),
    ];
    for page in pages {
        read(&page, |root| {
            for node in root.descendants().filter(Node::is_element) {
                for attribute in node.attributes() {
                    let name = attribute.name();
                    assert!(!name.starts_with("on") && name != "style", "{name}");
                    if ["src", "href", "action"].contains(&name) {
                        assert!(
                            attribute.value().starts_with(['/', '#']) && !attribute.value().starts_with("//")
                        );
                    }
                }
            }
            assert!(all(root, "style").is_empty());
            assert!(all(root, "script").iter().all(|script| script.text().is_none()));
        });
    }
}

#[test]
fn a_page_speaks_the_language_and_direction_of_its_document() {
    let mut document = document();
    document.languages = vec!["en".to_owned(), "ar".to_owned()];
    document.title.0.insert("ar".to_owned(), "زيارتك".to_owned());
    read(&render(asked(&document, "ar", 1), &Typed::default(), &[]), |root| {
        assert_eq!((root.attribute("lang"), root.attribute("dir")), (Some("ar"), Some("rtl")));
        assert_eq!(text_of(all(root, "h1")[0]), "زيارتك");
        let button = all(root, "button")[0];
        assert_eq!((button.attribute("lang"), button.attribute("dir")), (Some("en"), Some("ltr")));
        let links: Vec<(String, Option<&str>)> = all(all(root, "nav")[0], "a")
            .iter()
            .map(|a| (a.attribute("lang").unwrap().to_owned(), a.attribute("aria-current")))
            .collect();
        assert_eq!(links, [("en".to_owned(), None), ("ar".to_owned(), Some("true"))]);
    });
    let dutch = {
        document.languages = vec!["nl".to_owned()];
        render(asked(&document, "nl", 1), &Typed::default(), &[])
    };
    assert!(dutch.contains("(verplicht)") && !dutch.contains(r#"lang="en""#));
}

#[test]
fn each_notice_says_what_it_is_with_an_honest_status() {
    let moment = civil::date(2026, 3, 9).at(23, 59, 0, 0);
    for (notice, status, sentence) in [
        (Notice::Thanks(None), 200, "Your answers have been received."),
        (Notice::Thanks(Some("Own words")), 200, "Own words You may close this page."),
        (Notice::Finished, 200, "answering twice is not possible"),
        (Notice::Ended(Some(moment)), 200, "until 9 March 2026, 23:59."),
        (Notice::Ended(None), 200, "Its time is over."),
        (Notice::NotYet, 200, "try the same link again later"),
        (Notice::Stopped, 200, "has stopped it"),
        (Notice::Unknown, 404, "check that the address is complete"),
        (Notice::Busy, 503, "Nothing was lost"),
        (Notice::Uncertain, 500, "whether they have arrived"),
        (Notice::Stale, 400, "Nothing was stored."),
    ] {
        let page = NoticePage::new(&notice, "en");
        read(&page.render().unwrap(), |root| {
            assert!(text_of(all(root, "main")[0]).contains(sentence), "{notice:?}");
            assert_eq!(all(root, "h1").len(), 1);
        });
        let response = page.answer(&notice);
        assert_eq!(response.status().as_u16(), status, "{notice:?}");
        assert_eq!(response.headers().contains_key("retry-after"), status == 503);
    }
}

#[test]
fn pag_13_a_test_says_that_it_is_one() {
    let document = document();
    let test = Asked { is_test: true, ..asked(&document, "en", 1) };
    assert!(render(test, &Typed::default(), &[]).contains("This is a test."));
    assert!(!render(asked(&document, "en", 1), &Typed::default(), &[]).contains("This is a test."));
}

#[test]
fn htp_15_every_page_keeps_to_itself() {
    let response = NoticePage::new(&Notice::Unknown, "en").answer(&Notice::Unknown);
    let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
    let policy = header("content-security-policy");
    for part in [
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "img-src 'self' data:",
        "base-uri 'none'",
    ] {
        assert!(policy.split("; ").any(|own| own.trim() == part), "{part}");
    }
    assert_eq!(header("referrer-policy"), "no-referrer");
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(header("cache-control"), "private, no-store");
    assert_eq!(header("content-type"), "text/html; charset=utf-8");
    assert!(!response.headers().contains_key("server"));
}

#[test]
fn answers_are_read_as_the_form_says_them() {
    let document = document();
    let typed =
        fields(&[("q1", "9"), ("q2", "na"), ("q3", "3"), ("q3", "1"), ("q4", "a\r\nb"), ("lang", "en")]);
    let said = |id: i32, positions: &[i32]| AnswerInput {
        question: BaseQuestionId(id),
        positions: positions.iter().copied().map(PositionId).collect(),
        is_not_applicable: false,
        text: None,
    };
    let expected = vec![
        said(1, &[10]),
        AnswerInput { is_not_applicable: true, ..said(2, &[]) },
        said(3, &[3, 1]),
        AnswerInput { text: Some("a\nb".to_owned()), ..said(4, &[]) },
    ];
    assert_eq!(typed.answers(&document.pages[0]), Ok(expected));
    assert_eq!(fields(&[("q4", "  \r\n")]).answers(&document.pages[0]), Ok(vec![]));
}

#[test]
fn pag_11_what_no_page_of_ours_sends_is_foreign() {
    let document = document();
    for pair in [
        ("q1", "11"),
        ("q1", "-1"),
        ("q1", "2147483647"),
        ("q1", "9.0"),
        ("q1", "na"),
        ("q2", "4"),
        ("q3", "99999999999999999999"),
        ("q5", "of page 2"),
        ("q77", "1"),
    ] {
        assert_eq!(fields(&[pair]).answers(&document.pages[0]), Err(ForeignField), "{pair:?}");
    }
    assert_eq!(fields(&[("q4", "a"), ("q4", "b")]).answers(&document.pages[0]), Err(ForeignField));
}

#[test]
fn answers_given_before_are_filled_in() {
    let document = document();
    let kept = |id: i32, positions: &[i32], is_not_applicable, text: Option<&str>| KeptAnswer {
        question: BaseQuestionId(id),
        page_repetition: 1,
        section_repetition: 1,
        positions: positions.iter().copied().map(PositionId).collect(),
        is_not_applicable,
        text: text.map(str::to_owned),
        files: Vec::new(),
        answered_at: jiff::Timestamp::UNIX_EPOCH,
    };
    let answers = [
        kept(1, &[8], false, None),
        kept(2, &[], true, None),
        kept(3, &[2, 3], false, None),
        kept(4, &[], false, Some("x")),
    ];
    let questions: Vec<&Question> = document.questions().collect();
    let expected = fields(&[("q1", "7"), ("q2", "na"), ("q3", "2"), ("q3", "3"), ("q4", "x")]);
    assert_eq!(Typed::from_answers(&questions, &answers), expected);
}
