//! A reader thread: each job sees one consistent state, beside the writer.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use canvass_store::{Clock, Job, StoreError};
use flume::Receiver;
use rusqlite::Connection;

use crate::catalogue;
use crate::error::store_error;
use crate::tx::SqliteTx;

pub(super) struct Reader {
    connection: Connection,
    jobs: Receiver<Job>,
    clock: Arc<dyn Clock>,
}

impl Reader {
    pub(super) fn new(connection: Connection, jobs: Receiver<Job>, clock: Arc<dyn Clock>) -> Self {
        Self { connection, jobs, clock }
    }

    pub(super) fn run(self) {
        while let Ok(mut job) = self.jobs.recv() {
            let outcome = self.read(&mut job);
            (job.done)(outcome);
        }
    }

    fn read(&self, job: &mut Job) -> Result<(), StoreError> {
        self.control(catalogue::BEGIN_READ)?;
        let mut tx = SqliteTx::new(&self.connection, &*self.clock);
        let ran = catch_unwind(AssertUnwindSafe(|| (job.work)(&mut tx)));
        self.control(catalogue::ROLLBACK)?;
        // Whatever the work says stands: there is nothing to undo.
        ran.map(drop).map_err(|_panic| StoreError::Engine("the work panicked".to_owned()))
    }

    fn control(&self, statement: catalogue::Statement) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(statement.text)
            .and_then(|mut prepared| prepared.execute([]))
            .map(drop)
            .map_err(store_error)
    }
}
