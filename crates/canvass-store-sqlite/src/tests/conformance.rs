//! The suite of every engine, on this one.

use std::sync::Arc;

use canvass_store::conformance::{Fixture, SteppedClock};
use canvass_store::{Clock, Store};

use crate::{LOG_BYTES, SqliteSettings, open};

pub(super) fn fixture() -> Fixture {
    let folder = tempfile::tempdir().unwrap();
    let clock = SteppedClock::new();
    let engine = open(SqliteSettings {
        path: folder.path().join("canvass.db"),
        clock: Arc::clone(&clock) as Arc<dyn Clock>,
        readers: 2,
        queue: 256,
        log_bytes: LOG_BYTES,
    })
    .unwrap();
    Fixture::new(Store::new(engine), clock, folder)
}

canvass_store::conformance_suite!(crate::tests::conformance::fixture);
