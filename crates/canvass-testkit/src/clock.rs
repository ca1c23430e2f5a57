//! A clock that moves only when it is told.

use std::time::{Duration, Instant};

use canvass_store::Clock;
use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;

/// A clock that moves only when it is told.
#[derive(Debug)]
pub struct SteppedClock(Mutex<(Timestamp, Instant)>);

impl SteppedClock {
    /// A clock that stands at this moment.
    pub fn new(now: Timestamp) -> Self {
        Self(Mutex::new((now, Instant::now())))
    }

    /// Moves it by a span, backwards too.
    pub fn step(&self, by: SignedDuration) {
        let mut clock = self.0.lock();
        clock.0 = clock.0.checked_add(by).expect("the clock stays within the calendar");
        // What is measured never goes back.
        clock.1 += Duration::try_from(by).unwrap_or_default();
    }

    /// Sets it.
    pub fn set(&self, now: Timestamp) {
        self.step(now.duration_since(self.now()));
    }
}

impl Clock for SteppedClock {
    fn now(&self) -> Timestamp {
        self.0.lock().0
    }

    fn steady(&self) -> Instant {
        self.0.lock().1
    }
}
