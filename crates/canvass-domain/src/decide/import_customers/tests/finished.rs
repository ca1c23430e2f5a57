//! E86-E94 for responses that were given elsewhere.

use jiff::civil::date;
use uuid::Uuid;

use super::world::{NAME, SEGMENT, World, at, customer, now, value};
use crate::batch::{BatchKind, BatchState};
use crate::command::{
    AddFinished, NewAnswer, NewCustomer, NewPosition, Place, QuestionKey, QuestionnaireKey,
};
use crate::customer::CustomerState;
use crate::decide::import_customers::{
    DayKind, Import, Notice, Problem, Response, Target, check_finished, decide_finished,
};
use crate::id::{BaseQuestionId, ColumnId, PositionId, QuestionnaireId, VersionNumber};
use crate::reason::Rule;
use crate::when::When;

fn finished(answers: Vec<NewAnswer>) -> AddFinished {
    AddFinished {
        is_test: false,
        is_concept: false,
        questionnaire: QuestionnaireKey::Guid(Uuid::from_u128(1)),
        finished_at: None,
        language: None,
        is_contact_requested: false,
        customer: NewCustomer { answers, ..customer("ann@example.org") },
    }
}

/// An answer to a question by its GUID, which is its number.
fn answer(question: u128) -> NewAnswer {
    NewAnswer { question: QuestionKey::Guid(Uuid::from_u128(question)), ..NewAnswer::default() }
}

fn chosen(question: u128, value: i32) -> NewAnswer {
    let position = NewPosition { value: Some(value), ..NewPosition::default() };
    NewAnswer { positions: vec![position], ..answer(question) }
}

fn decide(command: AddFinished) -> Import {
    decide_finished(command, &World::new().facts(), now()).unwrap()
}

/// The faults, after a look that both entry functions tell the same.
fn faults(world: &World, command: AddFinished) -> Vec<(Place, Problem)> {
    let seen = check_finished(&command, &world.facts(), now());
    match decide_finished(command, &world.facts(), now()) {
        Ok(_) => assert_eq!(seen, []),
        Err(faults) => assert_eq!(seen, faults),
    }
    seen.into_iter().map(|fault| (fault.place, fault.problem)).collect()
}

fn response(import: Import) -> Response {
    import.customers.into_iter().next().unwrap().response.unwrap()
}

#[test]
fn e86_a_response_is_a_finished_customer_of_the_day() {
    let text = NewAnswer { text: Some("Well".into()), ..answer(35) };
    let import = decide(AddFinished { is_contact_requested: true, ..finished(vec![chosen(31, 9), text]) });
    assert_eq!((import.name.as_str(), import.kind), ("API finished", BatchKind::Portal));
    assert_eq!((import.state, import.is_test), (BatchState::Active, false));
    let Target::Day(day) = import.target else { panic!("a day batch") };
    assert_eq!(
        (day.kind, day.questionnaire, day.day),
        (DayKind::Finished, QuestionnaireId(1), date(2026, 3, 2))
    );
    let [customer] = import.customers.as_slice() else { panic!("one customer") };
    assert_eq!((customer.state, customer.reason, customer.window), (CustomerState::Initial, None, None));
    assert_eq!(customer.address.as_deref(), Some("ann@example.org"));
    assert!(customer.is_contact_requested);
    let routing = customer.routing.as_ref().unwrap();
    assert_eq!((routing.questionnaire, routing.version), (QuestionnaireId(1), VersionNumber(4)));
    assert_eq!(routing.language, "en");
    let rules: Vec<Rule> = customer.decisions.iter().map(|decision| decision.rule).collect();
    assert_eq!(rules, [Rule::Received, Rule::Routed]);
    let given = customer.response.as_ref().unwrap();
    assert!(given.is_complete);
    let kept: Vec<_> = given.answers.iter().map(|given| (given.answer.question.0, given.score)).collect();
    assert_eq!(kept, [(31, Some(9)), (35, None)]);
    assert_eq!(given.answers[0].answer.positions, [PositionId(10)]);
}

