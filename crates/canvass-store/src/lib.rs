//! The `Store` contract: what an engine must do, by area, and the one way to a transaction.
//!
//! A use case is one closure and one transaction: [`Store::write`] runs it on a database thread, commits durably and
//! only then hands its result out. Engines implement [`Engine`] and the area traits; `conformance` proves them alike.

pub mod area;
mod clock;
#[cfg(feature = "conformance")]
pub mod conformance;
mod content;
pub mod document;
mod error;
mod handle;
pub mod person;
mod refusals;
mod ticks;
pub mod webhook;

pub use area::{SystemTx, Tx, WorkspaceTx};
pub use clock::Clock;
pub use content::content_digest;
pub use error::{Result, StoreError};
pub use handle::{
    Access, AsStoreError, CallCount, CountDone, CountedCall, Done, Engine, Job, Pending, RollBack, Store,
    Work,
};
pub use ticks::{from_ticks, to_ticks};
