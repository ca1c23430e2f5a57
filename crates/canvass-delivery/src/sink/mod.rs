//! A scripted SMTP peer for tests: it misbehaves as told and keeps what it accepted.
//!
//! `script` says how, `conversation` serves one connection. Independent of `smtp`, so that a mistake there is
//! not made here again.

mod accepted;
mod body;
mod conversation;
mod gateway;
mod misbehaviour;
mod script;
mod stream;

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

pub use accepted::Accepted;
use conversation::Conversation;
pub use gateway::{GatewayAct, GatewayRequest, GatewayTwin};
pub use misbehaviour::{Cell, Due, SILENCE, Way, misbehaviour};
pub use script::{Act, At, Fault, SinkScript};

/// A peer on 127.0.0.1 with a port of its own; it ends when it is dropped.
#[derive(Debug)]
pub struct ScriptedSink {
    address: SocketAddr,
    shared: Arc<Shared>,
    acceptor: Option<JoinHandle<()>>,
}

/// What all connections of a sink write to.
#[derive(Debug)]
pub(super) struct Shared {
    script: Mutex<SinkScript>,
    kept: Mutex<Kept>,
    changed: Condvar,
    body_bytes: AtomicUsize,
    connections: AtomicU64,
    is_stopped: AtomicBool,
    started: Instant,
}

#[derive(Debug, Default)]
struct Kept {
    accepted: Vec<Accepted>,
    /// Second copies that were dropped.
    dropped: usize,
    commands: Vec<(u64, String)>,
    open: BTreeMap<u64, TcpStream>,
}

impl ScriptedSink {
    /// Listens on a free port.
    pub fn start(script: SinkScript) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            script: Mutex::new(script),
            kept: Mutex::default(),
            changed: Condvar::new(),
            body_bytes: AtomicUsize::new(0),
            connections: AtomicU64::new(0),
            is_stopped: AtomicBool::new(false),
            started: Instant::now(),
        });
        let acceptor = thread::spawn({
            let shared = Arc::clone(&shared);
            move || accept(&listener, &shared)
        });
        Ok(Self { address, shared, acceptor: Some(acceptor) })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its address as an SMTP URL without TLS.
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// Everything accepted so far, in order.
    pub fn accepted(&self) -> Vec<Accepted> {
        self.shared.kept().accepted.clone()
    }

    /// How many letters were accepted.
    pub fn accepted_count(&self) -> usize {
        self.shared.kept().accepted.len()
    }

    /// Message-IDs that were accepted more than once.
    pub fn duplicates(&self) -> Vec<String> {
        let mut seen = BTreeMap::<String, usize>::new();
        for id in self.shared.kept().accepted.iter().filter_map(Accepted::message_id) {
            *seen.entry(id).or_default() += 1;
        }
        seen.into_iter().filter(|(_, count)| *count > 1).map(|(id, _)| id).collect()
    }

    /// How many letters were second copies by the header that it goes by, and dropped.
    pub fn dropped(&self) -> usize {
        self.shared.kept().dropped
    }

    /// Waits until so many letters are accepted; false if that did not happen in time.
    pub fn wait_for_accepted(&self, count: usize, timeout: Duration) -> bool {
        self.shared.wait(timeout, |kept| kept.accepted.len() >= count)
    }

    /// Waits until so many bytes of bodies have come in.
    pub fn wait_for_body_bytes(&self, count: usize, timeout: Duration) -> bool {
        self.shared.wait(timeout, |_| self.body_bytes() >= count)
    }

    /// Waits until no connection is open.
    pub fn wait_for_silence(&self, timeout: Duration) -> bool {
        self.shared.wait(timeout, |kept| kept.open.is_empty())
    }

    /// All bytes heard after 354, final dots too.
    pub fn body_bytes(&self) -> usize {
        self.shared.body_bytes.load(Ordering::SeqCst)
    }

    /// Every line heard outside of bodies, with the number of its connection.
    pub fn commands(&self) -> Vec<(u64, String)> {
        self.shared.kept().commands.clone()
    }

    /// How many connections there have been.
    pub fn connections(&self) -> u64 {
        self.shared.connections.load(Ordering::SeqCst)
    }

    /// Changes the script from the next step on.
    pub fn change_script(&self, change: impl FnOnce(&mut SinkScript)) {
        change(&mut lock(&self.shared.script));
    }

    /// Cuts all open connections.
    pub fn cut_connections(&self) {
        for stream in self.shared.kept().open.values() {
            // It may be gone already.
            stream.shutdown(std::net::Shutdown::Both).unwrap_or_default();
        }
    }
}

