//! Listens, gives each connection a thread and a seat, and drains: who waits is sent away, who is in the middle of a mail
//! may end it.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::net::{IpAddr, Shutdown};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::conversation::converse;
use super::reply::Reply;
use super::stream::{ListenAt, Listener, Stream};
use super::{Intake, Limits, TurnedAway};

/// After a connection could not be accepted: descriptors may be short.
const AFTER_FAULT: Duration = Duration::from_millis(100);

/// A server that takes mail in; it ends when it is dropped.
#[derive(Debug)]
pub struct Reception {
    at: ListenAt,
    shared: Arc<Shared>,
    acceptor: Option<JoinHandle<()>>,
}

/// What all connections share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) intake: Arc<dyn Intake>,
    pub(super) limits: Limits,
    pub(super) name: String,
    room: Mutex<Room>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Room {
    is_stopping: bool,
    last: u64,
    seats: BTreeMap<u64, Seated>,
}

#[derive(Debug)]
struct Seated {
    peer: Option<IpAddr>,
    stream: Stream,
    /// Waits for a command.
    is_idle: bool,
}

impl Reception {
    /// Listens, under the name that it tells its peers.
    pub fn start(at: &ListenAt, name: &str, limits: Limits, intake: Arc<dyn Intake>) -> io::Result<Self> {
        let listener = Listener::bind(at)?;
        let at = listener.address(at)?;
        let (room, changed) = (Mutex::default(), Condvar::new());
        let shared = Arc::new(Shared { intake, limits, name: name.to_owned(), room, changed });
        let acceptor = thread::Builder::new().name("reception".to_owned()).spawn({
            let shared = Arc::clone(&shared);
            move || accept(&listener, &shared)
        })?;
        Ok(Self { at, shared, acceptor: Some(acceptor) })
    }

    /// Where it listens.
    pub fn address(&self) -> &ListenAt {
        &self.at
    }

    /// Accepts nothing more, sends away who waits for a command, and lets mails that are coming in end for so long. What is
    /// cut then was not answered, and comes again.
    pub fn stop(mut self, within: Duration) {
        self.end(within);
    }

    fn end(&mut self, within: Duration) {
        let Some(acceptor) = self.acceptor.take() else { return };
        {
            let mut room = self.shared.room();
            room.is_stopping = true;
            room.seats
                .values()
                .filter(|seated| seated.is_idle)
                .for_each(|seated| seated.stream.shut(Shutdown::Read));
        }
        self.shared.changed.notify_all();
        // Wakes the acceptor; where nobody can connect it ends with the process.
        if Stream::connect(&self.at).is_ok() {
            drop(acceptor.join());
        }
        let (room, _timeout) = self
            .shared
            .changed
            .wait_timeout_while(self.shared.room(), within, |room| !room.seats.is_empty())
            .unwrap_or_else(PoisonError::into_inner);
        room.seats.values().for_each(|seated| seated.stream.shut(Shutdown::Both));
        drop(room);
        if let ListenAt::Unix(path) = &self.at {
            // Somebody may have removed it.
            std::fs::remove_file(path).unwrap_or_default();
        }
    }
}

impl Drop for Reception {
    fn drop(&mut self) {
        self.end(Duration::ZERO);
    }
}

impl Shared {
    fn room(&self) -> MutexGuard<'_, Room> {
        self.room.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a connection may wait for more; one that waits for a command may not once this ends.
    pub(super) fn may_wait(&self, number: u64, is_idle: bool) -> bool {
        let mut room = self.room();
        if let Some(seated) = room.seats.get_mut(&number) {
            seated.is_idle = is_idle;
        }
        !(room.is_stopping && is_idle)
    }

    pub(super) fn is_stopping(&self) -> bool {
        self.room().is_stopping
    }

    fn rest(&self) {
        let goes_on = |room: &mut Room| !room.is_stopping;
        drop(self.changed.wait_timeout_while(self.room(), AFTER_FAULT, goes_on));
    }

    /// A seat for a connection; `None` = there is none left, for anybody or for this peer.
    fn seat(self: &Arc<Self>, stream: &Stream) -> io::Result<Option<Seat>> {
        let (peer, copy) = (stream.peer()?, stream.copy()?);
        let mut room = self.room();
        let of_peer = room.seats.values().filter(|seated| peer.is_some() && seated.peer == peer).count();
        if room.is_stopping
            || room.seats.len() >= self.limits.connections
            || of_peer >= self.limits.connections_of_address
        {
            return Ok(None);
        }
        room.last += 1;
        let number = room.last;
        room.seats.insert(number, Seated { peer, stream: copy, is_idle: true });
        Ok(Some(Seat { number, shared: Arc::clone(self) }))
    }
}

/// The place of a connection, until it is dropped.
#[derive(Debug)]
pub(super) struct Seat {
    pub(super) number: u64,
    pub(super) shared: Arc<Shared>,
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.shared.room().seats.remove(&self.number);
        self.shared.changed.notify_all();
    }
}

fn accept(listener: &Listener, shared: &Arc<Shared>) {
    loop {
        let accepted = listener.accept();
        if shared.is_stopping() {
            return;
        }
        // A peer that goes away ends its own connection, nothing else.
        if accepted.and_then(|stream| welcome(stream, shared)).is_err() {
            shared.rest();
        }
    }
}

fn welcome(mut stream: Stream, shared: &Arc<Shared>) -> io::Result<()> {
    stream.prepare(shared.limits.answer_time)?;
    let Some(seat) = shared.seat(&stream)? else {
        shared.intake.turned_away(TurnedAway::Connection);
        return stream.write_all(format!("{}\r\n", Reply::CROWDED.0).as_bytes());
    };
    let run = move || drop(converse(stream, &seat));
    thread::Builder::new().name("returned-mail".to_owned()).spawn(run).map(drop)
}
