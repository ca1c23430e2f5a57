//! Contact-frequency rules as people meet them: set up, at intake, under way, on the phone, and tried before they are saved.

use canvass_app::Refusal;
use canvass_app::block::{add_lock, opt_out};
use canvass_app::contact_rule::{
    ConditionInput, ContactRuleInput, QuestionnaireForecast, add_contact_rule, forecast_contact_rule,
    remove_contact_rule, save_contact_rule,
};
use canvass_app::import_customers::ImportOutcome;
use canvass_app::request::RequestIdentity;
use canvass_app::view::{list_audit, show_decisions};
use canvass_domain::batch::BatchKind;
use canvass_domain::command::{AddLock, ImportCustomers, NamedPerson, NewCustomer, OptOut};
use canvass_domain::contact_rule::{ContactRule, Forecast, Outcome, RuleClock};
use canvass_domain::customer::CustomerState;
use canvass_domain::id::{ContactRuleId, CustomerId};
use canvass_domain::message::{AttemptResult, MessageState, Slot};
use canvass_domain::reason::Reason;
use canvass_store::StoreError;
use canvass_store::area::{Attempt, MessageRecord, NodeId, Page};
use canvass_testkit::{TestApp, TestWorkspace, batch_of, customer};
use jiff::{SignedDuration, Timestamp};

use crate::delivering::{claim, settle};

const NODE: NodeId = NodeId(1);

fn engines() -> [TestApp; 2] {
    [TestApp::new(), TestApp::on_postgres()]
}

fn named(name: &str, days: i32) -> ContactRuleInput {
    ContactRuleInput { name: Some(name.to_owned()), days: Some(days), ..ContactRuleInput::default() }
}

fn add(acme: &TestWorkspace<'_>, input: ContactRuleInput) -> ContactRule {
    add_contact_rule(&acme.test.app, &acme.test.operator, acme.id, input).wait().unwrap()
}

fn ann(acme: &TestWorkspace<'_>) -> ImportOutcome {
    acme.import(batch_of(vec![customer("ann@example.org")]))
}

fn stands(outcome: &ImportOutcome) -> (CustomerState, Option<Reason>) {
    (outcome.customers[0].state, outcome.customers[0].reason)
}

fn message(acme: &TestWorkspace<'_>, id: CustomerId) -> MessageRecord {
    let found = acme.test.app.store.read(acme.id, move |tx| tx.message(id, Slot::Invitation));
    let found: Result<_, StoreError> = found.wait();
    found.unwrap().unwrap()
}

/// Hands over what is due, and lets the peer take it; who got some.
fn deliver(test: &TestApp) -> Vec<CustomerId> {
    let mut sent = Vec::new();
    // One after the other, as a connection does.
    for claim in claim(test) {
        let attempt = Attempt { key: claim.key, fence: claim.fence };
        let left: Result<Vec<bool>, StoreError> =
            test.app.store.write_system(move |tx| tx.hand_over(NODE, &[attempt])).wait();
        if left.unwrap() == [true] {
            settle(test, &[attempt], &AttemptResult::Sent("250 ok".to_owned()));
            sent.push(attempt.key.customer);
        }
    }
    sent
}

fn days(test: &TestApp, days: i64) {
    test.clock.step(SignedDuration::from_hours(24 * days));
}

fn request() -> RequestIdentity {
    RequestIdentity::of_body("test/contact-rules", None, b"{}")
}

fn person() -> NamedPerson {
    NamedPerson { email: Some("ann@example.org".to_owned()), ..NamedPerson::default() }
}

/// What a support agent reads: the moment by the clock of the workspace, and a sentence.
fn story(acme: &TestWorkspace<'_>, id: CustomerId) -> Vec<String> {
    let entries = show_decisions(&acme.test.app, &acme.client, acme.id, id).wait().unwrap();
    entries.into_iter().map(|entry| entry.sentence).collect()
}

