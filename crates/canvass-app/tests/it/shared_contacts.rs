//! A person is whoever shares an address or a number: who was asked by the one is not asked again by the other, whatever came
//! first, on which wire it came, and whether numbers were contacts at the time.

use canvass_app::contact_rule::{ContactRuleInput, add_contact_rule, forecast_contact_rule};
use canvass_app::import_customers::ImportOutcome;
use canvass_app::setup::{PolicyInput, SettingsInput, save_settings};
use canvass_app::view::show_decisions;
use canvass_domain::command::NewCustomer;
use canvass_domain::contact_rule::Forecast;
use canvass_domain::customer::CustomerState;
use canvass_domain::id::CustomerId;
use canvass_domain::message::AttemptResult;
use canvass_domain::reason::Reason;
use canvass_store::StoreError;
use canvass_store::area::{Attempt, NodeId};
use canvass_testkit::{TestApp, TestWorkspace, batch_of, customer};
use jiff::SignedDuration;

use crate::delivering::{claim, settle};

const NODE: NodeId = NodeId(1);
const ANN: Option<&str> = Some("ann@example.org");
const BOB: Option<&str> = Some("bob@example.org");
/// The same number in two forms.
const NUMBER: Option<&str> = Some("+31 6 12345678");
const SAME: Option<&str> = Some("06-12345678");
const OTHER: Option<&str> = Some("+31687654321");

type Brings = (Option<&'static str>, Option<&'static str>);

fn engines() -> [TestApp; 2] {
    [TestApp::new(), TestApp::on_postgres()]
}

fn set(acme: &TestWorkspace<'_>, policy: PolicyInput) {
    let input = SettingsInput { policy, ..SettingsInput::default() };
    save_settings(&acme.test.app, &acme.test.operator, acme.id, input).wait().unwrap();
}

fn resting(days: i32) -> PolicyInput {
    PolicyInput { rest_days: Some(days), ..PolicyInput::default() }
}

fn texting(choice: &str) -> PolicyInput {
    PolicyInput { channel: Some(choice.to_owned()), calling_code: Some(31), ..PolicyInput::default() }
}

fn brings((email, phone): Brings) -> NewCustomer {
    let known = customer(email.unwrap_or("nobody@example.org"));
    NewCustomer { email: email.map(str::to_owned), phone: phone.map(str::to_owned), ..known }
}

fn import(acme: &TestWorkspace<'_>, who: Brings) -> ImportOutcome {
    acme.import(batch_of(vec![brings(who)]))
}

fn stands(acme: &TestWorkspace<'_>, id: CustomerId) -> (CustomerState, Option<Reason>) {
    let found: Result<_, StoreError> = acme.test.app.store.read(acme.id, move |tx| tx.customer(id)).wait();
    let found = found.unwrap().unwrap();
    (found.state, found.reason)
}

