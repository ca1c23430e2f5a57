//! One letter on an open session, without sockets: MAIL, RCPT, DATA, body, fence, dot, reply.
//!
//! Invariant: [`Step::SendDot`] is given only by [`Transaction::fenced`] with go in time, and
//! [`Step::AskFence`] only by [`Transaction::body_sent`], so at most one dot and one question a letter.

use std::collections::VecDeque;
use std::time::Duration;

use super::capabilities::Capabilities;
use super::reply::Reply;
use crate::mime::is_safe_on_command_line;
use crate::{Built, Fence, Outcome};

/// What the driver does next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// Write these bytes, then listen.
    Say(Vec<u8>),
    /// Read one reply.
    Listen,
    /// Write the stuffed body without the final dot.
    SendBody,
    /// Ask the caller.
    AskFence,
    /// Write the final dot and nothing else.
    SendDot,
    /// It is settled.
    Done(Outcome),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Envelope,
    Body,
    Fence,
    /// The fence said go; the dot is not out.
    Cleared,
    /// The dot is out, or may be.
    Dotted,
    Over,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Command {
    Rset,
    Mail,
    Rcpt,
    Data,
}

/// The state of one letter.
#[derive(Debug)]
pub(super) struct Transaction {
    phase: Phase,
    to_say: VecDeque<(Command, String)>,
    to_hear: VecDeque<Command>,
    is_pipelined: bool,
    refused: Option<Reply>,
    last_line: String,
    is_in_step: bool,
}

impl Transaction {
    /// Prepares a letter for this peer, or says why the peer cannot take it.
    pub(super) fn new(built: &Built, peer: &Capabilities, starts_with_rset: bool) -> Result<Self, Outcome> {
        let mail = mail_command(built, peer)?;
        let mut to_say = VecDeque::with_capacity(4);
        if starts_with_rset {
            to_say.push_back((Command::Rset, "RSET\r\n".to_owned()));
        }
        to_say.push_back((Command::Mail, mail));
        to_say.push_back((Command::Rcpt, format!("RCPT TO:<{}>\r\n", built.envelope_to)));
        to_say.push_back((Command::Data, "DATA\r\n".to_owned()));
        Ok(Self {
            phase: Phase::Envelope,
            to_say,
            to_hear: VecDeque::with_capacity(4),
            is_pipelined: peer.pipelining,
            refused: None,
            last_line: String::new(),
            is_in_step: true,
        })
    }

    /// The first step.
    pub(super) fn start(&mut self) -> Step {
        self.say_next()
    }

    /// Can the session be used for another letter?
    pub(super) fn is_in_step(&self) -> bool {
        self.is_in_step
    }

    /// A reply came.
    pub(super) fn replied(&mut self, reply: &Reply) -> Step {
        self.last_line = reply.line();
        if reply.code == 421 {
            // The peer closes, whatever it was asked.
            self.is_in_step = false;
        }
        match self.phase {
            Phase::Envelope => self.envelope_replied(reply),
            Phase::Dotted => self.dot_replied(reply),
            Phase::Body | Phase::Fence | Phase::Cleared | Phase::Over => self.overheard(reply),
        }
    }

    /// The body is out, without the dot.
    pub(super) fn body_sent(&mut self) -> Step {
        self.phase = Phase::Fence;
        Step::AskFence
    }

    /// The caller answered; `waited` runs from before the question to now.
    pub(super) fn fenced(&mut self, answer: Fence, waited: Duration, limit: Duration) -> Step {
        if answer == Fence::Stop {
            return self.end(Outcome::Stopped);
        }
        self.phase = Phase::Cleared;
        if waited > limit {
            let reason = format!("{} s passed between hand-over and final dot", waited.as_secs());
            return self.end(Outcome::PutBack { reason });
        }
        Step::SendDot
    }

    /// The dot, or a part of it, is out of our hands.
    pub(super) fn dot_sent(&mut self) {
        self.phase = Phase::Dotted;
    }

    /// The connection broke, timed out or spoke nonsense.
    pub(super) fn broken(&mut self, reason: String) -> Outcome {
        self.is_in_step = false;
        let outcome = match self.phase {
            Phase::Envelope | Phase::Body | Phase::Fence | Phase::Over => Outcome::NotSent { reason },
            Phase::Cleared => Outcome::PutBack { reason },
            Phase::Dotted => Outcome::InDoubt { last_line: format!("{} / {reason}", self.last_line) },
        };
        self.phase = Phase::Over;
        outcome
    }

