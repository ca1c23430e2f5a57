//! The connection as the HTTP library sees it: guarded heads and bodies, and an end when nothing comes in time.
//!
//! The library is given whole heads only, and never the end of the connection while a request is under way, unless the
//! client is gone: so an answer that it owes is written before we say why no further request is read.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker, ready};
use std::time::Duration;

use hyper::rt::{Read, ReadBufCursor, Write};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep};

use super::FrontSettings;
use super::crowd::Seat;
use super::exchange::Exchange;
use super::guard::{Fault, Guard, Step};

/// Read at once while a head is awaited, and while a body comes.
const HEAD_ROOM: usize = 8 * 1024;
const BODY_ROOM: usize = 64 * 1024;

/// One side of a connection.
pub(super) struct GuardedStream {
    stream: Arc<TcpStream>,
    exchange: Arc<Exchange>,
    seat: Arc<Seat>,
    settings: FrontSettings,
    guard: Guard,
    input: Input,
    waits: Option<Wait>,
    timer: Option<Pin<Box<Sleep>>>,
    /// There while the client takes nothing.
    write_timer: Option<Pin<Box<Sleep>>>,
    /// Whom to wake when it took something.
    reader: Option<Waker>,
}

/// Bytes that were read: those before `done` are handed over, those before `ready` may be.
#[derive(Debug, Default)]
struct Input {
    bytes: Vec<u8>,
    done: usize,
    ready: usize,
    is_over: bool,
}

/// What a connection waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wait {
    /// A request.
    Request,
    /// The rest of a head.
    Head,
}

impl GuardedStream {
    pub(super) fn new(
        stream: Arc<TcpStream>,
        exchange: Arc<Exchange>,
        seat: Arc<Seat>,
        settings: FrontSettings,
    ) -> Self {
        let guard = Guard::new(settings.head_bytes);
        let (timer, write_timer) = (None, None);
        let input = Input::default();
        Self { stream, exchange, seat, settings, guard, input, waits: None, timer, write_timer, reader: None }
    }

    /// Whether a request is not yet answered, or its answer not yet taken: the library holds what the client leaves.
    fn is_under_way(&self) -> bool {
        self.write_timer.is_some() || self.exchange.is_under_way()
    }

    /// Lets on what may be let on. `false`: nothing, more must be read.
    fn has_ready(&mut self) -> Result<bool, Fault> {
        while self.input.ready == self.input.done {
            // The next request has to wait for its turn: what is under way may end the connection.
            if self.guard.is_between() && self.is_under_way() {
                return Ok(false);
            }
            let fresh = self.input.bytes.get(self.input.done..).unwrap_or_default();
            match self.guard.look(fresh) {
                Step::More => return Ok(false),
                Step::Drop(count) => {
                    self.input.done += count;
                    self.input.ready = self.input.done;
                }
                Step::Head(count) => {
                    self.input.ready += count;
                    self.waits = None;
                    self.exchange.began();
                }
                Step::Body(count) => self.input.ready += count,
                Step::Fault(fault) => return Err(fault),
            }
        }
        Ok(true)
    }