#[test]
fn a_person_who_was_deferred_then_locked_then_opted_out_is_a_story_for_the_phone() {
    for test in engines() {
        let acme = test.workspace("acme");
        let (first, second) = (ann(&acme).customers[0].id, ann(&acme).customers[0].id);
        let rule = add(&acme, named("Once a week", 7));
        assert_eq!(rule.id, ContactRuleId(1));
        assert_eq!(deliver(&test), [first]);
        days(&test, 3);
        let command = AddLock { person: person(), ..AddLock::default() };
        add_lock(&test.app, &acme.client, acme.id, command, &request()).wait().unwrap();
        days(&test, 4);
        assert_eq!(deliver(&test), []);
        opt_out(&test.app, &acme.client, acme.id, OptOut { person: person() }, &request()).wait().unwrap();
        assert_eq!(
            story(&acme, second),
            [
                "The customer was received in batch 2.",
                "The data of the customer leads to questionnaire 2 version 1.",
                "The invitation may leave from Monday 2 March 2026 at 10:15 on.",
                "The invitation is held back by contact rule \"Once a week\" (number 1) until Monday 9 March 2026 at 10:15.",
                "Lock 1 holds for the person, so nobody is asked.",
                "The person opted out later (number 2) and will not be asked again.",
            ]
        );
        assert_eq!(
            story(&acme, first)[3..],
            [
                "The message was handed over at attempt 1.",
                "The mail server or gateway took the message.",
                "The person opted out (number 2), so nobody is asked.",
            ]
        );
    }
}

#[test]
fn out32_what_comes_too_soon_waits_from_intake_on_and_then_leaves() {
    for test in engines() {
        let acme = test.workspace("acme");
        add(&acme, named("Once a week", 7));
        let first = ann(&acme).customers[0].id;
        assert_eq!(deliver(&test), [first]);
        days(&test, 1);
        let second = ann(&acme);
        assert_eq!(stands(&second), (CustomerState::Scheduled, None), "accepted, and it waits");
        let waits = message(&acme, second.customers[0].id);
        let sent_at = message(&acme, first).handed_over_at.unwrap();
        assert_eq!(waits.state, MessageState::Waiting);
        assert_eq!(waits.window.due_at, sent_at + SignedDuration::from_hours(7 * 24));
        assert_eq!(
            story(&acme, second.customers[0].id)[2..],
            [
                "The invitation is held back by contact rule \"Once a week\" (number 1) until Monday 9 March 2026 at 10:15."
            ]
        );
        assert_eq!(deliver(&test), []);
        let portal =
            ImportCustomers { kind: BatchKind::Portal, ..batch_of(vec![customer("ann@example.org")]) };
        assert_eq!(stands(&acme.import(portal)), (CustomerState::Initial, None), "E84");
        let later = waits.window.due_at;
        let planned = NewCustomer { send_date: Some(when(later)), ..customer("ann@example.org") };
        let planned = acme.import(batch_of(vec![planned]));
        assert_eq!(
            story(&acme, planned.customers[0].id)[2],
            "The invitation may leave from Monday 9 March 2026 at 10:15 on.",
            "it does not come too soon"
        );
        days(&test, 6);
        assert_eq!(deliver(&test).len(), 1, "one of both wins, and the other waits again");
        days(&test, 7);
        assert_eq!(deliver(&test).len(), 1);
    }
}

#[test]
fn p5_who_was_deferred_at_intake_and_opts_out_was_accepted() {
    for test in engines() {
        let acme = test.workspace("acme");
        add(&acme, named("Once a week", 7));
        let first = ann(&acme).customers[0].id;
        assert_eq!(deliver(&test), [first]);
        let deferred = ann(&acme).customers[0].id;
        opt_out(&test.app, &acme.client, acme.id, OptOut { person: person() }, &request()).wait().unwrap();
        assert_eq!(message(&acme, deferred).state, MessageState::Cancelled);
        assert_eq!(canvass_app::check(&test.app).unwrap(), Vec::<String>::new());
    }
}

fn when(moment: Timestamp) -> canvass_domain::when::When {
    canvass_domain::when::When::Moment(moment)
}

