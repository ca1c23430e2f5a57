//! The writer thread: group commit. It takes what waits, runs each job so that it can be undone alone, commits once and
//! only then tells anybody (promises 2.5).

mod checkpoint;
mod group;

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};
use std::time::Duration;

use canvass_store::{Clock, Job, StoreError};
use flume::Receiver;
use rusqlite::ffi::SQLITE_IOERR_WRITE;
use rusqlite::{Connection, ErrorCode};

use group::Ran;

use super::room::Room;
use super::state::State;
use super::watch::Watch;
use crate::catalogue::{self, Statement};
use crate::error::store_error;

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

fn refuse(group: Vec<Job>, error: &StoreError) {
    for job in group {
        (job.done)(Err(error.clone()));
    }
}

#[cfg(test)]
mod tests;
