//! The engine: bounded queues in front of one writer thread and some readers.

use std::fmt;
use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::{Builder, JoinHandle};

use canvass_store::{Access, Clock, CountDone, CountedCall, Engine, Job, Result, StoreError};
use flume::{Sender, TrySendError};
use parking_lot::{Mutex, RwLock};
use rusqlite::Connection;

use super::connection::open_reader;
use super::counts::Counts;
use super::open::{OpenError, SqliteSettings};
use super::reader::Reader;
use super::room::Room;
use super::state::{SqliteStats, State};
use super::stay::{Stays, overstayed};
use super::watch::Watch;
use super::writer::{Files, Writer};
use crate::catalogue;
use crate::error::store_error;

/// A store in one SQLite file.
pub struct SqliteEngine {
    path: PathBuf,
    state: Arc<State>,
    counts: Counts,
    stays: Arc<Stays>,
    clock: Arc<dyn Clock>,
    queues: RwLock<Option<Queues>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    lock: Mutex<Option<File>>,
}

struct Queues {
    writes: Sender<Job>,
    reads: Sender<Job>,
}

impl fmt::Debug for SqliteEngine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteEngine").field("path", &self.path).finish_non_exhaustive()
    }
}

impl SqliteEngine {
    pub(super) fn start(
        settings: SqliteSettings,
        lock: File,
        writer: Connection,
        readers: Vec<Connection>,
    ) -> std::result::Result<Arc<Self>, OpenError> {
        let (write, to_write) = flume::bounded(settings.queue.max(1));
        let (read, to_read) = flume::bounded(settings.queue.max(1));
        let state = Arc::new(State::default());
        let mut threads = Vec::new();
        let stays = Arc::new(Stays::default());
        let files = Files {
            watch: Watch::new(&settings.path),
            room: Room::of(settings.log_bytes, Arc::clone(&stays)),
        };
        let clock = Arc::clone(&settings.clock);
        let writer = Writer::new(writer, to_write, clock, Arc::clone(&state), files)?;
        threads.push(Builder::new().name("store-writer".to_owned()).spawn(move || writer.run())?);
        for (number, mut connection) in readers.into_iter().enumerate() {
            let stay = stays.watch(&mut connection)?;
            let reader = Reader::new(connection, to_read.clone(), Arc::clone(&settings.clock), stay);
            threads.push(Builder::new().name(format!("store-reader-{number}")).spawn(move || reader.run())?);
        }
        Ok(Arc::new(Self {
            path: settings.path,
            state,
            counts: Counts::default(),
            stays,
            clock: settings.clock,
            queues: RwLock::new(Some(Queues { writes: write, reads: read })),
            threads: Mutex::new(threads),
            lock: Mutex::new(Some(lock)),
        }))
    }

    /// Counters since the start: jobs above commits show that commits are shared.
    pub fn stats(&self) -> SqliteStats {
        self.state.stats()
    }
}

impl Engine for SqliteEngine {
    fn submit(&self, job: Job) -> std::result::Result<(), (Job, StoreError)> {
        let queues = self.queues.read();
        let Some(queues) = &*queues else {
            return Err((job, StoreError::Unavailable("the store is closed".to_owned())));
        };
        let queue = match job.access {
            Access::Write => {
                if let Some(error) = self.state.broken() {
                    return Err((job, error));
                }
                &queues.writes
            }
            Access::Read => &queues.reads,
        };
        queue.try_send(job).map_err(|error| match error {
            TrySendError::Full(job) => (job, StoreError::Busy),
            TrySendError::Disconnected(job) => {
                (job, StoreError::Unavailable("the database thread ended".to_owned()))
            }
        })
    }

    fn count_call(&self, limits: Vec<CountedCall>, done: CountDone) {
        done(Ok(self.counts.count(limits, self.clock.now())));
    }

    fn writable(&self) -> Result<()> {
        if self.queues.read().is_none() {
            return Err(StoreError::Unavailable("the store is closed".to_owned()));
        }
        self.state.writable()
    }

    fn log_bytes(&self) -> Option<u64> {
        let mut log = self.path.as_os_str().to_owned();
        log.push("-wal");
        // A log that was never written is not there.
        Some(std::fs::metadata(log).map_or(0, |found| found.len()))
    }

    fn lost(&self) -> Option<String> {
        self.state.lost()
    }

    fn integrity(&self) -> Result<Vec<String>> {
        let mut connection =
            open_reader(&self.path).map_err(|error| StoreError::Unavailable(error.to_string()))?;
        let stay = self.stays.watch(&mut connection).map_err(store_error)?;
        stay.enter();
        let found = look_for_damage(&connection);
        if stay.leave() && found.is_err() { Err(overstayed()) } else { found }
    }

    fn name(&self) -> &'static str {
        "sqlite"
    }

    fn joins_commits(&self) -> bool {
        true
    }

    fn close(&self) {
        // Without senders the threads finish what waits and end.
        self.queues.write().take();
        for thread in self.threads.lock().drain(..) {
            if thread.join().is_err() {
                self.state.break_down("a database thread panicked".to_owned());
            }
        }
        self.lock.lock().take();
    }
}

impl Drop for SqliteEngine {
    fn drop(&mut self) {
        self.close();
    }
}

fn look_for_damage(connection: &Connection) -> Result<Vec<String>> {
    let mut findings: Vec<String> = texts(connection, catalogue::CHECK_INTEGRITY.text)?
        .into_iter()
        .filter(|line| line != "ok")
        .map(|line| format!("SQLite finds damage: {line}"))
        .collect();
    let rootless = texts(connection, catalogue::CHECK_FOREIGN_KEYS.text)?;
    findings.extend(rootless.into_iter().map(|table| format!("a row of {table} refers to nothing")));
    Ok(findings)
}

fn texts(connection: &Connection, text: &str) -> Result<Vec<String>> {
    let mut statement = connection.prepare(text).map_err(store_error)?;
    let rows = statement.query_map([], |row| row.get(0)).map_err(store_error)?;
    rows.collect::<std::result::Result<_, _>>().map_err(store_error)
}
