//! The PostgreSQL engine: any number of nodes share one database.
//!
//! Each database thread owns one connection and runs one transaction a job; nothing else touches a connection. SQL
//! stands in `sql/` under the same names as in the SQLite engine, and is reached through [`catalogue`] only.

mod area;
pub mod catalogue;
mod connect;
mod counts;
mod engine;
mod failure;
mod health;
mod migration;
mod sequence;
mod settings;
mod statistics;
mod transaction;
mod worker;

pub use engine::{PostgresEngine, open};
pub use migration::schema_fingerprint;
pub use settings::{OpenError, PostgresSettings};
