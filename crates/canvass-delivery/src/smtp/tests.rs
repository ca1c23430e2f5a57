//! The dialogue against a peer without sockets: every step answered in every way, before and after the fence.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::capabilities::Capabilities;
use super::reply::ReplyReader;
use super::session::SmtpSession;
use super::settings::Timeouts;
use super::stuffing::stuffed;
use super::wire::{Wire, WriteBroke};
use crate::{Built, Fence, Outcome, Session};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    Rset,
    Mail,
    Rcpt,
    Data,
    Body,
    Dot,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Say(&'static str),
    Close,
    Silence,
    /// The write itself fails; true: some bytes are out.
    BreakWrite(bool),
}

#[derive(Debug, Default)]
struct Peer {
    odd: Vec<(At, Answer)>,
    written: Vec<u8>,
    line: Vec<u8>,
    body: Option<Vec<u8>>,
    was_refused: bool,
    to_say: VecDeque<u8>,
    is_closed: bool,
}

impl Peer {
    fn odd(&self, at: At) -> Option<Answer> {
        self.odd.iter().find(|(step, _)| *step == at).map(|(_, answer)| *answer)
    }

    fn answer(&mut self, at: At, usual: &'static str) {
        match self.odd(at).unwrap_or(Answer::Say(usual)) {
            Answer::Say(text) => {
                self.was_refused |= text.starts_with(['4', '5']);
                self.to_say.extend(text.as_bytes());
            }
            Answer::Close => self.is_closed = true,
            Answer::Silence | Answer::BreakWrite(_) => {}
        }
    }

    fn hear(&mut self, byte: u8) {
        if let Some(body) = &mut self.body {
            body.push(byte);
            if body.len() == 1 {
                self.answer(At::Body, "");
            } else if body.ends_with(b"\r\n.\r\n") {
                self.body = None;
                self.answer(At::Dot, "250 queued as 42\r\n");
            }
            return;
        }
        self.line.push(byte);
        if byte != b'\n' {
            return;
        }
        let line = String::from_utf8(std::mem::take(&mut self.line)).unwrap();
        match line.split([' ', '\r']).next().unwrap() {
            "RSET" => self.answer(At::Rset, "250 ok\r\n"),
            "MAIL" => {
                self.was_refused = false;
                self.answer(At::Mail, "250 ok\r\n");
            }
            "RCPT" => self.answer(At::Rcpt, "250 ok\r\n"),
            "DATA" if self.was_refused && self.odd(At::Data).is_none() => self.answer(At::Data, "503 no\r\n"),
            "DATA" => {
                self.answer(At::Data, "354 go\r\n");
                self.body = Some(Vec::new());
            }
            "QUIT" => self.is_closed = true,
            other => panic!("unknown command {other}"),
        }
    }

    fn write_breaks(&self, bytes: &[u8]) -> Option<bool> {
        let at = match bytes {
            b".\r\n" => At::Dot,
            _ if bytes.starts_with(b"MAIL") => At::Mail,
            _ if self.body.is_some() => At::Body,
            _ => return None,
        };
        match self.odd(at) {
            Some(Answer::BreakWrite(is_partly_out)) => Some(is_partly_out),
            _ => None,
        }
    }
}

#[derive(Clone, Default)]
struct FakeWire(Arc<Mutex<Peer>>);

impl Wire for FakeWire {
    fn read(&mut self, buffer: &mut [u8], _: Duration) -> io::Result<usize> {
        match self.read_now(buffer)? {
            Some(count) => Ok(count),
            None => Err(io::ErrorKind::TimedOut.into()),
        }
    }

    fn read_now(&mut self, buffer: &mut [u8]) -> io::Result<Option<usize>> {
        let mut peer = self.0.lock().unwrap();
        if peer.to_say.is_empty() {
            return Ok(peer.is_closed.then_some(0));
        }
        // Two bytes at a time: replies come in pieces.
        let count = peer.to_say.len().min(2);
        for (place, byte) in buffer.iter_mut().zip(peer.to_say.drain(..count)) {
            *place = byte;
        }
        Ok(Some(count))
    }

