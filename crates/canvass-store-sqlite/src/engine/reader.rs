//! A reader thread: each job sees one consistent state, beside the writer, for as long as the log may grow behind it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use canvass_store::{Clock, Job, RollBack, StoreError};
use flume::Receiver;
use rusqlite::Connection;

use super::stay::{Stay, overstayed};
use crate::catalogue;
use crate::error::store_error;
use crate::tx::SqliteTx;

pub(super) struct Reader {
    connection: Connection,
    jobs: Receiver<Job>,
    clock: Arc<dyn Clock>,
    stay: Arc<Stay>,
}

impl Reader {
    pub(super) fn new(
        connection: Connection,
        jobs: Receiver<Job>,
        clock: Arc<dyn Clock>,
        stay: Arc<Stay>,
    ) -> Self {
        Self { connection, jobs, clock, stay }
    }

    pub(super) fn run(self) {
        while let Ok(mut job) = self.jobs.recv() {
            self.stay.enter();
            let outcome = self.read(&mut job);
            self.stay.leave();
            (job.done)(outcome);
        }
    }

    fn read(&self, job: &mut Job) -> Result<(), StoreError> {
        self.control(catalogue::BEGIN_READ)?;
        let mut tx = SqliteTx::reading(&self.connection, &*self.clock, &self.stay);
        let ran = catch_unwind(AssertUnwindSafe(|| (job.work)(&mut tx)));
        // Before anything else: a reading that was ended could not even end itself.
        let was_ended = self.stay.leave();
        self.control(catalogue::ROLLBACK)?;
        match ran {
            Err(_panic) => Err(StoreError::Engine("the work panicked".to_owned())),
            Ok(Err(RollBack::Store(_))) if was_ended => Err(overstayed()),
            // Whatever the work says stands: there is nothing to undo.
            Ok(_) => Ok(()),
        }
    }

    fn control(&self, statement: catalogue::Statement) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(statement.text)
            .and_then(|mut prepared| prepared.execute([]))
            .map(drop)
            .map_err(store_error)
    }
}
