//! The hours that some stories keep, told here in another way than by the code under test: from nine to one and from three to
//! nine, but not on Wednesdays, at the weekend, and on one holiday.

use canvass_app::setup::{CalendarInput, PolicyInput, SettingsInput, save_settings};
use canvass_domain::schedule::Hours;
use canvass_testkit::{TestApp, TestWorkspace};
use jiff::Timestamp;
use jiff::civil::{Weekday, date};

const CLOSED: [(&str, Weekday); 3] =
    [("wednesday", Weekday::Wednesday), ("saturday", Weekday::Saturday), ("sunday", Weekday::Sunday)];

/// Whether something may leave at this moment.
pub(super) fn is_open(at: Timestamp) -> bool {
    let local = at.in_tz("Europe/Amsterdam").unwrap();
    let is_day = local.date() != date(2026, 3, 3) && CLOSED.iter().all(|(_, day)| *day != local.weekday());
    is_day && matches!(local.hour(), 9..13 | 15..21)
}

/// Sets them.
pub(super) fn keep(test: &TestApp, acme: &TestWorkspace<'_>) {
    let calendar = CalendarInput {
        weekdays: CLOSED.map(|(day, _)| (day.to_owned(), Some("closed".to_owned()))).into(),
        quiet_hours: Some("13:00-15:00".to_owned()),
        holidays: Some(vec!["2026-03-03".to_owned()]),
        ..CalendarInput::default()
    };
    let policy = PolicyInput { calendar, ..PolicyInput::default() };
    let input = SettingsInput { policy, ..SettingsInput::default() };
    save_settings(&test.app, &test.operator, acme.id, input).wait().unwrap();
}

/// What the jobs go by: the workspace as it is stored.
pub(super) fn of(test: &TestApp, acme: &TestWorkspace<'_>) -> Hours {
    let records = test.app.store.read_system(|tx| tx.workspaces()).wait().unwrap();
    let found = records.into_iter().find(|record| record.workspace.id == acme.id).unwrap().workspace;
    Hours::new(&found.settings, &found.policy.calendar, None)
}
