//! Locks, opt-outs, rest and samples as people meet them: at intake, under way, and asked about.

use std::time::Duration;

use canvass_app::Refusal;
use canvass_app::block::{
    LockOutcome, OptOutOutcome, add_lock, are_opted_out, delete_opt_outs, end_lock, list_locks, opt_out,
};
use canvass_app::import_customers::{ImportOutcome, preview_import};
use canvass_app::request::{Answered, RequestIdentity};
use canvass_app::setup::{
    ColumnChange, PolicyInput, QuestionnairePolicyInput, SettingsInput, save_questionnaire_policy,
    save_settings, update_column,
};
use canvass_app::view::show_decisions;
use canvass_domain::batch::BatchKind;
use canvass_domain::command::{
    AddLock, CheckOptOuts, DeleteOptOuts, ImportCustomers, NamedPerson, NewCustomer, NewValue, OptOut, Place,
};
use canvass_domain::customer::CustomerState;
use canvass_domain::decide::block::{BlockPlace, BlockProblem};
use canvass_domain::decide::import_customers::Problem;
use canvass_domain::id::CustomerId;
use canvass_domain::message::AttemptResult;
use canvass_domain::reason::{Reason, Rule};
use canvass_store::StoreError;
use canvass_store::area::{Attempt, NodeId, Page, Settlement};
use canvass_testkit::{TestApp, TestWorkspace, batch_of, customer};
use jiff::{SignedDuration, Timestamp};

const NODE: NodeId = NodeId(1);
const ALL: Page = Page { after: 0, most: 100 };

type Stand = (CustomerState, Option<Reason>);

const LOCKED: Stand = (CustomerState::Locked, Some(Reason::Locked));
const OPTED_OUT: Stand = (CustomerState::OptedOut, Some(Reason::OptedOut));
const SCHEDULED: Stand = (CustomerState::Scheduled, None);

fn stands(outcome: &ImportOutcome) -> Vec<Stand> {
    outcome.customers.iter().map(|customer| (customer.state, customer.reason)).collect()
}

fn by_mail(email: &str) -> NamedPerson {
    NamedPerson { email: Some(email.to_owned()), ..NamedPerson::default() }
}

fn by_column(value: &str) -> NamedPerson {
    let value =
        NewValue { column: TestWorkspace::UNIT.0, value: Some(value.to_owned()), ..NewValue::default() };
    NamedPerson { values: vec![value], ..NamedPerson::default() }
}

fn by_customer(customer: CustomerId) -> NamedPerson {
    NamedPerson { customer: Some(customer.0), ..NamedPerson::default() }
}

fn of_unit(email: &str, unit: &str) -> NewCustomer {
    let mut customer = customer(email);
    customer.values[1].value = Some(unit.to_owned());
    customer
}

fn request(key: Option<&str>) -> RequestIdentity {
    RequestIdentity::of_body("test/block", key.map(str::to_owned), b"{}")
}

fn lock(acme: &TestWorkspace<'_>, person: NamedPerson) -> LockOutcome {
    let command = AddLock { person, ..AddLock::default() };
    add_lock(&acme.test.app, &acme.client, acme.id, command, &request(None)).wait().unwrap().result
}

fn out(acme: &TestWorkspace<'_>, person: NamedPerson) -> OptOutOutcome {
    opt_out(&acme.test.app, &acme.client, acme.id, OptOut { person }, &request(None)).wait().unwrap().result
}

fn set(acme: &TestWorkspace<'_>, policy: PolicyInput) {
    let input = SettingsInput { policy, ..SettingsInput::default() };
    save_settings(&acme.test.app, &acme.test.operator, acme.id, input).wait().unwrap();
}

/// The unit tells persons apart.
fn identify(acme: &TestWorkspace<'_>) {
    let change = ColumnChange { is_identifying: Some(true), ..ColumnChange::default() };
    update_column(&acme.test.app, &acme.test.operator, acme.id, TestWorkspace::UNIT, change).wait().unwrap();
}

/// Hands over all mail that is due, and lets the peer take it; who got some.
fn deliver(test: &TestApp) -> Vec<CustomerId> {
    let handed: Result<Vec<CustomerId>, StoreError> = test
        .app
        .store
        .write_system(|tx| {
            let claims = tx.claim(NODE, 100, Duration::from_mins(1))?;
            let attempts: Vec<Attempt> =
                claims.iter().map(|claim| Attempt { key: claim.key, fence: claim.fence }).collect();
            let left = tx.hand_over(NODE, &attempts)?;
            let sent: Vec<Attempt> =
                attempts.into_iter().zip(left).filter(|(_, left)| *left).map(|(sent, _)| sent).collect();
            let settled = |attempt: &Attempt| Settlement {
                attempt: *attempt,
                result: AttemptResult::Sent("250 ok".to_owned()),
                next: None,
                reminder: None,
                peer: "mx".to_owned(),
            };
            tx.settle(&sent.iter().map(settled).collect::<Vec<_>>())?;
            Ok(sent.iter().map(|attempt| attempt.key.customer).collect())
        })
        .wait();
    handed.unwrap()
}

