//! Behind a link: looking writes nothing, answers are stored once (P8, PAG-02, PAG-05 to PAG-08, PAG-11).

use canvass_app::respondent::{
    AnswerRefusal, AnswerSubmission, PageRequest, Standing, open_questionnaire, record_answer, show_page,
};
use canvass_app::view::{show_customer, show_decisions, show_message};
use canvass_app::{Closed, Refusal};
use canvass_domain::command::{AnswerInput, ImportCustomers};
use canvass_domain::customer::CustomerState;
use canvass_domain::id::{BaseQuestionId, CustomerId, PositionId};
use canvass_domain::message::{AttemptResult, MessageState, Slot};
use canvass_domain::questionnaire::{AnswerFault, AnswerProblem};
use canvass_domain::when::When;
use canvass_store::area::{CustomerRecord, ScoredAnswer};
use canvass_testkit::{TestApp, TestWorkspace, batch_of, customer, question};
use jiff::SignedDuration;

use crate::delivering::{hand_over, send_all, settle};

pub(crate) fn chosen(question: BaseQuestionId, positions: &[i32]) -> AnswerInput {
    AnswerInput {
        question,
        positions: positions.iter().copied().map(PositionId).collect(),
        is_not_applicable: false,
        text: None,
    }
}

fn said(text: &str) -> AnswerInput {
    AnswerInput { text: Some(text.to_owned()), ..chosen(question::REMARK, &[]) }
}

fn invited(acme: &TestWorkspace<'_>) -> CustomerId {
    let customer = acme.import(batch_of(vec![customer("ann@example.org")])).customers[0].id;
    assert_eq!(send_all(acme.test), [customer]);
    customer
}

fn record(acme: &TestWorkspace<'_>, id: CustomerId) -> CustomerRecord {
    show_customer(&acme.test.app, &acme.client, acme.id, id).wait().unwrap()
}

fn given(acme: &TestWorkspace<'_>, id: CustomerId) -> Vec<ScoredAnswer> {
    acme.test.app.store.read(acme.id, move |tx| tx.answers(id)).wait().unwrap()
}

fn standing(acme: &TestWorkspace<'_>, link: &str) -> Result<Standing, Refusal> {
    let request = PageRequest { link: link.to_owned(), ..PageRequest::default() };
    show_page(&acme.test.app, request).wait().map(|view| view.standing)
}

#[test]
fn pag_02_looking_at_a_page_writes_nothing() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let customer = invited(&acme);
    let before = test.digest("acme");
    for _ in 0..50 {
        assert!(!acme.open_page(customer, None).is_opened);
    }
    assert_eq!(test.digest("acme"), before);
    open_questionnaire(&test.app, &acme.link(customer)).wait().unwrap();
    let opened = record(&acme, customer);
    assert_eq!(opened.state, CustomerState::Opened);
    test.clock.step(SignedDuration::from_secs(5));
    open_questionnaire(&test.app, &acme.link(customer)).wait().unwrap();
    assert_eq!(record(&acme, customer).opened_at, opened.opened_at);
}

#[test]
fn answers_drive_the_customer_from_page_to_page() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let customer = invited(&acme);
    let first = vec![chosen(question::RECOMMEND, &[10]), chosen(question::SERVICE, &[4])];
    let outcome = acme.answer(customer, 0, first).unwrap();
    assert_eq!((outcome.next_page, outcome.is_replayed), (Some(1), false));
    assert_eq!(record(&acme, customer).state, CustomerState::PartiallyAnswered);
    // The link leads on where the respondent stopped, with what was said.
    let page = acme.open_page(customer, None);
    assert_eq!((page.page, page.answers.len()), (1, 2));
    let outcome = acme.answer(customer, 1, vec![chosen(question::TOPICS, &[1, 3]), said(" Fine. ")]).unwrap();
    assert_eq!(outcome.next_page, None);
    let finished = record(&acme, customer);
    assert_eq!(finished.state, CustomerState::Finished);
    assert!(finished.finished_at.is_some());
    let scores: Vec<_> =
        given(&acme, customer).iter().map(|answer| (answer.answer.question, answer.score)).collect();
    let (none, topics, remark) = (None, question::TOPICS, question::REMARK);
    assert_eq!(
        scores,
        [(question::RECOMMEND, Some(9)), (question::SERVICE, Some(4)), (topics, none), (remark, none)]
    );
    let decisions = show_decisions(&test.app, &acme.client, acme.id, customer).wait().unwrap();
    let codes: Vec<_> = decisions.iter().map(|decision| decision.code).collect();
    assert!(codes.ends_with(&["questionnaire_opened", "answer_started", "answer_finished"]), "{codes:?}");
    assert_eq!(standing(&acme, &acme.link(customer)), Ok(Standing::NotOpen(Closed::Finished)));
}