    fn write(&mut self, bytes: &[u8], _: Duration) -> Result<(), WriteBroke> {
        let mut peer = self.0.lock().unwrap();
        if let Some(is_partly_out) = peer.write_breaks(bytes) {
            peer.is_closed = true;
            return Err(WriteBroke { is_partly_out, error: io::ErrorKind::BrokenPipe.into() });
        }
        peer.written.extend_from_slice(bytes);
        for byte in bytes {
            peer.hear(*byte);
        }
        Ok(())
    }
}

fn built() -> Built {
    Built {
        envelope_from: "cx@example.org".to_owned(),
        envelope_to: "ada@example.org".to_owned(),
        bytes: b"Subject: x\r\n\r\n.hello\r\n.\r\nworld\r\n".to_vec(),
        needs_smtputf8: false,
    }
}

fn everything() -> Capabilities {
    Capabilities { pipelining: true, eight_bit: true, smtputf8: true, size: true, ..Capabilities::default() }
}

struct Run {
    outcome: Outcome,
    fences: u32,
    is_reusable: bool,
    written: Vec<u8>,
}

fn session(wire: &FakeWire, capabilities: Capabilities, fence: Duration) -> Box<SmtpSession<FakeWire>> {
    let timeouts = Timeouts { fence, ..Timeouts::default() };
    Box::new(SmtpSession::new(wire.clone(), ReplyReader::default(), capabilities, timeouts))
}

/// Delivers one letter to a peer with these oddities and checks at the fence what must hold at every fence.
fn run(odd: &[(At, Answer)], pipelining: bool, answer: Fence) -> Run {
    let wire = FakeWire::default();
    wire.0.lock().unwrap().odd = odd.to_vec();
    let mut session = session(&wire, Capabilities { pipelining, ..everything() }, Duration::from_secs(30));
    let mut fences = 0;
    let outcome = session.deliver(&built(), &mut || {
        fences += 1;
        let peer = wire.0.lock().unwrap();
        let body = peer.body.as_ref().expect("the fence is asked while the body is open");
        assert_eq!(body[..], *stuffed(&built().bytes), "all of the body and nothing of the dot is out");
        answer
    });
    let is_reusable = session.is_reusable();
    let written = wire.0.lock().unwrap().written.clone();
    session.close();
    if !is_reusable {
        assert_eq!(wire.0.lock().unwrap().written, written, "nothing is said on a session that is over");
    }
    assert!(fences <= 1, "the fence was asked {fences} times");
    Run { outcome, fences, is_reusable, written }
}

fn refused(code: u16, reply: &str, handed_over: bool) -> Outcome {
    Outcome::Refused { code, reply: reply.to_owned(), permanent: code >= 500, handed_over }
}

#[test]
fn a_letter_goes_out_in_three_writes_and_the_dot_comes_last() {
    for pipelining in [true, false] {
        let run = run(&[], pipelining, Fence::Go);
        assert_eq!(run.outcome, Outcome::Sent { reply: "250 queued as 42".to_owned() });
        assert_eq!((run.fences, run.is_reusable), (1, true));
        let expected = "MAIL FROM:<cx@example.org> SIZE=32\r\nRCPT TO:<ada@example.org>\r\nDATA\r\n\
                        Subject: x\r\n\r\n..hello\r\n..\r\nworld\r\n.\r\n";
        assert_eq!(String::from_utf8(run.written).unwrap(), expected);
    }
}

