//! The days and hours on which a workspace sends nothing, beyond the send window of a batch: closed weekdays, windows of
//! their own for single weekdays, quiet hours, holidays; and whose clock counts. Everything is off in a new workspace.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use jiff::{civil, tz::TimeZone};

use crate::id::ColumnId;
use crate::value::Value;

/// What a weekday is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Day {
    /// The send window of the batch, or that of the workspace.
    #[default]
    Usual,
    /// Nothing leaves.
    Closed,
    /// A window of its own; a batch may begin later, not earlier.
    Own {
        /// From here on.
        opens: civil::Time,
        /// Until here; midnight means the end of the day.
        closes: civil::Time,
    },
}

/// Hours in which nothing leaves, on every day; over midnight where they end before they begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quiet {
    /// From here on.
    pub from: civil::Time,
    /// Until here.
    pub until: civil::Time,
}

/// When a workspace sends nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    /// The weekdays, from Monday on.
    pub week: [Day; 7],
    /// Hours in which nothing leaves.
    pub quiet: Option<Quiet>,
    /// Days on which nothing leaves, by the clock that counts for the person.
    pub holidays: BTreeSet<civil::Date>,
    /// The data column that names the IANA zone of a person, whose clock then counts for the hours.
    pub zone_column: Option<ColumnId>,
}

/// Whose clock counts.
#[derive(Debug, Clone, PartialEq)]
pub enum Clock {
    /// The workspace's: the person's data names no zone.
    Workspace,
    /// The person's.
    Person(TimeZone),
    /// The workspace's: what the person's data names is no zone that is known.
    Unknown,
}

impl Clock {
    /// The person's zone, where that counts.
    pub fn zone(&self) -> Option<&TimeZone> {
        match self {
            Self::Person(zone) => Some(zone),
            Self::Workspace | Self::Unknown => None,
        }
    }
}

impl Calendar {
    /// The most holidays that are kept: some for each of ten years.
    pub const MOST_HOLIDAYS: usize = 500;

    /// What a date is; a holiday is closed.
    pub(super) fn day(&self, date: civil::Date) -> Day {
        if self.holidays.contains(&date) {
            return Day::Closed;
        }
        let place = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or_default();
        self.week.get(place).copied().unwrap_or_default()
    }

    /// Among so many days is one that is open, unless every weekday is closed.
    pub(super) fn longest_search(&self) -> usize {
        // A gap of the clock may swallow the window of a day, and a skipped day is none.
        (self.holidays.len() + 2) * 7 + 8
    }

    /// Whose clock counts for a person with these values.
    pub fn clock_of(&self, values: &BTreeMap<ColumnId, Value>) -> Clock {
        let Some(value) = self.zone_column.and_then(|column| values.get(&column)) else {
            return Clock::Workspace;
        };
        let Some(name) = value.plain().map(str::trim) else { return Clock::Unknown };
        if name.is_empty() {
            return Clock::Workspace;
        }
        match TimeZone::get(name) {
            Ok(zone) if zone.iana_name().is_some() => Clock::Person(zone),
            Ok(_) | Err(_) => Clock::Unknown,
        }
    }

    /// Whether some of the usual window of a workspace is left on each weekday that is not closed, and one is not: else
    /// mail would wait for ever.
    pub fn leaves_time(&self, send_time: civil::Time, closing: civil::Time) -> bool {
        let open = || self.week.iter().filter(|day| **day != Day::Closed);
        open().next().is_some()
            && open().all(|day| {
                let (opens, closes) = match *day {
                    Day::Own { opens, closes } => (opens, closes),
                    Day::Usual | Day::Closed => (send_time, closing),
                };
                !self.swallows(opens, closes)
            })
    }

    /// Whether quiet hours leave nothing of a window within one day. One that does not close after it opens lasts until
    /// midnight (E45).
    pub(super) fn swallows(&self, opens: civil::Time, closes: civil::Time) -> bool {
        let Some(Quiet { from, until }) = self.quiet else { return false };
        let ends_at_midnight = closes <= opens;
        if from < until {
            return from <= opens && !ends_at_midnight && closes <= until;
        }
        from <= opens || (!ends_at_midnight && closes <= until)
    }
}

impl Quiet {
    /// Quiet hours; none where they end as they begin.
    pub fn new(from: civil::Time, until: civil::Time) -> Option<Self> {
        (from != until).then_some(Self { from, until })
    }

    /// Whether a clock stands in them.
    pub fn contains(self, clock: civil::Time) -> bool {
        if self.from < self.until {
            (self.from..self.until).contains(&clock)
        } else {
            clock >= self.from || clock < self.until
        }
    }
}

impl Day {
    /// A day of a text made by its display form; a closing hour of `24:00` is midnight.
    pub fn parse(text: &str) -> Option<Self> {
        match text.trim() {
            "usual" => Some(Self::Usual),
            "closed" => Some(Self::Closed),
            hours => {
                let (opens, closes) = span(hours)?;
                let lasts = closes == civil::Time::midnight() || opens < closes;
                lasts.then_some(Self::Own { opens, closes })
            }
        }
    }
}

impl fmt::Display for Day {
    /// The text used in API and storage: `usual`, `closed`, or `09:00-17:00`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usual => f.write_str("usual"),
            Self::Closed => f.write_str("closed"),
            Self::Own { opens, closes } => write_span(f, *opens, *closes),
        }
    }
}

impl Quiet {
    /// Those of a text made by their display form.
    pub fn parse(text: &str) -> Option<Self> {
        let (from, until) = span(text.trim())?;
        Self::new(from, until)
    }
}

impl fmt::Display for Quiet {
    /// The text used in API and storage: `20:00-08:00`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_span(f, self.from, self.until)
    }
}

fn span(text: &str) -> Option<(civil::Time, civil::Time)> {
    let time = |text: &str| match text.trim() {
        "24:00" => Some(civil::Time::midnight()),
        // The parser would also take an offset behind the time.
        text if !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b':') => None,
        text => text.parse::<civil::Time>().ok(),
    };
    let (from, until) = text.split_once('-')?;
    Some((time(from)?, time(until)?))
}

fn write_span(f: &mut fmt::Formatter<'_>, from: civil::Time, until: civil::Time) -> fmt::Result {
    let form = |time: civil::Time| if time.second() == 0 { "%H:%M" } else { "%H:%M:%S" };
    write!(f, "{}-{}", from.strftime(form(from)), until.strftime(form(until)))
}
