//! Waiting for a condition, never for a time: each wait has a deadline, and what is asked again is asked at a pace.

use std::sync::{Condvar, Mutex};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};

const PACE: Duration = Duration::from_millis(25);

/// The time of day, where a case has to speak of it.
#[expect(clippy::disallowed_methods, reason = "the program under test goes by the machine's clock")]
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}

/// A zone where it is about noon, with its name: what is a few hours ahead or back is on the same day there.
pub(crate) fn noon_zone(now: Timestamp) -> (String, TimeZone) {
    let hour = i8::try_from(now.as_second().rem_euclid(86_400) / 3_600).unwrap();
    let ahead = (12 - hour).clamp(-12, 12);
    // These names count westward.
    let name = format!("Etc/GMT{}{}", if ahead > 0 { "-" } else { "+" }, ahead.abs());
    (name, Offset::constant(ahead).to_time_zone())
}

/// A point in time after which waiting is given up.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadline(Instant);

impl Deadline {
    /// So long from now.
    pub(crate) fn after(within: Duration) -> Self {
        Self(Instant::now() + within)
    }

    pub(crate) fn is_over(self) -> bool {
        Instant::now() >= self.0
    }

    /// Paces a loop that asks for a condition.
    pub(crate) fn pace(self) {
        let (nobody, rings) = (Mutex::new(()), Condvar::new());
        let left = self.0.saturating_duration_since(Instant::now());
        drop(rings.wait_timeout(nobody.lock().unwrap(), PACE.min(left)).unwrap());
    }
}

/// Asks until there is an answer; fails when there is none in time.
pub(crate) fn until<T>(what: &str, within: Duration, mut ask: impl FnMut() -> Option<T>) -> T {
    let deadline = Deadline::after(within);
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(!deadline.is_over(), "{what}: not within {within:?}");
        deadline.pace();
    }
}