#[test]
fn pag_05_the_same_form_sent_twice_is_stored_once() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let customer = invited(&acme);
    acme.answer(customer, 0, vec![chosen(question::RECOMMEND, &[11])]).unwrap();
    let submission = AnswerSubmission {
        link: acme.link(customer),
        nonce: acme.open_page(customer, Some(1)).nonce.as_str().to_owned(),
        page: 1,
        answers: vec![said("Thank you")],
    };
    let first = record_answer(&test.app, submission.clone()).wait().unwrap();
    let digest = test.digest("acme");
    let again = record_answer(&test.app, submission.clone()).wait().unwrap();
    assert_eq!((first.is_replayed, again.is_replayed), (false, true));
    assert_eq!((first.next_page, again.next_page), (None, None));
    // PAG-06: the first commit stands, a changed one is told so.
    let changed = AnswerSubmission { answers: vec![said("On second thought")], ..submission };
    let finished = Err(AnswerRefusal::Refused(Refusal::NotOpen(Closed::Finished)));
    assert_eq!(record_answer(&test.app, changed).wait(), finished);
    assert_eq!(test.digest("acme"), digest);
}

#[test]
fn going_back_changes_and_clears_what_was_said() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let customer = invited(&acme);
    let nonce = acme.open_page(customer, Some(0)).nonce.as_str().to_owned();
    let send = |answers: Vec<AnswerInput>| {
        let (link, nonce) = (acme.link(customer), nonce.clone());
        record_answer(&test.app, AnswerSubmission { link, nonce, page: 0, answers }).wait()
    };
    send(vec![chosen(question::RECOMMEND, &[3]), chosen(question::SERVICE, &[1])]).unwrap();
    send(vec![chosen(question::RECOMMEND, &[8])]).unwrap();
    let scores: Vec<_> = given(&acme, customer).iter().map(|answer| answer.score).collect();
    assert_eq!(scores, [Some(7), None]);
    assert!(given(&acme, customer)[1].answer.positions.is_empty());
}

#[test]
fn a_questionnaire_is_not_complete_while_a_required_answer_is_missing() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let customer = invited(&acme);
    // Straight to the last page by its address.
    let outcome = acme.answer(customer, 1, vec![said("Hello")]).unwrap();
    assert_eq!(outcome.next_page, Some(0));
    assert_eq!(record(&acme, customer).state, CustomerState::PartiallyAnswered);
    acme.answer(customer, 0, vec![chosen(question::RECOMMEND, &[1])]).unwrap();
    assert_eq!(acme.answer(customer, 1, vec![said("Hello")]).unwrap().next_page, None);
    assert_eq!(record(&acme, customer).state, CustomerState::Finished);
}

#[test]
fn pag_11_what_does_not_fit_is_told_and_not_stored() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let customer = invited(&acme);
    let digest = test.digest("acme");
    let refusal = acme.answer(customer, 0, vec![chosen(question::SERVICE, &[6]), said("x")]).unwrap_err();
    let fault = |question, problem| AnswerFault { question, problem };
    let expected = vec![
        fault(question::REMARK, AnswerProblem::UnknownQuestion),
        fault(question::RECOMMEND, AnswerProblem::Missing),
        fault(question::SERVICE, AnswerProblem::UnknownPosition),
    ];
    assert_eq!(refusal, AnswerRefusal::Faults(expected));
    let form = |page, nonce: &str| {
        let (link, nonce) = (acme.link(customer), nonce.to_owned());
        record_answer(&test.app, AnswerSubmission { link, nonce, page, answers: vec![] }).wait()
    };
    let nonce = acme.open_page(customer, Some(0)).nonce;
    assert_eq!(form(1, nonce.as_str()), Err(AnswerRefusal::UnknownForm));
    assert_eq!(form(0, "nonsense"), Err(AnswerRefusal::UnknownForm));
    assert_eq!(test.digest("acme"), digest);
}

