//! STO-09: the files of the database are removed, replaced or cut short under the running engine. Nothing is acknowledged
//! from then on, and the engine says that it must start anew.

use std::fs::{self, OpenOptions};
use std::path::Path;

use canvass_store::{Engine as _, Store, StoreError};

use super::{engine, settings};
use crate::{OpenError, open};

fn pause(store: &Store, reason: &'static str) -> Result<(), StoreError> {
    store.write_system(move |tx| tx.set_sending_pause(Some(reason))).wait()
}

fn removed(path: &Path) {
    fs::remove_file(path).unwrap();
}

fn replaced(path: &Path) {
    let copy = path.with_extension("copy");
    fs::copy(path, &copy).unwrap();
    fs::rename(copy, path).unwrap();
}

fn cut_short(path: &Path) {
    OpenOptions::new().write(true).open(path).unwrap().set_len(4096).unwrap();
}

/// What becomes of the file, and what is told of it.
type Case = (&'static str, fn(&Path), &'static str);

#[test]
fn sto_09_what_is_written_to_a_file_that_was_taken_away_is_never_acknowledged() {
    let cases: [Case; 5] = [
        ("canvass.db", removed, "the database file was removed"),
        ("canvass.db", replaced, "the database file was replaced"),
        ("canvass.db", cut_short, "the database file was cut short"),
        ("canvass.db-wal", removed, "the write-ahead log of the database was removed"),
        ("canvass.db-wal", replaced, "the write-ahead log of the database was replaced"),
    ];
    for (file, happens, told) in cases {
        let folder = tempfile::tempdir().unwrap();
        // Opened once before: what the migrations made stands in the file and not in its log.
        engine(folder.path()).close();
        let engine = engine(folder.path());
        let store = Store::new(engine.clone());
        pause(&store, "before").unwrap();
        happens(&folder.path().join(file));
        let after = pause(&store, "after");
        assert!(after.is_err(), "{told}: {after:?}");
        assert!(engine.lost().is_some_and(|reason| reason.contains(told)), "{told}: {:?}", engine.lost());
        assert!(engine.writable().is_err(), "{told}");
        let later = pause(&store, "later");
        assert!(matches!(later, Err(StoreError::Unavailable(_))), "{told}: {later:?}");
    }
}

#[test]
fn a_first_group_that_writes_nothing_finds_no_log_and_misses_none() {
    let folder = tempfile::tempdir().unwrap();
    engine(folder.path()).close();
    let engine = engine(folder.path());
    let store = Store::new(engine.clone());
    let nothing: Result<(), StoreError> = store.write_system(|_| Ok(())).wait();
    assert_eq!((nothing, engine.lost()), (Ok(()), None));
    pause(&store, "now").unwrap();
    assert_eq!(engine.writable(), Ok(()));
}

#[test]
fn sto_09_after_a_removal_no_empty_database_is_made_in_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let first = engine(folder.path());
    let store = Store::new(first.clone());
    pause(&store, "before").unwrap();
    removed(&folder.path().join("canvass.db"));
    assert!(pause(&store, "after").is_err());
    first.close();
    drop((store, first));
    let refused = open(settings(folder.path())).map(drop).unwrap_err();
    assert!(matches!(refused, OpenError::Gone(..)), "{refused}");
}
