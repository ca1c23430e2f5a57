//! Drives the dialogue over a wire: does what the state machine says and tells it what came of it.

use std::io;
use std::time::{Duration, Instant};

use super::capabilities::Capabilities;
use super::reply::{Garbled, Reply, ReplyReader};
use super::settings::Timeouts;
use super::stuffing::stuffed;
use super::transaction::{Step, Transaction};
use super::wire::{Wire, WriteBroke};
use crate::{Built, Fence, OpenError, Outcome, Session};

/// Replies are short, and the room for them is cleared for each.
const AT_A_TIME: usize = 512;
/// QUIT is a courtesy; nobody waits long for its answer.
const FAREWELL: Duration = Duration::from_secs(2);

/// An open session with a relay.
#[derive(Debug)]
pub(super) struct SmtpSession<W> {
    wire: W,
    reader: ReplyReader,
    peer: Capabilities,
    timeouts: Timeouts,
    is_reusable: bool,
    needs_rset: bool,
}

/// Why there is no reply.
#[derive(Debug)]
pub(super) enum NoReply {
    Closed,
    TimedOut,
    Broke(io::Error),
    Garbled(Garbled),
}

impl NoReply {
    fn reason(&self) -> String {
        match self {
            Self::Closed => "the peer closed the connection".to_owned(),
            Self::TimedOut => "the peer did not answer in time".to_owned(),
            Self::Broke(error) => format!("the connection broke: {error}"),
            Self::Garbled(Garbled(what)) => format!("the peer was not understood: {what}"),
        }
    }
}

impl From<NoReply> for OpenError {
    fn from(none: NoReply) -> Self {
        match none {
            NoReply::Garbled(Garbled(what)) => Self::Protocol(what.to_owned()),
            NoReply::Closed | NoReply::TimedOut | NoReply::Broke(_) => Self::Broken(none.reason()),
        }
    }
}

/// The next reply, at the latest after `timeout`, however slowly its bytes drip.
pub(super) fn read_reply(
    wire: &mut impl Wire,
    reader: &mut ReplyReader,
    timeout: Duration,
) -> Result<Reply, NoReply> {
    let started = Instant::now();
    let mut buffer = [0; AT_A_TIME];
    loop {
        if let Some(reply) = reader.next_reply().map_err(NoReply::Garbled)? {
            return Ok(reply);
        }
        let left = timeout.checked_sub(started.elapsed()).ok_or(NoReply::TimedOut)?;
        match wire.read(&mut buffer, left) {
            Ok(0) => return Err(NoReply::Closed),
            Ok(count) => reader.push(buffer.get(..count).unwrap_or_default()),
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {
                return Err(NoReply::TimedOut);
            }
            Err(error) => return Err(NoReply::Broke(error)),
        }
    }
}

impl<W: Wire> SmtpSession<W> {
    /// A session whose peer is ready for letters.
    pub(super) fn new(wire: W, reader: ReplyReader, peer: Capabilities, timeouts: Timeouts) -> Self {
        Self { wire, reader, peer, timeouts, is_reusable: true, needs_rset: false }
    }

    /// What the peer said or did without being asked: a reply, nothing, or the end.
    fn overhear(&mut self) -> Result<Option<Reply>, NoReply> {
        let mut buffer = [0; AT_A_TIME];
        match self.wire.read_now(&mut buffer) {
            Ok(None) => {}
            Ok(Some(0)) => return Err(NoReply::Closed),
            Ok(Some(count)) => self.reader.push(buffer.get(..count).unwrap_or_default()),
            Err(error) => return Err(NoReply::Broke(error)),
        }
        if self.reader.has_leftover() {
            // The rest of the line is on its way.
            return read_reply(&mut self.wire, &mut self.reader, self.timeouts.reply).map(Some);
        }
        Ok(None)
    }

    fn listen(&mut self, letter: &mut Transaction, timeout: Duration) -> Step {
        match read_reply(&mut self.wire, &mut self.reader, timeout) {
            Ok(reply) => letter.replied(&reply),
            Err(none) => Step::Done(letter.broken(none.reason())),
        }
    }

