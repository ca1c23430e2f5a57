//! The calendar of a workspace and what becomes of late mail, as sent: checked, laid over what stands.

use std::sync::Arc;

use canvass_domain::id::ColumnId;
use canvass_domain::schedule::{Calendar, CatchUp, Day, Late, Quiet};
use canvass_domain::workspace::{Policy, Workspace};
use canvass_store::area::Configuration;
use jiff::civil;

use super::Faults;

/// The weekdays, in the order of a calendar.
pub const WEEKDAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// What is sent of a calendar; what is absent stays as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CalendarInput {
    /// Weekdays by their English names: `usual`, `closed` or `09:00-17:00`.
    pub weekdays: Vec<(String, Option<String>)>,
    /// Hours in which nothing leaves, `20:00-08:00`; empty = none.
    pub quiet_hours: Option<String>,
    /// All days on which nothing leaves, `2026-12-25`.
    pub holidays: Option<Vec<String>>,
    /// The data column that names the zone of a person; 0 = none.
    pub zone_column: Option<i32>,
    /// What becomes of late mail: `hold`, `send` or `drop`.
    pub late_mail: Option<String>,
    /// Minutes after which mail is late.
    pub grace_minutes: Option<i32>,
}

impl CalendarInput {
    pub(super) fn lay_over(&self, policy: &mut Policy, faults: &mut Faults) {
        let mut calendar = Calendar::clone(&policy.calendar);
        self.lay_over_weekdays(&mut calendar, faults);
        self.lay_over_holidays(&mut calendar, faults);
        match self.quiet_hours.as_deref().map(str::trim) {
            Some("") => calendar.quiet = None,
            Some(text) => match Quiet::parse(text) {
                Some(quiet) => calendar.quiet = Some(quiet),
                None => faults.add("/quietHours", "These are no hours. Use for example 20:00-08:00."),
            },
            None => {}
        }
        if let Some(id) = self.zone_column {
            calendar.zone_column = (id != 0).then_some(ColumnId(id));
        }
        if calendar != *policy.calendar {
            policy.calendar = Arc::new(calendar);
        }
        self.lay_over_late(&mut policy.catch_up, faults);
    }

    fn lay_over_weekdays(&self, calendar: &mut Calendar, faults: &mut Faults) {
        for (name, text) in &self.weekdays {
            let path = format!("/weekdays/{name}");
            let place = WEEKDAYS.iter().position(|weekday| weekday.eq_ignore_ascii_case(name));
            let Some(day) = place.and_then(|place| calendar.week.get_mut(place)) else {
                faults.add(&path, "This is no weekday. Use monday to sunday.");
                continue;
            };
            match Day::parse(text.as_deref().unwrap_or("usual")) {
                Some(sent) => *day = sent,
                None => faults.add(&path, "This is no day. Use usual, closed, or hours such as 09:00-17:00."),
            }
        }
    }

    fn lay_over_holidays(&self, calendar: &mut Calendar, faults: &mut Faults) {
        let Some(sent) = &self.holidays else { return };
        if sent.len() > Calendar::MOST_HOLIDAYS {
            return faults.add("/holidays", format!("At most {} days are kept.", Calendar::MOST_HOLIDAYS));
        }
        calendar.holidays.clear();
        for (place, text) in sent.iter().enumerate() {
            if let Ok(date) = text.trim().parse::<civil::Date>() {
                calendar.holidays.insert(date);
            } else {
                faults.add(format!("/holidays/{place}"), "This is no day. Use for example 2026-12-25.");
            }
        }
    }

    fn lay_over_late(&self, catch_up: &mut CatchUp, faults: &mut Faults) {
        if let Some(word) = &self.late_mail {
            match Late::from_word(word) {
                Some(late) => catch_up.late = late,
                None => faults.add("/lateMail", "What becomes of late mail is hold, send or drop."),
            }
        }
        match self.grace_minutes {
            Some(minutes) if (CatchUp::LEAST_MINUTES..=CatchUp::MOST_MINUTES).contains(&minutes) => {
                catch_up.grace_minutes = minutes;
            }
            Some(_) => {
                let (least, most) = (CatchUp::LEAST_MINUTES, CatchUp::MOST_MINUTES);
                faults
                    .add("/graceMinutes", format!("The number of minutes lies between {least} and {most}."));
            }
            None => {}
        }
    }

