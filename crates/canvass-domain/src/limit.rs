//! How many calls a minute: what was counted before, and now, tell whether one more is allowed (E123, Q6, C5).
//!
//! Pure; an engine keeps what was counted. A refused call changes nothing. A clock that was set back closes nobody for
//! longer than a refill or a window.

use std::num::NonZeroU32;

use jiff::{SignedDuration, Timestamp};

/// A window, and the time over which the rate of a bucket is told.
const MINUTE: SignedDuration = SignedDuration::from_mins(1);

/// How many calls are allowed. No limit is no `Limit`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// A token bucket (E123): `burst` calls at once, refilled evenly.
    Bucket {
        /// Refilled in a minute.
        per_minute: NonZeroU32,
        /// How much it holds.
        burst: NonZeroU32,
    },
    /// So many calls in the minute that begins with the first of them (Q6).
    Window {
        /// How many.
        calls: NonZeroU32,
    },
}

/// What was counted: all that is kept of earlier calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// When the bucket is full again, or the window ends: from then on nothing need be kept.
    pub until: Timestamp,
    /// Calls of the window; a bucket does not count them.
    pub calls: u32,
}

/// How a limit stands after a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Calls of a window, or what a bucket holds.
    pub limit: u32,
    /// Calls that would be allowed now.
    pub remaining: u32,
    /// Whole seconds, at least 1: to the end of the window, or until a bucket that is empty holds a call again (Q7).
    pub seconds: u32,
}

impl Limit {
    /// A bucket; `None` when either number is 0.
    pub fn bucket(per_minute: u32, burst: u32) -> Option<Self> {
        Some(Self::Bucket { per_minute: NonZeroU32::new(per_minute)?, burst: NonZeroU32::new(burst)? })
    }

    /// A window; `None` when the number is 0.
    pub fn window(calls: u32) -> Option<Self> {
        Some(Self::Window { calls: NonZeroU32::new(calls)? })
    }

    /// What is kept when one more call is counted; `None`: it is refused, and what was kept stays.
    pub fn count(self, before: Option<Counted>, now: Timestamp) -> Option<Counted> {
        match self {
            Self::Bucket { .. } => {
                let full_at = before.map_or(now, |before| before.until.clamp(now, after(now, self.span())));
                let until = after(full_at, self.step());
                (until <= after(now, self.span())).then_some(Counted { until, calls: 0 })
            }
            Self::Window { calls } => match before.filter(|before| before.until > now) {
                None => Some(Counted { until: after(now, MINUTE), calls: 1 }),
                Some(before) if before.calls >= calls.get() => None,
                Some(before) => {
                    Some(Counted { until: before.until.min(after(now, MINUTE)), calls: before.calls + 1 })
                }
            },
        }
    }

    /// How it stands when so much was counted.
    pub fn standing(self, counted: Option<Counted>, now: Timestamp) -> Standing {
        let left = counted.map_or(SignedDuration::ZERO, |counted| counted.until.duration_since(now));
        let left = left.clamp(SignedDuration::ZERO, self.span());
        match self {
            Self::Bucket { burst, .. } => {
                let free = (self.span() - left).as_nanos() / self.step().as_nanos();
                let wait = if free > 0 { self.step() } else { left - (self.span() - self.step()) };
                let remaining = u32::try_from(free).unwrap_or(u32::MAX);
                Standing { limit: burst.get(), remaining, seconds: whole(wait) }
            }
            Self::Window { calls } => {
                let used = counted.filter(|_| left > SignedDuration::ZERO).map_or(0, |counted| counted.calls);
                let remaining = calls.get().saturating_sub(used);
                Standing { limit: calls.get(), remaining, seconds: whole(left) }
            }
        }
    }

    /// How long one call of a bucket takes to come back; the length of a window.
    pub fn step(self) -> SignedDuration {
        match self {
            Self::Bucket { per_minute, .. } => {
                SignedDuration::from_nanos((60_000_000_000 / i64::from(per_minute.get())).max(1))
            }
            Self::Window { .. } => MINUTE,
        }
    }

    /// How long an empty bucket takes to be full; the length of a window.
    pub fn span(self) -> SignedDuration {
        match self {
            Self::Bucket { burst, .. } => {
                let nanos = self.step().as_nanos().saturating_mul(i128::from(burst.get()));
                SignedDuration::from_nanos(i64::try_from(nanos).unwrap_or(i64::MAX))
            }
            Self::Window { .. } => MINUTE,
        }
    }
}

fn after(now: Timestamp, span: SignedDuration) -> Timestamp {
    now.checked_add(span).unwrap_or(Timestamp::MAX)
}

