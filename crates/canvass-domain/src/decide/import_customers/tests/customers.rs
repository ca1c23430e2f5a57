//! E3, E8, E11, E12, E19, E20, E24, E26, E28, E53-E56: batches and what becomes of each customer.

use super::world::*;
use crate::address::EmailAddress;
use crate::batch::{BatchKind, BatchState};
use crate::command::{ImportCustomers, NewCustomer, NewValue, Place};
use crate::contact::{CallingCode, Mobile};
use crate::customer::CustomerState;
use crate::decide::import_customers::{Notice, Problem, Warning, notify_addresses};
use crate::id::{QuestionnaireId, VersionNumber};
use crate::message::ChannelChoice;
use crate::reason::{Reason, Rule};

fn rules(decided: &crate::decide::import_customers::DecidedCustomer) -> Vec<(Rule, Option<&str>)> {
    decided.decisions.iter().map(|decision| (decision.rule, decision.detail.as_deref())).collect()
}

#[test]
fn e24_e26_a_batch_has_one_to_a_thousand_customers() {
    let world = World::catch_all();
    assert_eq!(world.faults(batch(vec![])), vec![(Place::Customers, Problem::NoCustomers)]);
    let many = |count| batch((0..count).map(|index| customer(&format!("p{index}@example.org"))).collect());
    assert_eq!(world.faults(many(1_000)), vec![]);
    assert_eq!(
        world.faults(many(1_001)),
        vec![(Place::Customers, Problem::TooManyCustomers { most: 1_000 })]
    );
}

#[test]
fn e3_e11_approval_decides_between_scheduled_and_initial() {
    let world = World::catch_all();
    let import = world.decide(batch(vec![customer(" Ann@Example.org ")]));
    assert_eq!(import.state, BatchState::Approved);
    let ann = &import.customers[0];
    assert_eq!((ann.state, ann.reason), (CustomerState::Scheduled, None));
    assert_eq!(ann.email.as_deref(), Some("Ann@Example.org"));
    assert_eq!(ann.address.as_deref(), Some("ann@example.org"));
    assert_eq!(
        rules(ann),
        vec![
            (Rule::Received, None),
            (Rule::Routed, Some("1 version 4")),
            (Rule::Scheduled, Some("2026-03-02T09:00:00+01:00")),
        ]
    );

    let import =
        world.decide(ImportCustomers { approves: false, ..batch(vec![customer("ann@example.org")]) });
    assert_eq!(import.state, BatchState::PendingApproval);
    let ann = &import.customers[0];
    assert_eq!((ann.state, ann.reason, ann.window, ann.ends_at), (CustomerState::Initial, None, None, None));
    assert_eq!(ann.decisions.last().unwrap().rule, Rule::ApprovalNeeded);
}

#[test]
fn e53_a_portal_batch_makes_links_and_needs_no_address() {
    // INT-19
    let world = World::catch_all();
    let import = world.decide(ImportCustomers {
        kind: BatchKind::Portal,
        ..batch(vec![NewCustomer::default(), customer("nonsense")])
    });
    let anonymous = &import.customers[0];
    assert_eq!((anonymous.state, anonymous.window), (CustomerState::Initial, None));
    assert_eq!(anonymous.decisions.last().unwrap().rule, Rule::PortalReady);
    // E48: the local day of approval and 21 days.
    assert_eq!(anonymous.ends_at, Some(at("2026-03-23T23:59:59+01:00")));
    assert_eq!(import.customers[1].reason, Some(Reason::InvalidEmail));
}

#[test]
fn e12_e27_the_first_fault_decides_and_there_is_one_reason() {
    let mut world = World::new();
    world.routes = vec![route(1, &[(NAME, &["known"])], 1)];
    let import = world.decide(batch(vec![
        customer("broken"),
        NewCustomer::default(),
        NewCustomer { phone: Some("+31 6 1234".into()), email: Some(" ".into()), ..NewCustomer::default() },
        customer("ann@example.org"),
        customer("ANN@example.org"),
        NewCustomer { email: Some("bob@example.org".into()), ..valued(vec![value(NAME, " KNOWN ")]) },
    ]));
    let outcome: Vec<_> = import.customers.iter().map(|decided| (decided.state, decided.reason)).collect();
    assert_eq!(
        outcome,
        vec![
            (CustomerState::Fault, Some(Reason::InvalidEmail)),
            // E54
            (CustomerState::Fault, Some(Reason::MissingContact)),
            (CustomerState::Fault, Some(Reason::MissingContact)),
            (CustomerState::Fault, Some(Reason::NoQuestionnaire)),
            (CustomerState::Fault, Some(Reason::DuplicateEmail)),
            (CustomerState::Scheduled, None),
        ]
    );
    for decided in &import.customers {
        let last = decided.decisions.last().unwrap();
        assert_eq!(last.rule, decided.reason.map_or(Rule::Scheduled, Reason::rule));
        assert_eq!(decided.decisions.iter().filter(|entry| entry.rule == last.rule).count(), 1);
        assert_eq!(decided.window.is_some(), decided.state == CustomerState::Scheduled);
    }
    assert_eq!(import.customers[2].phone.as_deref(), Some("+31 6 1234"));
    assert_eq!(import.customers[0].email.as_deref(), Some("broken"));
    assert_eq!(import.customers[0].address, None);
}