    /// The column must be there.
    pub(super) fn check_targets(&self, configuration: &Configuration, faults: &mut Faults) {
        let is_there = |id: i32| {
            configuration.columns.iter().any(|column| column.id == ColumnId(id) && !column.is_archived)
        };
        if self.zone_column.is_some_and(|id| id != 0 && !is_there(id)) {
            faults.add("/zoneColumn", "There is no column of this number.");
        }
    }
}

/// Mail must be able to leave on some day: what hours and calendar leave together.
pub(super) fn check_time_is_left(Workspace { settings, policy, .. }: &Workspace, faults: &mut Faults) {
    if !policy.calendar.leaves_time(settings.send_time, settings.closing_time) {
        let sentence = "A weekday must be open, and on each open one some of its hours must not be quiet.";
        faults.add("/weekdays", sentence);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Refusal;
    use crate::setup::add_workspace::with_defaults;

    fn lay_over(input: &CalendarInput) -> (Workspace, Vec<String>) {
        let mut workspace = with_defaults("acme");
        let mut faults = Faults::default();
        input.lay_over(&mut workspace.policy, &mut faults);
        check_time_is_left(&workspace, &mut faults);
        let told = match faults.into_result() {
            Err(Refusal::Fields(told)) => told.into_iter().map(|fault| fault.path).collect(),
            _ => Vec::new(),
        };
        (workspace, told)
    }

    fn days(days: &[(&str, &str)]) -> Vec<(String, Option<String>)> {
        days.iter().map(|(name, text)| ((*name).to_owned(), Some((*text).to_owned()))).collect()
    }

    #[test]
    fn what_is_sent_lies_over_what_stands() {
        let input = CalendarInput {
            weekdays: days(&[("Saturday", "closed"), ("friday", "10:00-16:00")]),
            quiet_hours: Some("20:00-08:00".to_owned()),
            holidays: Some(vec!["2026-12-25".to_owned(), "2026-12-25".to_owned()]),
            zone_column: Some(15),
            late_mail: Some("drop".to_owned()),
            grace_minutes: Some(90),
        };
        let (workspace, told) = lay_over(&input);
        assert_eq!(told, [""; 0]);
        let calendar = &workspace.policy.calendar;
        assert_eq!((calendar.week[5], calendar.week[6]), (Day::Closed, Day::Usual));
        assert_eq!(calendar.week[4].to_string(), "10:00-16:00");
        assert_eq!((calendar.holidays.len(), calendar.zone_column), (1, Some(ColumnId(15))));
        assert_eq!(workspace.policy.catch_up, CatchUp { late: Late::Drop, grace_minutes: 90 });
    }

    #[test]
    fn all_faults_are_told_at_once() {
        let input = CalendarInput {
            weekdays: days(&[("someday", "closed"), ("monday", "17:00-09:00")]),
            quiet_hours: Some("8-9".to_owned()),
            holidays: Some(vec!["2026-12-25".to_owned(), "25/12/2026".to_owned()]),
            zone_column: None,
            late_mail: Some("keep".to_owned()),
            grace_minutes: Some(59),
        };
        let mut told = lay_over(&input).1;
        told.sort();
        let expected = [
            "/graceMinutes",
            "/holidays/1",
            "/lateMail",
            "/quietHours",
            "/weekdays/monday",
            "/weekdays/someday",
        ];
        assert_eq!(told, expected);
        let never = CalendarInput { quiet_hours: Some("08:00-21:00".to_owned()), ..CalendarInput::default() };
        assert_eq!(lay_over(&never).1, ["/weekdays"]);
    }
}
