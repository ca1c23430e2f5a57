//! The table of misbehaviour against the dialogue without sockets: a peer that goes wrong once, at one step and in one
//! way, and is well again afterwards.

use std::collections::{BTreeSet, VecDeque};
use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::opening::Opening;
use super::settings::{Credentials, Timeouts};
use super::transport::greet;
use super::wire::{Wire, WriteBroke};
use crate::sink::{At, Cell, Due, Way, misbehaviour};
use crate::{Built, Fence, OpenError, Outcome, Session};

/// What the peer keeps over its connections.
#[derive(Debug, Default)]
struct Relay {
    accepted: Vec<String>,
    /// Goes wrong here, each time until it is well.
    fault: Option<(At, Way)>,
    /// Keeps a letter before it goes wrong at the dot.
    keeps: bool,
}

/// One connection as the peer sees it.
#[derive(Debug, Default)]
struct Talk {
    line: Vec<u8>,
    body: Option<Vec<u8>>,
    has_recipient: bool,
    is_secured: bool,
    to_say: VecDeque<u8>,
    is_closed: bool,
}

#[derive(Clone)]
struct Line {
    relay: Arc<Mutex<Relay>>,
    talk: Arc<Mutex<Talk>>,
}

impl Line {
    fn connect(relay: &Arc<Mutex<Relay>>) -> Self {
        let line = Self { relay: Arc::clone(relay), talk: Arc::default() };
        line.answer(&mut line.talk.lock().unwrap(), At::Greeting, "220 ready");
        line
    }

    /// Whether the usual answer was given, so that the dialogue goes on.
    fn answer(&self, talk: &mut Talk, at: At, usual: &str) -> bool {
        let fault = self.relay.lock().unwrap().fault.filter(|(step, _)| *step == at);
        let Some((_, way)) = fault else {
            talk.to_say.extend(format!("{usual}\r\n").as_bytes());
            return true;
        };
        let is_good = matches!(way, Way::Drip | Way::Lines);
        if way == Way::Lines {
            let code = usual.get(..3).unwrap();
            talk.to_say.extend(format!("{code}-more\r\n").repeat(20).as_bytes());
        }
        talk.to_say.extend(if is_good { Way::Drip.words(usual) } else { way.words(usual) });
        talk.is_closed |= way.closes();
        is_good
    }

    fn hear(&self, talk: &mut Talk, byte: u8) {
        if let Some(body) = &mut talk.body {
            body.push(byte);
            if body.len() == 1 {
                self.early(talk);
            } else if body.ends_with(b"\r\n.\r\n") {
                self.dot(talk);
            }
            return;
        }
        talk.line.push(byte);
        if byte == b'\n' {
            let line = String::from_utf8(std::mem::take(&mut talk.line)).unwrap();
            self.command(talk, line.split([' ', '\r']).next().unwrap());
        }
    }

    /// What a peer says while the body comes: usually nothing.
    fn early(&self, talk: &mut Talk) {
        let fault = self.relay.lock().unwrap().fault.filter(|(step, _)| *step == At::Body);
        if let Some((_, way)) = fault {
            talk.to_say.extend(way.words("250 fine"));
            talk.is_closed |= way.closes();
        }
    }

    fn dot(&self, talk: &mut Talk) {
        let body = String::from_utf8(talk.body.take().unwrap()).unwrap();
        let is_good = self.answer(talk, At::Dot, "250 kept");
        let mut relay = self.relay.lock().unwrap();
        if is_good || relay.keeps {
            relay.accepted.push(body.lines().next().unwrap().to_owned());
        }
    }

    fn command(&self, talk: &mut Talk, verb: &str) {
        match verb {
            "EHLO" => {
                let offer = if talk.is_secured { "AUTH PLAIN" } else { "STARTTLS" };
                self.answer(talk, At::Hello, &format!("250-peer\r\n250-PIPELINING\r\n250 {offer}"));
            }
            "HELO" => drop(self.answer(talk, At::Hello, "250 peer")),
            "STARTTLS" => drop(self.answer(talk, At::StartTls, "220 go on")),
            "AUTH" => drop(self.answer(talk, At::Auth, "235 welcome")),
            "MAIL" => talk.has_recipient = self.answer(talk, At::Mail, "250 fine"),
            "RCPT" => talk.has_recipient &= self.answer(talk, At::Rcpt, "250 fine"),
            "DATA" if !talk.has_recipient => talk.to_say.extend(b"503 nobody\r\n"),
            "DATA" => {
                if self.answer(talk, At::Data, "354 go on") {
                    talk.body = Some(Vec::new());
                }
            }
            "RSET" => drop(self.answer(talk, At::Rset, "250 fine")),
            "QUIT" => {
                self.answer(talk, At::Quit, "221 bye");
                talk.is_closed = true;
            }
            other => panic!("unknown command {other}"),
        }
    }

    /// The hand-shake is the other thing that only real sockets have: here it is as good as what the peer says in it.
    fn secure(self) -> Result<Self, OpenError> {
        if self.relay.lock().unwrap().fault.is_some_and(|(at, _)| at == At::Handshake) {
            return Err(OpenError::Tls("the hand-shake failed".to_owned()));
        }
        self.talk.lock().unwrap().is_secured = true;
        Ok(self)
    }
}