#[test]
fn e19_e20_the_first_matching_rule_decides() {
    let world = World::new();
    let thumbprint = "ab".repeat(20);
    for (values, questionnaire) in [
        (vec![value(SEGMENT, "gold")], Some((1, 4, "en"))),
        (vec![value(SEGMENT, " SILVER")], Some((1, 4, "en"))),
        (vec![value(SEGMENT, "bronze"), value(GENDER, "x")], None),
        (vec![value(GENDER, "X")], Some((2, 1, "nl"))),
        (vec![value(SEGMENT, "  "), value(GENDER, "x")], Some((2, 1, "nl"))),
        // E20: an encrypted value counts as blank.
        (vec![encrypted(SEGMENT, Some(&thumbprint), Some("k")), value(GENDER, "x")], Some((2, 1, "nl"))),
        (vec![], None),
        // The rule matches, but its questionnaire was never published.
        (vec![value(SEGMENT, "none")], None),
    ] {
        let decided = world.one(valued(values.clone()));
        let found = decided
            .routing
            .as_ref()
            .map(|routing| (routing.questionnaire, routing.version, routing.language.as_str()));
        let expected = questionnaire
            .map(|(id, version, language)| (QuestionnaireId(id), VersionNumber(version), language));
        assert_eq!(found, expected, "{values:?}");
        let reason = questionnaire.is_none().then_some(Reason::NoQuestionnaire);
        assert_eq!(decided.reason, reason, "{values:?}");
    }
}

#[test]
fn e19_a_copied_value_routes_as_well() {
    let mut world = World::new();
    let mut before = crate::decide::import_customers::Previous::default();
    before.values.insert(crate::id::ColumnId(SEGMENT), crate::value::Value::Plain("gold".into()));
    world.previous.insert(5, before);
    let decided = world.one(NewCustomer { previous: Some(5), ..customer("ann@example.org") });
    assert_eq!(decided.routing.unwrap().questionnaire, QuestionnaireId(1));
}

#[test]
fn e55_e56_a_test_is_marked_and_a_concept_is_a_test_with_the_concept_version() {
    let mut world = World::catch_all();
    let test = ImportCustomers { is_test: true, ..batch(vec![customer("ann@example.org")]) };
    assert!(world.decide(test).is_test);
    let concept = ImportCustomers { is_concept: true, ..batch(vec![customer("ann@example.org")]) };
    let decided = world.decide(concept.clone());
    assert!(decided.is_test);
    assert_eq!(decided.customers[0].routing.as_ref().unwrap().version, VersionNumber(5));
    world.concepts.clear();
    assert_eq!(world.faults(concept), vec![(Place::BatchIsConcept, Problem::NoConcept)]);
}

#[test]
fn a_batch_without_a_name_is_named_by_its_local_time() {
    let world = World::catch_all();
    for (name, expected) in
        [(None, "API 2026-03-02 08:15"), (Some("  "), "API 2026-03-02 08:15"), (Some("March "), "March ")]
    {
        let command =
            ImportCustomers { name: name.map(str::to_owned), ..batch(vec![customer("ann@example.org")]) };
        assert_eq!(world.decide(command).name, expected);
    }
}

