//! What is true of this engine alone. What is true of every engine stands in the conformance suite.

mod conformance;
mod due;
mod group_commit;
mod long_reading;
mod numbers;
mod opening;
mod own_log;
mod removal;
mod schema;

use std::path::Path;
use std::sync::Arc;

use canvass_store::Clock;
use jiff::Timestamp;

use crate::{LOG_BYTES, SqliteEngine, SqliteSettings, open};

/// A clock that stands still.
struct Standing;

impl Clock for Standing {
    fn now(&self) -> Timestamp {
        "2026-03-02T10:00:00Z".parse().unwrap()
    }
}

fn settings(folder: &Path) -> SqliteSettings {
    let path = folder.join("canvass.db");
    SqliteSettings { path, clock: Arc::new(Standing), readers: 2, queue: 64, log_bytes: LOG_BYTES }
}

fn engine(folder: &Path) -> Arc<SqliteEngine> {
    open(settings(folder)).unwrap()
}