#[test]
fn p10_unknown_forged_and_revoked_links_look_alike() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let faulted = acme.import(batch_of(vec![customer("nobody")])).customers[0].id;
    let strange = acme.link(CustomerId(4_000));
    let mut forged = strange.clone();
    forged.replace_range(..1, "b");
    for link in [strange.as_str(), &forged, "", "x", &acme.link(faulted)] {
        assert_eq!(standing(&acme, link), Err(Refusal::NotFound("link")), "{link}");
        assert_eq!(open_questionnaire(&test.app, link).wait(), Err(Refusal::NotFound("link")));
    }
}

#[test]
fn e50_pag_08_after_the_end_date_nothing_is_taken() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let ends = When::Day("2026-03-04".parse().unwrap());
    let command = ImportCustomers { end_date: Some(ends), ..batch_of(vec![customer("ann@example.org")]) };
    let customer = acme.import(command).customers[0].id;
    send_all(&test);
    let page = acme.open_page(customer, Some(0));
    let end = "2026-03-04T23:59:59+01:00".parse().unwrap();
    assert_eq!(page.ends_at, Some(end));
    let late = AnswerSubmission {
        link: acme.link(customer),
        nonce: page.nonce.as_str().to_owned(),
        page: 0,
        answers: vec![chosen(question::RECOMMEND, &[10])],
    };
    test.clock.set(end + SignedDuration::from_millis(1));
    let closed = Closed::Ended(end);
    assert_eq!(standing(&acme, &acme.link(customer)), Ok(Standing::NotOpen(closed)));
    let refused = Err(AnswerRefusal::Refused(Refusal::NotOpen(closed)));
    assert_eq!(record_answer(&test.app, late.clone()).wait(), refused);
    // E49: what arrives at the very moment still counts.
    test.clock.set(end);
    assert!(record_answer(&test.app, late).wait().is_ok());
}

#[test]
fn an_opened_link_proves_that_a_message_in_doubt_arrived() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let customer = acme.import(batch_of(vec![customer("ann@example.org")])).customers[0].id;
    let attempts = hand_over(&test);
    settle(&test, &attempts, &AttemptResult::InDoubt("354 go".to_owned()));
    open_questionnaire(&test.app, &acme.link(customer)).wait().unwrap();
    let message = show_message(&test.app, &acme.client, acme.id, customer, Slot::Invitation);
    assert_eq!(message.wait().unwrap().state, MessageState::Sent);
    assert_eq!(record(&acme, customer).state, CustomerState::Opened);
}

#[test]
fn an_answer_before_the_mail_leaves_makes_the_mail_needless() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let customer = acme.import(batch_of(vec![customer("ann@example.org")])).customers[0].id;
    acme.answer(customer, 0, vec![chosen(question::RECOMMEND, &[5])]).unwrap();
    let message = show_message(&test.app, &acme.client, acme.id, customer, Slot::Invitation);
    assert_eq!(message.wait().unwrap().state, MessageState::Cancelled);
    assert!(send_all(&test).is_empty());
}

#[test]
fn the_page_speaks_the_language_asked_for_if_it_can() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let customer = invited(&acme);
    let language = |language: Option<&str>| {
        let link = acme.link(customer);
        let request = PageRequest { link, page: None, language: language.map(str::to_owned) };
        show_page(&test.app, request).wait().unwrap().language
    };
    assert_eq!(language(None), "en");
    assert_eq!(language(Some("nl")), "nl");
    assert_eq!(language(Some("fr")), "en");
}