#[test]
fn e8_invalid_notification_addresses_are_skipped_with_a_warning() {
    let text = "a@x.org; nonsense ,,b@x.org";
    let command = ImportCustomers { notify: Some(text.into()), ..batch(vec![customer("ann@example.org")]) };
    let import = World::catch_all().decide(command);
    assert!(import.warnings.iter().all(|warning| warning.place == Place::Notify));
    let notices: Vec<_> = import.warnings.into_iter().map(|warning| warning.notice).collect();
    assert_eq!(notices, [Notice::NotifyAddressSkipped(1)]);
    assert_eq!(import.notify.as_deref(), Some(text));
    let told = notify_addresses(text);
    assert_eq!(told.iter().map(EmailAddress::as_sent).collect::<Vec<_>>(), ["a@x.org", "b@x.org"]);

    let many = (0..23).map(|index| format!("p{index}@x.org")).collect::<Vec<_>>().join(",");
    assert_eq!(notify_addresses(&many).len(), 20);
    let command = ImportCustomers { notify: Some(many), ..batch(vec![customer("ann@example.org")]) };
    let skipped: Vec<_> = World::catch_all().decide(command).warnings.into_iter().map(|w| w.notice).collect();
    assert_eq!(skipped, (20..23).map(Notice::NotifyAddressSkipped).collect::<Vec<_>>());

    let endless =
        ImportCustomers { notify: Some("x;".repeat(100_000)), ..batch(vec![customer("ann@example.org")]) };
    let warnings = World::catch_all().decide(endless).warnings;
    assert_eq!(warnings.len(), 100);
}

#[test]
fn e23_of_many_warnings_the_first_are_told_and_that_there_are_more() {
    let other_name = |column| NewValue { name: Some("Other".into()), ..value(column, "v") };
    let sent = |count| {
        let customers = (0..count).map(|_| valued(vec![other_name(NAME)])).collect();
        let world = World::catch_all();
        let command = ImportCustomers { allows_duplicates: true, ..batch(customers) };
        world.decide(command).warnings
    };
    assert_eq!(sent(100).len(), 100);
    let warnings = sent(103);
    let places: Vec<_> = warnings.iter().take(100).map(|warning| warning.place).collect();
    assert_eq!(places, (0..100).map(|index| Place::Value(index, 0)).collect::<Vec<_>>());
    let more = Warning { place: Place::Request, notice: Notice::WarningsLeftOut };
    assert_eq!(warnings[100..], [more]);
}

#[test]
fn e22_all_faults_come_together_in_the_order_of_the_document() {
    let mut world = World::catch_all();
    world.concepts.clear();
    world.columns[0].is_required = true;
    let mut late = valued(vec![value(99, "v")]);
    late.previous = Some(404);
    late.end_date = Some(crate::when::When::Day(jiff::civil::date(2026, 3, 1)));
    let command = ImportCustomers {
        is_concept: true,
        ..batch(vec![valued(vec![value(GENDER, "f"), value(98, "v")]), late])
    };
    let places: Vec<_> = world.faults(command).into_iter().map(|(place, _)| place).collect();
    assert_eq!(
        places,
        vec![
            Place::BatchIsConcept,
            Place::Value(0, 1),
            Place::EndDate(1),
            Place::Previous(1),
            Place::Values(1),
            Place::Value(1, 0),
        ]
    );
}

#[test]
fn e54_a_phone_alone_is_no_contact_of_a_mail_batch() {
    let world = World::catch_all();
    let phoned = || NewCustomer { email: None, phone: Some("+31 6 1".into()), ..NewCustomer::default() };
    let decided = world.one(phoned());
    assert_eq!((decided.state, decided.reason), (CustomerState::Fault, Some(Reason::MissingContact)));
    let portal = ImportCustomers { kind: BatchKind::Portal, ..batch(vec![phoned()]) };
    assert_eq!(world.decide(portal).customers[0].reason, None);
}

#[test]
fn e21_a_fault_of_a_person_is_a_state_and_a_fault_of_the_form_refuses_all() {
    let world = World::catch_all();
    let nobody = || customer("nobody");
    let import = world.decide(batch(vec![customer("ann@example.org"), nobody()]));
    let states: Vec<_> = import.customers.iter().map(|customer| customer.state).collect();
    assert_eq!(states, [CustomerState::Scheduled, CustomerState::Fault]);
    let broken = NewCustomer { values: vec![value(99, "v")], ..customer("ann@example.org") };
    assert_eq!(
        world.faults(batch(vec![nobody(), broken])),
        [(Place::Value(1, 0), Problem::ColumnIdUnknown(99))]
    );
}

#[test]
fn the_number_that_was_judged_is_kept_whatever_country_comes_later() {
    let mut world = World::catch_all();
    world.policy.channel = ChannelChoice::MailElseSms;
    world.policy.transactions.country = CallingCode::new(31);
    let phoned = |text: &str| NewCustomer { email: None, phone: Some(text.into()), ..NewCustomer::default() };
    let decided = world.one(phoned("06-12345678"));
    assert_eq!(decided.mobile.as_ref().map(Mobile::as_str), Some("+31612345678"));
    assert_eq!(decided.phone.as_deref(), Some("+31612345678"));
    assert_eq!(world.one(phoned("12")).phone.as_deref(), Some("12"));
}
