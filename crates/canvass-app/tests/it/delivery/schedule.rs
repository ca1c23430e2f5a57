//! The calendar of a workspace from the settings to the relay, the clocks of persons, and late mail.

use canvass_app::batch::approve_batch;
use canvass_app::setup::{CalendarInput, PolicyInput, SettingsInput, save_settings};
use canvass_app::view::{show_customer, show_decisions};
use canvass_delivery::sink::{ScriptedSink, SinkScript};
use canvass_domain::command::ImportCustomers;
use canvass_testkit::TestApp;

use super::*;

fn set(acme: &TestWorkspace<'_>, calendar: CalendarInput) {
    let policy = PolicyInput { calendar, ..PolicyInput::default() };
    let input = SettingsInput { policy, ..SettingsInput::default() };
    save_settings(&acme.test.app, &acme.test.operator, acme.id, input).wait().unwrap();
}

fn closed(dates: &[&str]) -> CalendarInput {
    let holidays = dates.iter().map(|date| (*date).to_owned()).collect();
    CalendarInput { holidays: Some(holidays), ..CalendarInput::default() }
}

fn weekend() -> CalendarInput {
    let weekdays = ["saturday", "sunday"].map(|day| (day.to_owned(), Some("closed".to_owned()))).into();
    CalendarInput { weekdays, ..CalendarInput::default() }
}

fn letters(sink: &ScriptedSink, receiver: &str) -> usize {
    sink.accepted().iter().filter(|letter| letter.recipients == [receiver.to_owned()]).count()
}

// 2026-03-06 is a Friday.
#[test]
fn mail_waits_for_the_next_open_day_also_when_a_day_is_closed_after_its_window_was_computed() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    set(&acme, weekend());
    let sink = ScriptedSink::start(SinkScript::default()).unwrap();
    test.clock.set(at("2026-03-06T22:00:00+01:00"));
    let jobs = start(&test.app, smtp(&sink));
    let batch = Watched::import(&acme, people(3));
    assert_eq!(batch.message(0).window.due_at, at("2026-03-09T09:00:00+01:00"));
    set(&acme, closed(&["2026-03-09"]));
    test.clock.set(at("2026-03-09T09:00:00+01:00"));
    until("all three have a new window", || {
        (0..3).all(|index| batch.message(index).window.due_at == at("2026-03-10T09:00:00+01:00"))
    });
    batch.until(&[(MessageState::Waiting, 3)]);
    assert!(sink.accepted().is_empty(), "nothing leaves on a holiday");
    test.clock.set(at("2026-03-10T09:00:00+01:00"));
    batch.until(&[(MessageState::Sent, 3)]);
    assert!(jobs.drain(PATIENCE));
}

#[test]
fn quiet_hours_hold_for_what_was_already_due() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let sink = ScriptedSink::start(SinkScript::default()).unwrap();
    test.clock.set(at("2026-03-02T12:30:00+01:00"));
    let quiet_hours = Some("12:00-14:00".to_owned());
    set(&acme, CalendarInput { quiet_hours, ..CalendarInput::default() });
    let jobs = start(&test.app, smtp(&sink));
    let batch = Watched::import(&acme, people(1));
    assert_eq!(batch.message(0).window.due_at, at("2026-03-02T14:00:00+01:00"));
    test.clock.set(at("2026-03-02T14:00:00+01:00"));
    batch.until(&[(MessageState::Sent, 1)]);
    assert!(jobs.drain(PATIENCE));
}

fn living_in(email: &str, zone: &str) -> NewCustomer {
    let mut person = customer(email);
    for value in person.values.iter_mut().filter(|value| value.column == TestWorkspace::UNIT.0) {
        value.value = Some(zone.to_owned());
    }
    person
}

