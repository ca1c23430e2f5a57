//! A result that is known already or that a transaction will tell: so that what a cache answers costs no thread.

use canvass_store::{Pending, StoreError};

/// A result, now or soon.
#[derive(Debug)]
pub enum Soon<R, E> {
    /// Known without asking the store.
    Known(Result<R, E>),
    /// The store was asked.
    Asked(Pending<R, E>),
}

impl<R, E: From<StoreError>> Soon<R, E> {
    /// Blocks until it is known.
    pub fn wait(self) -> Result<R, E> {
        match self {
            Self::Known(result) => result,
            Self::Asked(pending) => pending.wait(),
        }
    }

    /// Waits without blocking the thread.
    pub async fn ready(self) -> Result<R, E> {
        match self {
            Self::Known(result) => result,
            Self::Asked(pending) => pending.ready().await,
        }
    }
}
