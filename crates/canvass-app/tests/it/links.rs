//! Personal links that the asker hands out: E53, E64, E84, E85, Q53.

use canvass_app::Refusal;
use canvass_app::block::{add_lock, opt_out};
use canvass_app::make_link::{LinkOutcome, make_link};
use canvass_app::request::{Answered, RequestIdentity};
use canvass_app::setup::{PolicyInput, SettingsInput, add_column, add_host, save_settings};
use canvass_app::view::{show_batch, show_customer};
use canvass_domain::batch::BatchKind;
use canvass_domain::command::{
    AddLock, Blocking, MakeLink, NamedPerson, NewCustomer, NewValue, OptOut, Place,
};
use canvass_domain::customer::CustomerState;
use canvass_domain::id::CustomerId;
use canvass_domain::reason::Reason;
use canvass_store::area::NewColumn;
use canvass_testkit::{TestApp, TestWorkspace, batch_of, customer};

use crate::finished;
use crate::respondent::chosen;

fn link() -> MakeLink {
    MakeLink {
        is_test: false,
        is_concept: false,
        validates: true,
        host: None,
        wants_intro: false,
        wants_short: false,
        maps: true,
        counts: None,
        creates_answers: true,
        blocking: Blocking::State,
        customer: NewCustomer { email: None, ..customer("") },
    }
}

/// A link for the holder of a number, which tells persons apart.
fn of_holder(number: &str, blocking: Blocking) -> MakeLink {
    let mut link = MakeLink { blocking, ..link() };
    link.customer.values.push(number_of(number));
    link
}

fn number_of(number: &str) -> NewValue {
    NewValue { name: Some("Number".to_owned()), value: Some(number.to_owned()), ..NewValue::default() }
}

const REFUSED: Blocking = Blocking::Refusal { every_state: false };

fn make(
    acme: &TestWorkspace<'_>,
    command: MakeLink,
    key: Option<&str>,
) -> Result<Answered<LinkOutcome>, Refusal> {
    let body = format!("{command:?}");
    let request = RequestIdentity::of_body("test/link", key.map(str::to_owned), body.as_bytes());
    make_link(&acme.test.app, &acme.client, acme.id, command, &request).wait()
}

fn with_numbers(acme: &TestWorkspace<'_>) {
    let column = NewColumn {
        id: None,
        name: "Number".to_owned(),
        display_name: "Number".to_owned(),
        external_name: None,
        is_required: false,
        is_identifying: true,
        is_reportable: false,
    };
    add_column(&acme.test.app, &acme.test.operator, acme.id, column).wait().unwrap();
}

#[test]
fn e53_q53_a_link_works_at_once_and_a_replay_tells_the_same() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let first = make(&acme, link(), Some("key")).unwrap();
    let made = first.result.result.clone().unwrap();
    let url = made.url(&test.app, acme.id).unwrap();
    assert!(url.ends_with(&format!("/q/{}", made.access_key(&test.app, acme.id).unwrap())), "{url}");
    acme.answer(made.customer, 0, vec![chosen(canvass_testkit::question::RECOMMEND, &[10])]).unwrap();
    let again = make(&acme, link(), Some("key")).unwrap();
    assert!(again.is_replayed);
    assert_eq!(again.result.result.unwrap().url(&test.app, acme.id), Some(url));
    let other = make(&acme, link(), None).unwrap().result.result.unwrap();
    assert_eq!(other.batch, made.batch);
    assert_ne!(other.customer, made.customer);
    // The same bytes again are a new wish, not a repeat (E116 is about add and addfinished).
    assert_eq!(make(&acme, link(), None).unwrap().possible_repeat, None);
    let view = show_batch(&test.app, &acme.client, acme.id, made.batch).wait().unwrap();
    assert_eq!((view.batch.kind, view.batch.customers, view.messages.len()), (BatchKind::Portal, 3, 0));
}

#[test]
fn a_link_stands_at_a_host_of_the_workspace() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let elsewhere = || MakeLink { host: Some("Vote.example.org".to_owned()), ..link() };
    let Err(Refusal::Import(faults)) = make(&acme, elsewhere(), None) else { panic!("a refusal") };
    assert_eq!(faults[0].place, Place::Host);
    add_host(&test.app, &test.operator, acme.id, "vote.example.org").wait().unwrap();
    let made = make(&acme, elsewhere(), None).unwrap().result.result.unwrap();
    let url = made.url(&test.app, acme.id).unwrap();
    assert!(url.contains("://vote.example.org/q/"), "{url}");
}

