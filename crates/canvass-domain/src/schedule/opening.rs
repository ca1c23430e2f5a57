//! The first moment of an open send window (E44, E45, E47), with the work of the zone done once a distinct question.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp, civil, tz::TimeZone};

use super::{GRACE, end};
use crate::message::Window;
use crate::when::first_instant;
use crate::workspace::Settings;

/// A day without any moment in its window is rare (a gap swallows it); more than a few in a row do not exist.
const DAYS_LOOKED_AT: usize = 8;

/// An open window as seen from some moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opening {
    /// The first moment, from then on, inside the window.
    pub due_at: Timestamp,
    /// When that day closes.
    pub closes_at: Timestamp,
}

/// The windows of one batch. Remembers its answers, because the customers of a batch mostly ask the same and the zone
/// is dear to ask.
#[derive(Debug, Clone)]
pub struct Openings<'a> {
    zone: &'a TimeZone,
    send_time: civil::Time,
    closing: civil::Time,
    open_days: i32,
    known: HashMap<Timestamp, Opening>,
    known_ends: HashMap<Timestamp, Timestamp>,
}

impl<'a> Openings<'a> {
    /// The windows of a workspace, for a batch that may bring its own start (E45).
    pub fn new(settings: &'a Settings, send_time: Option<civil::Time>) -> Self {
        Self {
            zone: &settings.zone,
            send_time: send_time.unwrap_or(settings.send_time),
            closing: settings.closing_time,
            open_days: settings.open_days,
            known: HashMap::new(),
            known_ends: HashMap::new(),
        }
    }

    /// The first moment of an open window from `from` on (E44). `None` only at the end of the calendar.
    pub fn first(&mut self, from: Timestamp) -> Option<Opening> {
        if let Some(known) = self.known.get(&from) {
            return Some(*known);
        }
        let found = first_opening(from, self.send_time, self.closing, self.zone)?;
        self.known.insert(from, found);
        Some(found)
    }

    /// The window from `from` on, with the end date given or, failing that, the default one (E48). The inner `None`
    /// means that no moment of an open window lies at or before the end date.
    pub fn window(&mut self, from: Timestamp, ends_at: Option<Timestamp>) -> Option<Window> {
        let Opening { due_at, closes_at } = self.first(from)?;
        let ends_at = ends_at.unwrap_or_else(|| self.end_of(due_at));
        (due_at <= ends_at).then_some(Window { due_at, closes_at, ends_at })
    }

    /// The default end date of a send moment (E48).
    pub fn end_of(&mut self, send_moment: Timestamp) -> Timestamp {
        *self
            .known_ends
            .entry(send_moment)
            .or_insert_with(|| end::end_of(send_moment, self.open_days, self.zone))
    }
}

/// The window of one message from the later of send date and approval on (E44); `None` when no moment of an open
/// window lies at or before `ends_at`.
pub fn window(
    from: Timestamp,
    send_time: civil::Time,
    closing: civil::Time,
    ends_at: Timestamp,
    zone: &TimeZone,
) -> Option<Window> {
    let Opening { due_at, closes_at } = first_opening(from, send_time, closing, zone)?;
    (due_at <= ends_at).then_some(Window { due_at, closes_at, ends_at })
}

/// The next window of a message that did not leave by its closing hour (E44); the same window while it is still open.
pub fn again(
    window: Window,
    now: Timestamp,
    send_time: civil::Time,
    closing: civil::Time,
    zone: &TimeZone,
) -> Option<Window> {
    if now < window.closes_at {
        return (now <= window.ends_at).then_some(window);
    }
    self::window(now, send_time, closing, window.ends_at, zone)
}

/// Whether a message was due so long ago that it waits for a person.
pub fn is_past_grace(due_at: Timestamp, now: Timestamp) -> bool {
    now.duration_since(due_at) > GRACE
}

fn first_opening(
    from: Timestamp,
    send_time: civil::Time,
    closing: civil::Time,
    zone: &TimeZone,
) -> Option<Opening> {
    let mut day = zone.to_datetime(from).date();
    for _ in 0..DAYS_LOOKED_AT {
        let (opens_at, closes_at) = hours_of(day, send_time, closing, zone)?;
        let due_at = opens_at.max(from);
        let due_at = not_before_in_repeated_hour(due_at, send_time, zone);
        if due_at < closes_at {
            return Some(Opening { due_at, closes_at });
        }
        day = day.tomorrow().ok()?;
    }
    None
}

/// From opening to closing of one local day. A closing hour that is not after the send time, 00:00 too, means
/// midnight (E45).
fn hours_of(
    day: civil::Date,
    send_time: civil::Time,
    closing: civil::Time,
    zone: &TimeZone,
) -> Option<(Timestamp, Timestamp)> {
    let opens_at = first_instant(day.to_datetime(send_time), zone)?;
    let closes = if send_time < closing {
        day.to_datetime(closing)
    } else {
        day.tomorrow().ok()?.to_datetime(civil::Time::midnight())
    };
    Some((opens_at, first_instant(closes, zone)?))
}

/// In the second run of an autumn hour the clock stands before the send time again, though the window opened in the
/// first run (E47): wait until it has passed once more, so that no clock on a wall ever says "early" (E44).
fn not_before_in_repeated_hour(moment: Timestamp, send_time: civil::Time, zone: &TimeZone) -> Timestamp {
    let clock = zone.to_datetime(moment);
    if clock.time() >= send_time {
        return moment;
    }
    let missing: SignedDuration = clock.time().duration_until(send_time);
    moment.checked_add(missing).unwrap_or(Timestamp::MAX)
}
