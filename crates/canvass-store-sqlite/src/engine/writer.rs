//! The writer thread: group commit. It takes what waits, runs each job so that it can be undone alone, commits once and
//! only then tells anybody (promises 2.5).

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};
use std::time::Duration;

use canvass_store::{Clock, Job, RollBack, StoreError};
use flume::Receiver;
use rusqlite::ffi::{SQLITE_IOERR_DIR_FSYNC, SQLITE_IOERR_FSYNC, SQLITE_IOERR_WRITE};
use rusqlite::{Connection, ErrorCode};

use super::log;
use super::room::{LAST_PATIENCE, PATIENCE, Room, Wish};
use super::state::State;
use super::watch::Watch;
use crate::catalogue::{self, Statement};
use crate::error::store_error;
use crate::tx::SqliteTx;

/// A group takes so many jobs at most.
const MOST_JOBS: usize = 64;
/// As the profile says.
const BUSY: Duration = Duration::from_secs(5);
/// A group takes no further job once it weighs so much.
const MOST_WEIGHT: usize = 10_000;

/// What the writer looks after beside its connection.
pub(super) struct Files {
    pub(super) watch: Watch,
    pub(super) room: Room,
}

pub(super) struct Writer {
    connection: Connection,
    jobs: Receiver<Job>,
    clock: Arc<dyn Clock>,
    state: Arc<State>,
    files: Files,
    wal_pages: Arc<AtomicI32>,
    /// Length of the WAL at its last checkpoint: while readers hold it, it grows on.
    carried_pages: Cell<i32>,
}

/// How one job of a group ended, before the commit.
enum Ran {
    /// Its work stands if the commit does.
    Well,
    /// It was undone by its own wish, maybe because the file cannot be written.
    Undone(Option<StoreError>),
    /// The engine failed it; it was undone.
    Failed(StoreError),
}

impl Writer {
    pub(super) fn new(
        mut connection: Connection,
        jobs: Receiver<Job>,
        clock: Arc<dyn Clock>,
        state: Arc<State>,
        files: Files,
    ) -> rusqlite::Result<Self> {
        let wal_pages = Arc::new(AtomicI32::new(0));
        let seen = Arc::clone(&wal_pages);
        connection.wal_hook(Some(move |_: &mut rusqlite::hooks::Wal, pages| {
            seen.store(pages, Ordering::Relaxed);
            Ok(())
        }))?;
        connection.pragma_update(None, "journal_size_limit", files.room.kept_bytes())?;
        Ok(Self { connection, jobs, clock, state, files, wal_pages, carried_pages: Cell::new(0) })
    }

    pub(super) fn run(self) {
        while let Ok(first) = self.jobs.recv() {
            let group = self.gather(first);
            if let Some(error) = self.state.broken() {
                refuse(group, &error);
                continue;
            }
            self.commit_group(group);
            self.checkpoint_if_long();
        }
        self.close();
    }

    /// Leaves a file that is whole without its log, and says so in it. What cannot be carried over stays in the log.
    fn close(&self) {
        if self.state.broken().is_some() {
            return;
        }
        self.checkpoint(catalogue::CHECKPOINT_PASSIVE);
        if self.state.broken().is_some() {
            return;
        }
        match log::say_closed(&self.connection) {
            Ok(()) => {
                self.checkpoint(catalogue::CHECKPOINT_TRUNCATE);
            }
            Err(error) => self.state.trouble(error.to_string()),
        }
    }

    /// Takes what waits, without waiting for more.
    fn gather(&self, first: Job) -> Vec<Job> {
        let mut weight = first.weight;
        let mut group = vec![first];
        while group.len() < MOST_JOBS && weight < MOST_WEIGHT {
            let Ok(job) = self.jobs.try_recv() else { break };
            weight += job.weight;
            group.push(job);
        }
        group
    }

    fn commit_group(&self, mut group: Vec<Job>) {
        if let Err(error) = self.control(catalogue::BEGIN) {
            self.state.trouble(error.to_string());
            refuse(group, &StoreError::Unavailable(error.to_string()));
            return;
        }
        let ran = match self.run_all(&mut group) {
            Ok(ran) => ran,
            Err(error) => {
                self.state.trouble(error.to_string());
                self.give_up();
                refuse(group, &error);
                return;
            }
        };
        canvass_failpoint::pass("store.before-commit");
        let mut committed = match self.commit() {
            Err(error) if is_unwritten(&error) && self.is_undone() => {
                // Nothing of the group is kept, and the next one may find room (STO-05).
                let error = StoreError::Unavailable(error.to_string());
                self.state.trouble(error.to_string());
                return refuse(group, &error);
            }
            committed => committed.map_err(store_error),
        };
        canvass_failpoint::pass("store.after-commit");
        if let Err(error) = &committed {
            self.state.break_down(format!("COMMIT failed: {error}"));
        } else if let Err(reason) = self.files.watch.look() {
            // Before anybody is told: what stands in a file without a name is not kept.
            self.state.break_down(reason.clone());
            committed = Err(StoreError::OutcomeUnknown(reason));
        }
        self.tell(group, ran, committed.err().as_ref());
    }

