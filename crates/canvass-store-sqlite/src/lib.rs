//! The SQLite engine: one file, one writer thread with group commit, a pool of readers.
//!
//! SQL stands in `sql/` and `migrations/` only; `catalogue` names it. `engine/` owns connections and threads, `area/`
//! implements the contract on a transaction (`tx`).

mod area;
mod catalogue;
mod engine;
mod error;
mod tx;

#[cfg(test)]
mod tests;

pub use engine::{LOG_BYTES, OpenError, SqliteEngine, SqliteSettings, SqliteStats, open};
