//! STO-10: a log is taken in only where it is the database's own, and one that is needed is missed aloud. A crash is a copy of
//! the files of an engine that is open.

use std::fs;
use std::path::Path;

use canvass_store::{Engine as _, Store, StoreError};
use rusqlite::Connection;
use tempfile::TempDir;

use super::{engine, settings};
use crate::engine::{migrate, open_writer};
use crate::{OpenError, open};

const DATABASE: &str = "canvass.db";
const LOG: &str = "canvass.db-wal";
const CONSENT: &str = "canvass.db.start-without-log";

fn pause(store: &Store, reason: &'static str) {
    store.write_system::<_, StoreError, _>(move |tx| tx.set_sending_pause(Some(reason))).wait().unwrap();
}

fn copied(from: &Path) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in [DATABASE, LOG, "canvass.db.lock"] {
        if from.join(name).exists() {
            fs::copy(from.join(name), folder.path().join(name)).unwrap();
        }
    }
    folder
}

/// An installation that was killed after it stored this reason.
fn killed(reason: &'static str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    killed_again(folder.path(), reason)
}

fn killed_again(folder: &Path, reason: &'static str) -> TempDir {
    let engine = engine(folder);
    pause(&Store::new(engine.clone()), reason);
    copied(folder)
}

/// One that was stopped in order.
fn stopped(reason: &'static str) -> TempDir {
    let folder = killed(reason);
    engine(folder.path()).close();
    folder
}

fn kept(folder: &Path) -> Option<String> {
    let engine = engine(folder);
    assert_eq!(engine.integrity().unwrap(), Vec::<String>::new());
    let store = Store::new(engine);
    store.read_system::<_, StoreError, _>(|tx| tx.sending_pause()).wait().unwrap()
}

fn put_log(from: &Path, to: &Path) {
    fs::copy(from.join(LOG), to.join(LOG)).unwrap();
}

/// Refused, with nothing changed.
fn refused(folder: &Path) -> OpenError {
    let read = |name: &str| fs::read(folder.join(name)).ok();
    let before = (read(DATABASE), read(LOG));
    let error = open(settings(folder)).map(drop).unwrap_err();
    assert!(before == (read(DATABASE), read(LOG)), "a refusal changes nothing");
    error
}

fn refused_as_foreign(folder: &Path) -> String {
    let error = refused(folder);
    assert!(matches!(error, OpenError::LogForeign(..)), "{error}");
    error.to_string()
}

#[test]
fn sto_10_what_was_killed_or_stopped_opens_again_and_again_and_keeps_everything() {
    let mut folder = tempfile::tempdir().unwrap();
    for reason in ["one", "two", "three", "four"] {
        folder = killed_again(folder.path(), reason);
        let again = copied(folder.path());
        assert_eq!(kept(again.path()).as_deref(), Some(reason), "after a kill");
        assert_eq!(kept(again.path()).as_deref(), Some(reason), "after a stop");
    }
}

#[test]
fn sto_10_a_log_that_is_needed_and_gone_is_missed_until_somebody_says_to_go_on() {
    type Loss = fn(&Path);
    let losses: [Loss; 3] = [
        |log| fs::remove_file(log).unwrap(),
        |log| fs::write(log, b"").unwrap(),
        |log| fs::write(log, [7; 5000]).unwrap(),
    ];
    for loss in losses {
        let folder = killed("lost");
        loss(&folder.path().join(LOG));
        let error = refused(folder.path());
        assert!(matches!(error, OpenError::LogMissing(..)), "{error}");
        let told = error.to_string();
        assert!(told.contains(LOG) && told.contains(CONSENT), "{told}");
        fs::write(folder.path().join(CONSENT), b"").unwrap();
        assert_eq!(kept(folder.path()), None);
        assert!(!folder.path().join(CONSENT).exists(), "it counts once");
    }
}

#[test]
fn sto_10_after_a_stop_in_order_no_log_is_missed() {
    let folder = stopped("kept");
    fs::remove_file(folder.path().join(LOG)).unwrap();
    assert_eq!(kept(folder.path()).as_deref(), Some("kept"));
}

#[test]
fn sto_10_the_log_of_another_database_is_not_taken_in() {
    let other = killed("other");
    for folder in [killed("ours"), stopped("ours")] {
        let own = copied(folder.path());
        put_log(other.path(), folder.path());
        let told = refused_as_foreign(folder.path());
        assert!(told.contains(LOG) && told.contains("another database"), "{told}");
        put_log(own.path(), folder.path());
        assert_eq!(kept(folder.path()).as_deref(), Some("ours"));
    }
    let without_database = tempfile::tempdir().unwrap();
    put_log(other.path(), without_database.path());
    assert!(refused_as_foreign(without_database.path()).contains("there is no database"));
}

#[test]
fn sto_10_a_log_of_the_same_database_from_another_time_is_not_taken_in() {
    let first = killed("first");
    // The same database, opened once more and killed: by then the log of before stands in its file.
    let second = killed_again(copied(first.path()).path(), "second");
    put_log(first.path(), second.path());
    refused_as_foreign(second.path());
    // Stopped in order after that log was copied.
    let third = copied(first.path());
    engine(third.path()).close();
    put_log(first.path(), third.path());
    refused_as_foreign(third.path());
}

#[test]
fn sto_10_a_backup_beside_the_log_of_what_it_replaces_starts_once_the_log_is_moved_away() {
    let backup = stopped("backup");
    let folder = killed_again(copied(backup.path()).path(), "later");
    fs::copy(backup.path().join(DATABASE), folder.path().join(DATABASE)).unwrap();
    refused_as_foreign(folder.path());
    fs::rename(folder.path().join(LOG), folder.path().join("moved")).unwrap();
    assert_eq!(kept(folder.path()).as_deref(), Some("backup"));
}

#[test]
fn sto_10_a_killed_database_of_before_opens_with_its_log_but_not_with_that_of_another_program() {
    let folder = tempfile::tempdir().unwrap();
    let mut old = open_writer(&folder.path().join(DATABASE)).unwrap();
    migrate(&mut old).unwrap();
    let killed = copied(folder.path());
    let theirs = tempfile::tempdir().unwrap();
    let other = Connection::open(theirs.path().join(DATABASE)).unwrap();
    other.execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE theirs (id INTEGER)").unwrap();
    let confused = copied(killed.path());
    put_log(theirs.path(), confused.path());
    assert!(refused_as_foreign(confused.path()).contains("another program"));
    assert_eq!(kept(killed.path()), None);
}

#[test]
fn sto_10_a_journal_is_not_played_back() {
    let folder = stopped("kept");
    let journal = folder.path().join("canvass.db-journal");
    fs::write(&journal, [7; 5000]).unwrap();
    assert!(refused_as_foreign(folder.path()).contains("-journal"));
    fs::remove_file(journal).unwrap();
    assert_eq!(kept(folder.path()).as_deref(), Some("kept"));
}
