//! The writer thread: group commit. It takes what waits, runs each job in a savepoint of its own, commits once and
//! only then tells anybody (promises 2.5).

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};

use canvass_store::{Clock, Job, RollBack, StoreError};
use flume::Receiver;
use rusqlite::Connection;

use super::state::State;
use crate::catalogue::{self, Statement};
use crate::error::store_error;
use crate::tx::SqliteTx;

/// A group takes so many jobs at most.
const MOST_JOBS: usize = 64;
/// A group takes no further job once it weighs so much.
const MOST_WEIGHT: usize = 10_000;
/// From so many pages on the WAL is carried over into the file.
const CHECKPOINT_PAGES: i32 = 16_000;
/// From so many pages on readers are waited for, so that the WAL starts anew.
const RESTART_PAGES: i32 = 64_000;

pub(super) struct Writer {
    connection: Connection,
    jobs: Receiver<Job>,
    clock: Arc<dyn Clock>,
    state: Arc<State>,
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
    ) -> rusqlite::Result<Self> {
        let wal_pages = Arc::new(AtomicI32::new(0));
        let seen = Arc::clone(&wal_pages);
        connection.wal_hook(Some(move |_: &mut rusqlite::hooks::Wal, pages| {
            seen.store(pages, Ordering::Relaxed);
            Ok(())
        }))?;
        Ok(Self { connection, jobs, clock, state, wal_pages, carried_pages: Cell::new(0) })
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
        if self.state.broken().is_none() {
            self.checkpoint(catalogue::CHECKPOINT_TRUNCATE);
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
        let mut ran = Vec::with_capacity(group.len());
        for job in &mut group {
            ran.push(self.run_one(job));
            if self.connection.is_autocommit() {
                // A full disk or a read error made SQLite roll everything back: nothing of the group was done.
                let lost = StoreError::Unavailable("SQLite rolled the transaction back".to_owned());
                self.state.trouble(lost.to_string());
                refuse(group, &lost);
                return;
            }
        }
        canvass_failpoint::pass("store.before-commit");
        let committed = self.control(catalogue::COMMIT);
        canvass_failpoint::pass("store.after-commit");
        if let Err(error) = &committed {
            self.state.break_down(format!("COMMIT failed: {error}"));
        }
        self.tell(group, ran, committed.err().as_ref());
    }

    fn run_one(&self, job: &mut Job) -> Ran {
        if let Err(error) = self.control(catalogue::SAVEPOINT) {
            return Ran::Failed(error);
        }
        let mut tx = SqliteTx::new(&self.connection, &*self.clock);
        let result = catch_unwind(AssertUnwindSafe(|| (job.work)(&mut tx)));
        let ran = match result {
            Ok(Ok(())) => match self.control(catalogue::RELEASE) {
                Ok(()) => return Ran::Well,
                Err(error) => Ran::Failed(error),
            },
            Ok(Err(RollBack::Store(error @ StoreError::Unavailable(_)))) => Ran::Undone(Some(error)),
            Ok(Err(_wish)) => Ran::Undone(None),
            Err(_panic) => Ran::Failed(StoreError::Engine("the work panicked".to_owned())),
        };
        if self.connection.is_autocommit() {
            return ran;
        }
        match self.control(catalogue::UNDO).and_then(|()| self.control(catalogue::RELEASE)) {
            Ok(()) => ran,
            Err(error) => {
                // What cannot be undone must not be committed: give the whole group up.
                self.state.trouble(error.to_string());
                if let Err(error) = self.control(catalogue::ROLLBACK) {
                    self.state.break_down(format!("ROLLBACK failed: {error}"));
                }
                Ran::Failed(error)
            }
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
                (Ran::Undone(trouble), _) => {
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
        if pages - self.carried_pages.get() < CHECKPOINT_PAGES {
            return;
        }
        self.carried_pages.set(pages);
        self.checkpoint(if pages < RESTART_PAGES {
            catalogue::CHECKPOINT_PASSIVE
        } else {
            catalogue::CHECKPOINT_RESTART
        });
    }

    /// Carries the WAL over. Readers in the way are no error; a failing sync is the end of this connection.
    fn checkpoint(&self, statement: Statement) {
        let ran = self
            .connection
            .prepare_cached(statement.text)
            .and_then(|mut prepared| prepared.query_row([], |row| row.get::<_, i64>(0)));
        match ran.map_err(store_error) {
            Ok(_busy) => self.state.checkpointed(),
            Err(error) => self.state.break_down(format!("the checkpoint failed: {error}")),
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

fn refuse(group: Vec<Job>, error: &StoreError) {
    for job in group {
        (job.done)(Err(error.clone()));
    }
}
