//! The jobs of a group in one transaction: each can be undone alone.

use std::panic::{AssertUnwindSafe, catch_unwind};

use canvass_store::{Job, RollBack, StoreError};

use super::Writer;
use crate::catalogue;
use crate::tx::SqliteTx;

/// How one job of a group ended, before the commit.
pub(super) enum Ran {
    /// Its work stands if the commit does.
    Well,
    /// It was undone by its own wish, maybe because the file cannot be written.
    Undone(Option<StoreError>),
    /// The engine failed it; it was undone.
    Failed(StoreError),
}

impl Writer {
    /// Runs all jobs in the open transaction: together first, for a group seldom holds one that is undone, and what keeps
    /// a job apart costs each page a copy. An error: the work of one can be neither kept nor undone alone, or SQLite undid
    /// all; then nothing of the group must be committed.
    pub(super) fn run_all(&self, group: &mut [Job]) -> Result<Vec<Ran>, StoreError> {
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
}
