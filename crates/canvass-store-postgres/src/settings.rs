//! How to reach and use a PostgreSQL database.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use canvass_store::Clock;

/// Settings of the engine. One node opens `threads` writing connections, half as many (at least one) reading ones, one
/// for numbers, one for counting calls and one for the health probe.
#[derive(Clone)]
pub struct PostgresSettings {
    /// `postgresql://user:password@host:port/database?sslmode=...` or the key-value form of libpq. `sslmode` is one of
    /// `disable` and `prefer` (both plain), `require`, `verify-ca` and `verify-full` (all three: TLS with a verified
    /// certificate); `sslrootcert` names a PEM file that replaces the built-in authorities.
    pub url: String,
    /// Threads for writing transactions.
    pub threads: usize,
    /// How many jobs may wait for a thread, readers and writers apart; beyond that the answer is `Busy`.
    pub queue: usize,
    /// Tells the time in tests; `None` = the database's clock, which all nodes share.
    pub clock: Option<Arc<dyn Clock>>,
    /// A statement that takes longer is stopped and answered with `Unavailable`.
    pub statement_timeout: Duration,
    /// A lock that is waited for longer is answered with `Busy` (E115: 30 s).
    pub lock_timeout: Duration,
}

impl PostgresSettings {
    /// Settings with the usual limits.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            threads: 8,
            queue: 256,
            clock: None,
            statement_timeout: Duration::from_mins(1),
            lock_timeout: Duration::from_secs(30),
        }
    }
}

impl fmt::Debug for PostgresSettings {
    // The URL holds a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresSettings")
            .field("threads", &self.threads)
            .field("queue", &self.queue)
            .field("statement_timeout", &self.statement_timeout)
            .field("lock_timeout", &self.lock_timeout)
            .finish_non_exhaustive()
    }
}

/// Why the engine did not start. Texts hold no password.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The URL cannot be read.
    #[error("the database URL is not valid: {0}")]
    Url(String),
    /// The certificates cannot be read.
    #[error("the certificates of the database connection cannot be used: {0}")]
    Certificates(String),
    /// The database cannot be reached or does not let us in; trying again may help.
    #[error("the database cannot be reached: {0}")]
    Unreachable(String),
    /// A newer version of canvass has migrated the database.
    #[error("the database has migration {0}, which this version of canvass does not know: upgrade this node")]
    SchemaTooNew(String),
    /// A migration failed; nothing of it stayed.
    #[error("the database could not be migrated: {0}")]
    Migration(String),
    /// The server is set up in a way that can lose acknowledged data.
    #[error("{0}")]
    Unsafe(String),
    /// A thread could not be started.
    #[error("a database thread could not be started: {0}")]
    Thread(std::io::Error),
}