    fn say(&mut self, letter: &mut Transaction, bytes: &[u8]) -> Step {
        match self.wire.write(bytes, self.timeouts.reply) {
            Ok(()) => self.listen(letter, self.timeouts.reply),
            Err(broke) => {
                // A peer that closes often says why; its reason is worth more than ours.
                match self.overhear() {
                    Ok(Some(reply)) => letter.replied(&reply),
                    Ok(None) | Err(_) => {
                        Step::Done(letter.broken(format!("the connection broke: {}", broke.error)))
                    }
                }
            }
        }
    }

    fn send_body(&mut self, letter: &mut Transaction, bytes: &[u8]) -> Step {
        let written = self.write_body(&stuffed(bytes));
        match (self.overhear(), written) {
            (Ok(Some(reply)), _) => letter.replied(&reply),
            (Err(none), Ok(())) => Step::Done(letter.broken(none.reason())),
            (_, Err(broke)) => Step::Done(letter.broken(format!("the connection broke: {}", broke.error))),
            (Ok(None), Ok(())) => letter.body_sent(),
        }
    }

    fn write_body(&mut self, bytes: &[u8]) -> Result<(), WriteBroke> {
        if !canvass_failpoint::is_armed("delivery.half-body") {
            return self.wire.write(bytes, self.timeouts.reply);
        }
        let (first, rest) = bytes.split_at(bytes.len() / 2);
        self.wire.write(first, self.timeouts.reply)?;
        canvass_failpoint::pass("delivery.half-body");
        self.wire.write(rest, self.timeouts.reply)
    }

    fn send_dot(&mut self, letter: &mut Transaction) -> Step {
        match self.wire.write(b".\r\n", self.timeouts.reply) {
            Ok(()) => {
                letter.dot_sent();
                canvass_failpoint::pass("delivery.after-dot");
                let step = self.listen(letter, self.timeouts.dot);
                canvass_failpoint::pass("delivery.after-reply");
                step
            }
            Err(broke) => {
                if broke.is_partly_out {
                    letter.dot_sent();
                }
                Step::Done(letter.broken(format!("the connection broke: {}", broke.error)))
            }
        }
    }

    fn converse(
        &mut self,
        letter: &mut Transaction,
        built: &Built,
        fence: &mut dyn FnMut() -> Fence,
    ) -> Outcome {
        let mut step = match self.overhear() {
            Ok(None) => letter.start(),
            Ok(Some(reply)) => Step::Done(letter.broken(format!("the peer took leave: {}", reply.line()))),
            Err(none) => Step::Done(letter.broken(none.reason())),
        };
        loop {
            step = match step {
                Step::Say(bytes) => self.say(letter, &bytes),
                Step::Listen => self.listen(letter, self.timeouts.reply),
                Step::SendBody => {
                    canvass_failpoint::pass("delivery.after-recipients");
                    self.send_body(letter, &built.bytes)
                }
                Step::AskFence => {
                    canvass_failpoint::pass("delivery.after-body");
                    // Counted from before the question: where inside it the commit happened is not known.
                    let asked = Instant::now();
                    let answer = fence();
                    letter.fenced(answer, asked.elapsed(), self.timeouts.fence)
                }
                Step::SendDot => self.send_dot(letter),
                Step::Done(outcome) => return outcome,
            }
        }
    }
}

impl<W: Wire> Session for SmtpSession<W> {
    fn deliver(&mut self, built: &Built, fence: &mut dyn FnMut() -> Fence) -> Outcome {
        if !self.is_reusable {
            return Outcome::NotSent { reason: "the session is over".to_owned() };
        }
        let mut letter = match Transaction::new(built, &self.peer, self.needs_rset) {
            Ok(letter) => letter,
            Err(refused) => return refused,
        };
        // Until it is settled nobody may go on with it, not even after a panic in the fence.
        self.is_reusable = false;
        let outcome = self.converse(&mut letter, built, fence);
        self.is_reusable = letter.is_in_step();
        self.needs_rset = matches!(outcome, Outcome::Refused { handed_over: false, .. });
        outcome
    }

    fn is_reusable(&self) -> bool {
        self.is_reusable
    }

    fn close(mut self: Box<Self>) {
        // After a stop or a break the peer may be in the middle of a body: there QUIT would be text.
        if self.is_reusable && self.wire.write(b"QUIT\r\n", FAREWELL).is_ok() {
            // Whatever it answers, the connection ends here.
            drop(read_reply(&mut self.wire, &mut self.reader, FAREWELL));
        }
    }
}
