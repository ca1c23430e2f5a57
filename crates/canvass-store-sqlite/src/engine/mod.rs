//! Connections and threads: opening the file, the writer, the readers.

mod connection;
mod counts;
mod log;
mod migrations;
mod open;
mod reader;
mod room;
mod sqlite_engine;
mod state;
mod stay;
mod watch;
mod writer;

pub use open::{LOG_BYTES, OpenError, SqliteSettings, open};
pub use sqlite_engine::SqliteEngine;
pub use state::SqliteStats;
pub(crate) use stay::Stay;

#[cfg(test)]
pub(crate) use connection::open_writer;
#[cfg(test)]
pub(crate) use migrations::migrate;