impl Wire for Line {
    fn read(&mut self, buffer: &mut [u8], _: Duration) -> io::Result<usize> {
        self.read_now(buffer)?.ok_or_else(|| io::ErrorKind::TimedOut.into())
    }

    fn read_now(&mut self, buffer: &mut [u8]) -> io::Result<Option<usize>> {
        let mut talk = self.talk.lock().unwrap();
        if talk.to_say.is_empty() {
            return Ok(talk.is_closed.then_some(0));
        }
        let is_dripping = self.relay.lock().unwrap().fault.is_some_and(|(_, way)| way == Way::Drip);
        let count = talk.to_say.len().min(if is_dripping { 1 } else { buffer.len() });
        for (place, byte) in buffer.iter_mut().zip(talk.to_say.drain(..count)) {
            *place = byte;
        }
        Ok(Some(count))
    }

    fn write(&mut self, bytes: &[u8], _: Duration) -> Result<(), WriteBroke> {
        let mut talk = self.talk.lock().unwrap();
        if talk.is_closed {
            return Err(WriteBroke { is_partly_out: false, error: io::ErrorKind::BrokenPipe.into() });
        }
        for byte in bytes {
            self.hear(&mut talk, *byte);
        }
        Ok(())
    }
}

fn letter(number: u32) -> Built {
    Built {
        envelope_from: "cx@example.org".to_owned(),
        envelope_to: format!("person{number}@example.org"),
        bytes: format!("Message-ID: <{number}>\r\n\r\nhello\r\n").into_bytes(),
        needs_smtputf8: false,
    }
}

fn open(relay: &Arc<Mutex<Relay>>) -> Result<Box<dyn Session>, OpenError> {
    let credentials = Credentials { user: "ada".to_owned(), password: "secret".to_owned().into() };
    let opening = Opening::new("me".to_owned(), true, Some(&credentials));
    Ok(Box::new(greet(Line::connect(relay), opening, Timeouts::default(), Line::secure)?))
}

/// Whether the outcome is what the table says, and whether the fence was passed.
fn fits(due: Due, outcome: &Outcome, fences: u32) -> bool {
    match (due, outcome) {
        (Due::Usual, Outcome::Sent { .. }) | (Due::InDoubt, Outcome::InDoubt { .. }) => fences == 1,
        (Due::Dropped, Outcome::NotSent { .. })
        | (Due::Unavailable, Outcome::Refused { code: 421, handed_over: false, .. }) => fences == 0,
        (Due::Deferred(_), Outcome::Refused { permanent: false, handed_over, .. })
        | (Due::Rejected(_), Outcome::Refused { permanent: true, handed_over, .. }) => {
            fences == u32::from(*handed_over)
        }
        _ => false,
    }
}

/// One cell: the first letter meets the fault, then the peer is well, and whatever may leave (again) leaves.
fn try_cell(cell: Cell, keeps: bool) {
    let relay = Arc::new(Mutex::new(Relay { fault: Some((cell.at, cell.way)), keeps, ..Relay::default() }));
    let mut to_send = vec![letter(1)];
    let session = match open(&relay) {
        Err(error) => {
            assert_eq!(cell.due, Due::NoSession, "{cell:?}: {error}");
            None
        }
        Ok(mut session) => {
            let mut fences = 0;
            let outcome = session.deliver(&to_send[0], &mut || {
                fences += 1;
                Fence::Go
            });
            assert!(fits(cell.due, &outcome, fences), "{cell:?}: {outcome:?} after {fences} fences");
            let is_reusable = matches!(cell.due, Due::Usual | Due::Deferred(true) | Due::Rejected(true));
            assert_eq!(session.is_reusable(), is_reusable, "{cell:?}");
            if matches!(cell.due, Due::Usual | Due::Rejected(_) | Due::InDoubt) {
                to_send.clear();
            }
            if cell.at == At::Quit {
                session.close();
                None
            } else {
                session.is_reusable().then_some(session)
            }
        }
    };
    relay.lock().unwrap().fault = None;
    let mut session = session.unwrap_or_else(|| open(&relay).unwrap());
    to_send.push(letter(2));
    for built in &to_send {
        let outcome = session.deliver(built, &mut || Fence::Go);
        assert!(matches!(outcome, Outcome::Sent { .. }), "{cell:?}, well again: {outcome:?}");
    }
    session.close();
    let accepted = relay.lock().unwrap().accepted.clone();
    let once: BTreeSet<&String> = accepted.iter().collect();
    assert_eq!(once.len(), accepted.len(), "{cell:?}: twice at the peer: {accepted:?}");
    let has_first = match cell.due {
        Due::Rejected(_) => false,
        Due::InDoubt => keeps,
        Due::Usual | Due::NoSession | Due::Dropped | Due::Unavailable | Due::Deferred(_) => true,
    };
    assert_eq!(accepted.len(), 1 + usize::from(has_first), "{cell:?}: {accepted:?}");
}

#[test]
fn out_06_to_out_11_each_way_to_go_wrong_at_each_step_comes_out_as_the_table_says() {
    let cells = misbehaviour();
    assert_eq!(cells.len(), 11 * 12 - 3);
    for cell in cells {
        try_cell(cell, false);
        if cell.due == Due::InDoubt {
            try_cell(cell, true);
        }
    }
}