impl Drop for ScriptedSink {
    fn drop(&mut self) {
        self.shared.is_stopped.store(true, Ordering::SeqCst);
        // Whoever waits on the flag must see it: taking the lock keeps the signal from falling between.
        drop(self.shared.kept());
        self.shared.changed.notify_all();
        self.cut_connections();
        // Wakes the acceptor.
        drop(TcpStream::connect(self.address));
        if let Some(acceptor) = self.acceptor.take() {
            drop(acceptor.join());
        }
    }
}

impl Shared {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        lock(&self.kept)
    }

    fn wait(&self, timeout: Duration, is_met: impl Fn(&Kept) -> bool) -> bool {
        let (_kept, result) = self
            .changed
            .wait_timeout_while(self.kept(), timeout, |kept| !is_met(kept))
            .unwrap_or_else(PoisonError::into_inner);
        !result.timed_out()
    }

    /// Waits for the end of the sink, at most so long.
    pub(super) fn pause(&self, how_long: Duration) {
        drop(
            self.changed
                .wait_timeout_while(self.kept(), how_long, |_| !self.is_stopped.load(Ordering::SeqCst))
                .unwrap_or_else(PoisonError::into_inner),
        );
    }

    pub(super) fn script(&self) -> SinkScript {
        lock(&self.script).clone()
    }

    /// What is to be done at this step, if anything is out of the ordinary; uses it up.
    pub(super) fn next_act(&self, at: At) -> Option<Act> {
        lock(&self.script).take_act(at)
    }

    pub(super) fn heard_command(&self, connection: u64, line: &str) {
        self.kept().commands.push((connection, line.to_owned()));
        self.changed.notify_all();
    }

    pub(super) fn heard_body(&self, count: usize) {
        // Counted under the lock, so that a waiter cannot miss it.
        let _kept = self.kept();
        self.body_bytes.fetch_add(count, Ordering::SeqCst);
        self.changed.notify_all();
    }

    /// Keeps a letter; it is on the disk before the peer reads 250.
    pub(super) fn accept(&self, mut letter: Accepted) -> io::Result<()> {
        letter.at = self.started.elapsed();
        if let Some(name) = &self.script().dedupe_header
            && let Some(value) = letter.header(name)
        {
            let mut kept = self.kept();
            if kept.accepted.iter().any(|other| other.header(name).as_ref() == Some(&value)) {
                kept.dropped += 1;
                self.changed.notify_all();
                return Ok(());
            }
        }
        if let Some(path) = &self.script().append_to {
            let mut file = OpenOptions::new().create(true).append(true).open(path)?;
            letter.append_to(&mut file)?;
            file.sync_data()?;
        }
        self.kept().accepted.push(letter);
        self.changed.notify_all();
        Ok(())
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming() {
        if shared.is_stopped.load(Ordering::SeqCst) {
            return;
        }
        let Ok(stream) = stream else { continue };
        let Ok(copy) = stream.try_clone() else { continue };
        let connection = shared.connections.fetch_add(1, Ordering::SeqCst) + 1;
        shared.kept().open.insert(connection, copy);
        let shared = Arc::clone(shared);
        thread::spawn(move || {
            // A client that goes away ends its conversation, nothing else.
            Conversation::new(connection, stream, &shared).and_then(Conversation::serve).unwrap_or_default();
            shared.kept().open.remove(&connection);
            shared.changed.notify_all();
        });
    }
}
