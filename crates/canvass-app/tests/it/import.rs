//! Taking batches in: whole or nothing, each customer with its reason.

use canvass_app::import_customers::{check_import, import_customers, preview_import};
use canvass_app::request::RequestIdentity;
use canvass_app::setup::{ColumnChange, update_column};
use canvass_app::view::{list_audit, list_batches, list_customers, show_batch, show_decisions};
use canvass_app::{App, Refusal};
use canvass_domain::batch::{BatchKind, BatchState};
use canvass_domain::command::{ImportCustomers, NewCustomer, Place};
use canvass_domain::customer::CustomerState;
use canvass_domain::decide::import_customers::{Fault, Problem};
use canvass_domain::id::CustomerId;
use canvass_domain::message::MessageState;
use canvass_domain::reason::Reason;
use canvass_store::area::{CustomerFilter, Page};
use canvass_testkit::{TestApp, TestWorkspace, batch_of, customer};

const ALL: Page = Page { after: 0, most: 1_000 };

#[test]
fn e3_e11_an_approved_batch_is_scheduled_in_one_go() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let outcome = acme.import(batch_of(vec![customer("ann@example.org"), customer("bob@example.org")]));
    assert_eq!(outcome.batch_state, BatchState::Approved);
    assert_eq!(outcome.count(CustomerState::Scheduled), 2);
    let view = show_batch(&test.app, &acme.client, acme.id, outcome.batch).wait().unwrap();
    assert_eq!(view.batch.customers, 2);
    assert_eq!(view.messages, [(MessageState::Waiting, 2)]);
    let audit = list_audit(&test.app, &acme.client, acme.id, ALL).wait().unwrap();
    let last = &audit.last().unwrap().audit;
    let told = (last.actor.as_str(), last.action.as_str(), last.object.clone());
    assert_eq!(told, ("client:test", "import-customers", format!("batch {}", outcome.batch)));
}

#[test]
fn int_03_one_bad_customer_of_200_refuses_all_and_changes_nothing() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    acme.import(batch_of(vec![customer("first@example.org")]));
    let before = test.digest("acme");
    let mut customers: Vec<NewCustomer> =
        (0..200).map(|index| customer(&format!("c{index}@example.org"))).collect();
    customers[137].values.remove(0);
    let refusal = acme.import_as(&acme.client, batch_of(customers), Some("k"), "body").unwrap_err();
    let fault = Fault {
        place: Place::Values(137),
        problem: Problem::ColumnRequired(TestWorkspace::NAME, "First_name_customer".to_owned()),
    };
    assert_eq!(refusal, Refusal::Import(vec![fault]));
    assert_eq!(test.digest("acme"), before);
}

#[test]
fn int_04_a_bad_address_is_that_customers_own_fault() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let twice = NewCustomer { priority: Some(3), ..customer("ANN@example.org.") };
    let customers = vec![customer("ann@example.org"), customer("no address"), twice, customer(" ")];
    let outcome = acme.import(batch_of(customers));
    let stands: Vec<_> = outcome.customers.iter().map(|one| (one.state, one.reason)).collect();
    let fault = |reason| (CustomerState::Fault, Some(reason));
    let expected = [
        fault(Reason::DuplicateEmail),
        fault(Reason::InvalidEmail),
        (CustomerState::Scheduled, None),
        fault(Reason::MissingContact),
    ];
    assert_eq!(stands, expected);
    let view = show_batch(&test.app, &acme.client, acme.id, outcome.batch).wait().unwrap();
    assert_eq!(view.messages, [(MessageState::Waiting, 1)]);
    let counted: i64 = view.customers.iter().map(|(_, _, count)| count).sum();
    assert_eq!(counted, view.batch.customers);
}

#[test]
fn every_customer_can_be_told_why() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let outcome = acme.import(batch_of(vec![customer("ann@example.org"), customer("ann@example.org")]));
    let decisions = |index: usize| {
        let id = outcome.customers[index].id;
        let decisions = show_decisions(&test.app, &acme.client, acme.id, id).wait().unwrap();
        decisions.into_iter().map(|decision| (decision.code, decision.sentence)).collect::<Vec<_>>()
    };
    let asked = decisions(0);
    assert_eq!(asked.iter().map(|(code, _)| *code).collect::<Vec<_>>(), ["received", "routed", "scheduled"]);
    assert_eq!(asked[0].1, format!("The customer was received in batch {}.", outcome.batch));
    assert_eq!(asked[2].1, "The invitation may leave from Monday 2 March 2026 at 10:15 on.");
    assert_eq!(decisions(1).last().unwrap().0, "address_duplicate");
    let unknown = show_decisions(&test.app, &acme.client, acme.id, CustomerId(4_000)).wait();
    assert_eq!(unknown, Err(Refusal::NotFound("customer")));
}