#[test]
fn a_refusal_before_the_fence_is_a_refusal_and_the_fence_is_not_asked() {
    for pipelining in [true, false] {
        for at in [At::Mail, At::Rcpt, At::Data, At::Body] {
            for (text, code) in [("451 later\r\n", 451), ("550 never\r\n", 550), ("421 bye\r\n", 421)] {
                let run = run(&[(at, Answer::Say(text))], pipelining, Fence::Go);
                assert_eq!(run.outcome, refused(code, text.trim_end(), false), "{at:?} {pipelining}");
                assert_eq!(run.fences, 0);
                assert_eq!(run.is_reusable, code != 421 && at != At::Body, "{at:?} {code}");
            }
        }
    }
}

#[test]
fn out_11_whatever_else_breaks_before_the_fence_leaves_the_letter_here() {
    let oddities = [
        Answer::Say("hello\r\n"),
        Answer::Say("250_ok\r\n"),
        Answer::Say("25"),
        Answer::Say("\0\0\0\r\n"),
        Answer::Say("250-half\r\n"),
        Answer::Close,
        Answer::Silence,
        Answer::BreakWrite(false),
        Answer::BreakWrite(true),
    ];
    for pipelining in [true, false] {
        for at in [At::Mail, At::Rcpt, At::Data, At::Body] {
            for odd in oddities {
                // Saying nothing while the body comes is what a good peer does; only MAIL and body start a write.
                let is_no_fault = (at == At::Body && odd == Answer::Silence)
                    || (matches!(at, At::Rcpt | At::Data) && matches!(odd, Answer::BreakWrite(_)));
                if is_no_fault {
                    continue;
                }
                let run = run(&[(at, odd)], pipelining, Fence::Go);
                assert!(matches!(run.outcome, Outcome::NotSent { .. }), "{at:?} {odd:?}: {:?}", run.outcome);
                assert_eq!((run.fences, run.is_reusable), (0, false), "{at:?} {odd:?}");
            }
        }
    }
}

#[test]
fn a_positive_reply_of_the_wrong_kind_is_not_taken_for_the_right_one() {
    for (at, text) in [
        (At::Mail, "354 go\r\n"),
        (At::Rcpt, "354 go\r\n"),
        (At::Data, "250 ok\r\n"),
        (At::Body, "250 ok\r\n"),
    ] {
        for pipelining in [true, false] {
            let run = run(&[(at, Answer::Say(text))], pipelining, Fence::Go);
            assert!(matches!(run.outcome, Outcome::NotSent { .. }), "{at:?}: {:?}", run.outcome);
            assert_eq!((run.fences, run.is_reusable), (0, false));
        }
    }
}

#[test]
fn out_07_out_09_a_complete_refusal_after_the_dot_is_definite() {
    for (text, code, is_reusable) in
        [("451 later\r\n", 451, true), ("421 bye\r\n", 421, false), ("552-too\r\n552 big\r\n", 552, true)]
    {
        let run = run(&[(At::Dot, Answer::Say(text))], true, Fence::Go);
        let reply = if code == 552 { "552 too big" } else { text.trim_end() };
        assert_eq!(run.outcome, refused(code, reply, true));
        assert_eq!((run.fences, run.is_reusable), (1, is_reusable));
    }
}

#[test]
fn out_06_out_11_after_the_dot_anything_but_a_reply_is_in_doubt() {
    for odd in [
        Answer::Close,
        Answer::Silence,
        Answer::Say("25"),
        Answer::Say("ok\r\n"),
        Answer::Say("354 more\r\n"),
        Answer::Say("250-half\r\n"),
        Answer::Say("250-a\r\n550 b\r\n"),
        Answer::BreakWrite(true),
    ] {
        let run = run(&[(At::Dot, odd)], true, Fence::Go);
        let Outcome::InDoubt { last_line } = run.outcome else { panic!("{odd:?}: {:?}", run.outcome) };
        assert!(last_line.starts_with("354 "), "{last_line}");
        assert_eq!((run.fences, run.is_reusable), (1, false), "{odd:?}");
    }
}

