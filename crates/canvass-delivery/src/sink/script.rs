//! How a sink behaves: what it offers, and what it does out of the ordinary, where and how often.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use rustls::ServerConfig;

/// A step of the dialogue at which the sink can misbehave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// The first line.
    Greeting,
    /// EHLO and HELO.
    Hello,
    /// STARTTLS.
    StartTls,
    /// The hand-shake that follows a good answer to STARTTLS.
    Handshake,
    /// AUTH, after the last line of it.
    Auth,
    /// MAIL FROM.
    Mail,
    /// RCPT TO.
    Rcpt,
    /// DATA.
    Data,
    /// The first bytes of a body.
    Body,
    /// The final dot.
    Dot,
    /// RSET.
    Rset,
    /// QUIT.
    Quit,
}

/// What the sink does in place of its usual answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Says this line. At the dot nothing is kept unless the line is a 2xx.
    Say(String),
    /// Says exactly these bytes. At the dot nothing is kept.
    Raw(Vec<u8>),
    /// Gives the usual answer byte by byte.
    PerByte,
    /// Gives the usual answer behind so many further lines of it.
    Lines(usize),
    /// Waits, then gives the usual answer.
    Delay(Duration),
    /// Closes without an answer and without keeping anything.
    Close,
    /// Says half a line and closes, without keeping anything.
    HalfLine,
    /// Says nothing any more, without keeping anything.
    Silence,
    /// At the dot: keeps the letter and closes without an answer.
    KeepAndClose,
    /// At the dot: keeps the letter and says nothing any more.
    KeepAndSilence,
    /// At the dot: keeps the letter and says this line.
    KeepAndSay(String),
}

/// One oddity.
#[derive(Debug, Clone)]
pub struct Fault {
    /// Where.
    pub at: At,
    /// What.
    pub act: Act,
    /// How often still; absent means always.
    pub left: Option<u32>,
}

/// What a sink offers and does.
#[derive(Debug, Clone)]
pub struct SinkScript {
    /// Answers EHLO; else only HELO.
    pub knows_ehlo: bool,
    /// Offers PIPELINING.
    pub pipelining: bool,
    /// Offers CHUNKING.
    pub chunking: bool,
    /// Offers 8BITMIME.
    pub eight_bit: bool,
    /// Offers SMTPUTF8.
    pub smtputf8: bool,
    /// Offers SIZE with this limit, and holds it.
    pub most_bytes: Option<usize>,
    /// Offers AUTH with these mechanisms and wants it before MAIL.
    pub mechanisms: Vec<String>,
    /// The user and password that are taken.
    pub user: (String, String),
    /// Offers STARTTLS with this certificate.
    pub tls: Option<Arc<ServerConfig>>,
    /// Speaks TLS from the first byte.
    pub is_tls_at_once: bool,
    /// Takes bare CR and bare LF for line ends in a body, as old servers do.
    pub is_lenient: bool,
    /// Waits so long before each group of answers: a round trip.
    pub delay: Duration,
    /// Drops a letter whose header of this name has the value of one that it has; the client hears 250 all the same.
    pub dedupe_header: Option<String>,
    /// Also writes each accepted letter to this file.
    pub append_to: Option<PathBuf>,
    /// What it does out of the ordinary; the first that fits is taken.
    pub faults: Vec<Fault>,
}

impl Default for SinkScript {
    /// A polite, modern peer without TLS and sign-in.
    fn default() -> Self {
        Self {
            knows_ehlo: true,
            pipelining: true,
            chunking: true,
            eight_bit: true,
            smtputf8: true,
            most_bytes: None,
            mechanisms: Vec::new(),
            user: (String::new(), String::new()),
            tls: None,
            is_tls_at_once: false,
            is_lenient: false,
            delay: Duration::ZERO,
            dedupe_header: None,
            append_to: None,
            faults: Vec::new(),
        }
    }
}

impl SinkScript {
    /// Misbehaves at every pass of a step.
    #[must_use]
    pub fn always(mut self, at: At, act: Act) -> Self {
        self.faults.push(Fault { at, act, left: None });
        self
    }

    /// Misbehaves at the next `count` passes of a step.
    #[must_use]
    pub fn times(mut self, count: u32, at: At, act: Act) -> Self {
        self.faults.push(Fault { at, act, left: Some(count) });
        self
    }

    pub(super) fn take_act(&mut self, at: At) -> Option<Act> {
        let fault = self.faults.iter_mut().find(|fault| fault.at == at && fault.left != Some(0))?;
        if let Some(left) = &mut fault.left {
            *left -= 1;
        }
        Some(fault.act.clone())
    }

    pub(super) fn hello_lines(&self, is_encrypted: bool) -> Vec<String> {
        let mut lines = vec!["sink at your service".to_owned()];
        let offers = [
            (self.pipelining, "PIPELINING"),
            (self.chunking, "CHUNKING"),
            (self.eight_bit, "8BITMIME"),
            (self.smtputf8, "SMTPUTF8"),
            (self.tls.is_some() && !is_encrypted, "STARTTLS"),
        ];
        lines.extend(offers.iter().filter(|(is_on, _)| *is_on).map(|(_, name)| (*name).to_owned()));
        lines.extend(self.most_bytes.map(|most| format!("SIZE {most}")));
        if !self.mechanisms.is_empty() {
            lines.push(format!("AUTH {}", self.mechanisms.join(" ")));
        }
        lines
    }
}
