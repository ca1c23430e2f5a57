//! A clock that moves only when it is told.

use canvass_store::Clock;
use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;

/// A clock that moves only when it is told.
#[derive(Debug)]
pub struct SteppedClock(Mutex<Timestamp>);

impl SteppedClock {
    /// A clock that stands at this moment.
    pub fn new(now: Timestamp) -> Self {
        Self(Mutex::new(now))
    }

    /// Moves it by a span, backwards too.
    pub fn step(&self, by: SignedDuration) {
        let mut now = self.0.lock();
        *now = now.checked_add(by).expect("the clock stays within the calendar");
    }

    /// Sets it.
    pub fn set(&self, now: Timestamp) {
        *self.0.lock() = now;
    }
}

impl Clock for SteppedClock {
    fn now(&self) -> Timestamp {
        *self.0.lock()
    }
}
