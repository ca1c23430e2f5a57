//! The whole line on both engines: after each step SQLite and PostgreSQL hold the same.

use canvass_app::batch::{approve_batch, cancel_batch, reject_batch};
use canvass_app::import_customers::import_customers;
use canvass_app::message::{MessageVerdict, settle_message};
use canvass_app::report::{Cut, NpsQuery, report_nps};
use canvass_app::request::RequestIdentity;
use canvass_app::respondent::open_questionnaire;
use canvass_app::setup::{ColumnChange, update_column};
use canvass_app::view::show_decisions;
use canvass_domain::batch::BatchKind;
use canvass_domain::command::{ImportCustomers, NewAnswer, NewCustomer, NewPosition, NewValue, QuestionKey};
use canvass_domain::id::CustomerId;
use canvass_domain::message::{AttemptResult, Slot};
use canvass_testkit::{TestApp, TestWorkspace, batch_of, customer, question};
use jiff::SignedDuration;

use crate::delivering::{hand_over, send_all, settle};
use crate::respondent::chosen;

/// A batch that says as much as it can.
fn rich() -> ImportCustomers {
    let encrypted = NewValue {
        column: TestWorkspace::UNIT.0,
        value: Some("QEA=".to_owned()),
        is_encrypted: true,
        thumbprint: Some("ab".repeat(20)),
        key: Some("QEA=".to_owned()),
        ..NewValue::default()
    };
    let prefilled = NewAnswer {
        question: QuestionKey::Base(question::SERVICE.0),
        positions: vec![NewPosition { label: Some("GOOD".to_owned()), ..NewPosition::default() }],
        ..NewAnswer::default()
    };
    let mut secret = customer("o'brien@b\u{fc}cher.example");
    secret.values[1] = encrypted;
    let asked_before = NewCustomer { answers: vec![prefilled], priority: Some(3), ..customer("a@x.org") };
    let customers =
        vec![asked_before, secret, customer("A@X.org"), customer("\u{1F600}"), customer("b@x.org")];
    ImportCustomers { notify: Some("front@x.org".to_owned()), ..batch_of(customers) }
}

fn codes(acme: &TestWorkspace<'_>, id: CustomerId) -> Vec<String> {
    let decisions = show_decisions(&acme.test.app, &acme.client, acme.id, id).wait().unwrap();
    decisions.into_iter().map(|decision| decision.sentence).collect()
}

/// The digest after each step, and what people are told at the end.
fn story(test: &TestApp) -> Vec<String> {
    let acme = test.workspace("acme");
    let (app, operator) = (&test.app, &test.operator);
    let mut told = vec![test.digest("acme")];
    let batch = acme.import(rich());
    let ids: Vec<CustomerId> = batch.customers.iter().map(|customer| customer.id).collect();
    told.push(test.digest("acme"));

    let waits = |email| ImportCustomers { approves: false, ..batch_of(vec![customer(email)]) };
    let (approved, rejected) = (acme.import(waits("c@x.org")), acme.import(waits("d@x.org")));
    approve_batch(app, operator, acme.id, approved.batch).wait().unwrap();
    reject_batch(app, operator, acme.id, rejected.batch).wait().unwrap();
    let portal = ImportCustomers { kind: BatchKind::Portal, ..batch_of(vec![customer("e@x.org")]) };
    let portal = acme.import(portal).customers[0].id;
    told.push(test.digest("acme"));

    let (notices, attempts): (Vec<_>, Vec<_>) =
        hand_over(test).into_iter().partition(|attempt| attempt.key.slot.is_notification());
    assert_eq!((notices.len(), attempts.len()), (1, 4));
    settle(test, &notices, &AttemptResult::Rejected("550 no".to_owned()));
    settle(test, &attempts[..2], &AttemptResult::Sent("250 ok".to_owned()));
    settle(test, &attempts[2..], &AttemptResult::InDoubt("354 go".to_owned()));
    let in_doubt = (attempts[2].key.customer, Slot::Invitation);
    settle_message(app, operator, acme.id, in_doubt, MessageVerdict::SendAgain).wait().unwrap();
    told.push(test.digest("acme"));
    assert_eq!(send_all(test), [in_doubt.0]);

    open_questionnaire(app, &acme.link(portal)).wait().unwrap();
    acme.answer(ids[0], 0, vec![chosen(question::RECOMMEND, &[10])]).unwrap();
    acme.answer(ids[0], 1, vec![chosen(question::TOPICS, &[2, 4])]).unwrap();
    acme.answer(ids[4], 0, vec![chosen(question::RECOMMEND, &[3]), chosen(question::SERVICE, &[1])]).unwrap();
    told.push(test.digest("acme"));

    let change = ColumnChange { is_archived: Some(true), ..ColumnChange::default() };
    update_column(app, operator, acme.id, TestWorkspace::UNIT, change).wait().unwrap();
    cancel_batch(app, operator, acme.id, approved.batch).wait().unwrap();
    test.clock.step(SignedDuration::from_hours(1));
    assert!(send_all(test).is_empty());
    told.push(test.digest("acme"));

    told.extend(ids.into_iter().chain([portal]).flat_map(|id| codes(&acme, id)));
    let cut = Some(TestWorkspace::UNIT);
    let query = NpsQuery { questionnaire: acme.questionnaire, question: None, cut: cut.map(Cut::Column) };
    told.push(format!("{:?}", report_nps(app, &acme.client, acme.id, query).wait().unwrap()));
    told
}

#[test]
fn both_engines_hold_and_tell_the_same_after_each_step() {
    assert_eq!(story(&TestApp::new()), story(&TestApp::on_postgres()));
}

#[test]
fn int_05_on_postgres_32_at_once_have_one_effect() {
    let test = TestApp::on_postgres();
    let acme = test.workspace("acme");
    let request = RequestIdentity::of_body("test/import", Some("key".to_owned()), b"body");
    let command = || batch_of(vec![customer("ann@example.org")]);
    let calls: Vec<_> =
        (0..32).map(|_| import_customers(&test.app, &acme.client, acme.id, command(), &request)).collect();
    let outcomes: Vec<_> = calls.into_iter().map(|call| call.wait().unwrap()).collect();
    assert_eq!(outcomes.iter().filter(|outcome| !outcome.is_replayed).count(), 1);
    assert!(outcomes.iter().all(|outcome| outcome.result == outcomes[0].result));
}

#[test]
fn int_17_on_postgres_one_of_eight_approvals_is_first() {
    let test = TestApp::on_postgres();
    let acme = test.workspace("acme");
    let waits = ImportCustomers { approves: false, ..batch_of(vec![customer("ann@example.org")]) };
    let batch = acme.import(waits).batch;
    let approvals: Vec<_> =
        (0..8).map(|_| approve_batch(&test.app, &test.operator, acme.id, batch)).collect();
    let approved = approvals.into_iter().filter_map(|approval| approval.wait().ok()).count();
    assert_eq!(approved, 1);
}
