//! How fast mail may leave: limits of relays, sender domains and recipient domains, the ramp of a sender that warms up,
//! and the patience with a domain that says "not now". Pure: the jobs keep what was counted.

mod trouble;
mod warm_up;

use std::num::NonZeroU32;
use std::time::Duration;

pub use trouble::Trouble;
pub use warm_up::WarmUp;

use crate::limit::Limit;

/// Mails that may leave at once, as a part of a second.
const BURST_OF_SECOND: u32 = 5;

/// A limit of mails; without any member it is none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pace {
    /// Evenly spread over the second.
    pub per_second: Option<NonZeroU32>,
    /// In the minute that begins with the first of them.
    pub per_minute: Option<NonZeroU32>,
    /// A daily quota that grows.
    pub warm_up: Option<WarmUp>,
}

impl Pace {
    /// Nothing is limited.
    pub fn is_free(&self) -> bool {
        *self == Self::default()
    }

    /// The counted limits with a word for each, unique within the pace.
    pub fn limits(&self) -> impl Iterator<Item = (&'static str, Limit)> + use<> {
        let second = self.per_second.and_then(|mails| {
            Limit::bucket(mails.get().saturating_mul(60), (mails.get() / BURST_OF_SECOND).max(1))
        });
        let minute = self.per_minute.and_then(|mails| Limit::window(mails.get()));
        [("s", second), ("m", minute)].into_iter().filter_map(|(word, limit)| Some((word, limit?)))
    }

    /// How long one mail takes when as many leave as may; nothing if only the day is limited.
    pub fn step(&self) -> Option<Duration> {
        let second = self.per_second.map(|mails| Duration::from_secs(1) / mails.get());
        let minute = self.per_minute.map(|mails| Duration::from_mins(1) / mails.get());
        second.max(minute)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slower_of_two_limits_tells_the_step() {
        let pace = |second, minute| Pace {
            per_second: NonZeroU32::new(second),
            per_minute: NonZeroU32::new(minute),
            warm_up: None,
        };
        assert_eq!(pace(10, 0).step(), Some(Duration::from_millis(100)));
        assert_eq!(pace(10, 60).step(), Some(Duration::from_secs(1)));
        assert_eq!(pace(10, 60_000).step(), Some(Duration::from_millis(100)));
        assert_eq!(pace(0, 0).step(), None);
        assert!(pace(0, 0).is_free() && !pace(1, 0).is_free());
    }

    #[test]
    fn a_second_is_spread_evenly_and_a_minute_is_counted() {
        let pace = Pace { per_second: NonZeroU32::new(10), per_minute: NonZeroU32::new(300), warm_up: None };
        let limits: Vec<_> = pace.limits().collect();
        assert_eq!(limits, [("s", Limit::bucket(600, 2).unwrap()), ("m", Limit::window(300).unwrap())]);
        assert_eq!(Pace::default().limits().count(), 0);
    }
}
