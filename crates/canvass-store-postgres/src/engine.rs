//! The engine: two pools of threads, for writing and for reading, so that neither starves the other.

use std::fmt;
use std::sync::Arc;
use std::thread::JoinHandle;

use canvass_store::{Access, CountDone, CountedCall, Engine, Job, Result, StoreError};
use flume::{Receiver, Sender, TrySendError};
use parking_lot::Mutex;

use crate::catalogue::CHECK_INTEGRITY;
use crate::connect::{Connector, check_server};
use crate::counts::Counts;
use crate::failure::{describe, statement_failed};
use crate::health::Probe;
use crate::migration::migrate;
use crate::sequence::Sequences;
use crate::settings::{OpenError, PostgresSettings};
use crate::statistics::Statistics;
use crate::transaction::Shared;
use crate::worker::Worker;

/// A store in a PostgreSQL database, for any number of nodes.
pub struct PostgresEngine {
    writers: Mutex<Option<Sender<Job>>>,
    readers: Mutex<Option<Sender<Job>>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    probe: Probe,
    counts: Counts,
    statistics: Statistics,
    connector: Connector,
}

impl fmt::Debug for PostgresEngine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresEngine").finish_non_exhaustive()
    }
}

/// Connects, migrates and starts the threads. An error says what is wrong; [`OpenError::Unreachable`] may go away by
/// itself, so the program tries again and stays alive meanwhile.
pub fn open(settings: PostgresSettings) -> std::result::Result<Arc<PostgresEngine>, OpenError> {
    let connector = Connector::new(&settings)?;
    let mut client = connector.connect().map_err(|error| OpenError::Unreachable(describe(&error)))?;
    check_server(&mut client)?;
    migrate(&connector)?;
    let counts =
        Counts::start(&connector, settings.clock.clone(), settings.queue).map_err(OpenError::Thread)?;
    let shared = Arc::new(Shared { sequences: Sequences::new(&connector), clock: settings.clock });
    let (writers, writing) = flume::bounded(settings.queue.max(1));
    let (readers, reading) = flume::bounded(settings.queue.max(1));
    let mut threads = Vec::new();
    for number in 0..settings.threads.max(1) {
        threads.push(start("write", number, &connector, &shared, &writing)?);
    }
    for number in 0..(settings.threads / 2).max(1) {
        threads.push(start("read", number, &connector, &shared, &reading)?);
    }
    Ok(Arc::new(PostgresEngine {
        writers: Mutex::new(Some(writers)),
        readers: Mutex::new(Some(readers)),
        threads: Mutex::new(threads),
        probe: Probe::start(connector.clone(), client).map_err(OpenError::Thread)?,
        counts,
        statistics: Statistics::start(connector.clone()).map_err(OpenError::Thread)?,
        connector,
    }))
}

fn start(
    what: &str,
    number: usize,
    connector: &Connector,
    shared: &Arc<Shared>,
    jobs: &Receiver<Job>,
) -> std::result::Result<JoinHandle<()>, OpenError> {
    let counter_shard = i32::try_from(number).unwrap_or_default();
    let mut worker = Worker::new(connector.clone(), Arc::clone(shared), counter_shard);
    let jobs = jobs.clone();
    std::thread::Builder::new()
        .name(format!("postgres-{what}-{number}"))
        .spawn(move || {
            for job in jobs {
                worker.run(job);
            }
        })
        .map_err(OpenError::Thread)
}

impl Engine for PostgresEngine {
    fn submit(&self, job: Job) -> std::result::Result<(), (Job, StoreError)> {
        let line = match job.access {
            Access::Read => &self.readers,
            Access::Write => &self.writers,
        };
        // A clone, so that nobody waits for the lock while a job is put in line.
        let Some(line) = line.lock().clone() else {
            return Err((job, StoreError::Unavailable("the store is closed".to_owned())));
        };
        line.try_send(job).map_err(|refused| match refused {
            TrySendError::Full(job) => (job, StoreError::Busy),
            TrySendError::Disconnected(job) => {
                (job, StoreError::Unavailable("the database threads ended".to_owned()))
            }
        })
    }

    fn count_call(&self, limits: Vec<CountedCall>, done: CountDone) {
        self.counts.count(limits, done);
    }

    fn writable(&self) -> Result<()> {
        self.probe.writable()
    }

    fn integrity(&self) -> Result<Vec<String>> {
        let failed = |error: &postgres::Error| statement_failed(CHECK_INTEGRITY.name, error);
        let mut client = self.connector.connect().map_err(|error| failed(&error))?;
        let rows = client.query(CHECK_INTEGRITY.text, &[]).map_err(|error| failed(&error))?;
        rows.iter().map(|row| row.try_get(0).map_err(|error| failed(&error))).collect()
    }

    fn name(&self) -> &'static str {
        "postgres"
    }

    fn close(&self) {
        drop(self.writers.lock().take());
        drop(self.readers.lock().take());
        self.counts.stop();
        self.statistics.stop();
        self.probe.stop();
        for thread in self.threads.lock().drain(..) {
            // A thread catches the panics of its jobs; one of its own has been printed by then.
            drop(thread.join());
        }
    }
}

impl Drop for PostgresEngine {
    fn drop(&mut self) {
        self.close();
    }
}