#[test]
fn e86_somebody_without_a_usable_address_may_have_answered() {
    for (email, kept) in [(None, None), (Some(" nobody "), Some("nobody")), (Some("  "), None)] {
        let mut command = finished(vec![]);
        command.customer.email = email.map(str::to_owned);
        let import = decide(command);
        let customer = &import.customers[0];
        assert_eq!((customer.email.as_deref(), customer.address.as_deref()), (kept, None));
        assert_eq!((customer.state, customer.reason), (CustomerState::Initial, None));
    }
}

#[test]
fn e87_dates_default_to_the_end_and_may_not_lie_ahead() {
    let given = |text: &str| Some(When::Moment(at(text)));
    let day = Some(When::Day(date(2026, 2, 27)));
    let command = AddFinished { finished_at: day, ..finished(vec![chosen(31, 9)]) };
    let import = decide(command);
    // E48: the end date is the day it was finished on.
    assert_eq!(import.customers[0].ends_at, Some(at("2026-02-27T23:59:59+01:00")));
    assert_eq!(import.customers[0].transaction_at, now());
    let response = response(import);
    assert_eq!(response.at, at("2026-02-27T00:00:00+01:00"));
    assert_eq!(response.answers[0].answer.answered_at, response.at);
    let world = World::new();
    let ahead = AddFinished { finished_at: given("2026-03-02T08:20:05+01:00"), ..finished(vec![]) };
    assert_eq!(faults(&world, ahead), [(Place::FinishedAt, Problem::DateAhead)]);
    let allowed = AddFinished { finished_at: given("2026-03-02T08:20:04+01:00"), ..finished(vec![]) };
    assert_eq!(faults(&world, allowed), []);
    let late = NewAnswer { answered_at: given("2026-03-02T08:20:05+01:00"), ..chosen(31, 9) };
    assert_eq!(faults(&world, finished(vec![late])), [(Place::AnswerDate(0, 0), Problem::DateAhead)]);
}

#[test]
fn e88_questions_are_those_of_the_questionnaire_by_guid_or_number() {
    let world = World::new();
    // Question 41 is asked by the other questionnaire only.
    let base = |id| NewAnswer { question: QuestionKey::Base(id), text: Some("x".into()), ..answer(0) };
    let told = faults(&world, finished(vec![base(35), base(41), chosen(41, 9), base(99)]));
    let expected = [
        (Place::AnswerQuestion(0, 1), Problem::QuestionUnknown(41)),
        (Place::AnswerQuestion(0, 2), Problem::QuestionGuidUnknown(Uuid::from_u128(41))),
        (Place::AnswerQuestion(0, 3), Problem::QuestionUnknown(99)),
    ];
    assert_eq!(told, expected);
}

#[test]
fn e88_an_unknown_questionnaire_is_told_and_its_answers_are_not_judged() {
    let world = World::new();
    for key in [QuestionnaireKey::Guid(Uuid::from_u128(9)), QuestionnaireKey::Number(QuestionnaireId(9))] {
        let command = AddFinished { questionnaire: key, ..finished(vec![chosen(31, 9)]) };
        assert_eq!(faults(&world, command), [(Place::Questionnaire, Problem::QuestionnaireUnknown)]);
    }
    let number = QuestionnaireKey::Number(QuestionnaireId(2));
    let import = decide(AddFinished { questionnaire: number, ..finished(vec![]) });
    assert_eq!(import.customers[0].routing.as_ref().unwrap().questionnaire, QuestionnaireId(2));
}

#[test]
fn e89_a_question_is_answered_once_however_it_is_named() {
    let by_number = NewAnswer { question: QuestionKey::Base(31), ..chosen(0, 8) };
    let told = faults(&World::new(), finished(vec![chosen(31, 9), by_number]));
    assert_eq!(told, [(Place::Answer(0, 1), Problem::AnswerTwice)]);
    // Required questions may be left out.
    assert_eq!(faults(&World::new(), finished(vec![])), []);
}

