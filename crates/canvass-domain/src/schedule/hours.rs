//! The hours in which the mails of one batch may leave, and what follows from them for a single message: its first window,
//! the next one, a reminder so many days later. The work is done by `opening`.

use jiff::{Span, Timestamp, civil, tz::TimeZone};

use super::{again, window};
use crate::message::Window;
use crate::workspace::Settings;

/// When mail of a batch may leave (E44, E45).
#[derive(Debug, Clone, PartialEq)]
pub struct Hours {
    zone: TimeZone,
    send_time: civil::Time,
    closing: civil::Time,
}

impl Hours {
    /// Those of a workspace, for a batch that may bring its own start (E45).
    pub fn new(settings: &Settings, send_time: Option<civil::Time>) -> Self {
        Self {
            zone: settings.zone.clone(),
            send_time: send_time.unwrap_or(settings.send_time),
            closing: settings.closing_time,
        }
    }

    /// The first open window from `from` on; `None` if none opens at or before the end date (E50).
    pub fn window(&self, from: Timestamp, ends_at: Timestamp) -> Option<Window> {
        window(from, self.send_time, self.closing, ends_at, &self.zone)
    }

    /// The window of a message that did not leave by its closing hour; the same one while it is open (E44).
    pub fn again(&self, window: Window, now: Timestamp) -> Option<Window> {
        again(window, now, self.send_time, self.closing, &self.zone)
    }

    /// The first open window so many local days later, at the same time of the clock or after it (E51).
    pub fn days_later(&self, at: Timestamp, days: i32, ends_at: Timestamp) -> Option<Window> {
        let days = Span::new().try_days(days).ok()?;
        let later = at.to_zoned(self.zone.clone()).checked_add(days).ok()?;
        self.window(later.timestamp().max(at), ends_at)
    }
}
