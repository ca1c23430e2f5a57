//! Opening the store that the settings name.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use canvass_store::{Clock, Engine, Store};
use canvass_store_postgres::{OpenError, PostgresSettings};
use canvass_store_sqlite::{LOG_BYTES, SqliteSettings};

use super::DataFolder;
use crate::settings::Settings;

const READERS: usize = 4;
const QUEUE: usize = 1_024;
const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Opens the store. A PostgreSQL server that is not there yet is waited for, as long as `may_wait` says (CLU-08).
pub(crate) fn open_store(
    settings: &Settings,
    folder: &DataFolder,
    clock: Arc<dyn Clock>,
    may_wait: &dyn Fn(Duration) -> bool,
) -> anyhow::Result<Store> {
    let told_by = Arc::clone(&clock);
    let engine: Arc<dyn Engine> = if let Some(url) = &settings.database_url {
        open_postgres(url, settings.database_threads, may_wait)?
    } else {
        let path = folder.database();
        let settings = SqliteSettings {
            path: path.clone(),
            clock,
            readers: READERS,
            queue: QUEUE,
            log_bytes: LOG_BYTES,
        };
        canvass_store_sqlite::open(settings)
            .with_context(|| format!("the store {} cannot be opened", path.display()))?
    };
    Ok(Store::new(engine).telling(told_by))
}

fn open_postgres(
    url: &str,
    threads: usize,
    may_wait: &dyn Fn(Duration) -> bool,
) -> anyhow::Result<Arc<dyn Engine>> {
    let settings = PostgresSettings { threads, ..PostgresSettings::new(url) };
    let mut pause = FIRST_PAUSE;
    loop {
        match canvass_store_postgres::open(settings.clone()) {
            Ok(engine) => return Ok(engine),
            Err(error @ OpenError::Unreachable(_)) => {
                tracing::warn!(%error, "the database is waited for");
                if !may_wait(pause) {
                    return Err(error.into());
                }
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
            Err(error) => return Err(error.into()),
        }
    }
}