#[test]
fn e53_a_portal_batch_gives_links_and_mails_nobody() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let portal = |approves| ImportCustomers {
        kind: BatchKind::Portal,
        approves,
        ..batch_of(vec![NewCustomer { email: None, ..customer("") }])
    };
    let open = acme.import(portal(true));
    let first = open.customers[0];
    assert_eq!(first.state, CustomerState::Initial);
    let link = open.portal_link(acme.id, &first).unwrap();
    assert_eq!(link.text(&test.app.keys), acme.link(first.id));
    acme.open_page(first.id, None);
    let view = show_batch(&test.app, &acme.client, acme.id, open.batch).wait().unwrap();
    assert!(view.messages.is_empty());
    let waits = acme.import(portal(false));
    assert_eq!(waits.portal_link(acme.id, &waits.customers[0]), None);
}

#[test]
fn a_set_up_changed_on_another_node_is_judged_by() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let (app, clock, random) = (&test.app, test.app.clock.clone(), test.app.random.clone());
    let other = App::new(app.store.clone(), clock, random, (*app.keys).clone(), (*app.settings).clone());
    let there = |command: ImportCustomers, body: &str| {
        let request = RequestIdentity::of_body("test/import", None, body.as_bytes());
        import_customers(&other, &acme.client, acme.id, command, &request).wait()
    };
    // The other node knows the set-up from before the change.
    there(batch_of(vec![customer("ann@example.org")]), "a").unwrap();
    let change = ColumnChange { is_required: Some(true), ..ColumnChange::default() };
    update_column(app, &test.operator, acme.id, TestWorkspace::UNIT, change).wait().unwrap();
    let mut incomplete = customer("bob@example.org");
    incomplete.values.pop();
    let refusal = there(batch_of(vec![incomplete]), "b").unwrap_err();
    assert!(matches!(refusal, Refusal::Import(faults) if faults.len() == 1));
    there(batch_of(vec![customer("bob@example.org")]), "c").unwrap();
}

#[test]
fn e59_data_of_a_previous_customer_is_copied() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let first = acme.import(batch_of(vec![customer("ann@example.org")])).customers[0].id;
    let next = NewCustomer { previous: Some(first.0), values: Vec::new(), ..customer("ann@example.org") };
    let outcome = acme.import(batch_of(vec![next.clone()]));
    assert_eq!(outcome.customers[0].state, CustomerState::Scheduled);
    let filter = CustomerFilter { batch: Some(outcome.batch), state: None };
    let customers = list_customers(&test.app, &acme.client, acme.id, filter, ALL).wait().unwrap();
    assert_eq!(customers[0].values[&TestWorkspace::NAME].plain(), Some("Ann"));
    let unknown = NewCustomer { previous: Some(4_000), ..next };
    let refusal = acme.import_as(&acme.client, batch_of(vec![unknown]), None, "x").unwrap_err();
    let Refusal::Import(faults) = refusal else { panic!("{refusal:?}") };
    assert!(faults.contains(&Fault { place: Place::Previous(0), problem: Problem::PreviousUnknown }));
}

#[test]
fn judging_without_storing_says_the_same_and_stores_nothing() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let before = test.digest("acme");
    let command = batch_of(vec![customer("ann@example.org"), customer("nobody")]);
    let preview = preview_import(&test.app, &acme.client, acme.id, command.clone()).wait().unwrap();
    assert_eq!(test.digest("acme"), before);
    let outcome = acme.import(command);
    let stands: Vec<_> = outcome.customers.iter().map(|one| (one.state, one.reason)).collect();
    assert_eq!(preview.customers, stands);
    let empty = check_import(&test.app, &acme.client, acme.id, batch_of(Vec::new())).wait().unwrap();
    assert_eq!(empty, [Fault { place: Place::Customers, problem: Problem::NoCustomers }]);
}

#[test]
fn idn_03_a_workspace_that_is_not_reached_is_not_there() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let other = test.workspace("other");
    let before = test.digest("acme");
    let command = batch_of(vec![customer("ann@example.org")]);
    let refusal = acme.import_as(&other.client, command, None, "x").unwrap_err();
    assert_eq!(refusal, Refusal::NotFound("workspace"));
    assert_eq!(test.digest("acme"), before);
}

#[test]
fn e1_a_call_makes_one_batch_and_a_person_may_be_many_customers() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let calls = [0, 1].map(|_| acme.import(batch_of(vec![customer("ann@example.org")])));
    assert_ne!(calls[0].batch, calls[1].batch);
    assert_ne!(calls[0].customers[0].id, calls[1].customers[0].id);
    let batches = list_batches(&test.app, &acme.client, acme.id, ALL).wait().unwrap();
    assert_eq!(batches.iter().map(|batch| batch.customers).collect::<Vec<_>>(), [1, 1]);
}
