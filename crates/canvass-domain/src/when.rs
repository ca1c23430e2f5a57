//! Dates as they were written, before the workspace's zone gives them a meaning (D1-D12, E42, E43, E49).

use jiff::{Timestamp, civil, tz::TimeZone};

/// A date member as sent: what it means depends on the workspace's zone and on the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum When {
    /// An instant, rounded to 100 ns (D1, D4, D6).
    Moment(Timestamp),
    /// A clock time in the workspace's zone (D2).
    Clock(civil::DateTime),
    /// A whole day in the workspace's zone; the field says whether its start or its end is meant (D3).
    Day(civil::Date),
}

impl When {
    /// The first instant it covers: a day begins at 00:00, a time in a gap is shifted forward by the gap, a time that
    /// happens twice is the first (D9). `None` only outside the range of instants.
    pub fn start(self, zone: &TimeZone) -> Option<Timestamp> {
        match self {
            Self::Moment(moment) => Some(moment),
            Self::Clock(clock) => first_instant(clock, zone),
            Self::Day(day) => first_instant(day.to_datetime(civil::Time::midnight()), zone),
        }
    }

    /// The last instant it covers, to the second: a day lasts until 23:59:59 (E49), anything else is that instant.
    pub fn end(self, zone: &TimeZone) -> Option<Timestamp> {
        match self {
            Self::Moment(_) | Self::Clock(_) => self.start(zone),
            Self::Day(day) => first_instant(day.at(23, 59, 59, 0), zone),
        }
    }
}

/// A member of which only the time of day counts (D12, E43).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockTime {
    /// The wall clock as written; its date and offset were dropped.
    Written(civil::Time),
    /// An instant (`/Date(ms)/`): its wall clock in the workspace's zone counts.
    Moment(Timestamp),
}

impl ClockTime {
    /// The time of day in the workspace's zone, without fractions of a second.
    pub fn time_of_day(self, zone: &TimeZone) -> civil::Time {
        let time = match self {
            Self::Written(time) => time,
            Self::Moment(moment) => moment.to_zoned(zone.clone()).time(),
        };
        time.with().subsec_nanosecond(0).build().unwrap_or(time)
    }
}

/// The instant of a clock time: shifted forward in a gap, the first of two in a fold (RFC 5545, 3.3.5).
pub fn first_instant(clock: civil::DateTime, zone: &TimeZone) -> Option<Timestamp> {
    zone.to_ambiguous_zoned(clock).compatible().ok().map(|zoned| zoned.timestamp())
}
