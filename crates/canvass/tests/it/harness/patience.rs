//! Waiting for a condition, never for a time: each wait has a deadline, and what is asked again is asked at a pace.

use std::sync::{Condvar, Mutex};
use std::time::{Duration, Instant};

const PACE: Duration = Duration::from_millis(25);

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