#[test]
fn mail_goes_by_the_clock_of_the_person_where_a_column_names_the_zone() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let zone_column = Some(TestWorkspace::UNIT.0);
    set(&acme, CalendarInput { zone_column, ..CalendarInput::default() });
    let sink = ScriptedSink::start(SinkScript::default()).unwrap();
    test.clock.set(at("2026-03-02T11:30:00+01:00"));
    let jobs = start(&test.app, smtp(&sink));
    let people = vec![
        living_in("ann@example.org", "America/New_York"),
        living_in("bo@example.org", "Mars/Olympus"),
        living_in("cy@example.org", " "),
    ];
    let batch = Watched::of(&acme, ImportCustomers { approves: false, ..batch_of(people) });
    let id = batch.batch;
    approve_batch(&test.app, &test.operator, acme.id, id).wait().unwrap();
    until("those at home are asked", || {
        letters(&sink, "bo@example.org") + letters(&sink, "cy@example.org") == 2
    });
    assert_eq!(batch.message(0).window.due_at, at("2026-03-02T09:00:00-05:00"));
    let told = show_decisions(&test.app, &acme.client, acme.id, batch.customers[1]).wait().unwrap();
    assert!(told.iter().any(|entry| entry.code == "zone_unknown"), "{told:?}");
    test.clock.set(at("2026-03-02T08:59:59-05:00"));
    batch.until(&[(MessageState::Sent, 2), (MessageState::Waiting, 1)]);
    test.clock.set(at("2026-03-02T09:00:00-05:00"));
    batch.until(&[(MessageState::Sent, 3)]);
    assert!(jobs.drain(PATIENCE));
}

#[test]
fn who_moved_while_the_mail_waited_gets_it_by_the_new_clock() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let sink = ScriptedSink::start(SinkScript::default()).unwrap();
    pause(&test.app, Some("a test"));
    test.clock.set(at("2026-03-02T11:30:00+01:00"));
    let batch = Watched::import(&acme, vec![living_in("ann@example.org", "America/New_York")]);
    assert_eq!(batch.message(0).window.due_at, at("2026-03-02T11:30:00+01:00"));
    // Only now the workspace says that the column names a zone.
    set(&acme, CalendarInput { zone_column: Some(TestWorkspace::UNIT.0), ..CalendarInput::default() });
    let jobs = start(&test.app, smtp(&sink));
    pause(&test.app, None);
    until("it has a new window", || batch.message(0).window.due_at == at("2026-03-02T09:00:00-05:00"));
    assert!(sink.accepted().is_empty());
    assert!(jobs.drain(PATIENCE));
}

#[test]
fn out_31_a_workspace_says_what_becomes_of_late_mail() {
    let test = TestApp::new();
    let late = |slug, late_mail: Option<&str>, grace_minutes| {
        let acme = test.workspace(slug);
        let late_mail = late_mail.map(str::to_owned);
        set(&acme, CalendarInput { late_mail, grace_minutes, ..CalendarInput::default() });
        acme
    };
    let holds = late("holds", None, Some(60));
    let patient = late("patient", None, None);
    let sends = late("sends", Some("send"), Some(60));
    let drops = late("drops", Some("drop"), Some(60));
    let sink = ScriptedSink::start(SinkScript::default()).unwrap();
    test.clock.set(at("2026-03-02T11:00:00+01:00"));
    pause(&test.app, Some("a test"));
    let [held, waited, sent, dropped] =
        [&holds, &patient, &sends, &drops].map(|workspace| Watched::import(workspace, people(2)));
    test.clock.set(at("2026-03-02T13:00:00+01:00"));
    pause(&test.app, None);
    let jobs = start(&test.app, smtp(&sink));
    held.until(&[(MessageState::Held, 2)]);
    waited.until(&[(MessageState::Sent, 2)]);
    sent.until(&[(MessageState::Sent, 2)]);
    dropped.until(&[(MessageState::Expired, 2)]);
    let id = dropped.customers[0];
    let told = show_decisions(&test.app, &drops.client, drops.id, id).wait().unwrap();
    assert_eq!(told.last().map(|entry| entry.code), Some("message_late"));
    let state = show_customer(&test.app, &drops.client, drops.id, id).wait().unwrap().state;
    assert_eq!(state, canvass_domain::customer::CustomerState::Scheduled);
    assert!(jobs.drain(PATIENCE));
}