fn import(acme: &TestWorkspace<'_>, emails: &[&str]) -> ImportOutcome {
    acme.import(batch_of(emails.iter().map(|email| customer(email)).collect()))
}

fn last_rule(acme: &TestWorkspace<'_>, customer: CustomerId) -> Rule {
    let ledger = show_decisions(&acme.test.app, &acme.client, acme.id, customer).wait().unwrap();
    Rule::from_code(ledger.last().unwrap().code).unwrap()
}

#[test]
fn e72_a_locked_person_gets_no_invitation() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    // The set-up is known here from now on, so the next batch is judged ahead of its transaction.
    let before = import(&acme, &["ann@example.org", "bob@example.org"]);
    let made = lock(&acme, by_mail(" ANN@Example.org."));
    assert_eq!(
        made.ends_at.duration_since(made.starts_at).as_hours(),
        90 * 24 - 1,
        "summer time begins (E75)"
    );
    let after = import(&acme, &["ann@EXAMPLE.org", "carol@example.org"]);
    assert_eq!(stands(&after), [LOCKED, SCHEDULED]);
    assert_eq!(after.accepted(), 1);
    assert_eq!(last_rule(&acme, after.customers[0].id), Rule::Locked);
    assert_eq!(deliver(&test), [before.customers[1].id, after.customers[1].id]);
    assert_eq!(last_rule(&acme, before.customers[0].id), Rule::Locked, "found again at the fence");
    test.clock.step(SignedDuration::from_hours(90 * 24));
    assert_eq!(stands(&import(&acme, &["ann@example.org"])), [SCHEDULED], "the lock is over (E78)");
}

#[test]
fn e73_a_lock_is_made_of_a_customer_its_address_and_its_columns() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    identify(&acme);
    let first = acme.import(batch_of(vec![of_unit("ann@example.org", "Employee 7")]));
    lock(&acme, by_customer(first.customers[0].id));
    let again = acme.import(batch_of(vec![
        of_unit("other@example.org", " EMPLOYEE 7 "),
        of_unit("ann@example.org", "Employee 8"),
        of_unit("else@example.org", "Employee 9"),
    ]));
    assert_eq!(stands(&again), [LOCKED, LOCKED, SCHEDULED]);
}

#[test]
fn e74_a_column_that_identifies_nobody_is_no_key() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let before = test.digest("acme");
    let command = AddLock { person: by_column("North"), ..AddLock::default() };
    let refused = add_lock(&test.app, &acme.client, acme.id, command, &request(None)).wait().unwrap_err();
    let Refusal::Blocks(faults) = refused else { panic!("{refused:?}") };
    assert_eq!(faults[0].place, BlockPlace::Value(0, 0));
    assert!(matches!(faults[0].problem, BlockProblem::ColumnNotIdentifying(..)));
    assert_eq!(test.digest("acme"), before);
}

#[test]
fn e77_with_lock_days_0_a_lock_is_kept_and_blocks_nobody() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    set(&acme, PolicyInput { lock_days: Some(0), ..PolicyInput::default() });
    let made = lock(&acme, by_mail("ann@example.org"));
    assert_eq!(made.starts_at, made.ends_at);
    assert_eq!(list_locks(&test.app, &acme.client, acme.id, ALL).wait().unwrap().len(), 1);
    assert_eq!(stands(&import(&acme, &["ann@example.org"])), [SCHEDULED]);
}

#[test]
fn e78_an_ended_lock_revives_nobody() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let made = lock(&acme, by_mail("ann@example.org"));
    let locked = import(&acme, &["ann@example.org"]);
    end_lock(&test.app, &test.operator, acme.id, made.id).wait().unwrap();
    assert_eq!(stands(&import(&acme, &["ann@example.org"])), [SCHEDULED]);
    assert_eq!(last_rule(&acme, locked.customers[0].id), Rule::Locked);
    let missing = end_lock(&test.app, &test.operator, acme.id, canvass_domain::id::BlockId(99)).wait();
    assert_eq!(missing, Err(Refusal::NotFound("lock")));
}

#[test]
fn e115_a_lock_is_added_once_for_a_key() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let add = || -> Answered<LockOutcome> {
        let command = AddLock { person: by_mail("ann@example.org"), ..AddLock::default() };
        add_lock(&test.app, &acme.client, acme.id, command, &request(Some("k"))).wait().unwrap()
    };
    let (first, second) = (add(), add());
    assert_eq!((first.is_replayed, second.is_replayed), (false, true));
    assert_eq!(first.result, second.result);
    assert_eq!(list_locks(&test.app, &acme.client, acme.id, ALL).wait().unwrap().len(), 1);
}

