//! Responses that were given elsewhere: E86, E87, E115, E116 and what results say of them.

use canvass_app::Refusal;
use canvass_app::add_finished::{FinishedOutcome, add_finished, check_add_finished};
use canvass_app::report::{NpsQuery, report_funnel, report_nps};
use canvass_app::request::{Answered, RequestIdentity};
use canvass_app::view::{show_batch, show_customer};
use canvass_domain::batch::BatchState;
use canvass_domain::command::{
    AddFinished, NewAnswer, NewCustomer, NewPosition, Place, QuestionKey, QuestionnaireKey,
};
use canvass_domain::customer::CustomerState;
use canvass_domain::decide::import_customers::Problem;
use canvass_store::StoreError;
use canvass_store::area::ResultFilter;
use canvass_testkit::{TestApp, TestWorkspace, customer, question};
use jiff::SignedDuration;

/// A response with a score, of somebody with all that is required.
pub(crate) fn response(acme: &TestWorkspace<'_>, email: &str, score: i32) -> AddFinished {
    let position = NewPosition { value: Some(score), ..NewPosition::default() };
    let answer = NewAnswer {
        question: QuestionKey::Base(question::RECOMMEND.0),
        positions: vec![position],
        ..NewAnswer::default()
    };
    AddFinished {
        is_test: false,
        is_concept: false,
        questionnaire: QuestionnaireKey::Number(acme.questionnaire),
        finished_at: None,
        language: None,
        is_contact_requested: true,
        customer: NewCustomer { answers: vec![answer], ..customer(email) },
    }
}

/// Keeps a response under a key; the body stands for the bytes of the request.
pub(crate) fn add(
    acme: &TestWorkspace<'_>,
    command: AddFinished,
    key: Option<&str>,
) -> Result<Answered<FinishedOutcome>, Refusal> {
    let body = format!("{command:?}");
    let request = RequestIdentity::of_body("test/finished", key.map(str::to_owned), body.as_bytes());
    add_finished(&acme.test.app, &acme.client, acme.id, command, &request).wait()
}

fn nps(acme: &TestWorkspace<'_>) -> String {
    let query = NpsQuery { questionnaire: acme.questionnaire, question: None, cut: None };
    format!("{:?}", report_nps(&acme.test.app, &acme.client, acme.id, query).wait().unwrap())
}

fn is_one_batch_a_day(test: &TestApp) {
    let acme = test.workspace("acme");
    let none = nps(&acme);
    let first = add(&acme, response(&acme, "ann@example.org", 9), None).unwrap().result;
    let second = add(&acme, response(&acme, "bob@example.org", 3), None).unwrap().result;
    assert_eq!(first.batch, second.batch);
    assert_ne!(first.customer, second.customer);
    let record = show_customer(&test.app, &acme.client, acme.id, first.customer).wait().unwrap();
    assert_eq!(record.state, CustomerState::Finished);
    assert!(record.is_contact_requested && record.finished_at.is_some());
    assert_eq!((record.opened_at, record.invited_at), (None, None), "nobody opened anything here");
    let view = show_batch(&test.app, &acme.client, acme.id, first.batch).wait().unwrap();
    assert_eq!((view.batch.name.as_str(), view.batch.state), ("API finished", BatchState::Active));
    assert_eq!((view.batch.customers, view.messages), (2, vec![]));
    assert_ne!(nps(&acme), none, "real results");
    let funnel = report_funnel(&test.app, &acme.client, acme.id, ResultFilter::default()).wait().unwrap();
    assert_eq!((funnel.received, funnel.finished), (2, 2));
    let counted = nps(&acme);
    let test_response = AddFinished { is_test: true, ..response(&acme, "cid@example.org", 0) };
    let left_out = add(&acme, test_response, None).unwrap().result;
    assert_ne!(left_out.batch, first.batch);
    assert_eq!(nps(&acme), counted, "tests are left out");
    test.clock.step(SignedDuration::from_hours(24));
    let next = add(&acme, response(&acme, "ann@example.org", 9), None).unwrap().result;
    assert_ne!(next.batch, first.batch);
}

#[test]
fn e86_responses_are_finished_customers_of_the_day_that_count() {
    is_one_batch_a_day(&TestApp::new());
}

#[test]
fn e86_on_postgres_responses_are_finished_customers_of_the_day_that_count() {
    is_one_batch_a_day(&TestApp::on_postgres());
}

#[test]
fn e5_the_batch_of_the_day_closes_after_its_day() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let batch = add(&acme, response(&acme, "ann@example.org", 9), None).unwrap().result.batch;
    let state = || {
        test.app
            .store
            .write_system(move |tx| tx.sweep(100))
            .wait()
            .unwrap_or_else(|error: StoreError| panic!("{error:?}"));
        show_batch(&test.app, &acme.client, acme.id, batch).wait().unwrap().batch.state
    };
    assert_eq!(state(), BatchState::Active);
    test.clock.step(SignedDuration::from_hours(26));
    assert_eq!(state(), BatchState::Closed);
}

#[test]
fn e115_e116_a_response_is_kept_once() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let command = || response(&acme, "ann@example.org", 9);
    let first = add(&acme, command(), Some("key")).unwrap();
    let again = add(&acme, command(), Some("key")).unwrap();
    assert!(again.is_replayed && !first.is_replayed);
    assert_eq!(again.result, first.result);
    assert_eq!(add(&acme, response(&acme, "x", 1), Some("key")).unwrap_err(), Refusal::KeyReused);
    let repeat = add(&acme, command(), None).unwrap();
    assert_eq!(repeat.possible_repeat, Some(first.result.batch));
    assert_ne!(repeat.result.customer, first.result.customer);
}

#[test]
fn e22_faults_store_nothing_and_can_be_asked_for_alone() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let before = test.digest("acme");
    let mut command = response(&acme, "ann@example.org", 99);
    command.customer.values.clear();
    let Err(Refusal::Import(faults)) = add(&acme, command.clone(), Some("key")) else { panic!("a refusal") };
    let places: Vec<Place> = faults.iter().map(|fault| fault.place).collect();
    assert_eq!(places, [Place::Values(0), Place::AnswerPosition(0, 0, 0)]);
    assert_eq!(faults[1].problem, Problem::PositionUnknown);
    assert_eq!(check_add_finished(&test.app, &acme.client, acme.id, command).wait().unwrap(), faults);
    assert_eq!(test.digest("acme"), before);
    assert!(add(&acme, response(&acme, "ann@example.org", 9), Some("key")).is_ok(), "the key is free");
}