#[test]
fn out32_what_is_dropped_has_a_reason_that_people_see() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    add(&acme, ContactRuleInput { outcome: Some("drop".to_owned()), ..named("Never twice", 7) });
    ann(&acme);
    assert_eq!(deliver(&test).len(), 1);
    let second = ann(&acme);
    assert_eq!(stands(&second), (CustomerState::Locked, Some(Reason::Locked)));
    assert_eq!(
        story(&acme, second.customers[0].id)[2],
        "Nobody is asked, because of contact rule \"Never twice\" (number 1), which holds until Monday 9 March 2026 at 10:15."
    );
    // A rule that would keep it back beyond its end date, 21 days from now, drops it as well.
    remove_contact_rule(&test.app, &test.operator, acme.id, ContactRuleId(1)).wait().unwrap();
    add(&acme, named("Once a year", 365));
    let third = ann(&acme);
    assert_eq!(stands(&third), (CustomerState::Locked, Some(Reason::Locked)));
    let told = &story(&acme, third.customers[0].id)[2];
    assert!(told.ends_with("; no send window is left before the end date."), "{told}");
}

#[test]
fn e66_of_two_surveys_for_one_person_the_higher_priority_wins_the_slot() {
    for test in engines() {
        let acme = test.workspace("acme");
        add(&acme, named("Once a week", 7));
        let of = |priority| NewCustomer { priority: Some(priority), ..customer("ann@example.org") };
        let low = acme.import(batch_of(vec![of(1)])).customers[0].id;
        let high = acme.import(batch_of(vec![of(2)])).customers[0].id;
        assert_eq!(deliver(&test), [high]);
        // E67: both fell due at once, so the lower one is locked, though the higher one has left by now.
        let found: Result<_, StoreError> = test.app.store.read(acme.id, move |tx| tx.customer(low)).wait();
        let found = found.unwrap().unwrap();
        assert_eq!((found.state, found.reason), (CustomerState::Locked, Some(Reason::LowerPriority)));
        let told = story(&acme, low).pop().unwrap();
        assert_eq!(
            told,
            format!(
                "Customer {high} with the same address or number has a higher priority and is asked instead."
            )
        );
    }
}

#[test]
fn rules_are_saved_whole_with_all_their_faults_and_a_trail() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let (app, operator) = (&test.app, &test.operator);
    let condition = ConditionInput { column: Some(99), comparison: Some("like".to_owned()), values: vec![] };
    let wrong = ContactRuleInput {
        name: Some(" ".to_owned()),
        questionnaires: Some(vec![1, 99]),
        clock: Some("moon".to_owned()),
        days: Some(0),
        channel: Some("pigeon".to_owned()),
        condition: Some(condition),
        outcome: Some("explode".to_owned()),
        most: Some(101),
        ..ContactRuleInput::default()
    };
    let Err(Refusal::Fields(faults)) = add_contact_rule(app, operator, acme.id, wrong).wait() else {
        panic!("faults are expected")
    };
    let mut paths: Vec<&str> = faults.iter().map(|fault| fault.path.as_str()).collect();
    paths.sort_unstable();
    let expected = [
        "/channel",
        "/clock",
        "/condition/column",
        "/condition/comparison",
        "/condition/values",
        "/days",
        "/most",
        "/name",
        "/outcome",
        "/questionnaires/1",
    ];
    assert_eq!(paths, expected);
    let rule = add(&acme, named("Once a month", 30));
    let taken = add_contact_rule(app, operator, acme.id, named("Once a month", 7)).wait();
    assert!(matches!(taken, Err(Refusal::Conflict("contact_rule_name", _))), "{taken:?}");
    let condition = ConditionInput {
        column: Some(TestWorkspace::UNIT.0),
        comparison: Some("equals".to_owned()),
        values: vec!["North".to_owned()],
    };
    let change = ContactRuleInput {
        clock: Some("response".to_owned()),
        outcome: Some("drop".to_owned()),
        condition: Some(condition),
        is_enabled: Some(false),
        ..ContactRuleInput::default()
    };
    let saved = save_contact_rule(app, operator, acme.id, rule.id, change).wait().unwrap();
    assert_eq!((saved.name.as_str(), saved.terms.days, saved.is_enabled), ("Once a month", 30, false));
    assert_eq!((saved.terms.clock, saved.terms.outcome), (RuleClock::Response, Outcome::Drop));
    let without = ContactRuleInput {
        condition: Some(ConditionInput { column: Some(0), ..ConditionInput::default() }),
        ..ContactRuleInput::default()
    };
    let saved = save_contact_rule(app, operator, acme.id, rule.id, without).wait().unwrap();
    assert_eq!(saved.terms.condition, None);
    let before = test.digest("acme");
    remove_contact_rule(app, operator, acme.id, rule.id).wait().unwrap();
    assert_ne!(test.digest("acme"), before);
    let gone = remove_contact_rule(app, operator, acme.id, rule.id).wait();
    assert!(matches!(gone, Err(Refusal::NotFound("contact rule"))), "{gone:?}");
    let rows = list_audit(app, operator, acme.id, Page { after: 0, most: 100 }).wait().unwrap();
    let trail: Vec<(String, String)> = rows
        .into_iter()
        .map(|row| (row.audit.action, row.audit.object))
        .filter(|(action, _)| action.ends_with("contact-rule"))
        .collect();
    let expected = ["add-contact-rule", "save-contact-rule", "save-contact-rule", "remove-contact-rule"];
    assert_eq!(trail, expected.map(|action| (action.to_owned(), "contact rule 1".to_owned())));
}