#[test]
fn e80_an_opt_out_stops_everything_and_has_no_end() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let before = import(&acme, &["ann@example.org", "bob@example.org"]);
    let outcome = out(&acme, by_mail("Ann@example.org"));
    assert_eq!(outcome.stopped, 1);
    assert_eq!(last_rule(&acme, before.customers[0].id), Rule::OptedOut);
    lock(&acme, by_mail("ann@example.org"));
    assert_eq!(stands(&import(&acme, &["ann@example.org"])), [OPTED_OUT], "it beats a lock");
    test.clock.step(SignedDuration::from_hours(24 * 400));
    assert_eq!(stands(&import(&acme, &["ann@example.org"])), [OPTED_OUT]);
}

#[test]
fn e81_e82_opt_outs_are_asked_about_and_taken_away() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    identify(&acme);
    let first = acme.import(batch_of(vec![of_unit("ann@example.org", "7")]));
    out(&acme, by_customer(first.customers[0].id));
    let are_out = || {
        let people =
            vec![by_mail("ann@example.org"), by_column("7"), by_mail("bob@example.org"), by_column("8")];
        are_opted_out(&test.app, &acme.client, acme.id, CheckOptOuts { people }).wait().unwrap()
    };
    assert_eq!(are_out(), [true, true, false, false]);
    let delete = |person| {
        let command = DeleteOptOuts { person };
        let done = delete_opt_outs(&test.app, &acme.client, acme.id, command, &request(None)).wait();
        done.unwrap().result.deleted
    };
    assert_eq!(delete(by_mail("bob@example.org")), 0, "none is no error");
    assert_eq!(delete(by_column("7")), 1);
    assert_eq!(are_out(), [false; 4]);
    let again = acme.import(batch_of(vec![of_unit("ann@example.org", "7")]));
    assert_eq!(stands(&again), [SCHEDULED]);
}

#[test]
fn e81_on_postgres_of_many_who_remove_an_opt_out_at_once_one_did() {
    let test = TestApp::on_postgres();
    let acme = test.workspace("acme");
    for round in 0..5 {
        out(&acme, by_mail("bob@example.org"));
        let calls: Vec<_> = (0..8)
            .map(|call| {
                let key = Some(format!("{round}-{call}"));
                let request = RequestIdentity::of_body("test/delete", key, b"");
                let command = DeleteOptOuts { person: by_mail("bob@example.org") };
                delete_opt_outs(&test.app, &acme.client, acme.id, command, &request)
            })
            .collect();
        let deleted: usize = calls.into_iter().map(|call| call.wait().unwrap().result.deleted).sum();
        assert_eq!(deleted, 1);
    }
}

#[test]
fn e84_portal_customers_under_a_block_get_its_state_and_no_link() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    lock(&acme, by_mail("ann@example.org"));
    out(&acme, by_mail("bob@example.org"));
    let emails = ["ann@example.org", "bob@example.org", "carol@example.org"];
    let command = ImportCustomers { kind: BatchKind::Portal, ..batch_of(emails.map(customer).to_vec()) };
    let outcome = acme.import(command);
    assert_eq!(stands(&outcome), [LOCKED, OPTED_OUT, (CustomerState::Initial, None)]);
    let links: Vec<bool> =
        outcome.customers.iter().map(|one| outcome.portal_link(acme.id, one).is_some()).collect();
    assert_eq!(links, [false, false, true]);
}

#[test]
fn e57_blocks_hold_for_test_customers_and_their_invitations_make_no_rest() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    set(&acme, PolicyInput { rest_days: Some(30), ..PolicyInput::default() });
    lock(&acme, by_mail("ann@example.org"));
    let testers = ["ann@example.org", "bob@example.org"].map(customer).to_vec();
    let outcome = acme.import(ImportCustomers { is_test: true, ..batch_of(testers) });
    assert_eq!(stands(&outcome), [LOCKED, SCHEDULED]);
    assert_eq!(deliver(&test).len(), 1);
    assert_eq!(stands(&import(&acme, &["bob@example.org"])), [SCHEDULED]);
}