#[test]
fn e90_e91_e93_e94_the_rules_of_answers_hold_for_responses_too() {
    let world = World::new();
    let not_applicable = NewAnswer { is_not_applicable: true, ..chosen(32, 10) };
    let turn = NewAnswer { page_repetition: Some(2), ..chosen(33, 10) };
    let text = NewAnswer { text: Some("no".into()), ..answer(31) };
    let told = faults(&world, finished(vec![not_applicable, turn, text, chosen(34, 11)]));
    let expected = [
        (Place::Answer(0, 0), Problem::NotApplicableBesideAnswer),
        (Place::AnswerPageRepetition(0, 1), Problem::RepetitionOutOfRange),
        (Place::AnswerText(0, 2), Problem::AnswerKindWrong),
        (Place::AnswerPosition(0, 3, 0), Problem::PositionUnknown),
    ];
    assert_eq!(told, expected);
    let alone = NewAnswer { is_not_applicable: true, ..answer(32) };
    let given = response(decide(finished(vec![alone])));
    assert_eq!((given.answers[0].answer.is_not_applicable, given.answers[0].score), (true, None));
}

#[test]
fn the_language_of_a_response_is_one_of_the_questionnaire() {
    for (sent, kept, is_told) in [(None, "en", false), (Some(" EN"), "en", false), (Some("tlh"), "en", true)]
    {
        let import = decide(AddFinished { language: sent.map(str::to_owned), ..finished(vec![]) });
        assert_eq!(import.customers[0].routing.as_ref().unwrap().language, kept);
        let told: Vec<_> = import.warnings.into_iter().map(|told| (told.place, told.notice)).collect();
        assert_eq!(told == [(Place::Language, Notice::LanguageUnknown)], is_told);
        assert_eq!(told.is_empty(), !is_told);
    }
}

#[test]
fn e32_e36_the_data_of_a_response_is_checked_and_kept() {
    let mut world = World::new();
    world.columns[1].is_required = true;
    let missing = Problem::ColumnRequired(ColumnId(NAME), "First_name_customer".into());
    assert_eq!(faults(&world, finished(vec![])), [(Place::Values(0), missing)]);
    let mut command = finished(vec![]);
    command.customer.values = vec![value(NAME, " Ann "), value(SEGMENT, "Gold")];
    let import = decide_finished(command, &world.facts(), now()).unwrap();
    assert_eq!(import.customers[0].values[&ColumnId(NAME)].plain(), Some(" Ann "));
}

#[test]
fn e56_a_concept_response_is_a_test_of_the_concept_version() {
    let mut world = World::new();
    let command = AddFinished { is_concept: true, ..finished(vec![chosen(31, 9)]) };
    let import = decide_finished(command.clone(), &world.facts(), now()).unwrap();
    assert!(import.is_test);
    assert_eq!(import.customers[0].routing.as_ref().unwrap().version, VersionNumber(5));
    assert_eq!(response(import).answers[0].answer.question, BaseQuestionId(31));
    world.concepts.clear();
    assert_eq!(faults(&world, command), [(Place::BatchIsConcept, Problem::NoConcept)]);
}

#[test]
fn e22_without_a_concept_the_answers_are_judged_all_the_same() {
    let mut world = World::new();
    world.concepts.clear();
    let command = AddFinished { is_concept: true, ..finished(vec![chosen(31, 77), answer(99)]) };
    assert_eq!(
        faults(&world, command),
        [
            (Place::BatchIsConcept, Problem::NoConcept),
            (Place::AnswerPosition(0, 0, 0), Problem::PositionUnknown),
            (Place::AnswerQuestion(0, 1), Problem::QuestionGuidUnknown(Uuid::from_u128(99))),
        ]
    );
}

#[test]
fn e22_of_an_unknown_questionnaire_is_told_what_needs_no_question() {
    let said_and_not = NewAnswer {
        is_not_applicable: true,
        text: Some("Well".into()),
        page_repetition: Some(2),
        ..answer(35)
    };
    let questionnaire = QuestionnaireKey::Guid(Uuid::from_u128(404));
    let command = AddFinished { questionnaire, ..finished(vec![said_and_not]) };
    assert_eq!(
        faults(&World::new(), command),
        [
            (Place::Questionnaire, Problem::QuestionnaireUnknown),
            (Place::Answer(0, 0), Problem::NotApplicableBesideAnswer),
            (Place::AnswerPageRepetition(0, 0), Problem::RepetitionOutOfRange),
        ]
    );
}
