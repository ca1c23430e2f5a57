//! The QuestionPro surface against bodies nobody meant: its corpus replayed, arbitrary and damaged bodies.

use std::fs;

use canvass_wire::questionpro::contact::MOST_CONTACTS;
use canvass_wire::questionpro::error::{ErrorBody, Reason};
use canvass_wire::questionpro::reading::Refused;
use canvass_wire::questionpro::{import_response, import_transactions, survey_url, survey_urls};
use proptest::prelude::*;

use crate::golden;

fn told<T>(read: Result<T, Refused>) -> Option<T> {
    match read {
        Ok(value) => Some(value),
        Err(Refused::NotJson(detail)) => {
            assert!(detail.starts_with("Line "), "{detail}");
            None
        }
        Err(Refused::Schema(faults)) => {
            assert!(!faults.is_empty() && !faults.detail().contains('\0'));
            None
        }
    }
}

fn read(body: &[u8]) {
    drop(told(import_transactions::read(body, MOST_CONTACTS)).map(import_transactions::lower));
    drop(told(survey_url::read(body)).map(survey_url::lower));
    drop(told(survey_urls::read(body, MOST_CONTACTS)).map(survey_urls::lower));
    drop(told(import_response::read(body)).and_then(|bound| told(import_response::lower(1, bound))));
}

#[test]
fn corpus_of_questionpro_is_harmless() {
    let corpus = fs::read_dir(golden::in_crate("fuzz/corpus/questionpro")).unwrap();
    let bodies: Vec<Vec<u8>> = corpus.map(|entry| fs::read(entry.unwrap().path()).unwrap()).collect();
    assert!(bodies.len() >= 60, "the corpus is missing");
    for body in bodies {
        read(&body);
    }
}

fn sample(case: &str) -> Vec<u8> {
    fs::read(golden::in_crate(&format!("vectors/questionpro/{case}/request.json"))).unwrap()
}

proptest! {
    #[test]
    fn arbitrary_bodies_are_harmless(bytes in prop::collection::vec(any::<u8>(), 0..200), text in "[\\[\\]{}:,'\"a-z0-9/* \\\\]{0,60}") {
        read(&bytes);
        read(text.as_bytes());
    }

    #[test]
    fn damaged_samples_are_harmless(
        at in any::<prop::sample::Index>(),
        cut in 0..40_usize,
        put in prop::collection::vec(any::<u8>(), 0..6),
    ) {
        for case in [
            "import-transactions/vendor-sample-as-printed",
            "import-transactions/faults-together",
            "import-responses/as-printed-by-call-7",
        ] {
            let mut body = sample(case);
            let at = at.index(body.len() + 1);
            let end = (at + cut).min(body.len());
            body.splice(at..end, put.clone());
            read(&body);
        }
    }
}

/// What is written about this surface.
fn document() -> String {
    fs::read_to_string(golden::in_crate("../../docs/surfaces/questionpro.md")).unwrap()
}

/// The cells of the table whose head begins like this.
fn rows<'d>(document: &'d str, head: &str) -> Vec<Vec<&'d str>> {
    let table = document.lines().skip_while(|line| !line.starts_with(head)).skip(2);
    let rows = table.take_while(|line| line.starts_with('|'));
    rows.map(|row| row.trim_matches('|').split(" | ").map(str::trim).collect()).collect()
}

#[test]
fn the_table_of_errors_is_the_one_that_is_written() {
    let document = document();
    let rows = rows(&document, "| HTTP | id |");
    let written: Vec<String> = rows.iter().map(|row| row[..4].join(" ")).collect();
    let ours = Reason::ALL.map(|reason| {
        let entry = reason.entry();
        format!("{} {} {} {}", entry.status, entry.id, entry.name, entry.sentence)
    });
    assert_eq!(written, ours);
}

/// The fault of the only contact of call 1, or of call 2, that holds this member with a value of no type it takes.
fn fault_of(member: &str, is_link: bool) -> Option<String> {
    let contact = format!("{{\"{member}\":{{}}}}");
    let read = if is_link {
        survey_url::read(contact.as_bytes()).map(drop)
    } else {
        import_transactions::read(format!("{{\"contacts\":[{contact}]}}").as_bytes(), MOST_CONTACTS).map(drop)
    };
    match read {
        Err(Refused::Schema(faults)) => Some(faults.detail()),
        _ => None,
    }
}

#[test]
fn each_member_of_a_contact_that_is_written_about_is_read() {
    let document = document();
    let mut names = 0;
    for row in rows(&document, "| field | form |") {
        let (fields, marks) = (row[0], row[1]);
        // Of a list that is shown with its parts, the list; ends of a range stand for it.
        for name in fields.split('`').skip(1).step_by(2).map(|name| name.trim_end_matches("[]")) {
            names += 1;
            let is_link = name == "S1";
            let place = if is_link { name.to_owned() } else { format!("contacts[0].{name}") };
            let fault = fault_of(name, is_link).unwrap_or_else(|| panic!("{name} is ignored: {marks}"));
            assert!(fault.starts_with(&format!("{place}: ")), "{fault}");
        }
    }
    assert_eq!(names, 17, "the table was not read");
    assert_eq!(fault_of("nobody", false), None, "what is not written about is ignored");
}

#[test]
fn the_example_of_an_error_is_one_that_is_written() {
    let document = document();
    let example = document.split("```json\n").nth(1).unwrap().split("\n```").next().unwrap();
    let error = ErrorBody {
        reason: Reason::NotJson,
        detail: Some("Line 12, column 5: a comma or a closing bracket is expected.".to_owned()),
        docs: "https://feedback.example.org/docs/questionpro/errors".to_owned(),
        resource_url: "https://feedback.example.org/a/api/v2/cx/transactions/import".to_owned(),
    };
    let same = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    assert_eq!(same(example), same(&error.write()));
}