    /// The peer said something before the dot, which is not its turn: the letter is not asked for any more.
    fn overheard(&mut self, reply: &Reply) -> Step {
        if reply.class() >= 4 && self.phase != Phase::Cleared {
            return self.end(refusal(reply, false));
        }
        Step::Done(self.broken(format!("the peer spoke out of turn: {}", reply.line())))
    }

    fn envelope_replied(&mut self, reply: &Reply) -> Step {
        let Some(command) = self.to_hear.pop_front() else {
            return self.overheard(reply);
        };
        match (command, reply.class()) {
            (_, 4 | 5) if reply.code == 421 => return self.end(refusal(reply, false)),
            (Command::Mail | Command::Rcpt | Command::Data, 4 | 5) => {
                self.refused.get_or_insert_with(|| reply.clone());
            }
            (Command::Data, 3) => return self.data_opened(),
            (Command::Rset | Command::Mail | Command::Rcpt, 2) => {}
            (Command::Rset | Command::Mail | Command::Rcpt | Command::Data, _) => {
                return Step::Done(self.broken(format!("unexpected reply to {command:?}: {}", reply.line())));
            }
        }
        if !self.to_hear.is_empty() {
            return Step::Listen;
        }
        match self.refused.take() {
            Some(reply) => {
                self.phase = Phase::Over;
                Step::Done(refusal(&reply, false))
            }
            None => self.say_next(),
        }
    }

    fn data_opened(&mut self) -> Step {
        if let Some(reply) = self.refused.take() {
            // RFC 2920 would have us send an empty message; we close, since no dot leaves without the fence.
            return self.end(refusal(&reply, false));
        }
        self.phase = Phase::Body;
        Step::SendBody
    }

    fn dot_replied(&mut self, reply: &Reply) -> Step {
        self.phase = Phase::Over;
        match reply.class() {
            2 => Step::Done(Outcome::Sent { reply: reply.line() }),
            4 | 5 => Step::Done(refusal(reply, true)),
            _ => {
                self.is_in_step = false;
                Step::Done(Outcome::InDoubt { last_line: reply.line() })
            }
        }
    }

    fn say_next(&mut self) -> Step {
        let mut bytes = Vec::with_capacity(256);
        while let Some((command, text)) = self.to_say.pop_front() {
            bytes.extend_from_slice(text.as_bytes());
            self.to_hear.push_back(command);
            if !self.is_pipelined {
                break;
            }
        }
        Step::Say(bytes)
    }

    fn end(&mut self, outcome: Outcome) -> Step {
        self.phase = Phase::Over;
        self.is_in_step = false;
        Step::Done(outcome)
    }
}

fn refusal(reply: &Reply, handed_over: bool) -> Outcome {
    Outcome::Refused { code: reply.code, reply: reply.line(), permanent: reply.class() == 5, handed_over }
}

/// Refused by us, before a word was said.
fn unsayable(code: u16, reply: String) -> Outcome {
    Outcome::Refused { code, reply, permanent: true, handed_over: false }
}

fn mail_command(built: &Built, peer: &Capabilities) -> Result<String, Outcome> {
    let addresses = [built.envelope_from.as_str(), built.envelope_to.as_str()];
    if !addresses.iter().all(|address| is_safe_on_command_line(address)) {
        return Err(unsayable(553, "canvass: the address cannot be written in a command".to_owned()));
    }
    let is_utf8 = built.needs_smtputf8 || !addresses.iter().all(|address| address.is_ascii());
    if is_utf8 && !peer.smtputf8 {
        return Err(unsayable(
            553,
            "canvass: the peer does not offer SMTPUTF8, which a local part with non-ASCII letters needs"
                .to_owned(),
        ));
    }
    let is_eight_bit = !built.bytes.is_ascii();
    if is_eight_bit && !peer.eight_bit {
        return Err(unsayable(554, "canvass: the peer does not offer 8BITMIME".to_owned()));
    }
    let length = u64::try_from(built.bytes.len()).unwrap_or(u64::MAX);
    if let Some(most) = peer.most_bytes.filter(|most| length > *most) {
        let reply = format!("canvass: the peer takes {most} bytes at most, the mail has {length}");
        return Err(unsayable(552, reply));
    }
    let mut command = format!("MAIL FROM:<{}>", built.envelope_from);
    if peer.size {
        command.push_str(" SIZE=");
        command.push_str(&length.to_string());
    }
    if is_eight_bit {
        command.push_str(" BODY=8BITMIME");
    }
    if is_utf8 {
        command.push_str(" SMTPUTF8");
    }
    command.push_str("\r\n");
    Ok(command)
}
