//! The writer: shared commits, jobs that fail alone, and the end of a connection whose commit failed.

use std::sync::mpsc;

use canvass_store::area::NodeId;
use canvass_store::{Access, Engine, Job, RollBack, Store, StoreError};
use rusqlite::Connection;

use super::{engine, settings};
use crate::open;

/// Occupies the writer until the returned sender is dropped; the receiver tells when it is in.
fn occupy(engine: &dyn Engine) -> (mpsc::Sender<()>, mpsc::Receiver<()>) {
    let (release, wait) = mpsc::channel::<()>();
    let (tell, inside) = mpsc::channel();
    let job = Job {
        access: Access::Write,
        weight: 20_000,
        work: Box::new(move |_| {
            tell.send(()).unwrap();
            // Ends when the sender is dropped.
            wait.recv().unwrap_err();
            Ok(())
        }),
        done: Box::new(drop),
    };
    assert!(engine.submit(job).is_ok());
    (release, inside)
}

#[test]
fn jobs_that_wait_share_one_commit_and_a_failing_one_fails_alone() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path());
    let store = Store::new(engine.clone());
    let (release, inside) = occupy(&*engine);
    inside.recv().unwrap();
    let pending: Vec<_> = (0..40)
        .map(|number| {
            store.write_system::<_, StoreError, _>(move |tx| {
                tx.beat(NodeId(number))?;
                match number {
                    7 => Err(StoreError::Missing("seven")),
                    8 => panic!("eight"),
                    _ => Ok(number),
                }
            })
        })
        .collect();
    drop(release);
    let answers: Vec<_> = pending.into_iter().map(canvass_store::Pending::wait).collect();
    for (number, answer) in (0..).zip(&answers) {
        match number {
            7 => assert_eq!(*answer, Err(StoreError::Missing("seven"))),
            8 => assert_eq!(*answer, Err(StoreError::Engine("the work panicked".to_owned()))),
            _ => assert_eq!(*answer, Ok(number)),
        }
    }
    let stats = engine.stats();
    assert_eq!((stats.commits, stats.jobs, stats.undone), (2, 39, 2));
    engine.close();
    let file = Connection::open(folder.path().join("canvass.db")).unwrap();
    let beats: i64 = file.query_row("SELECT COUNT(*) FROM node", [], |row| row.get(0)).unwrap();
    assert_eq!(beats, 38);
}

#[test]
fn what_comes_when_the_line_is_full_is_given_back_as_busy() {
    let folder = tempfile::tempdir().unwrap();
    let engine = open(crate::SqliteSettings { queue: 2, ..settings(folder.path()) }).unwrap();
    let store = Store::new(engine.clone());
    let (release, inside) = occupy(&*engine);
    inside.recv().unwrap();
    let beat = |number| store.write_system::<_, StoreError, _>(move |tx| tx.beat(NodeId(number)));
    let waiting = [beat(1), beat(2)];
    assert_eq!(beat(3).wait(), Err(StoreError::Busy));
    drop(release);
    for pending in waiting {
        pending.wait().unwrap();
    }
    beat(4).wait().unwrap();
}

#[test]
fn after_a_failed_commit_the_outcome_is_unknown_and_the_connection_is_given_up() {
    let folder = tempfile::tempdir().unwrap();
    engine(folder.path()).close();
    let file = Connection::open(folder.path().join("canvass.db")).unwrap();
    // A deferred foreign key without its row lets the statement pass and the COMMIT fail.
    file.execute_batch(
        "CREATE TABLE parent (id INTEGER PRIMARY KEY);
         CREATE TABLE child (id INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED);
         CREATE TRIGGER break_commit AFTER INSERT ON node WHEN new.node_id = 666
             BEGIN INSERT INTO child VALUES (1); END;",
    )
    .unwrap();
    drop(file);
    let engine = engine(folder.path());
    let store = Store::new(engine.clone());
    let (release, inside) = occupy(&*engine);
    inside.recv().unwrap();
    let well = store.write_system::<_, StoreError, _>(|tx| tx.beat(NodeId(1)));
    let breaking = store.write_system::<_, StoreError, _>(|tx| tx.beat(NodeId(666)));
    let refused = store.write_system::<(), StoreError, _>(|_| Err(StoreError::Missing("nothing")));
    drop(release);
    assert!(matches!(well.wait(), Err(StoreError::OutcomeUnknown(_))));
    assert!(matches!(breaking.wait(), Err(StoreError::OutcomeUnknown(_))));
    // Its refusal may rest on what a neighbour wrote, which is not stored.
    let refused = refused.wait();
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
    assert!(engine.lost().is_some_and(|reason| reason.contains("COMMIT")), "{:?}", engine.lost());
    assert!(matches!(engine.writable(), Err(StoreError::Unavailable(_))));
    let later = store.write_system::<_, StoreError, _>(|tx| tx.beat(NodeId(2))).wait();
    assert!(matches!(later, Err(StoreError::Unavailable(_))), "{later:?}");
    engine.close();
    let file = Connection::open(folder.path().join("canvass.db")).unwrap();
    let beats: i64 = file.query_row("SELECT COUNT(*) FROM node", [], |row| row.get(0)).unwrap();
    assert_eq!(beats, 0);
}

#[test]
fn a_reading_job_cannot_write() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::new(engine(folder.path()));
    let written = store.read_system::<_, StoreError, _>(|tx| tx.beat(NodeId(1))).wait();
    assert!(matches!(written, Err(StoreError::Unavailable(_))), "{written:?}");
    let beats = store.read_system::<_, StoreError, _>(|tx| tx.newest_beat()).wait();
    assert_eq!(beats, Ok(None));
}

#[test]
fn a_panicking_reader_goes_on_reading() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path());
    for _ in 0..4 {
        let (tell, told) = mpsc::channel();
        let job = Job {
            access: Access::Read,
            weight: 0,
            work: Box::new(|_| -> Result<(), RollBack> { panic!("reader") }),
            done: Box::new(move |outcome| tell.send(outcome).unwrap()),
        };
        assert!(engine.submit(job).is_ok());
        assert_eq!(told.recv().unwrap(), Err(StoreError::Engine("the work panicked".to_owned())));
    }
    let store = Store::new(engine);
    assert_eq!(store.read_system::<_, StoreError, _>(|tx| tx.newest_beat()).wait(), Ok(None));
}