#[test]
fn a_dot_that_could_not_be_written_at_all_is_put_back() {
    let run = run(&[(At::Dot, Answer::BreakWrite(false))], true, Fence::Go);
    assert!(matches!(run.outcome, Outcome::PutBack { .. }), "{:?}", run.outcome);
    assert_eq!((run.fences, run.is_reusable), (1, false));
    assert!(!run.written.ends_with(b"\r\n.\r\n"));
}

#[test]
fn a_stop_at_the_fence_sends_no_dot_and_ends_the_session() {
    for pipelining in [true, false] {
        let run = run(&[], pipelining, Fence::Stop);
        assert_eq!((run.outcome, run.fences, run.is_reusable), (Outcome::Stopped, 1, false));
        assert!(run.written.ends_with(b"world\r\n"));
    }
}

#[test]
fn a_slow_hand_over_is_put_back_without_a_dot() {
    let wire = FakeWire::default();
    let mut session = session(&wire, everything(), Duration::ZERO);
    let outcome = session.deliver(&built(), &mut || {
        let asked = Instant::now();
        while asked.elapsed().is_zero() {}
        Fence::Go
    });
    assert!(matches!(outcome, Outcome::PutBack { .. }), "{outcome:?}");
    assert!(!session.is_reusable());
    session.close();
    assert!(wire.0.lock().unwrap().written.ends_with(b"world\r\n"));
}

#[test]
fn a_peer_that_opens_data_for_a_refused_recipient_gets_no_dot() {
    let odd = [(At::Rcpt, Answer::Say("550 who\r\n")), (At::Data, Answer::Say("354 go\r\n"))];
    let run = run(&odd, true, Fence::Go);
    assert_eq!(run.outcome, refused(550, "550 who", false));
    assert_eq!((run.fences, run.is_reusable), (0, false));
    assert!(run.written.ends_with(b"DATA\r\n"));
}

#[test]
fn a_session_takes_the_next_letter_after_a_refusal_with_rset() {
    for pipelining in [true, false] {
        let wire = FakeWire::default();
        wire.0.lock().unwrap().odd = vec![(At::Rcpt, Answer::Say("450 later\r\n"))];
        let mut session =
            session(&wire, Capabilities { pipelining, ..everything() }, Duration::from_secs(30));
        assert_eq!(session.deliver(&built(), &mut || Fence::Go), refused(450, "450 later", false));
        {
            let mut peer = wire.0.lock().unwrap();
            peer.odd.clear();
            peer.written.clear();
        }
        let outcome = session.deliver(&built(), &mut || Fence::Go);
        assert!(matches!(outcome, Outcome::Sent { .. }), "{outcome:?}");
        assert!(wire.0.lock().unwrap().written.starts_with(b"RSET\r\nMAIL FROM:"));
        wire.0.lock().unwrap().written.clear();
        session.deliver(&built(), &mut || Fence::Go);
        assert!(wire.0.lock().unwrap().written.starts_with(b"MAIL FROM:"));
        session.close();
        assert!(wire.0.lock().unwrap().written.ends_with(b".\r\nQUIT\r\n"));
    }
}

#[test]
fn a_session_whose_rset_fails_sends_nothing() {
    let wire = FakeWire::default();
    wire.0.lock().unwrap().odd =
        vec![(At::Rcpt, Answer::Say("450 x\r\n")), (At::Rset, Answer::Say("500 what\r\n"))];
    let mut session = session(&wire, everything(), Duration::from_secs(30));
    session.deliver(&built(), &mut || Fence::Go);
    let outcome = session.deliver(&built(), &mut || panic!("asked"));
    assert!(matches!(outcome, Outcome::NotSent { .. }), "{outcome:?}");
    assert!(!session.is_reusable());
    let outcome = session.deliver(&built(), &mut || panic!("asked"));
    assert_eq!(outcome, Outcome::NotSent { reason: "the session is over".to_owned() });
}

