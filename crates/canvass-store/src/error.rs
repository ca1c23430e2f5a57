//! What can go wrong in a store, in words that every engine shares.

/// The result of a store operation.
pub type Result<T> = std::result::Result<T, StoreError>;

/// An error of an engine. Texts name tables, constraints and causes, never stored values.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// A unique constraint was hit; its name is the same on both engines.
    #[error("{0} is taken")]
    Conflict(&'static str),
    /// A referenced row is not there.
    #[error("{0} is not there")]
    Missing(&'static str),
    /// The waiting line is full: nothing was done (503, Retry-After 2).
    #[error("the store is busy")]
    Busy,
    /// The store cannot work now: nothing was done (503, Retry-After 10).
    #[error("the store is not available: {0}")]
    Unavailable(String),
    /// A deadlock or serialization failure that outlived its retries: nothing was done.
    #[error("the store gave way to a competing transaction")]
    Contended,
    /// COMMIT was issued and its result is not known (500; a repeat under the same key tells).
    #[error("the outcome of the transaction is not known: {0}")]
    OutcomeUnknown(String),
    /// A statement changed another number of rows than it must.
    #[error("{statement} changed {found} rows, {expected} were expected")]
    RowsChanged {
        /// Name of the SQL file.
        statement: &'static str,
        /// How many it must change.
        expected: u64,
        /// How many it changed.
        found: u64,
    },
    /// Stored bytes that no version of ours can have written.
    #[error("{0} cannot be read")]
    Corrupt(&'static str),
    /// Anything else an engine tells.
    #[error("{0}")]
    Engine(String),
}

impl StoreError {
    /// Whether nothing was done and the same work may succeed later.
    pub fn is_refusal(&self) -> bool {
        match self {
            Self::Busy | Self::Unavailable(_) | Self::Contended => true,
            Self::Conflict(_)
            | Self::Missing(_)
            | Self::OutcomeUnknown(_)
            | Self::RowsChanged { .. }
            | Self::Corrupt(_)
            | Self::Engine(_) => false,
        }
    }

    /// Logs what could not be done. That the store refuses work is told by the store itself, once a minute (STO-08).
    pub fn tell(&self, what: &'static str) {
        if self.is_refusal() {
            tracing::debug!(error = %self, "{what}");
        } else {
            tracing::warn!(error = %self, "{what}");
        }
    }
}
