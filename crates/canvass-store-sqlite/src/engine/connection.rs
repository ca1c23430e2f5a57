//! Connections: the profile of promises 2.6, asserted and not hoped for.

use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::OpenError;
use crate::catalogue;

/// Below this the WAL-reset race of SQLite 3.7.0 to 3.51.2 loses data.
const OLDEST_SQLITE: i32 = 3_051_003;
/// Marks our files: "cnvs".
pub(super) const APPLICATION: u32 = 1_668_183_667;
/// More than the statements of the catalogue: none is ever prepared twice.
const CACHED_STATEMENTS: usize = 512;

/// The library that was linked must be new enough and safe to share between threads.
fn assert_library(connection: &Connection) -> Result<(), OpenError> {
    let mut options: Vec<String> = Vec::new();
    connection.pragma_query(None, "compile_options", |row| {
        options.push(row.get(0)?);
        Ok(())
    })?;
    judge_library((rusqlite::version_number(), rusqlite::version()), &options)
}

/// Whether a library of this version, built with these options, keeps what it was given.
fn judge_library((number, version): (i32, &str), options: &[String]) -> Result<(), OpenError> {
    if number < OLDEST_SQLITE {
        return Err(OpenError::LibraryTooOld(version.to_owned()));
    }
    if !options.iter().any(|option| option == "THREADSAFE=1") {
        return Err(OpenError::LibraryOption("THREADSAFE=1"));
    }
    for unwanted in ["OMIT_WAL", "OMIT_FOREIGN_KEY", "OMIT_INTEGRITY_CHECK"] {
        if options.iter().any(|option| option == unwanted) {
            return Err(OpenError::LibraryOption(unwanted));
        }
    }
    Ok(())
}

/// A statement is prepared once. Without the stability guarantee SQLite looks at the values bound beside columns of partial
/// indexes and plans such a statement again whenever they change.
fn keep_statements(connection: &Connection) -> Result<(), OpenError> {
    connection.set_prepared_statement_cache_capacity(CACHED_STATEMENTS);
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

/// Opens the one connection that writes, making the file if there is none.
pub(crate) fn open_writer(path: &Path) -> Result<Connection, OpenError> {
    let connection = Connection::open(path)?;
    assert_library(&connection)?;
    // Closing must not touch the file after an error, whichever it is: the writer checkpoints by itself when all is well.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    keep_statements(&connection)?;
    mark(&connection)?;
    connection.execute_batch(catalogue::WRITER.text)?;
    assert_profile(&connection)?;
    Ok(connection)
}

/// Opens a connection that cannot write.
pub(crate) fn open_reader(path: &Path) -> Result<Connection, OpenError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    keep_statements(&connection)?;
    connection.execute_batch(catalogue::READER.text)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    Ok(connection)
}

/// Claims a fresh file, and refuses a file of somebody else.
fn mark(connection: &Connection) -> Result<(), OpenError> {
    let id: i64 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if id == i64::from(APPLICATION) {
        return Ok(());
    }
    let tables: i64 = connection.query_row(catalogue::COUNT_TABLES.text, [], |row| row.get(0))?;
    if id != 0 || tables > 0 {
        return Err(OpenError::NotOurs);
    }
    connection.execute_batch(catalogue::MARK_FILE.text)?;
    Ok(())
}

/// Whether the promises of the profile are set.
pub(super) fn assert_profile(connection: &Connection) -> Result<(), OpenError> {
    let journal: String = connection.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
    let synchronous: i64 = connection.pragma_query_value(None, "synchronous", |row| row.get(0))?;
    let foreign_keys: i64 = connection.pragma_query_value(None, "foreign_keys", |row| row.get(0))?;
    if journal != "wal" {
        return Err(OpenError::Profile("journal_mode=WAL"));
    }
    if synchronous != 2 {
        return Err(OpenError::Profile("synchronous=FULL"));
    }
    if foreign_keys != 1 {
        return Err(OpenError::Profile("foreign_keys=ON"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(number: i32, version: &str, options: &[&str]) -> Option<String> {
        let options: Vec<String> = options.iter().map(|&option| option.to_owned()).collect();
        judge_library((number, version), &options).err().map(|error| error.to_string())
    }

    #[test]
    fn sto_12_a_library_that_is_too_old_or_lacks_what_is_needed_is_refused_with_advice() {
        for (number, version) in [(3_007_000, "3.7.0"), (3_040_001, "3.40.1"), (3_051_002, "3.51.2")] {
            let told = told(number, version, &["THREADSAFE=1"]).unwrap();
            assert!(told.contains(version) && told.contains("build with 3.51.3 or newer"), "{told}");
        }
        for (number, version) in [(3_051_003, "3.51.3"), (3_052_000, "3.52.0"), (4_000_000, "4.0.0")] {
            assert_eq!(told(number, version, &["COMPILER=gcc", "THREADSAFE=1"]), None);
        }
        for options in [&["THREADSAFE=0"][..], &["THREADSAFE=2"], &[]] {
            assert!(told(3_052_000, "3.52.0", options).unwrap().contains("see THREADSAFE=1"), "{options:?}");
        }
        for unwanted in ["OMIT_WAL", "OMIT_FOREIGN_KEY", "OMIT_INTEGRITY_CHECK"] {
            let told = told(3_052_000, "3.52.0", &["THREADSAFE=1", unwanted]).unwrap();
            assert!(told.contains(unwanted) && told.contains("build with the bundled one"), "{told}");
        }
        assert_library(&Connection::open_in_memory().unwrap()).unwrap();
    }
}
