//! E37, E53, E56, E59 and E88 for personal links that the asker hands out.

use jiff::civil::date;

use super::world::{GENDER, NAME, SEGMENT, World, at, now, value};
use crate::batch::{BatchKind, BatchState};
use crate::command::{Blocking, MakeLink, NewAnswer, NewCustomer, NewPosition, NewValue, Place, QuestionKey};
use crate::customer::CustomerState;
use crate::decide::import_customers::{
    DayKind, Import, Notice, Previous, Problem, Target, check_link, decide_link,
};
use crate::id::{ColumnId, QuestionnaireId, VersionNumber};
use crate::reason::Rule;
use crate::value::Value;

fn link(values: Vec<NewValue>) -> MakeLink {
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
        customer: NewCustomer { values, ..NewCustomer::default() },
    }
}

fn decide(world: &World, command: MakeLink) -> Import {
    decide_link(command, &world.facts(), &hosts(), now()).unwrap()
}

fn hosts() -> Vec<String> {
    vec!["feedback.example.org".to_owned()]
}

/// The faults, after a look that both entry functions tell the same.
fn faults(world: &World, command: MakeLink) -> Vec<(Place, Problem)> {
    let seen = check_link(&command, &world.facts(), &hosts(), now());
    match decide_link(command, &world.facts(), &hosts(), now()) {
        Ok(_) => assert_eq!(seen, []),
        Err(faults) => assert_eq!(seen, faults),
    }
    seen.into_iter().map(|fault| (fault.place, fault.problem)).collect()
}

#[test]
fn e53_a_link_is_an_open_portal_customer_of_the_day_who_is_not_mailed() {
    let import = decide(&World::new(), MakeLink { counts: Some(true), ..link(vec![value(SEGMENT, "Gold")]) });
    assert_eq!((import.name.as_str(), import.kind), ("API links", BatchKind::Portal));
    assert_eq!((import.state, import.is_test), (BatchState::Approved, false));
    let Target::Day(day) = import.target else { panic!("a day batch") };
    assert_eq!(
        (day.kind, day.questionnaire, day.day),
        (DayKind::Links, QuestionnaireId(1), date(2026, 3, 2))
    );
    let customer = &import.customers[0];
    assert_eq!((customer.state, customer.reason, customer.window), (CustomerState::Initial, None, None));
    assert_eq!((&customer.email, &customer.response), (&None, &None));
    // E48: three weeks from now.
    assert_eq!(customer.ends_at, Some(at("2026-03-23T23:59:59+01:00")));
    assert_eq!(customer.link_counter, Some(true));
    let rules: Vec<Rule> = customer.decisions.iter().map(|decision| decision.rule).collect();
    assert_eq!(&rules[..2], [Rule::Received, Rule::Routed]);
    assert_eq!(rules.len(), 3);
}

#[test]
fn e37_a_value_goes_by_id_then_name_then_external_name() {
    let world = World::catch_all();
    let external = |name: &str| NewValue {
        external_name: Some(name.to_owned()),
        value: Some("v".to_owned()),
        ..NewValue::default()
    };
    // GENDER_CUSTOMER is the external name of the segment and, but for case, the name of another column.
    for (sent, column) in [
        (NewValue { column: NAME, name: Some("Segment".into()), ..external("geslacht") }, NAME),
        (NewValue { name: Some("Segment".into()), ..external("geslacht") }, SEGMENT),
        (external(" Geslacht "), GENDER),
        (external("GENDER_CUSTOMER"), SEGMENT),
        (NewValue { name: Some(" ".into()), ..external("geslacht") }, GENDER),
    ] {
        let import = decide(&world, link(vec![sent]));
        assert_eq!(import.customers[0].values.keys().copied().collect::<Vec<_>>(), [ColumnId(column)]);
    }
    let told = faults(&world, link(vec![external("First_name_customer"), external(" ")]));
    let unknown = Problem::ColumnNameUnknown("First_name_customer".into());
    assert_eq!(told, [(Place::Value(0, 0), unknown), (Place::Value(0, 1), Problem::ColumnUnnamed)]);
}