/// Rounded up: who waits so long is not refused again.
fn whole(span: SignedDuration) -> u32 {
    let up = i64::from(span.subsec_nanos() > 0);
    u32::try_from(span.as_secs().saturating_add(up)).unwrap_or(u32::MAX).max(1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millisecond(1_772_445_600_000 + millis).unwrap()
    }

    /// Who may call at these moments.
    fn allowed(limit: Limit, moments: impl IntoIterator<Item = i64>) -> Vec<bool> {
        let mut kept = None;
        let judged = moments.into_iter().map(|moment| {
            let counted = limit.count(kept, at(moment));
            kept = counted.or(kept);
            counted.is_some()
        });
        judged.collect()
    }

    #[test]
    fn e123_a_bucket_gives_its_burst_at_once_and_then_its_rate() {
        let reads = Limit::bucket(120, 60).unwrap();
        let at_once = allowed(reads, std::iter::repeat_n(0, 61));
        assert_eq!(at_once.iter().filter(|allowed| **allowed).count(), 60);
        assert!(!at_once[60]);
        // Two a second come back, also for those who knock meanwhile: a refused call takes nothing.
        let moments = std::iter::repeat_n(0, 60).chain([499, 499, 500, 500, 1000, 60_000]);
        assert_eq!(allowed(reads, moments)[60..], [false, false, true, false, true, true]);
    }

    #[test]
    fn e123_what_a_bucket_tells() {
        let writes = Limit::bucket(60, 2).unwrap();
        assert_eq!(writes.standing(None, at(0)), Standing { limit: 2, remaining: 2, seconds: 1 });
        let one = writes.count(None, at(0));
        assert_eq!(writes.standing(one, at(0)), Standing { limit: 2, remaining: 1, seconds: 1 });
        let two = writes.count(one, at(0));
        assert_eq!(writes.standing(two, at(0)), Standing { limit: 2, remaining: 0, seconds: 1 });
        assert_eq!(writes.count(two, at(999)), None);
        let slow = Limit::bucket(5, 1).unwrap();
        let one = slow.count(None, at(0));
        assert_eq!(slow.standing(one, at(500)), Standing { limit: 1, remaining: 0, seconds: 12 });
        assert!(slow.count(one, at(12_000)).is_some());
    }

    #[test]
    fn q6_the_301st_call_of_a_window_is_refused_and_not_counted() {
        let window = Limit::window(300).unwrap();
        let moments = std::iter::repeat_n(0, 300).chain([0, 59_999, 60_000]);
        assert_eq!(allowed(window, moments)[299..], [true, false, false, true]);
    }

    #[test]
    fn q7_a_window_begins_with_its_first_call_and_tells_whole_seconds() {
        let window = Limit::window(3).unwrap();
        let one = window.count(None, at(0));
        assert_eq!(one, Some(Counted { until: at(60_000), calls: 1 }));
        let two = window.count(one, at(30_500));
        assert_eq!(two, Some(Counted { until: at(60_000), calls: 2 }));
        assert_eq!(window.standing(two, at(30_500)), Standing { limit: 3, remaining: 1, seconds: 30 });
        assert_eq!(window.standing(two, at(59_999)), Standing { limit: 3, remaining: 1, seconds: 1 });
        assert_eq!(window.standing(two, at(60_000)), Standing { limit: 3, remaining: 3, seconds: 1 });
    }

    #[test]
    fn htp_13_a_clock_that_was_set_back_closes_nobody_for_long() {
        let window = Limit::window(1).unwrap();
        let far = Some(Counted { until: at(3_600_000), calls: 1 });
        assert_eq!(window.standing(far, at(0)).seconds, 60);
        let bucket = Limit::bucket(60, 2).unwrap();
        assert_eq!(bucket.standing(far, at(0)), Standing { limit: 2, remaining: 0, seconds: 1 });
        assert_eq!(bucket.count(far, at(0)), None);
    }

    #[test]
    fn zero_is_no_limit() {
        assert_eq!((Limit::bucket(0, 60), Limit::bucket(60, 0), Limit::window(0)), (None, None, None));
    }

    proptest! {
        // HTP-13: at most limit + burst, whenever the calls come.
        #[test]
        fn htp_13_no_minute_sees_more_than_rate_and_burst(
            per_minute in 1_u32..200, burst in 1_u32..100, mut moments in prop::collection::vec(0_i64..120_000, 0..600)
        ) {
            moments.sort_unstable();
            let judged = allowed(Limit::bucket(per_minute, burst).unwrap(), moments.clone());
            let taken: Vec<i64> =
                moments.iter().zip(judged).filter(|(_, allowed)| *allowed).map(|(moment, _)| *moment).collect();
            for first in &taken {
                let minute = taken.iter().filter(|moment| (*first..first + 60_000).contains(moment)).count();
                prop_assert!(minute <= usize::try_from(per_minute + burst).unwrap());
            }
        }

        #[test]
        fn what_is_told_agrees_with_what_is_done(
            is_window in any::<bool>(), rate in 1_u32..100, burst in 1_u32..20,
            moments in prop::collection::vec(0_i64..5_000, 1..80)
        ) {
            let limit = if is_window { Limit::window(burst) } else { Limit::bucket(rate, burst) }.unwrap();
            let (mut kept, mut now) = (None, 0);
            for step in moments {
                now += step;
                let standing = limit.standing(kept, at(now));
                let counted = limit.count(kept, at(now));
                prop_assert_eq!(standing.remaining > 0, counted.is_some());
                if counted.is_none() {
                    prop_assert!(limit.count(kept, at(now + i64::from(standing.seconds) * 1000)).is_some());
                }
                kept = counted.or(kept);
            }
        }
    }
}
