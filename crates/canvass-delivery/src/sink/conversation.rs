//! One connection of the sink, from greeting to end.

use std::io;
use std::net::TcpStream;
use std::time::Duration;

use data_encoding::BASE64;

use super::Shared;
use super::accepted::Accepted;
use super::body::Body;
use super::script::{Act, At};
use super::stream::Stream;

/// Does the conversation go on?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    Line,
    Body,
    End,
}

/// The state of one connection.
pub(super) struct Conversation<'a> {
    connection: u64,
    stream: Stream,
    shared: &'a Shared,
    mail: Option<String>,
    recipients: Vec<String>,
    is_known: bool,
    /// The last answer was a 2xx or 3xx.
    was_positive: bool,
}

impl<'a> Conversation<'a> {
    pub(super) fn new(connection: u64, stream: TcpStream, shared: &'a Shared) -> io::Result<Self> {
        let stream = Stream::new(stream)?;
        Ok(Self {
            connection,
            stream,
            shared,
            mail: None,
            recipients: Vec::new(),
            is_known: false,
            was_positive: false,
        })
    }

    pub(super) fn serve(mut self) -> io::Result<()> {
        let script = self.shared.script();
        if let (true, Some(config)) = (script.is_tls_at_once, script.tls) {
            self.stream.secure(config)?;
        }
        let mut next = self.answer(At::Greeting, "220 sink ready", Next::Line)?;
        loop {
            next = match next {
                Next::End => return Ok(()),
                Next::Body => self.body()?,
                Next::Line => {
                    // A round trip is paid once for each group of commands.
                    if !self.stream.has_line_ahead() {
                        self.pause();
                    }
                    let Some(line) = self.stream.line()? else { return Ok(()) };
                    self.shared.heard_command(self.connection, &line);
                    self.command(&line)?
                }
            };
        }
    }

    fn pause(&self) {
        let delay = self.shared.script().delay;
        if delay > Duration::ZERO {
            self.shared.pause(delay);
        }
    }

    fn command(&mut self, line: &str) -> io::Result<Next> {
        let upper = line.to_ascii_uppercase();
        let (verb, _) = upper.split_once(' ').unwrap_or((&upper, ""));
        match verb {
            "EHLO" | "HELO" => self.hello(verb),
            "STARTTLS" => self.start_tls(),
            "AUTH" => self.auth(line),
            "MAIL" => self.mail(line),
            "RCPT" => self.recipient(line),
            "DATA" if self.recipients.is_empty() => self.answer(At::Data, "503 no recipients", Next::Line),
            "DATA" => self.answer(At::Data, "354 go on", Next::Body),
            "RSET" => {
                self.forget();
                self.answer(At::Rset, "250 forgotten", Next::Line)
            }
            "QUIT" => self.answer(At::Quit, "221 bye", Next::End),
            _ => self.say("502 not known", Next::Line),
        }
    }

    fn hello(&mut self, verb: &str) -> io::Result<Next> {
        let script = self.shared.script();
        self.forget();
        if verb == "EHLO" && !script.knows_ehlo {
            return self.answer(At::Hello, "502 not known", Next::Line);
        }
        let mut lines = script.hello_lines(self.stream.is_encrypted());
        if verb == "HELO" {
            lines.truncate(1);
        }
        let last = lines.len().saturating_sub(1);
        let text: Vec<String> = lines
            .iter()
            .enumerate()
            .map(|(number, line)| format!("250{}{line}", if number == last { ' ' } else { '-' }))
            .collect();
        self.answer(At::Hello, &text.join("\r\n"), Next::Line)
    }

    fn start_tls(&mut self) -> io::Result<Next> {
        let Some(config) = self.shared.script().tls else { return self.say("502 no TLS", Next::Line) };
        let next = self.answer(At::StartTls, "220 go on", Next::Line)?;
        if next != Next::Line {
            return Ok(next);
        }
        if let Some(act) = self.shared.next_act(At::Handshake) {
            self.act(act, "", Next::Line)?;
            return Ok(Next::End);
        }
        self.stream.secure(config)?;
        self.forget();
        Ok(next)
    }

    fn auth(&mut self, line: &str) -> io::Result<Next> {
        let (user, password) = self.shared.script().user;
        let words: Vec<&str> = line.split(' ').collect();
        let given = match words.as_slice() {
            [_, "PLAIN", secret] => decoded(secret),
            [_, "LOGIN"] => {
                let user = self.asked("VXNlcm5hbWU6")?;
                let password = self.asked("UGFzc3dvcmQ6")?;
                format!("\0{user}\0{password}")
            }
            _ => return self.say("504 not known", Next::Line),
        };
        self.is_known = given == format!("\0{user}\0{password}");
        let usual = if self.is_known { "235 welcome" } else { "535 who are you" };
        self.answer(At::Auth, usual, Next::Line)
    }

    fn asked(&mut self, question: &str) -> io::Result<String> {
        self.stream.say(format!("334 {question}\r\n").as_bytes())?;
        let line = self.stream.line()?.unwrap_or_default();
        self.shared.heard_command(self.connection, &line);
        Ok(decoded(&line))
    }