/// Hands over what is due, one after the other as a connection does, and lets the peer take it; who got some.
fn deliver(test: &TestApp) -> Vec<CustomerId> {
    let mut sent = Vec::new();
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

#[test]
fn e76_who_was_asked_by_one_contact_rests_by_the_other() {
    let pairs: [(Brings, Brings, bool); 7] = [
        ((ANN, NUMBER), (None, SAME), true),
        ((None, NUMBER), (ANN, SAME), true),
        ((ANN, None), (ANN, NUMBER), true),
        ((ANN, NUMBER), (ANN, OTHER), true),
        ((ANN, NUMBER), (BOB, SAME), true),
        ((ANN, NUMBER), (BOB, OTHER), false),
        ((ANN, None), (None, NUMBER), false),
    ];
    for test in engines() {
        for choice in ["mail-else-sms", "sms-else-mail"] {
            for (place, (first, second, is_same)) in pairs.into_iter().enumerate() {
                let acme = test.workspace(&format!("{choice}-{place}"));
                set(&acme, texting(choice));
                set(&acme, resting(7));
                let asked = import(&acme, first).customers[0].id;
                // Both wait at once, and the fence decides.
                let beside = import(&acme, second).customers[0].id;
                let expected = if is_same { vec![asked] } else { vec![asked, beside] };
                assert_eq!(deliver(&test), expected, "{choice} {first:?} {second:?}");
                let locked = (CustomerState::Locked, Some(Reason::Locked));
                assert_eq!(stands(&acme, beside) == locked, is_same, "{choice} {first:?} {second:?}");
                // And whoever comes later is stopped at intake.
                let later = import(&acme, second);
                let found = (later.customers[0].state, later.customers[0].reason);
                assert!(!is_same || found == locked, "{choice} {first:?} {second:?}: {found:?}");
            }
        }
    }
}

#[test]
fn out32_a_rule_keeps_a_person_back_by_any_contact_and_the_forecast_says_so_before() {
    for test in engines() {
        let acme = test.workspace("acme");
        set(&acme, texting("mail-else-sms"));
        let first = import(&acme, (ANN, NUMBER)).customers[0].id;
        assert_eq!(deliver(&test), [first]);
        test.clock.step(SignedDuration::from_hours(24));
        let second = import(&acme, (None, SAME)).customers[0].id;
        assert_eq!(deliver(&test), [second], "there is no rule yet");
        let rule = |outcome: &str| ContactRuleInput {
            name: Some(outcome.to_owned()),
            days: Some(7),
            outcome: Some(outcome.to_owned()),
            ..ContactRuleInput::default()
        };
        let (app, operator) = (&test.app, &test.operator);
        let forecast = |input: ContactRuleInput| {
            let input = ContactRuleInput { name: None, ..input };
            forecast_contact_rule(app, operator, acme.id, input, Some(30)).wait().unwrap().questionnaires
        };
        let told = forecast(rule("drop"));
        assert_eq!(told[0].forecast, Forecast { invitations: 2, deferred: 0, dropped: 1 });
        assert_eq!(forecast(rule("defer"))[0].forecast, Forecast { invitations: 2, deferred: 1, dropped: 0 });
        add_contact_rule(app, operator, acme.id, rule("defer")).wait().unwrap();
        let third = import(&acme, (BOB, NUMBER)).customers[0].id;
        assert_eq!(deliver(&test), []);
        let told = show_decisions(app, &acme.client, acme.id, third).wait().unwrap();
        assert_eq!(told.last().unwrap().code, "deferred_by_rule");
        add_contact_rule(app, operator, acme.id, rule("drop")).wait().unwrap();
        let fourth = import(&acme, (None, NUMBER));
        assert_eq!(fourth.customers[0].state, CustomerState::Locked);
    }
}

#[test]
fn e67_the_higher_priority_is_asked_by_whichever_contact_it_came() {
    for test in engines() {
        let acme = test.workspace("acme");
        set(&acme, texting("mail-else-sms"));
        let of = |who, priority| {
            let customer = NewCustomer { priority: Some(priority), ..brings(who) };
            acme.import(batch_of(vec![customer])).customers[0].id
        };
        let (low, high) = (of((ANN, NUMBER), 1), of((None, SAME), 2));
        assert_eq!(deliver(&test), [high]);
        assert_eq!(stands(&acme, low), (CustomerState::Locked, Some(Reason::LowerPriority)));
    }
}

#[test]
fn who_came_before_a_workspace_texted_is_known_by_the_number_once_it_does() {
    for test in engines() {
        let acme = test.workspace("acme");
        set(&acme, resting(7));
        let first = import(&acme, (ANN, SAME)).customers[0].id;
        assert_eq!(deliver(&test), [first], "by mail");
        // Without a country the number cannot be read.
        set(&acme, PolicyInput { channel: Some("mail-else-sms".to_owned()), ..PolicyInput::default() });
        set(&acme, texting("mail-else-sms"));
        let second = import(&acme, (None, NUMBER));
        assert_eq!(second.customers[0].state, CustomerState::Locked, "the same person");
        let other = import(&acme, (None, OTHER)).customers[0].id;
        assert_eq!(deliver(&test), [other], "and nothing else is held up");
    }
}
