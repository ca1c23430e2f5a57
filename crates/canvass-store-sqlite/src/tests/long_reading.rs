//! STO-14: a reading that stays while much is written. SQLite cannot shorten its log behind it.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::mpsc;
use std::thread::{self, JoinHandle};

use canvass_store::area::NodeId;
use canvass_store::{Clock, Engine as _, Store, StoreError, SystemTx};
use jiff::Timestamp;

use super::settings;
use crate::{LOG_BYTES, SqliteEngine, SqliteSettings, open};

const SMALL: u64 = 4 << 20;

/// A limit, and how many rows each write changes: a twentieth of it at most.
#[expect(clippy::disallowed_methods, reason = "a test alone asks how long it may take")]
fn limit() -> (u64, i64) {
    if std::env::var_os("CANVASS_TEST_LONG").is_some() { (LOG_BYTES, 60_000) } else { (SMALL, 600) }
}

/// What SQLite finds unchanged it does not write: each transaction has another time.
#[derive(Default)]
struct Ticking(AtomicI64);

impl Clock for Ticking {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(self.0.fetch_add(1, Ordering::SeqCst)).unwrap()
    }
}

fn open_with(folder: &Path, log_bytes: u64) -> Arc<SqliteEngine> {
    open(SqliteSettings { log_bytes, clock: Arc::new(Ticking::default()), ..settings(folder) }).unwrap()
}

fn write(store: &Store, rows: i64) {
    let work = move |tx: &mut dyn SystemTx| (0..rows).try_for_each(|row| tx.beat(NodeId(row)));
    store.write_system::<_, StoreError, _>(work).wait().unwrap();
}

fn log_bytes(folder: &Path) -> u64 {
    fs::metadata(folder.join("canvass.db-wal")).unwrap().len()
}

/// A reading that asks again and again until it is refused or told to stop.
struct Staying {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<Result<(), StoreError>>,
}

impl Staying {
    fn begin(store: &Store) -> Self {
        let (tell, inside) = mpsc::channel();
        let stop = Arc::new(AtomicBool::new(false));
        let (store, asked) = (store.clone(), Arc::clone(&stop));
        let thread = thread::spawn(move || {
            let work = move |tx: &mut dyn SystemTx| {
                let first = tx.newest_beat()?;
                tell.send(()).unwrap();
                while !asked.load(Ordering::SeqCst) {
                    assert_eq!(tx.newest_beat()?, first, "one state from the first look to the last");
                    thread::yield_now();
                }
                Ok(())
            };
            store.read_system::<_, StoreError, _>(work).wait()
        });
        inside.recv().unwrap();
        Self { stop, thread }
    }

    fn end(self) -> Result<(), StoreError> {
        self.stop.store(true, Ordering::SeqCst);
        self.thread.join().unwrap()
    }
}

#[test]
fn sto_14_behind_a_reading_that_stays_the_log_keeps_under_its_limit_and_the_reading_is_ended() {
    let folder = tempfile::tempdir().unwrap();
    let (limit, rows) = limit();
    let engine = open_with(folder.path(), limit);
    let store = Store::new(engine.clone());
    write(&store, rows);
    let staying = Staying::begin(&store);
    let mut longest = 0;
    while !staying.thread.is_finished() {
        write(&store, rows);
        // Those who read beside it, and do not stay, are never ended.
        store.read_system::<_, StoreError, _>(|tx| tx.newest_beat()).wait().unwrap();
        longest = longest.max(log_bytes(folder.path()));
        assert!(longest <= limit, "{longest} of {limit}, and the reading is still there");
    }
    let ended = staying.end().unwrap_err();
    assert!(ended.to_string().contains("the reading was ended"), "{ended}");
    assert!(longest > limit / 2, "it may stay for a while: {longest} of {limit}");
    // Without it the log begins anew again and again, and the file is cut.
    for _ in 0..40 {
        write(&store, rows);
        longest = longest.max(log_bytes(folder.path()));
    }
    assert!(longest <= limit, "{longest} of {limit}");
    assert_eq!(engine.log_bytes(), Some(log_bytes(folder.path())));
    assert!(log_bytes(folder.path()) <= limit / 2, "{} of {limit}", log_bytes(folder.path()));
    assert_eq!(engine.integrity(), Ok(Vec::new()));
    assert_eq!(engine.writable(), Ok(()));
}

#[test]
fn sto_14_a_reading_behind_which_little_is_written_stays_as_long_as_it_likes() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::new(open_with(folder.path(), SMALL * 2));
    write(&store, 600);
    let staying = Staying::begin(&store);
    while log_bytes(folder.path()) < SMALL {
        write(&store, 600);
    }
    assert_eq!(staying.end(), Ok(()));
}