#[test]
fn e84_whoever_is_opted_out_is_kept_without_a_link() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    with_numbers(&acme);
    let person = NamedPerson { values: vec![number_of("7")], ..NamedPerson::default() };
    let request = RequestIdentity::of_body("test/opt-out", None, b"7");
    opt_out(&test.app, &acme.client, acme.id, OptOut { person }, &request).wait().unwrap();
    let made = make(&acme, of_holder("7", Blocking::State), None).unwrap().result.result.unwrap();
    assert_eq!((made.state, made.reason), (CustomerState::OptedOut, Some(Reason::OptedOut)));
    assert_eq!((made.url(&test.app, acme.id), made.access_key(&test.app, acme.id)), (None, None));
    let other = make(&acme, of_holder("8", Blocking::State), None).unwrap().result.result.unwrap();
    assert!(other.url(&test.app, acme.id).is_some());
}

#[test]
fn e85_a_block_refuses_and_stores_nobody() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    with_numbers(&acme);
    let person = NamedPerson { values: vec![number_of("7")], ..NamedPerson::default() };
    let lock = AddLock { created_at: None, opt_in: None, questionnaire: None, person };
    let request = RequestIdentity::of_body("test/lock", None, b"7");
    add_lock(&test.app, &acme.client, acme.id, lock, &request).wait().unwrap();
    let before = test.digest("acme");
    let refused = make(&acme, of_holder("7", REFUSED), Some("key")).unwrap();
    assert_eq!(refused.result.result, Err(Reason::Locked));
    assert_eq!(test.digest("acme"), before);
    let again = make(&acme, of_holder("7", REFUSED), Some("key")).unwrap();
    assert!(again.is_replayed && again.result == refused.result);
    assert!(make(&acme, of_holder("8", REFUSED), None).unwrap().result.result.is_ok());
}

#[test]
fn e85_with_a_resting_period_whoever_was_opened_inside_it_is_refused() {
    for on_postgres in [false, true] {
        let test = if on_postgres { TestApp::on_postgres() } else { TestApp::new() };
        let acme = test.workspace("acme");
        with_numbers(&acme);
        let made = make(&acme, of_holder("7", REFUSED), None).unwrap().result.result.unwrap();
        let every = Blocking::Refusal { every_state: true };
        let is_refused = |blocking| {
            let refused = make(&acme, of_holder("7", blocking), None).unwrap().result.result;
            refused == Err(Reason::Locked)
        };
        assert!(!is_refused(every), "without a resting period nobody rests");
        rest(&acme, 30);
        assert!(!is_refused(REFUSED), "nobody opened it yet");
        assert!(is_refused(every), "the customers made above count in every state");
        acme.answer(made.customer, 0, vec![chosen(canvass_testkit::question::RECOMMEND, &[10])]).unwrap();
        assert!(is_refused(REFUSED));
        test.clock.step(jiff::SignedDuration::from_hours(31 * 24));
        assert!(!is_refused(REFUSED) && !is_refused(REFUSED));
    }
}

#[test]
fn e64_the_previous_customer_knows_that_it_is_one() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let first = acme.import(batch_of(vec![customer("ann@example.org")])).customers[0].id;
    let is_previous =
        |id: CustomerId| show_customer(&test.app, &acme.client, acme.id, id).wait().unwrap().is_previous;
    assert!(!is_previous(first));
    let mut second = link();
    second.customer = NewCustomer { previous: Some(first.0), ..NewCustomer::default() };
    let second = make(&acme, second, None).unwrap().result.result.unwrap().customer;
    let record = show_customer(&test.app, &acme.client, acme.id, second).wait().unwrap();
    // E33, E59: the copied value satisfies the required column.
    assert_eq!((record.previous, record.values.len()), (Some(first.0), 2));
    assert!(is_previous(first) && !is_previous(second));
    let third = finished::add(&acme, finished::response(&acme, "ann@example.org", 9), None).unwrap();
    assert!(!is_previous(third.result.customer));
}

fn rest(acme: &TestWorkspace<'_>, days: i32) {
    let (app, operator) = (&acme.test.app, &acme.test.operator);
    let policy = PolicyInput { rest_days: Some(days), ..PolicyInput::default() };
    let change = SettingsInput { policy, ..SettingsInput::default() };
    save_settings(app, operator, acme.id, change).wait().unwrap();
}
