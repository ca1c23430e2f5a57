//! What a failure of the store, or of an issuer's keys, means for the asker: try again, or nobody knows.

use canvass_app::authenticate::Unfetched;
use canvass_store::StoreError;

/// What is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outage {
    /// Nothing was done; try again in so many seconds (503).
    Later(u64),
    /// Unexpected, or the outcome is not known (500).
    Unexpected,
}

/// While the program drains before a stop.
pub(crate) const DRAINING: Outage = Outage::Later(5);

impl From<&StoreError> for Outage {
    fn from(error: &StoreError) -> Self {
        match error {
            StoreError::Busy | StoreError::Contended => Self::Later(2),
            StoreError::Unavailable(_) => Self::Later(10),
            // A conflict or a missing row that reaches this point was not foreseen by the use case.
            StoreError::OutcomeUnknown(_)
            | StoreError::RowsChanged { .. }
            | StoreError::Corrupt(_)
            | StoreError::Engine(_)
            | StoreError::Conflict(_)
            | StoreError::Missing(_) => Self::Unexpected,
        }
    }
}

impl From<Unfetched> for Outage {
    fn from(unfetched: Unfetched) -> Self {
        match unfetched {
            Unfetched::Crowded => Self::Later(2),
            Unfetched::Away => Self::Later(10),
        }
    }
}

impl Outage {
    /// The outage of an issuer's keys, logged: the store is well.
    pub(super) fn of_keys(unfetched: Unfetched) -> Self {
        tracing::warn!(error = %unfetched, "a token cannot be checked");
        unfetched.into()
    }

    /// The outage of a store error, logged: the asker is told nothing of its cause (S15).
    pub(super) fn of(error: &StoreError) -> Self {
        let outage = Self::from(error);
        match outage {
            // The store tells it once a minute (STO-08).
            Self::Later(_) => error.tell("the store cannot take a request"),
            Self::Unexpected => tracing::error!(%error, "a request failed in the store"),
        }
        outage
    }
}
