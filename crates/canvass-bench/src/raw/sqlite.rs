//! SQLite: one connection, prepared statements, WAL, synchronous=FULL, the engine's own tables.

use std::time::{Duration, Instant};

use rusqlite::{Connection, params};

use super::{DECISIONS, domain_of, hash_of, values_text};
use crate::measure::rate;
use crate::server::Server;
use crate::workload::{self, Seed};

const CONTACT: &str = include_str!("../../../canvass-store-sqlite/sql/batches/insert_contact.sql");
const CUSTOMER: &str = include_str!("../../../canvass-store-sqlite/sql/batches/insert_customer.sql");
const MESSAGE: &str = include_str!("../../../canvass-store-sqlite/sql/batches/insert_message.sql");

pub(super) fn insert(time: Duration, per_batch: usize) -> anyhow::Result<f64> {
    // A server makes the tables and goes away.
    let server = Server::start(None, &[])?;
    let file = server.database().file_name().map(std::ffi::OsStr::to_owned).unwrap_or_default();
    let folder = server.stop()?;
    let mut connection = Connection::open(folder.path().join(file))?;
    connection.execute_batch(
        "PRAGMA busy_timeout=5000; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536; PRAGMA wal_autocheckpoint=16000;",
    )?;
    let mut id: i64 = 1;
    let mut serial = 1;
    let begun = Instant::now();
    while begun.elapsed() < time {
        id = write(&mut connection, serial, id, per_batch)?;
        serial += 1;
    }
    Ok(rate(usize::try_from(id - 1)?, begun.elapsed()))
}

/// One durable batch; the number that is free after it.
fn write(connection: &mut Connection, serial: u64, mut id: i64, per_batch: usize) -> anyhow::Result<i64> {
    let persons = workload::persons(&mut Seed::new(serial), serial, per_batch);
    let transaction = connection.transaction()?;
    {
        let mut contact = transaction.prepare_cached(CONTACT)?;
        let mut customer = transaction.prepare_cached(CUSTOMER)?;
        let mut message = transaction.prepare_cached(MESSAGE)?;
        for (position, person) in persons.iter().enumerate() {
            let hash = hash_of(&person.email);
            contact.execute(params![1, hash, id, 17_675_712_000_000_000_i64, domain_of(&person.email)])?;
            customer.execute(params![
                1,
                id,
                i64::try_from(serial)?,
                i64::try_from(position)?,
                2,
                None::<String>,
                0,
                40_727_376_000_000_000_i64,
                1,
                1,
                None::<i64>,
                "en",
                40_704_048_000_000_000_i64,
                17_673_342_720_000_000_i64,
                17_675_712_000_000_000_i64,
                0,
                None::<i64>,
                hash,
                person.email,
                person.phone,
                values_text(&person.values),
                "",
                DECISIONS,
                None::<i64>,
                None::<String>,
                0,
                None::<i64>,
                0,
            ])?;
            message.execute(params![
                1,
                id,
                i64::try_from(serial)?,
                40_704_048_000_000_000_i64,
                40_704_588_000_000_000_i64,
                40_727_376_000_000_000_i64,
                0,
                0,
            ])?;
            id += 1;
        }
    }
    transaction.commit()?;
    Ok(id)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use canvass_store_sqlite::{LOG_BYTES, SqliteSettings};
    use canvass_testkit::SteppedClock;

    use super::*;

    /// The statements are the engine's own and change with it.
    #[test]
    fn the_bare_loop_fills_the_tables_of_today() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("canvass.db");
        let clock = Arc::new(SteppedClock::new("2026-03-02T09:15:00Z".parse().unwrap()));
        let settings =
            SqliteSettings { path: path.clone(), clock, readers: 1, queue: 10, log_bytes: LOG_BYTES };
        canvass_store::Engine::close(&*canvass_store_sqlite::open(settings).unwrap());
        let mut connection = Connection::open(path).unwrap();
        assert_eq!(write(&mut connection, 1, 1, 3).unwrap(), 4);
        let count = |table: &str| -> i64 {
            connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
        };
        assert_eq!(["contact", "customer", "message"].map(count), [3, 3, 3]);
    }
}