#[test]
fn a_peer_that_closed_between_letters_is_noticed_before_a_word_is_said() {
    for farewell in ["", "421 idle\r\n"] {
        let wire = FakeWire::default();
        let mut session = session(&wire, everything(), Duration::from_secs(30));
        {
            let mut peer = wire.0.lock().unwrap();
            peer.to_say.extend(farewell.as_bytes());
            peer.is_closed = true;
        }
        let outcome = session.deliver(&built(), &mut || panic!("asked"));
        assert!(matches!(outcome, Outcome::NotSent { .. }), "{outcome:?}");
        assert!(!session.is_reusable() && wire.0.lock().unwrap().written.is_empty());
    }
}

/// Refused by us alone: not a word is said, and the session stays good.
fn assert_unsayable(built: &Built, capabilities: Capabilities, expected: u16) -> String {
    let wire = FakeWire::default();
    let mut session = session(&wire, capabilities, Duration::from_secs(30));
    let outcome = session.deliver(built, &mut || panic!("asked"));
    let Outcome::Refused { code, reply, permanent: true, handed_over: false } = outcome else {
        panic!("{outcome:?}");
    };
    assert_eq!(code, expected);
    assert!(session.is_reusable() && wire.0.lock().unwrap().written.is_empty());
    reply
}

#[test]
fn exp_04_an_address_that_would_end_the_command_is_not_said() {
    for bad in
        ["a@x.org>\r\nRCPT TO:<b@y.org", "a@x.org\n", "a\0@x.org", "a b@x.org", "<a@x.org", "a@x.org>", ""]
    {
        assert_unsayable(&Built { envelope_to: bad.to_owned(), ..built() }, everything(), 553);
        assert_unsayable(&Built { envelope_from: bad.to_owned(), ..built() }, everything(), 553);
    }
}

#[test]
fn out_14_a_foreign_local_part_needs_smtputf8_from_the_peer() {
    let letter = Built {
        envelope_to: "jürgen@example.org".to_owned(),
        bytes: "To: jürgen@example.org\r\n\r\nx\r\n".as_bytes().to_vec(),
        needs_smtputf8: true,
        ..built()
    };
    let reply = assert_unsayable(&letter, Capabilities { smtputf8: false, ..everything() }, 553);
    assert!(reply.contains("SMTPUTF8"), "{reply}");
    assert_unsayable(&letter, Capabilities { eight_bit: false, ..everything() }, 554);
    let wire = FakeWire::default();
    let mut session = session(&wire, everything(), Duration::from_secs(30));
    let outcome = session.deliver(&letter, &mut || Fence::Go);
    assert!(matches!(outcome, Outcome::Sent { .. }));
    let written = String::from_utf8(wire.0.lock().unwrap().written.clone()).unwrap();
    assert!(
        written.starts_with(
            "MAIL FROM:<cx@example.org> SIZE=30 BODY=8BITMIME SMTPUTF8\r\nRCPT TO:<jürgen@example.org>\r\n"
        ),
        "{written}"
    );
}

#[test]
fn a_letter_larger_than_the_peer_takes_is_not_said() {
    let length = u64::try_from(built().bytes.len()).unwrap();
    assert_unsayable(&built(), Capabilities { most_bytes: Some(length - 1), ..everything() }, 552);
    let wire = FakeWire::default();
    let mut session =
        session(&wire, Capabilities { most_bytes: Some(length), ..everything() }, Duration::from_secs(30));
    assert!(matches!(session.deliver(&built(), &mut || Fence::Go), Outcome::Sent { .. }));
}

#[test]
fn out_14_a_peer_without_extensions_gets_plain_commands() {
    let wire = FakeWire::default();
    let mut session = session(&wire, Capabilities::default(), Duration::from_secs(30));
    session.deliver(&built(), &mut || Fence::Go);
    assert!(
        wire.0
            .lock()
            .unwrap()
            .written
            .starts_with(b"MAIL FROM:<cx@example.org>\r\nRCPT TO:<ada@example.org>\r\nDATA\r\n")
    );
}