    /// Reads what has come. `Ready(false)`: nothing will any more.
    fn poll_fill(&mut self, context: &mut Context<'_>) -> Poll<io::Result<bool>> {
        let room = if self.guard.is_between() { HEAD_ROOM } else { BODY_ROOM };
        loop {
            ready!(self.stream.poll_read_ready(context))?;
            self.input.make_room(room);
            match self.stream.try_read_buf(&mut self.input.bytes) {
                Ok(count) => return Poll::Ready(Ok(count > 0)),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => self.input.give_back(),
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
    }

    /// The time that a connection without a request under way may take. `Ready`: it is over.
    fn poll_wait(&mut self, context: &mut Context<'_>) -> Poll<Wait> {
        let wait = if self.input.is_empty() { Wait::Request } else { Wait::Head };
        if self.waits != Some(wait) {
            self.waits = Some(wait);
            let time = match wait {
                Wait::Request => {
                    self.seat.rests();
                    self.settings.idle
                }
                Wait::Head => {
                    self.seat.works();
                    self.settings.head
                }
            };
            arm(&mut self.timer, time);
        }
        match &mut self.timer {
            Some(timer) => timer.as_mut().poll(context).map(|()| wait),
            None => Poll::Pending,
        }
    }

    /// Nothing more is read: the library sees the end, whoever serves the connection sees why.
    fn refuse_head(&mut self, fault: Fault) {
        self.exchange.refuse_head(fault, self.input.bytes.get(self.input.done..).unwrap_or_default());
        self.input.is_over = true;
    }
}

impl Input {
    fn is_empty(&self) -> bool {
        self.done == self.bytes.len()
    }

    fn make_room(&mut self, room: usize) {
        if self.is_empty() {
            self.bytes.clear();
        } else {
            drop(self.bytes.drain(..self.done));
        }
        self.ready -= self.done;
        self.done = 0;
        self.bytes.reserve(room);
    }

    /// An idle connection holds no memory.
    fn give_back(&mut self) {
        if self.is_empty() {
            *self = Self { is_over: self.is_over, ..Self::default() };
        }
    }
}

fn arm(timer: &mut Option<Pin<Box<Sleep>>>, time: Duration) {
    let deadline = Instant::now() + time;
    match timer {
        Some(timer) => timer.as_mut().reset(deadline),
        None => *timer = Some(Box::pin(tokio::time::sleep_until(deadline))),
    }
}

impl Read for GuardedStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        mut into: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        loop {
            if this.input.is_over {
                return Poll::Ready(Ok(()));
            }
            match this.has_ready() {
                Ok(true) if !this.seat.works() => {
                    // The place was given to somebody else a moment ago: what came too late is not begun.
                    this.exchange.leave_alone();
                    this.input.is_over = true;
                    continue;
                }
                Ok(true) => {
                    let piece = this.input.bytes.get(this.input.done..this.input.ready).unwrap_or_default();
                    let piece = piece.get(..into.remaining().min(piece.len())).unwrap_or_default();
                    into.put_slice(piece);
                    this.input.done += piece.len();
                    return Poll::Ready(Ok(()));
                }
                Ok(false) => {}
                Err(fault) if this.guard.is_between() => {
                    this.refuse_head(fault);
                    continue;
                }
                Err(fault) => {
                    // Who serves the connection ends it, and whoever reads the body with it.
                    this.exchange.refuse_body(fault);
                    return Poll::Pending;
                }
            }
            let is_under_way = this.is_under_way();
            if is_under_way {
                this.exchange.wake_at_end(context.waker());
                this.reader = Some(context.waker().clone());
                if this.guard.is_between() && this.input.bytes.len() - this.input.done >= HEAD_ROOM {
                    // Enough was read ahead.
                    return Poll::Pending;
                }
            }
            match this.poll_fill(context) {
                Poll::Ready(Ok(true)) => {}
                Poll::Ready(Ok(false)) => {
                    this.exchange.leave_alone();
                    this.input.is_over = true;
                }
                Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                Poll::Pending if is_under_way => return Poll::Pending,
                Poll::Pending => match ready!(this.poll_wait(context)) {
                    Wait::Request => {
                        this.exchange.leave_alone();
                        this.input.is_over = true;
                    }
                    Wait::Head => this.refuse_head(Fault::TooSlow),
                },
            }
        }
    }
}

impl GuardedStream {
    /// A write that made progress, or the end of the client's patience.
    fn poll_written(
        &mut self,
        context: &mut Context<'_>,
        write: impl Fn(&TcpStream) -> io::Result<usize>,
    ) -> Poll<io::Result<usize>> {
        loop {
            if self.stream.poll_write_ready(context)?.is_ready() {
                match write(&self.stream) {
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => continue,
                    done => {
                        // It is the reader who looks after a connection that is idle.
                        if self.write_timer.take().is_some()
                            && let Some(reader) = self.reader.take()
                        {
                            reader.wake();
                        }
                        return Poll::Ready(done);
                    }
                }
            }
            if self.write_timer.is_none() {
                arm(&mut self.write_timer, self.settings.write_pause);
            }
            if let Some(timer) = &mut self.write_timer {
                ready!(timer.as_mut().poll(context));
            }
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
    }
}

impl Write for GuardedStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.poll_written(context, |stream| stream.try_write(bytes))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.poll_written(context, |stream| stream.try_write_vectored(pieces))
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(self: Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    /// Whoever serves the connection closes it: there may be something left to say.
    fn poll_shutdown(self: Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