#[test]
fn e76_the_ledger_says_as_whom_a_resting_person_was_asked() {
    for test in [TestApp::new(), TestApp::on_postgres()] {
        let acme = test.workspace("acme");
        set(&acme, PolicyInput { rest_days: Some(30), ..PolicyInput::default() });
        let sentence = |customer: CustomerId| {
            let mut ledger = show_decisions(&test.app, &acme.client, acme.id, customer).wait().unwrap();
            ledger.pop().unwrap().sentence
        };
        let first = import(&acme, &["ann@example.org"]).customers[0].id;
        let second = import(&acme, &["ann@example.org"]).customers[0].id;
        assert_eq!(deliver(&test), [first]);
        let at = test.app.clock.now();
        let told = |moment: Timestamp| {
            moment.in_tz("Europe/Amsterdam").unwrap().strftime("%A %-d %B %Y at %H:%M").to_string()
        };
        let until = told(at + SignedDuration::from_hours(30 * 24));
        let before = format!("(as customer {first} at {})", told(at));
        let expected =
            format!("The person was asked before and rests until {until} {before}, so nobody is asked.");
        assert_eq!(sentence(second), expected, "at the fence");
        let third = import(&acme, &["ann@example.org"]).customers[0].id;
        assert_eq!(sentence(third), expected, "at intake");
    }
}

#[test]
fn e76_a_person_rests_after_an_invitation_was_sent() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    set(&acme, PolicyInput { rest_days: Some(30), ..PolicyInput::default() });
    let first = import(&acme, &["ann@example.org"]);
    let waiting = import(&acme, &["ann@example.org"]);
    assert_eq!(stands(&waiting), [SCHEDULED], "nothing was sent yet");
    assert_eq!(deliver(&test), [first.customers[0].id]);
    assert_eq!(last_rule(&acme, waiting.customers[0].id), Rule::Resting, "the fence looks again");
    let resting = import(&acme, &["ann@example.org"]);
    assert_eq!(stands(&resting), [LOCKED]);
    assert_eq!(last_rule(&acme, resting.customers[0].id), Rule::Resting);
    test.clock.step(SignedDuration::from_hours(24 * 30));
    assert_eq!(stands(&import(&acme, &["ann@example.org"])), [SCHEDULED]);
}

#[test]
fn q49_only_the_sample_is_asked() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let input =
        QuestionnairePolicyInput { sampling_percent: Some(20), ..QuestionnairePolicyInput::default() };
    save_questionnaire_policy(&test.app, &test.operator, acme.id, acme.questionnaire, input).wait().unwrap();
    let emails: Vec<String> = (0..500).map(|number| format!("p{number}@example.org")).collect();
    let customers = emails.iter().map(|email| customer(email)).collect();
    let preview = preview_import(
        &test.app,
        &acme.client,
        acme.id,
        batch_of(emails.iter().map(|email| customer(email)).collect()),
    );
    assert_eq!(preview.wait().unwrap().customers.len(), 500, "a trial gives no numbers and draws no sample");
    let outcome = acme.import(batch_of(customers));
    let asked = outcome.count(CustomerState::Scheduled);
    assert!((60..140).contains(&asked), "{asked}");
    for one in &outcome.customers {
        let is_asked = canvass_domain::block::is_sampled(one.id, 20);
        let expected = (CustomerState::Locked, Some(Reason::Sampling));
        assert_eq!((one.state, one.reason), if is_asked { SCHEDULED } else { expected });
    }
    let mut sent = 0;
    loop {
        let now = deliver(&test).len();
        sent += now;
        if now == 0 {
            break;
        }
    }
    assert_eq!(sent, asked);
}

#[test]
fn e41_a_workspace_may_refuse_doubles() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    set(&acme, PolicyInput { duplicates_reject: Some(true), ..PolicyInput::default() });
    let command = batch_of(vec![customer("ann@example.org"), customer("ANN@example.org")]);
    let refused = acme.import_as(&acme.client, command, None, "double").unwrap_err();
    let Refusal::Import(faults) = refused else { panic!("{refused:?}") };
    assert_eq!((faults.len(), faults[0].place), (1, Place::Email(1)));
    assert_eq!(faults[0].problem, Problem::AddressTwice { first: 0 });
}

#[test]
fn a_trial_tells_who_is_locked_and_stores_nothing() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    lock(&acme, by_mail("ann@example.org"));
    let before = test.digest("acme");
    let preview =
        preview_import(&test.app, &acme.client, acme.id, batch_of(vec![customer("ann@example.org")]));
    assert_eq!(preview.wait().unwrap().customers, [LOCKED]);
    assert_eq!(test.digest("acme"), before);
}

#[test]
fn a_block_of_one_workspace_is_none_of_another() {
    let test = TestApp::on_postgres();
    let (acme, other) = (test.workspace("acme"), test.workspace("other"));
    lock(&acme, by_mail("ann@example.org"));
    out(&acme, by_mail("bob@example.org"));
    assert_eq!(stands(&import(&acme, &["ann@example.org", "bob@example.org"])), [LOCKED, OPTED_OUT]);
    assert_eq!(stands(&import(&other, &["ann@example.org", "bob@example.org"])), [SCHEDULED, SCHEDULED]);
    assert_eq!(deliver(&test).len(), 2);
}
