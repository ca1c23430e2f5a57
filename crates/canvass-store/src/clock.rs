//! The clock of a store: leases, due times and expiry go by it (promises 2.4).

use std::time::Instant;

use jiff::Timestamp;

/// Tells the time. A database server's own clock stands in for it where there is one.
pub trait Clock: Send + Sync {
    /// The time now.
    fn now(&self) -> Timestamp;

    /// The same clock for measuring what passes: it never goes back, and nobody sets it.
    fn steady(&self) -> Instant {
        Instant::now()
    }
}
