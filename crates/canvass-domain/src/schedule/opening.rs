//! The first moment of an open send window (E44, E45, E47), with the work of the zone done once a distinct question.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::{Timestamp, tz::TimeZone};

use super::{Calendar, Hours, end};
use crate::message::Window;
use crate::workspace::Settings;

/// An open window as seen from some moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opening {
    /// The first moment, from then on, inside the window.
    pub due_at: Timestamp,
    /// When it closes.
    pub closes_at: Timestamp,
}

/// The windows of one batch. Remembers its answers, because the customers of a batch mostly ask the same and the zone
/// is dear to ask.
#[derive(Debug, Clone)]
pub struct Openings<'a> {
    settings: &'a Settings,
    usual: Known,
    /// The same by the clocks of persons, by the names of their zones.
    persons: HashMap<String, Known>,
    known_ends: HashMap<Timestamp, Timestamp>,
}

/// Answers by one clock.
#[derive(Debug, Clone)]
struct Known {
    hours: Hours,
    openings: HashMap<Timestamp, Opening>,
}

impl Known {
    fn first(&mut self, from: Timestamp) -> Option<Opening> {
        if let Some(known) = self.openings.get(&from) {
            return Some(*known);
        }
        let found = self.hours.first(from)?;
        self.openings.insert(from, found);
        Some(found)
    }
}

impl<'a> Openings<'a> {
    /// The windows of a workspace, for a batch that may bring its own start (E45).
    pub fn new(
        settings: &'a Settings,
        calendar: &Arc<Calendar>,
        send_time: Option<jiff::civil::Time>,
    ) -> Self {
        Self {
            settings,
            usual: Known { hours: Hours::new(settings, calendar, send_time), openings: HashMap::new() },
            persons: HashMap::new(),
            known_ends: HashMap::new(),
        }
    }

    /// The first moment of an open window from `from` on (E44), by a person's clock if one counts. `None` only at the end
    /// of the calendar.
    pub fn first(&mut self, from: Timestamp, zone: Option<&TimeZone>) -> Option<Opening> {
        self.of(zone).first(from)
    }

    /// The window from `from` on, with the end date given or, failing that, the default one (E48). The inner `None`
    /// means that no moment of an open window lies at or before the end date. A person's zone, if one counts, says what
    /// the clock shows.
    pub fn window(
        &mut self,
        from: Timestamp,
        ends_at: Option<Timestamp>,
        zone: Option<&TimeZone>,
    ) -> Option<Window> {
        let Opening { due_at, closes_at } = self.first(from, zone)?;
        let ends_at = ends_at.unwrap_or_else(|| self.end_of(due_at));
        (due_at <= ends_at).then_some(Window { due_at, closes_at, ends_at })
    }

    fn of(&mut self, zone: Option<&TimeZone>) -> &mut Known {
        let Some((zone, name)) = zone.and_then(|zone| Some((zone, zone.iana_name()?))) else {
            return &mut self.usual;
        };
        if !self.persons.contains_key(name) {
            let hours = self.usual.hours.in_zone(Some(zone));
            self.persons.insert(name.to_owned(), Known { hours, openings: HashMap::new() });
        }
        // It was inserted if it was not there.
        self.persons.get_mut(name).unwrap_or(&mut self.usual)
    }

    /// The default end date of a send moment (E48), by the clock of the workspace.
    pub fn end_of(&mut self, send_moment: Timestamp) -> Timestamp {
        let Settings { open_days, zone, .. } = self.settings;
        *self.known_ends.entry(send_moment).or_insert_with(|| end::end_of(send_moment, *open_days, zone))
    }
}
