//! Files of answers (E61, E62, E95, FIL-06, FIL-11).

use canvass_app::Refusal;
use canvass_app::setup::{QuestionnaireInput, add_questionnaire, add_route, publish_questionnaire};
use canvass_app::view::{FileForm, ShownFile, show_customer, show_file};
use canvass_domain::command::{NewAnswer, NewCustomer, NewFile, QuestionKey};
use canvass_domain::file::AnswerFile;
use canvass_domain::id::{BaseQuestionId, CustomerId, FileId};
use canvass_domain::questionnaire::{Document, Question, QuestionKind};
use canvass_store::StoreError;
use canvass_store::area::NewRoute;
use canvass_testkit::{TestApp, TestWorkspace, batch_of, customer, sample_document};
use uuid::Uuid;

const PAPERS: i32 = 81;

/// A workspace in which everybody is asked for papers.
pub(crate) fn filing(test: &TestApp) -> TestWorkspace<'_> {
    let acme = test.workspace("acme");
    let mut draft: Document = sample_document();
    let questions = &mut draft.pages[0].sections[0].questions;
    let papers = Question {
        id: BaseQuestionId(PAPERS),
        guid: Uuid::from_u128(81),
        is_required: false,
        kind: QuestionKind::File { most: 3, types: Vec::new() },
        ..questions[0].clone()
    };
    questions.push(papers);
    let input = QuestionnaireInput { guid: None, name: "Papers".to_owned(), draft };
    let (app, operator) = (&test.app, &test.operator);
    let questionnaire = add_questionnaire(app, operator, acme.id, input).wait().unwrap().id;
    publish_questionnaire(app, operator, acme.id, questionnaire).wait().unwrap();
    let route =
        NewRoute { position: 0, conditions: Vec::new(), questionnaire, template: None, language: None };
    add_route(app, operator, acme.id, route).wait().unwrap();
    acme
}

pub(crate) fn with_file(email: &str, bytes: &[u8]) -> NewCustomer {
    let file = NewFile { name: Some("a.txt".to_owned()), bytes: bytes.into(), ..NewFile::default() };
    let question = QuestionKey::Base(PAPERS);
    NewCustomer {
        answers: vec![NewAnswer { question, files: vec![file], ..NewAnswer::default() }],
        ..customer(email)
    }
}

/// The files of a customer's only pre-filled answer.
pub(crate) fn files_of(acme: &TestWorkspace<'_>, id: CustomerId) -> Vec<FileId> {
    let record = show_customer(&acme.test.app, &acme.client, acme.id, id).wait().unwrap();
    let files = record.prefilled.into_iter().flat_map(|answer| answer.files);
    files
        .map(|file| match file {
            AnswerFile::Kept(id) => id,
            AnswerFile::Sent(_) => unreachable!("what is stored has a number"),
        })
        .collect()
}

fn show(acme: &TestWorkspace<'_>, id: FileId) -> Result<ShownFile, Refusal> {
    show_file(&acme.test.app, &acme.client, acme.id, (id, FileForm::Opened)).wait()
}

#[test]
fn e61_a_copied_answer_names_the_same_file() {
    let test = TestApp::new();
    let acme = filing(&test);
    let first = acme.import(batch_of(vec![with_file("ann@example.org", b"contents")])).customers[0].id;
    let again =
        NewCustomer { previous: Some(first.0), copies_all_answers: true, ..customer("ann@example.org") };
    let second = acme.import(batch_of(vec![again])).customers[0].id;
    let files = files_of(&acme, first);
    assert_eq!((files.len(), files_of(&acme, second)), (1, files.clone()));
    let shown = show(&acme, files[0]).unwrap();
    assert_eq!(
        (shown.record.name.as_str(), shown.record.media_type.as_str(), shown.bytes),
        ("a.txt", "text/plain", b"contents".to_vec())
    );
    // Another workspace has no such file.
    let other = test.workspace("other");
    let refused = show(&other, files[0]);
    assert_eq!(refused, Err(Refusal::NotFound("file")));
}

#[test]
fn a_batch_that_is_refused_leaves_no_file() {
    let test = TestApp::new();
    let acme = filing(&test);
    let mut wrong = with_file("bob@example.org", b"y");
    wrong.values.clear();
    let before = test.digest("acme");
    let batch = batch_of(vec![with_file("ann@example.org", b"x"), wrong]);
    assert!(acme.import_as(&acme.client, batch, None, "body").is_err());
    assert_eq!(test.digest("acme"), before);
    let missing = show(&acme, FileId(1));
    assert_eq!(missing, Err(Refusal::NotFound("file")));
}

#[test]
fn the_digest_knows_the_bytes_of_files() {
    let digest_with = |bytes: &[u8]| {
        let test = TestApp::new();
        filing(&test).import(batch_of(vec![with_file("ann@example.org", bytes)]));
        test.digest("acme")
    };
    assert_eq!(digest_with(b"x"), digest_with(b"x"));
    assert_ne!(digest_with(b"x"), digest_with(b"y"));
}

#[test]
fn fil_11_bytes_that_rotted_are_an_error_and_never_given_out() {
    let test = TestApp::new().unchecked();
    let acme = filing(&test);
    let id = acme.import(batch_of(vec![with_file("ann@example.org", b"contents")])).customers[0].id;
    test.damage("UPDATE file_content SET bytes = x'00'");
    let rotten = show(&acme, files_of(&acme, id)[0]);
    assert_eq!(rotten, Err(Refusal::Store(StoreError::Corrupt("file_content.bytes"))));
}
