//! Signals between threads: a bell that is heard once, and a stop that stays.

use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};

/// Wakes one thread; a ring before the wait is not lost.
#[derive(Debug, Default)]
pub(super) struct Bell {
    rung: Mutex<bool>,
    heard: Condvar,
}

impl Bell {
    pub(super) fn ring(&self) {
        *self.rung.lock() = true;
        self.heard.notify_one();
    }

    /// Waits for a ring, at most so long; tells whether it rang.
    pub(super) fn wait(&self, timeout: Duration) -> bool {
        let until = Instant::now() + timeout;
        let mut rung = self.rung.lock();
        while !*rung {
            if self.heard.wait_until(&mut rung, until).timed_out() {
                break;
            }
        }
        std::mem::take(&mut *rung)
    }
}

/// Set once and for ever.
#[derive(Debug, Default)]
pub(super) struct Stop {
    is_set: Mutex<bool>,
    changed: Condvar,
}

impl Stop {
    pub(super) fn set(&self) {
        *self.is_set.lock() = true;
        self.changed.notify_all();
    }

    pub(super) fn is_set(&self) -> bool {
        *self.is_set.lock()
    }

    /// Waits for the stop, at most so long; tells whether it is set.
    pub(super) fn wait(&self, timeout: Duration) -> bool {
        let until = Instant::now() + timeout;
        let mut is_set = self.is_set.lock();
        while !*is_set {
            if self.changed.wait_until(&mut is_set, until).timed_out() {
                break;
            }
        }
        *is_set
    }
}

/// Counts threads that are under way.
#[derive(Debug, Default)]
pub(super) struct Alive {
    count: Mutex<usize>,
    changed: Condvar,
}

/// One thread under way, until it is dropped.
#[derive(Debug)]
pub(super) struct Entered(Arc<Alive>);

impl Alive {
    pub(super) fn enter(self: &Arc<Self>) -> Entered {
        *self.count.lock() += 1;
        Entered(Arc::clone(self))
    }

    /// Waits until none is left, at most so long; tells whether none is.
    pub(super) fn wait(&self, timeout: Duration) -> bool {
        let until = Instant::now() + timeout;
        let mut count = self.count.lock();
        while *count > 0 {
            if self.changed.wait_until(&mut count, until).timed_out() {
                break;
            }
        }
        *count == 0
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        *self.0.count.lock() -= 1;
        self.0.changed.notify_all();
    }
}