#[test]
fn required_columns_are_asked_for_unless_the_asker_says_not_to() {
    let mut world = World::catch_all();
    world.columns[1].is_required = true;
    let missing = Problem::ColumnRequired(ColumnId(NAME), "First_name_customer".into());
    assert_eq!(faults(&world, link(vec![])), [(Place::Values(0), missing)]);
    assert_eq!(faults(&world, MakeLink { validates: false, ..link(vec![]) }), []);
    let unknown = MakeLink { validates: false, ..link(vec![value(99, "v")]) };
    assert_eq!(faults(&world, unknown), [(Place::Value(0, 0), Problem::ColumnIdUnknown(99))]);
}

#[test]
fn e19_data_that_leads_nowhere_gets_no_link() {
    let world = World::new();
    assert_eq!(faults(&world, link(vec![value(SEGMENT, "Tin")])), [(Place::Request, Problem::NotRouted)]);
    // The rule matches, but its questionnaire was never published.
    assert_eq!(faults(&world, link(vec![value(SEGMENT, "none")])), [(Place::Request, Problem::NotRouted)]);
}

#[test]
fn a_host_is_one_of_the_workspace() {
    let world = World::catch_all();
    for (host, is_listed) in [
        ("feedback.example.org", true),
        (" Feedback.Example.ORG ", true),
        ("", true),
        ("evil.example", false),
    ] {
        let told = faults(&world, MakeLink { host: Some(host.to_owned()), ..link(vec![]) });
        assert_eq!(told.is_empty(), is_listed, "{host:?}");
        assert!(is_listed || told == [(Place::Host, Problem::HostNotListed)]);
    }
}

#[test]
fn e56_a_concept_link_leads_to_the_concept() {
    let mut world = World::catch_all();
    let concept = MakeLink { is_concept: true, ..link(vec![]) };
    let import = decide(&world, concept.clone());
    assert!(import.is_test);
    assert_eq!(import.customers[0].routing.as_ref().unwrap().version, VersionNumber(5));
    world.concepts.clear();
    assert_eq!(faults(&world, concept.clone()), [(Place::BatchIsConcept, Problem::NoConcept)]);
    // E22: what is wrong with the answers is told as well.
    let position = NewPosition { value: Some(77), ..NewPosition::default() };
    let answer =
        NewAnswer { question: QuestionKey::Base(31), positions: vec![position], ..NewAnswer::default() };
    let customer = NewCustomer { answers: vec![answer], ..NewCustomer::default() };
    assert_eq!(
        faults(&world, MakeLink { customer, ..concept }),
        [
            (Place::BatchIsConcept, Problem::NoConcept),
            (Place::AnswerPosition(0, 0, 0), Problem::PositionUnknown),
        ]
    );
}

#[test]
fn e59_e61_e65_a_link_takes_data_and_answers_like_an_import() {
    let mut world = World::catch_all();
    let mut command = link(vec![value(SEGMENT, "Gold")]);
    command.customer.previous = Some(7);
    assert_eq!(faults(&world, command.clone()), [(Place::Previous(0), Problem::PreviousUnknown)]);
    let values =
        [(ColumnId(NAME), Value::Plain("Ann".into())), (ColumnId(SEGMENT), Value::Plain("Tin".into()))];
    world.previous.insert(7, Previous { values: values.into(), answers: vec![] });
    let position = NewPosition { value: Some(9), ..NewPosition::default() };
    let known =
        NewAnswer { question: QuestionKey::Base(31), positions: vec![position], ..NewAnswer::default() };
    let elsewhere = NewAnswer { question: QuestionKey::Base(41), ..known.clone() };
    command.customer.answers = vec![known, elsewhere];
    let import = decide(&world, command);
    let customer = &import.customers[0];
    let plain = |column| customer.values[&ColumnId(column)].plain();
    assert_eq!((plain(NAME), plain(SEGMENT), customer.previous), (Some("Ann"), Some("Gold"), Some(7)));
    assert_eq!(customer.answers.len(), 1);
    let told: Vec<_> = import.warnings.iter().map(|told| (told.place, told.notice.clone())).collect();
    assert_eq!(told, [(Place::Answer(0, 1), Notice::AnswersLeftOut(1))]);
}