    fn commit(&self) -> rusqlite::Result<()> {
        self.connection.prepare_cached(catalogue::COMMIT.text)?.execute([]).map(drop)
    }

    /// Whether no transaction is open any more, after a commit that wrote nothing whole.
    fn is_undone(&self) -> bool {
        self.connection.is_autocommit() || self.control(catalogue::ROLLBACK).is_ok()
    }

    /// Rolls the open transaction back, if there is one.
    fn give_up(&self) {
        if !self.connection.is_autocommit()
            && let Err(error) = self.control(catalogue::ROLLBACK)
        {
            self.state.break_down(format!("ROLLBACK failed: {error}"));
        }
    }

    /// Runs all jobs in the open transaction: together first, for a group seldom holds one that is undone, and what keeps
    /// a job apart costs each page a copy. An error: the work of one can be neither kept nor undone alone, or SQLite undid
    /// all; then nothing of the group must be committed.
    fn run_all(&self, group: &mut [Job]) -> Result<Vec<Ran>, StoreError> {
        let unavailable = |error: StoreError| StoreError::Unavailable(error.to_string());
        if group.len() > 1 && self.run_together(group).map_err(unavailable)? {
            return Ok(group.iter().map(|_| Ran::Well).collect());
        }
        let mut ran = Vec::with_capacity(group.len());
        for job in group {
            ran.push(self.run_one(job, ran.is_empty()).map_err(unavailable)?);
            if self.connection.is_autocommit() {
                // A full disk or a read error made SQLite roll everything back: nothing of the group was done.
                return Err(StoreError::Unavailable("SQLite rolled the transaction back".to_owned()));
            }
        }
        Ok(ran)
    }

    /// Whether all went well; if not, nothing is done.
    fn run_together(&self, group: &mut [Job]) -> Result<bool, StoreError> {
        // Outside of the transaction each statement of the next job would stand on its own.
        let is_open = || !self.connection.is_autocommit();
        if group.iter_mut().all(|job| matches!(self.work(job), Ok(Ok(()))) && is_open()) {
            return Ok(true);
        }
        if is_open() {
            self.control(catalogue::ROLLBACK)?;
        }
        self.control(catalogue::BEGIN).map(|()| false)
    }

    fn work(&self, job: &mut Job) -> std::thread::Result<Result<(), RollBack>> {
        let mut tx = SqliteTx::new(&self.connection, &*self.clock);
        catch_unwind(AssertUnwindSafe(|| (job.work)(&mut tx)))
    }

    /// Runs a job so that it can be undone: while it is alone in the transaction with that, else in a savepoint. An error:
    /// its work can be neither kept nor undone alone.
    fn run_one(&self, job: &mut Job, is_alone: bool) -> Result<Ran, StoreError> {
        if !is_alone && let Err(error) = self.control(catalogue::SAVEPOINT) {
            return Ok(Ran::Failed(error));
        }
        let ran = match self.work(job) {
            Ok(Ok(())) if is_alone => return Ok(Ran::Well),
            Ok(Ok(())) => match self.control(catalogue::RELEASE) {
                Ok(()) => return Ok(Ran::Well),
                Err(error) => Ran::Failed(error),
            },
            Ok(Err(RollBack::Store(error @ StoreError::Unavailable(_)))) => Ran::Undone(Some(error)),
            Ok(Err(_wish)) => Ran::Undone(None),
            Err(_panic) => Ran::Failed(StoreError::Engine("the work panicked".to_owned())),
        };
        if !self.connection.is_autocommit() {
            let undo = if is_alone {
                [catalogue::ROLLBACK, catalogue::BEGIN]
            } else {
                [catalogue::UNDO, catalogue::RELEASE]
            };
            undo.into_iter().try_for_each(|statement| self.control(statement))?;
        }
        Ok(ran)
    }

    fn tell(&self, group: Vec<Job>, ran: Vec<Ran>, failure: Option<&StoreError>) {
        let well = ran.iter().filter(|ran| matches!(ran, Ran::Well)).count();
        if failure.is_none() {
            self.state.committed(u64::try_from(well).unwrap_or(u64::MAX));
        }
        for (job, ran) in group.into_iter().zip(ran) {
            let outcome = match (ran, failure) {
                (Ran::Well, None) => Ok(()),
                (Ran::Well, Some(error)) => Err(StoreError::OutcomeUnknown(error.to_string())),
                // It did nothing, but why may be what it read of a neighbour that is not stored now.
                (Ran::Undone(_), Some(error)) => {
                    self.state.undone();
                    Err(StoreError::Unavailable(error.to_string()))
                }
                (Ran::Undone(trouble), None) => {
                    self.state.undone();
                    if let Some(error) = trouble {
                        self.state.trouble(error.to_string());
                    }
                    Ok(())
                }
                (Ran::Failed(error), _) => {
                    self.state.undone();
                    Err(error)
                }
            };
            (job.done)(outcome);
        }
    }