    fn mail(&mut self, line: &str) -> io::Result<Next> {
        if !self.shared.script().mechanisms.is_empty() && !self.is_known {
            return self.say("530 sign in first", Next::Line);
        }
        self.forget();
        let next = self.answer(At::Mail, "250 sender fine", Next::Line)?;
        if self.was_positive {
            self.mail = Some(after_colon(line));
        }
        Ok(next)
    }

    fn recipient(&mut self, line: &str) -> io::Result<Next> {
        if self.mail.is_none() {
            return self.say("503 who from", Next::Line);
        }
        let next = self.answer(At::Rcpt, "250 recipient fine", Next::Line)?;
        if self.was_positive {
            self.recipients.push(after_colon(line).trim_start_matches('<').trim_end_matches('>').to_owned());
        }
        Ok(next)
    }

    fn forget(&mut self) {
        self.mail = None;
        self.recipients.clear();
    }

    fn body(&mut self) -> io::Result<Next> {
        let mut body = Body::new(self.shared.script().is_lenient);
        let mut is_first = true;
        let content = loop {
            let piece = self.stream.piece()?;
            if piece.is_empty() {
                return Ok(Next::End);
            }
            self.shared.heard_body(piece.len());
            if std::mem::take(&mut is_first) && self.at_body()? == Next::End {
                return Ok(Next::End);
            }
            if let Some((content, rest)) = body.add(&piece) {
                self.stream.unread(&rest);
                break content;
            }
        };
        self.pause();
        self.dot(content)
    }

    fn at_body(&mut self) -> io::Result<Next> {
        match self.shared.next_act(At::Body) {
            None => Ok(Next::Body),
            Some(Act::Delay(how_long)) => {
                self.shared.pause(how_long);
                Ok(Next::Body)
            }
            Some(act) => self.act(act, "", Next::Body),
        }
    }

    fn dot(&mut self, content: Vec<u8>) -> io::Result<Next> {
        let is_too_big = self.shared.script().most_bytes.is_some_and(|most| content.len() > most);
        let act = self.shared.next_act(At::Dot);
        let is_kept = match &act {
            None | Some(Act::PerByte | Act::Lines(_) | Act::Delay(_)) => !is_too_big,
            Some(Act::Say(text)) => text.starts_with('2'),
            Some(Act::KeepAndClose | Act::KeepAndSilence | Act::KeepAndSay(_)) => true,
            Some(Act::Raw(_) | Act::Close | Act::HalfLine | Act::Silence) => false,
        };
        if is_kept {
            self.shared.accept(Accepted {
                connection: self.connection,
                mail: self.mail.take().unwrap_or_default(),
                recipients: std::mem::take(&mut self.recipients),
                bytes: content,
                is_encrypted: self.stream.is_encrypted(),
                at: Duration::ZERO,
            })?;
        }
        self.forget();
        let usual = if is_too_big { "552 too big" } else { "250 kept" };
        match act {
            None => self.say(usual, Next::Line),
            Some(act) => self.act(act, usual, Next::Line),
        }
    }

    fn answer(&mut self, at: At, usual: &str, next: Next) -> io::Result<Next> {
        match self.shared.next_act(at) {
            None => self.say(usual, next),
            Some(act) => self.act(act, usual, next),
        }
    }

    fn act(&mut self, act: Act, usual: &str, next: Next) -> io::Result<Next> {
        self.was_positive = false;
        match act {
            Act::Say(text) | Act::KeepAndSay(text) => self.say(&text, next),
            Act::Raw(bytes) => {
                self.stream.say(&bytes)?;
                Ok(next)
            }
            Act::PerByte => {
                self.was_positive = true;
                for byte in format!("{usual}\r\n").as_bytes() {
                    self.stream.say(&[*byte])?;
                }
                Ok(next)
            }
            Act::Lines(count) => {
                let code = usual.get(..3).unwrap_or("250");
                self.say(&format!("{}{usual}", format!("{code}-more\r\n").repeat(count)), next)
            }
            Act::Delay(how_long) => {
                self.shared.pause(how_long);
                self.say(usual, next)
            }
            Act::HalfLine => {
                self.stream.say(b"25")?;
                Ok(Next::End)
            }
            Act::Close | Act::KeepAndClose => Ok(Next::End),
            Act::Silence | Act::KeepAndSilence => {
                while !self.stream.piece()?.is_empty() {}
                Ok(Next::End)
            }
        }
    }

    /// Says a line; a refusal of DATA leaves no body to come.
    fn say(&mut self, text: &str, next: Next) -> io::Result<Next> {
        self.stream.say(format!("{text}\r\n").as_bytes())?;
        self.was_positive = text.starts_with(['2', '3']);
        Ok(if next == Next::Body && text.starts_with(['4', '5']) { Next::Line } else { next })
    }
}

fn decoded(text: &str) -> String {
    String::from_utf8_lossy(&BASE64.decode(text.as_bytes()).unwrap_or_default()).into_owned()
}

fn after_colon(line: &str) -> String {
    line.split_once(':').map_or_else(String::new, |(_, address)| address.trim().to_owned())
}
