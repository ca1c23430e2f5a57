//! When a deferred message is tried again (OUT-08): 1, 5, 15, 30, 60 minutes after the attempt, then hourly, each with
//! some jitter, never past the end date (OUT-25). A time after the closing hour is moved by `schedule::window` (E44).

use jiff::{SignedDuration, Timestamp};

use super::Window;

/// The waits after the first attempts; the last one is kept for all later attempts.
const WAITS_MIN: [i64; 5] = [1, 5, 15, 30, 60];
const LONGEST_MIN: i64 = 60;

/// A random share of the wait that is added to it, so that many deferred messages do not come back together: 0 to 200
/// thousandths. A parameter, because the domain has no randomness.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Jitter(u16);

impl Jitter {
    /// The largest share, in thousandths.
    pub const MOST: u16 = 200;

    /// A jitter from any random number.
    pub fn from_random(number: u16) -> Self {
        Self(number % (Self::MOST + 1))
    }

    /// No jitter.
    pub const NONE: Self = Self(0);
}

/// When attempt number `attempt` (from 1), which failed at `now`, is followed by the next one; `None` when that lies
/// past the end date: the message then expires.
pub fn retry_at(attempt: u32, now: Timestamp, ends_at: Timestamp, jitter: Jitter) -> Option<Timestamp> {
    let index = usize::try_from(attempt.saturating_sub(1)).unwrap_or(usize::MAX);
    let wait_min = WAITS_MIN.get(index).copied().unwrap_or(LONGEST_MIN);
    let wait = SignedDuration::from_mins(wait_min);
    let jitter = SignedDuration::from_millis(wait_min * 60 * i64::from(jitter.0));
    let next = now.checked_add(wait + jitter).ok()?;
    (next <= ends_at).then_some(next)
}

impl Window {
    /// The window of the next try, so long after now; nothing if the end date comes first. A due time past the closing hour is
    /// given the next send time by the sweep once it is reached (E44): until then nothing can claim it. Nor does it begin
    /// before this window does: a clock that went back may be in the hours before.
    #[must_use]
    pub fn put_off(self, now: Timestamp, wait: SignedDuration) -> Option<Self> {
        let due_at = now.checked_add(wait).ok()?.max(self.due_at);
        (due_at <= self.ends_at).then_some(Self { due_at, ..self })
    }
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};
    use proptest::prelude::*;

    use super::{Jitter, Window, retry_at};

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn out_08_the_waits_grow_to_an_hour() {
        let now = at("2026-03-02T10:00Z");
        let minutes = |attempt| {
            let next = retry_at(attempt, now, Timestamp::MAX, Jitter::NONE).unwrap();
            next.duration_since(now).as_mins()
        };
        assert_eq!([1, 2, 3, 4, 5, 6, 7, 1_000, u32::MAX].map(minutes), [1, 5, 15, 30, 60, 60, 60, 60, 60]);
        assert_eq!(minutes(0), 1);
    }

    #[test]
    fn out_25_nothing_is_tried_past_the_end_date() {
        let now = at("2026-03-02T10:00Z");
        assert_eq!(retry_at(1, now, at("2026-03-02T10:00:59Z"), Jitter::NONE), None);
        assert_eq!(retry_at(1, now, at("2026-03-02T10:01Z"), Jitter::NONE), Some(at("2026-03-02T10:01Z")));
    }

    #[test]
    fn out_25_a_window_is_put_off_within_itself_and_to_the_end_date_at_most() {
        let window = Window {
            due_at: at("2026-03-02T09:00Z"),
            closes_at: at("2026-03-02T21:00Z"),
            ends_at: at("2026-03-02T10:00Z"),
        };
        let put_off = |now| window.put_off(at(now), SignedDuration::from_mins(1));
        assert_eq!(put_off("2026-03-02T09:59:00Z"), Some(Window { due_at: window.ends_at, ..window }));
        assert_eq!(put_off("2026-03-02T09:59:01Z"), None);
        // The clock went back into the hours before the window.
        assert_eq!(put_off("2026-03-02T06:00:00Z"), Some(window));
    }

    proptest! {
        #[test]
        fn the_jitter_adds_at_most_a_fifth(attempt in 1_u32..50, random in any::<u16>()) {
            let now = at("2026-03-02T10:00Z");
            let plain = retry_at(attempt, now, Timestamp::MAX, Jitter::NONE).unwrap().duration_since(now);
            let with = retry_at(attempt, now, Timestamp::MAX, Jitter::from_random(random)).unwrap().duration_since(now);
            prop_assert!(with >= plain && with <= plain + plain / 5);
            prop_assert!(with >= SignedDuration::from_mins(1));
        }
    }
}
