//! One database thread: a connection of its own, and one transaction a job.
//!
//! A job ends with a confirmed COMMIT, with nothing done, or with "outcome unknown"; a connection serves on only after
//! its COMMIT or ROLLBACK was confirmed (promises 2.7).

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use canvass_store::{Access, Job, Result, RollBack, StoreError};

use crate::connect::Connector;
use crate::failure::{commit_failed, describe, is_connection_lost};
use crate::transaction::{Connection, PostgresTx, Shared};

/// Work runs again after a deadlock or serialization failure: so often, and after such a pause.
const GIVING_WAY: [Duration; 3] =
    [Duration::from_millis(10), Duration::from_millis(40), Duration::from_millis(160)];
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

pub(crate) struct Worker {
    connector: Connector,
    shared: Arc<Shared>,
    counter_shard: i32,
    connection: Option<Connection>,
    /// After a failed attempt to connect: not again before this moment, so that a database that is gone costs its
    /// callers no waiting and comes back to no storm.
    away: Option<(Instant, Duration, String)>,
}

impl Worker {
    pub(crate) fn new(connector: Connector, shared: Arc<Shared>, counter_shard: i32) -> Self {
        Self { connector, shared, counter_shard, connection: None, away: None }
    }

    /// Runs the job and tells its result. A panic inside it is its own failure, not the thread's.
    pub(crate) fn run(&mut self, mut job: Job) {
        let mut outcome = self.attempt(&mut job);
        for pause in GIVING_WAY {
            if !matches!(outcome, Err(StoreError::Contended)) {
                break;
            }
            // The winner goes first; at once again could take from it what it has been waiting for.
            std::thread::park_timeout(pause);
            outcome = self.attempt(&mut job);
        }
        let done = job.done;
        if catch_unwind(AssertUnwindSafe(|| done(outcome))).is_err() {
            tracing::error!("a panic when the result of a transaction was told");
        }
    }

    fn attempt(&mut self, job: &mut Job) -> Result<()> {
        let mut connection = self.begin(job.access)?;
        let may_write = job.access == Access::Write;
        let mut tx = PostgresTx::new(&mut connection, &self.shared, self.counter_shard, may_write);
        let Ok(verdict) = catch_unwind(AssertUnwindSafe(|| (job.work)(&mut tx))) else {
            // The connection is dropped with its transaction open: the server rolls back.
            tracing::error!("a panic inside a transaction");
            return Err(StoreError::Engine("the work of a transaction panicked".to_owned()));
        };
        let (failed, is_broken) = tx.into_trouble();
        match (verdict, failed) {
            (Ok(()), None) => self.commit(connection, job.access),
            (Ok(()), Some(failed)) => {
                // The work passed over an error: what it believes to be stored is not.
                self.roll_back(connection, is_broken);
                Err(failed)
            }
            (Err(verdict), _) => {
                self.roll_back(connection, is_broken);
                match verdict {
                    RollBack::Store(StoreError::Contended) => Err(StoreError::Contended),
                    RollBack::Store(_) | RollBack::Refused => Ok(()),
                }
            }
        }
    }

    /// A connection with an open transaction. A connection that broke while it was idle is replaced at once: nothing
    /// was done on it.
    fn begin(&mut self, access: Access) -> Result<Connection> {
        // A reading job sees one state in all its statements; a writing one sees what others committed before each.
        let begin = match access {
            Access::Read => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            Access::Write => "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE",
        };
        if let Some(mut connection) = self.connection.take() {
            match connection.client.batch_execute(begin) {
                Ok(()) => return Ok(connection),
                Err(error) if is_connection_lost(&error) => {}
                Err(error) => return Err(unavailable(&error)),
            }
        }
        let mut connection = self.connect()?;
        connection.client.batch_execute(begin).map_err(|error| unavailable(&error))?;
        Ok(connection)
    }

    fn connect(&mut self) -> Result<Connection> {
        let pause = match &self.away {
            Some((until, _, why)) if Instant::now() < *until => {
                return Err(StoreError::Unavailable(why.clone()));
            }
            Some((_, pause, _)) => (*pause * 2).min(LONGEST_PAUSE),
            None => FIRST_PAUSE,
        };
        match self.connector.connect() {
            Ok(client) => {
                self.away = None;
                Ok(Connection::new(client))
            }
            Err(error) => {
                let why = describe(&error);
                tracing::warn!(%why, "the database cannot be reached");
                self.away = Some((Instant::now() + pause, pause, why.clone()));
                Err(StoreError::Unavailable(why))
            }
        }
    }

    fn commit(&mut self, mut connection: Connection, access: Access) -> Result<()> {
        if access == Access::Write {
            canvass_failpoint::pass("store.before-commit");
        }
        let committed = connection.client.batch_execute("COMMIT");
        if access == Access::Write {
            canvass_failpoint::pass("store.after-commit");
        }
        let Err(error) = committed else {
            self.connection = Some(connection);
            return Ok(());
        };
        if access == Access::Read {
            // What was read is true whether or not the server heard the end of it.
            return Ok(());
        }
        Err(commit_failed(&error))
    }

    fn roll_back(&mut self, mut connection: Connection, is_broken: bool) {
        if !is_broken && connection.client.batch_execute("ROLLBACK").is_ok() {
            self.connection = Some(connection);
        }
    }
}

fn unavailable(error: &postgres::Error) -> StoreError {
    StoreError::Unavailable(describe(error))
}
