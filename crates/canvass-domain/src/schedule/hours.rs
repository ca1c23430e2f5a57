//! The hours in which the mails of one batch may leave, by one clock, and what follows from them for a single message: its
//! first window, the next one, a reminder so many days later.
//!
//! A day is open from the batch's send time, or the workspace's, until the closing hour (E44, E45). The calendar takes
//! from that: closed days have nothing, a weekday with hours of its own is open within these, quiet hours cut a window in
//! two. Where that leaves nothing of a window, because the batch begins in hours in which nothing leaves, its mail goes in
//! the next usual window of the workspace. So nothing leaves in closed hours, nothing before its send time, and something
//! always goes on.

use std::sync::Arc;

use jiff::{SignedDuration, Span, Timestamp, civil, tz::TimeZone};

use super::{Calendar, Day, Opening, Quiet};
use crate::message::Window;
use crate::when::first_instant;
use crate::workspace::Settings;

/// When mail of a batch may leave (E44, E45).
#[derive(Debug, Clone, PartialEq)]
pub struct Hours {
    zone: TimeZone,
    /// Start and end of a usual day of the workspace.
    usual: (civil::Time, civil::Time),
    /// The batch's own start.
    own: Option<civil::Time>,
    calendar: Arc<Calendar>,
}

/// What a local day has to offer from some moment on.
enum On {
    Open(Opening),
    /// Nothing, or nothing any more.
    Nothing,
    /// The whole window lies in hours in which nothing leaves; from then on the usual ones are asked.
    Swallowed(Timestamp),
}

impl Hours {
    /// Those of a workspace, for a batch that may bring its own start (E45).
    pub fn new(settings: &Settings, calendar: &Arc<Calendar>, send_time: Option<civil::Time>) -> Self {
        Self {
            zone: settings.zone.clone(),
            usual: (settings.send_time, settings.closing_time),
            own: send_time,
            calendar: Arc::clone(calendar),
        }
    }

    /// The same by the clock of a person, where one counts.
    #[must_use]
    pub fn in_zone(&self, zone: Option<&TimeZone>) -> Self {
        Self { zone: zone.unwrap_or(&self.zone).clone(), ..self.clone() }
    }

    /// The first moment of an open window from `from` on. `None` at the end of the calendar, and where every weekday is
    /// closed.
    pub fn first(&self, from: Timestamp) -> Option<Opening> {
        let mut day = self.zone.to_datetime(from).date();
        for _ in 0..self.calendar.longest_search() {
            match self.on(day, from)? {
                On::Open(opening) => return Some(opening),
                On::Swallowed(since) if self.own.is_some() => {
                    return Self { own: None, ..self.clone() }.first(since.max(from));
                }
                On::Nothing | On::Swallowed(_) => {}
            }
            day = day.tomorrow().ok()?;
        }
        None
    }

    /// Whether mail may leave at this moment, whatever was thought of it when its window was computed: the calendar may
    /// have changed since, or the rules of a zone (TIM-09).
    pub fn is_open(&self, now: Timestamp) -> bool {
        let begins_now = |hours: &Self| hours.first(now).is_some_and(|opening| opening.due_at == now);
        begins_now(self) || (self.may_be_swallowed() && begins_now(&Self { own: None, ..self.clone() }))
    }

    /// The first open window from `from` on; `None` if none opens at or before the end date (E50).
    pub fn window(&self, from: Timestamp, ends_at: Timestamp) -> Option<Window> {
        let Opening { due_at, closes_at } = self.first(from)?;
        (due_at <= ends_at).then_some(Window { due_at, closes_at, ends_at })
    }

    /// The next window of a message that did not leave by its closing hour (E44); the same one while it is open.
    pub fn again(&self, window: Window, now: Timestamp) -> Option<Window> {
        if now < window.closes_at {
            return (now <= window.ends_at).then_some(window);
        }
        self.window(now, window.ends_at)
    }

    /// The first open window so many local days later, at the same time of the clock or after it (E51).
    pub fn days_later(&self, at: Timestamp, days: i32, ends_at: Timestamp) -> Option<Window> {
        let days = Span::new().try_days(days).ok()?;
        let later = at.to_zoned(self.zone.clone()).checked_add(days).ok()?;
        self.window(later.timestamp().max(at), ends_at)
    }

