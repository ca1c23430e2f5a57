//! The clock of a store: leases, due times and expiry go by it (promises 2.4).

use jiff::Timestamp;

/// Tells the time. A database server's own clock stands in for it where there is one.
pub trait Clock: Send + Sync {
    /// The time now.
    fn now(&self) -> Timestamp;
}
