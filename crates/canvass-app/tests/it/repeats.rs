//! Safe to retry: INT-05, INT-06, INT-08, INT-10, INT-12.

use canvass_app::import_customers::{ImportOutcome, import_customers};
use canvass_app::request::{Answered, RequestIdentity};
use canvass_app::view::{list_audit, list_batches};
use canvass_app::{Principal, Refusal};
use canvass_domain::command::ImportCustomers;
use canvass_domain::when::When;
use canvass_store::area::CallSettings;
use canvass_store::area::Page;
use canvass_testkit::{TestApp, TestWorkspace, batch_of, customer};
use jiff::SignedDuration;

fn one() -> ImportCustomers {
    batch_of(vec![customer("ann@example.org"), customer("nobody")])
}

fn batches(acme: &TestWorkspace<'_>) -> usize {
    let page = Page { after: 0, most: 1_000 };
    list_batches(&acme.test.app, &acme.client, acme.id, page).wait().unwrap().len()
}

/// The same answer, but for the marks that tell it came again.
fn same(one: &Answered<ImportOutcome>, other: &Answered<ImportOutcome>) -> bool {
    one.result == other.result
}

#[test]
fn int_05_the_same_key_and_body_get_the_same_answer_once_stored() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let first = acme.import_as(&acme.client, one(), Some("key"), "body").unwrap();
    let again = acme.import_as(&acme.client, one(), Some("key"), "body").unwrap();
    assert!(!first.is_replayed && again.is_replayed);
    assert!(same(&first, &again));
    assert_eq!(batches(&acme), 1);
}

#[test]
fn int_05_two_at_once_have_one_effect() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let request = RequestIdentity::of_body("test/import", Some("key".to_owned()), b"body");
    let calls: Vec<_> =
        (0..32).map(|_| import_customers(&test.app, &acme.client, acme.id, one(), &request)).collect();
    let outcomes: Vec<_> = calls.into_iter().map(|call| call.wait().unwrap()).collect();
    assert_eq!(outcomes.iter().filter(|outcome| !outcome.is_replayed).count(), 1);
    assert!(outcomes.iter().all(|outcome| same(outcome, &outcomes[0])));
    assert_eq!(batches(&acme), 1);
}

#[test]
fn a_replay_is_answered_even_when_the_batch_would_be_refused_by_now() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let end = When::Day("2026-03-05".parse().unwrap());
    let command = ImportCustomers { end_date: Some(end), ..one() };
    let first = acme.import_as(&acme.client, command.clone(), Some("key"), "body").unwrap();
    test.clock.step(SignedDuration::from_hours(24 * 5));
    let again = acme.import_as(&acme.client, command.clone(), Some("key"), "body").unwrap();
    assert!(same(&first, &again));
    // Without the key the same command is refused: its end lies before now (E25).
    assert!(acme.import_as(&acme.client, command, None, "body").is_err());
}

#[test]
fn int_06_the_same_key_with_another_body_stores_nothing() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    acme.import_as(&acme.client, one(), Some("key"), "body").unwrap();
    let before = test.digest("acme");
    let refusal = acme.import_as(&acme.client, one(), Some("key"), "bodY").unwrap_err();
    assert_eq!(refusal, Refusal::KeyReused);
    assert_eq!(test.digest("acme"), before);
}

#[test]
fn int_08_a_refused_request_does_not_burn_its_key() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    assert!(acme.import_as(&acme.client, batch_of(vec![]), Some("key"), "wrong").is_err());
    let corrected = acme.import_as(&acme.client, one(), Some("key"), "corrected").unwrap();
    assert!(!corrected.is_replayed);
}

#[test]
fn int_10_a_key_belongs_to_the_workspace_and_not_to_the_token() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let other = test.workspace("other");
    let first = acme.import_as(&acme.client, one(), Some("key"), "body").unwrap();
    assert!(!other.import_as(&other.client, one(), Some("key"), "body").unwrap().is_replayed);
    let second_token = Principal { actor: "token:second".to_owned(), ..acme.client.clone() };
    let again = acme.import_as(&second_token, one(), Some("key"), "body").unwrap();
    assert!(again.is_replayed && same(&first, &again));
}

#[test]
fn a_key_is_free_again_after_seven_days() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    acme.import_as(&acme.client, one(), Some("key"), "body").unwrap();
    test.clock.step(SignedDuration::from_hours(24 * 7 + 1));
    assert!(!acme.import_as(&acme.client, one(), Some("key"), "body").unwrap().is_replayed);
    assert_eq!(batches(&acme), 2);
}

#[test]
fn int_12_a_repeat_without_a_key_is_stored_and_marked() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let first = acme.import_as(&acme.client, one(), None, "body").unwrap();
    test.clock.step(SignedDuration::from_mins(14));
    let repeat = acme.import_as(&acme.client, one(), None, "body").unwrap();
    assert_eq!(repeat.possible_repeat, Some(first.result.batch));
    assert!(!repeat.is_replayed);
    assert_ne!(repeat.result.batch, first.result.batch);
    let audit = list_audit(&test.app, &acme.client, acme.id, Page { after: 0, most: 100 }).wait().unwrap();
    let mark = format!("batch {}, possibly a repeat of batch {}", repeat.result.batch, first.result.batch);
    assert_eq!(audit.last().unwrap().audit.object, mark);
    let other_client = Principal { actor: "client:other".to_owned(), ..acme.client.clone() };
    assert_eq!(acme.import_as(&other_client, one(), None, "body").unwrap().possible_repeat, None);
    test.clock.step(SignedDuration::from_mins(16));
    assert_eq!(acme.import_as(&acme.client, one(), None, "body").unwrap().possible_repeat, None);
    assert_eq!(batches(&acme), 4);
}

#[test]
fn int_12_a_client_that_wants_replays_gets_the_first_answer_for_15_minutes() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let settings = CallSettings { replays: true, ..CallSettings::default() };
    let client = Principal { settings, ..acme.client.clone() };
    let first = acme.import_as(&client, one(), None, "body").unwrap();
    for _ in 0..2 {
        // A replay is stored nowhere, so it does not prolong the 15 minutes.
        test.clock.step(SignedDuration::from_mins(7));
        let again = acme.import_as(&client, one(), None, "body").unwrap();
        assert!(again.is_replayed && same(&first, &again));
    }
    assert_eq!(batches(&acme), 1);
    test.clock.step(SignedDuration::from_mins(2));
    let later = acme.import_as(&client, one(), None, "body").unwrap();
    assert!(!later.is_replayed);
    assert_eq!(batches(&acme), 2);
}