    /// Opening and closing by the clock; `None` on a closed day. A window that would not close after it opens is one of a
    /// day with hours of its own, and empty there.
    fn clocks(&self, day: Day) -> Option<(civil::Time, civil::Time)> {
        match day {
            Day::Closed => None,
            Day::Usual => Some((self.own.unwrap_or(self.usual.0), self.usual.1)),
            Day::Own { opens, closes } => Some((self.own.map_or(opens, |own| own.max(opens)), closes)),
        }
    }

    fn is_swallowed(&self, day: Day, (opens, closes): (civil::Time, civil::Time)) -> bool {
        let is_too_late = match day {
            Day::Own { opens: earliest, closes } => opens > earliest && ends_before(closes, opens),
            Day::Usual | Day::Closed => false,
        };
        is_too_late || self.calendar.swallows(opens, closes)
    }

    /// Whether the batch begins, on some weekday, in hours in which nothing leaves.
    fn may_be_swallowed(&self) -> bool {
        self.own.is_some()
            && self
                .calendar
                .week
                .iter()
                .any(|day| self.clocks(*day).is_some_and(|clocks| self.is_swallowed(*day, clocks)))
    }

    fn on(&self, date: civil::Date, from: Timestamp) -> Option<On> {
        let day = self.calendar.day(date);
        let Some((opens, closes)) = self.clocks(day) else { return Some(On::Nothing) };
        let opens_at = first_instant(date.to_datetime(opens), &self.zone)?;
        if self.is_swallowed(day, (opens, closes)) {
            return Some(On::Swallowed(opens_at));
        }
        let closes = if opens < closes {
            date.to_datetime(closes)
        } else {
            date.tomorrow().ok()?.to_datetime(civil::Time::midnight())
        };
        let closes_at = first_instant(closes, &self.zone)?;
        let due_at = self.not_before_in_repeated_hour(opens_at.max(from), opens);
        let due_at = self.after_quiet(due_at)?;
        if due_at >= closes_at {
            return Some(On::Nothing);
        }
        let closes_at = self.next_quiet(due_at).map_or(closes_at, |quiet| quiet.min(closes_at));
        Some(On::Open(Opening { due_at, closes_at }))
    }

    /// In the second run of an autumn hour the clock stands before the send time again, though the window opened in the
    /// first run (E47): wait until it has passed once more, so that no clock on a wall ever says "early" (E44).
    fn not_before_in_repeated_hour(&self, moment: Timestamp, send_time: civil::Time) -> Timestamp {
        let clock = self.zone.to_datetime(moment).time();
        if clock >= send_time {
            return moment;
        }
        let missing: SignedDuration = clock.duration_until(send_time);
        moment.checked_add(missing).unwrap_or(Timestamp::MAX)
    }

    /// The moment itself, or the end of the quiet hours in which it lies.
    fn after_quiet(&self, moment: Timestamp) -> Option<Timestamp> {
        let Some(quiet) = self.calendar.quiet else { return Some(moment) };
        let clock = self.zone.to_datetime(moment);
        if !quiet.contains(clock.time()) {
            return Some(moment);
        }
        let Quiet { from, until } = quiet;
        let is_evening = until <= from && clock.time() >= from;
        let last = if is_evening { clock.date().tomorrow().ok()? } else { clock.date() };
        let ends_at = first_instant(last.to_datetime(until), &self.zone)?;
        // In the second run of an hour they have ended once already: until the clock has shown it again.
        let missing = clock.time().duration_until(until);
        let again = moment.checked_add(missing).unwrap_or(Timestamp::MAX);
        Some(if ends_at > moment { ends_at } else { again })
    }

    /// When quiet hours begin next.
    fn next_quiet(&self, moment: Timestamp) -> Option<Timestamp> {
        let quiet = self.calendar.quiet?;
        let today = self.zone.to_datetime(moment).date();
        let begin = |date: civil::Date| first_instant(date.to_datetime(quiet.from), &self.zone);
        begin(today).filter(|begin| *begin > moment).or_else(|| begin(today.tomorrow().ok()?))
    }
}

/// Whether a closing hour comes at or before a clock; midnight is the end of the day.
fn ends_before(closes: civil::Time, clock: civil::Time) -> bool {
    closes != civil::Time::midnight() && closes <= clock
}