    fn checkpoint_if_long(&self) {
        let pages = self.wal_pages.load(Ordering::Relaxed);
        if pages < self.carried_pages.get() {
            self.carried_pages.set(0);
        }
        let wish = self.files.room.wish(pages, self.carried_pages.get());
        if wish == Wish::Nothing {
            return;
        }
        self.carried_pages.set(pages);
        // Without waiting, so that only what came meanwhile is left to those who do wait.
        self.checkpoint(catalogue::CHECKPOINT_PASSIVE);
        if wish == Wish::Carry || self.state.broken().is_some() {
            return;
        }
        let stays = &self.files.room.stays;
        let round = stays.next_round();
        if self.begin_anew(PATIENCE) {
            return;
        }
        let ended = if wish == Wish::Must { stays.end_before(round) } else { 0 };
        let begins_anew = ended > 0 && self.begin_anew(LAST_PATIENCE);
        tracing::warn!(
            pages,
            ended,
            begins_anew,
            "readings keep the log of the database from beginning anew"
        );
    }

    /// Lets the WAL begin anew, and waits for readings that are in the way; whether it does. What failed is no reading.
    fn begin_anew(&self, patience: Duration) -> bool {
        let usual = self.connection.busy_timeout(patience);
        let is_free = self.checkpoint(catalogue::CHECKPOINT_RESTART);
        if let Err(error) = usual.and_then(|()| self.connection.busy_timeout(BUSY)) {
            self.state.trouble(error.to_string());
        }
        is_free
    }

    /// Carries the WAL over; whether no reading was in the way.
    fn checkpoint(&self, statement: Statement) -> bool {
        let ran = self
            .connection
            .prepare_cached(statement.text)
            .and_then(|mut prepared| prepared.query_row([], |row| row.get::<_, i64>(0)));
        let is_free = !matches!(ran, Ok(1..));
        self.checkpoint_ended(ran);
        is_free
    }

    /// Readers in the way are no error. What could not be written still stands in the WAL, and every commit with it; only
    /// after a failed sync nobody knows what the disk holds.
    fn checkpoint_ended(&self, ran: rusqlite::Result<i64>) {
        let Err(error) = ran else {
            self.files.watch.carried_over();
            return self.state.checkpointed();
        };
        let reason = format!("the checkpoint failed: {error}");
        if is_no_room(&error) { self.state.trouble(reason) } else { self.state.break_down(reason) }
    }

    fn control(&self, statement: Statement) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(statement.text)
            .and_then(|mut prepared| prepared.execute([]))
            .map(drop)
            .map_err(store_error)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.state.break_down("the writer thread panicked".to_owned());
        }
    }
}

/// Whether a commit failed because its pages could not be written. The mark of a commit is on its last page, and a page
/// that is not whole counts for nothing: what could not be written is not committed, today and after a crash. A failed sync
/// is another matter.
fn is_unwritten(error: &rusqlite::Error) -> bool {
    error.sqlite_error().is_some_and(|failure| {
        failure.code == ErrorCode::DiskFull || failure.extended_code == SQLITE_IOERR_WRITE
    })
}

/// Whether a write found no room or did not get through, and no sync failed.
fn is_no_room(error: &rusqlite::Error) -> bool {
    error.sqlite_error().is_some_and(|failure| {
        matches!(failure.code, ErrorCode::DiskFull | ErrorCode::SystemIoFailure)
            && ![SQLITE_IOERR_FSYNC, SQLITE_IOERR_DIR_FSYNC].contains(&failure.extended_code)
    })
}

fn refuse(group: Vec<Job>, error: &StoreError) {
    for job in group {
        (job.done)(Err(error.clone()));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use canvass_store::{Access, area::NodeId};
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
            let is_undo = matches!(
                context.action,
                AuthAction::Savepoint { operation: TransactionOperation::Rollback, .. }
            );
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
        let beats: i64 =
            writer.connection.query_row("SELECT COUNT(*) FROM node", [], |row| row.get(0)).unwrap();
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
        let count = || -> i64 {
            writer.connection.query_row("SELECT COUNT(*) FROM node", [], |row| row.get(0)).unwrap()
        };
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
        writer.checkpoint_ended(failed(SQLITE_IOERR_FSYNC));
        assert!(writer.state.lost().is_some());
    }
}
