use std::sync::mpsc;

use canvass_store::{Access, RollBack, area::NodeId};
use rusqlite::ffi;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization, TransactionOperation};

use super::super::{migrations::migrate, open_writer};
use super::*;

struct Standing;

impl Clock for Standing {
    fn now(&self) -> jiff::Timestamp {
        jiff::Timestamp::UNIX_EPOCH
    }
}

fn writer(folder: &std::path::Path) -> Writer {
    let mut connection = open_writer(&folder.join("canvass.db")).unwrap();
    migrate(&mut connection).unwrap();
    let (_, jobs) = flume::bounded(1);
    let watch = Watch::new(&folder.join("canvass.db"));
    let files = Files { watch, room: Room::of(1 << 30, Arc::default()) };
    Writer::new(connection, jobs, Arc::new(Standing), Arc::new(State::default()), files).unwrap()
}

fn beat(node: i64, verdict: Result<(), RollBack>) -> (Job, mpsc::Receiver<Result<(), StoreError>>) {
    let (tell, told) = mpsc::channel();
    let job = Job {
        access: Access::Write,
        weight: 1,
        work: Box::new(move |tx| {
            tx.system().beat(NodeId(node)).unwrap();
            verdict.clone()
        }),
        done: Box::new(move |outcome| tell.send(outcome).unwrap()),
    };
    (job, told)
}

#[test]
fn work_that_cannot_be_undone_alone_takes_its_whole_group_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = writer(folder.path());
    let deny = |context: AuthContext<'_>| {
        let is_undo =
            matches!(context.action, AuthAction::Savepoint { operation: TransactionOperation::Rollback, .. });
        if is_undo { Authorization::Deny } else { Authorization::Allow }
    };
    writer.connection.authorizer(Some(deny)).unwrap();
    let (good, good_told) = beat(1, Ok(()));
    let (refused, refused_told) = beat(2, Err(RollBack::Refused));
    let (late, late_told) = beat(3, Ok(()));
    writer.commit_group(vec![good, refused, late]);
    for told in [good_told, refused_told, late_told] {
        let outcome = told.recv().unwrap();
        assert!(outcome.is_err(), "nothing of the group stands: {outcome:?}");
    }
    let beats: i64 = writer.connection.query_row("SELECT COUNT(*) FROM node", [], |row| row.get(0)).unwrap();
    assert_eq!((beats, writer.connection.is_autocommit()), (0, true));
    assert_eq!((writer.state.writable().is_err(), writer.state.lost()), (true, None));
    let (next, next_told) = beat(4, Ok(()));
    writer.commit_group(vec![next]);
    assert_eq!(next_told.recv().unwrap(), Ok(()));
    assert_eq!(writer.state.writable(), Ok(()));
}

#[test]
fn work_that_is_undone_leaves_what_comes_after_it_and_before_it() {
    let folder = tempfile::tempdir().unwrap();
    let writer = writer(folder.path());
    let verdicts = [Err(RollBack::Refused), Ok(()), Err(RollBack::Refused), Ok(())];
    let (group, told): (Vec<_>, Vec<_>) =
        (1..).zip(verdicts).map(|(node, verdict)| beat(node, verdict)).unzip();
    writer.commit_group(group);
    assert!(told.into_iter().all(|told| told.recv().unwrap().is_ok()));
    let mut nodes = writer.connection.prepare("SELECT node_id FROM node ORDER BY node_id").unwrap();
    let nodes: Vec<i64> = nodes.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert_eq!(nodes, [2, 4]);
}

/// Writes until there is no room, or so many rows.
fn beats(nodes: i64) -> (Job, mpsc::Receiver<Result<(), StoreError>>) {
    let (tell, told) = mpsc::channel();
    let job = Job {
        access: Access::Write,
        weight: 1,
        work: Box::new(move |tx| {
            let written = (0..nodes).try_for_each(|node| tx.system().beat(NodeId(node)));
            written.map_err(RollBack::Store)
        }),
        done: Box::new(move |outcome| tell.send(outcome).unwrap()),
    };
    (job, told)
}

#[test]
fn sto_05_sto_06_without_room_a_write_is_undone_as_a_whole_and_with_room_writing_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let writer = writer(folder.path());
    let pages: i64 = writer.connection.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
    let count =
        || -> i64 { writer.connection.query_row("SELECT COUNT(*) FROM node", [], |row| row.get(0)).unwrap() };
    let (first, told) = beat(1, Ok(()));
    writer.commit_group(vec![first]);
    assert_eq!((told.recv().unwrap(), count()), (Ok(()), 1));
    writer.connection.pragma_update(None, "max_page_count", pages).unwrap();
    let (beside, beside_told) = beat(2, Ok(()));
    let (large, large_told) = beats(10_000);
    writer.commit_group(vec![beside, large]);
    // The one that stood before the full disk may be lost with it, but then it is told so.
    let (beside, large) = (beside_told.recv().unwrap(), large_told.recv().unwrap());
    assert_eq!(count(), if beside.is_ok() { 2 } else { 1 }, "{beside:?} {large:?}");
    assert!(writer.state.writable().is_err(), "not ready while there is no room");
    assert_eq!(writer.state.lost(), None, "but nothing is broken");
    writer.connection.pragma_update(None, "max_page_count", pages * 100).unwrap();
    let (again, told) = beats(10_000);
    writer.commit_group(vec![again]);
    assert_eq!((told.recv().unwrap(), count()), (Ok(()), 10_000));
    assert_eq!(writer.state.writable(), Ok(()));
}

#[test]
fn a_checkpoint_without_room_is_trouble_until_the_next_commit_and_a_failed_sync_is_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let writer = writer(folder.path());
    let failed = |code| Err(rusqlite::Error::SqliteFailure(ffi::Error::new(code), None));
    for code in [ffi::SQLITE_FULL, SQLITE_IOERR_WRITE] {
        writer.checkpoint_ended(failed(code));
        assert!(writer.state.writable().is_err());
        assert_eq!(writer.state.lost(), None);
        let (next, told) = beat(1, Ok(()));
        writer.commit_group(vec![next]);
        assert_eq!((told.recv().unwrap(), writer.state.writable()), (Ok(()), Ok(())));
    }
    writer.checkpoint_ended(failed(ffi::SQLITE_IOERR_FSYNC));
    assert!(writer.state.lost().is_some());
}