#[test]
fn a_forecast_tells_what_the_rule_then_does_and_stores_nothing() {
    for test in engines() {
        let acme = test.workspace("acme");
        let people = ["ann@example.org", "bob@example.org", "cas@example.org"];
        let invite = |count: usize| {
            acme.import(batch_of(people[..count].iter().map(|email| customer(email)).collect()));
            deliver(&test).len()
        };
        assert_eq!(invite(3), 3);
        days(&test, 5);
        assert_eq!(invite(2), 2);
        days(&test, 5);
        assert_eq!(invite(1), 1);
        let before = test.digest("acme");
        let forecast =
            |rule, back| forecast_contact_rule(&test.app, &test.operator, acme.id, rule, Some(back)).wait();
        let parts =
            |rule, back| -> Vec<QuestionnaireForecast> { forecast(rule, back).unwrap().questionnaires };
        let dropping = ContactRuleInput { outcome: Some("drop".to_owned()), ..named("", 7) };
        let told = parts(ContactRuleInput { name: None, ..dropping.clone() }, 30);
        assert_eq!((told.len(), told[0].id), (1, acme.questionnaire));
        // Ann's second and Bob's second come too soon; Ann's third is ten days after her first.
        assert_eq!(told[0].forecast, Forecast { invitations: 6, deferred: 0, dropped: 2 });
        let deferring = ContactRuleInput { name: None, ..named("", 7) };
        assert_eq!(
            parts(deferring.clone(), 30)[0].forecast,
            Forecast { invitations: 6, deferred: 3, dropped: 0 }
        );
        assert_eq!(parts(deferring, 7)[0].forecast, Forecast { invitations: 3, deferred: 3, dropped: 0 });
        let north = ConditionInput {
            column: Some(TestWorkspace::UNIT.0),
            comparison: Some("differs".to_owned()),
            values: vec!["nowhere".to_owned()],
        };
        let told = parts(ContactRuleInput { condition: Some(north), name: None, ..dropping }, 30);
        assert_eq!(told[0].forecast.dropped, 2);
        let wrong = ContactRuleInput { days: Some(-1), ..ContactRuleInput::default() };
        let Err(Refusal::Fields(faults)) = forecast(wrong, 0) else { panic!("faults are expected") };
        let paths: Vec<&str> = faults.iter().map(|fault| fault.path.as_str()).collect();
        assert_eq!(paths, ["/rule/days", "/days"]);
        assert_eq!(test.digest("acme"), before);
    }
}
