//! The protocol of one connection, without sockets: bytes in, answers out. How the bytes are cut into pieces changes
//! nothing.

use std::borrow::Cow;

use smtp_proto::{Error, MailFrom, Request};

use super::body::{Body, Heard};
use super::line::{Cut, Lines};
use super::reply::Reply;
use super::{Intake, Limits, NotNow, TurnedAway};

/// Does the connection go on?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    /// It does.
    On,
    /// The last answer is said.
    End,
}

/// Which protocol was greeted with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Protocol {
    /// One answer a mail.
    Smtp,
    /// One answer a recipient.
    Lmtp,
}

/// How far a dialogue is; as long as this stays the same, its time runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Progress {
    commands: usize,
    /// A mail is coming in.
    pub(super) is_in_mail: bool,
}

/// The state of one connection.
pub(super) struct Dialogue<'a> {
    intake: &'a dyn Intake,
    limits: &'a Limits,
    name: &'a str,
    lines: Lines,
    body: Option<Body>,
    protocol: Option<Protocol>,
    has_sender: bool,
    recipients: Vec<String>,
    commands: usize,
    refusals: usize,
    out: Vec<u8>,
}

impl<'a> Dialogue<'a> {
    /// A dialogue of a server with this name; the greeting is its first answer.
    pub(super) fn new(intake: &'a dyn Intake, limits: &'a Limits, name: &'a str) -> Self {
        Self {
            intake,
            limits,
            name,
            lines: Lines::default(),
            body: None,
            protocol: None,
            has_sender: false,
            recipients: Vec::new(),
            commands: 0,
            refusals: 0,
            out: format!("220 {name} ESMTP LMTP canvass takes returned mail\r\n").into_bytes(),
        }
    }

    /// The answers since the last time.
    pub(super) fn answers(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.out)
    }

    pub(super) fn progress(&self) -> Progress {
        Progress { commands: self.commands, is_in_mail: self.body.is_some() }
    }

    /// Says a last word that no command asked for.
    pub(super) fn end_with(&mut self, reply: Reply) -> Flow {
        self.say(reply);
        Flow::End
    }

    /// Hears a piece.
    pub(super) fn hear(&mut self, mut piece: &[u8]) -> Flow {
        while !piece.is_empty() {
            let flow = if let Some(body) = &mut self.body {
                let Some(heard) = body.take(&mut piece) else { return Flow::On };
                self.body = None;
                self.whole_mail(heard)
            } else {
                match self.lines.take(&mut piece) {
                    Cut::More => return Flow::On,
                    Cut::Line(line) => self.line(&line),
                    Cut::TooLong => self.misconduct(Reply::LONG_LINE),
                    Cut::BareEnd => self.misconduct(Reply::BARE_END),
                }
            };
            if flow == Flow::End {
                return Flow::End;
            }
        }
        Flow::On
    }

    fn line(&mut self, line: &[u8]) -> Flow {
        self.commands += 1;
        if self.refusals > self.limits.refusals {
            return self.misconduct(Reply::TOO_MUCH);
        }
        if self.commands > self.limits.commands {
            return self.end_with(Reply::TOO_MUCH);
        }
        match Request::parse(&mut line.iter()) {
            Ok(request) => self.command(request),
            Err(error) => {
                self.say(fault(&error));
                Flow::On
            }
        }
    }

    fn command(&mut self, request: Request<Cow<'_, str>>) -> Flow {
        let reply = match request {
            Request::Lhlo { .. } => return self.hello(Protocol::Lmtp),
            Request::Ehlo { .. } => return self.hello(Protocol::Smtp),
            Request::Helo { .. } => {
                self.forget();
                self.protocol = Some(Protocol::Smtp);
                Reply::DONE
            }
            Request::Mail { from } => self.mail(&from),
            Request::Rcpt { to } => self.recipient(to.address.into_owned()),
            Request::Data => self.data(),
            Request::Rset => {
                self.forget();
                Reply::DONE
            }
            Request::Noop { .. } => Reply::DONE,
            Request::Vrfy { .. } => Reply::CANNOT_VERIFY,
            Request::Quit => return self.end_with(Reply::BYE),
            // What follows it is no line, and must not be read as one.
            Request::Bdat { .. } | Request::Burl { .. } => return self.misconduct(Reply::NOT_SERVED),
            Request::Auth { .. }
            | Request::Expn { .. }
            | Request::Help { .. }
            | Request::Etrn { .. }
            | Request::Atrn { .. }
            | Request::StartTls => Reply::NOT_SERVED,
        };
        self.say(reply);
        Flow::On
    }

    fn hello(&mut self, protocol: Protocol) -> Flow {
        self.forget();
        self.protocol = Some(protocol);
        let size = self.limits.mail_bytes;
        let lines = format!(
            "250-{}\r\n250-PIPELINING\r\n250-SIZE {size}\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 ENHANCEDSTATUSCODES\r\n",
            self.name
        );
        self.out.extend_from_slice(lines.as_bytes());
        Flow::On
    }

    /// Any sender is fine: reports come from nobody, complaints from somebody.
    fn mail(&mut self, from: &MailFrom<Cow<'_, str>>) -> Reply {
        if self.protocol.is_none() {
            return Reply::HELLO_FIRST;
        }
        if self.has_sender {
            return Reply::NESTED;
        }
        if from.size > self.limits.mail_bytes {
            self.intake.turned_away(TurnedAway::Size);
            return Reply::TOO_LARGE;
        }
        self.has_sender = true;
        Reply::SENDER
    }

    fn recipient(&mut self, address: String) -> Reply {
        if !self.has_sender {
            return Reply::NO_SENDER;
        }
        if self.recipients.len() >= self.limits.recipients {
            return Reply::TOO_MANY_RECIPIENTS;
        }
        if !self.intake.knows(&address) {
            self.intake.turned_away(TurnedAway::Recipient);
            return Reply::UNKNOWN_RECIPIENT;
        }
        // One that is named twice has two answers after the mail (RFC 2033 4.2).
        self.recipients.push(address);
        Reply::RECIPIENT
    }

    fn data(&mut self) -> Reply {
        if self.recipients.is_empty() {
            return if self.has_sender { Reply::NO_RECIPIENT } else { Reply::NO_SENDER };
        }
        self.body = Some(Body::new(self.limits.mail_bytes));
        Reply::GO_ON
    }

    fn whole_mail(&mut self, heard: Heard) -> Flow {
        let recipients = std::mem::take(&mut self.recipients);
        self.has_sender = false;
        let replies: Vec<Reply> = match heard {
            Heard::Mail(mail) => recipients.iter().map(|recipient| self.take(recipient, &mail)).collect(),
            Heard::TooLarge => {
                self.intake.turned_away(TurnedAway::Size);
                vec![Reply::TOO_LARGE; recipients.len()]
            }
            // One server's end is another's content: nothing that follows can be trusted.
            Heard::Ambiguous => return self.misconduct(Reply::AMBIGUOUS),
        };
        if self.protocol == Some(Protocol::Lmtp) {
            for reply in replies {
                self.say(reply);
            }
        } else {
            // One answer for all: what one recipient lacks comes again, and has no second effect for the others.
            let worst = replies.into_iter().max_by_key(|reply| reply.is_refusal());
            self.say(worst.unwrap_or(Reply::NO_RECIPIENT));
        }
        Flow::On
    }

    fn take(&self, recipient: &str, mail: &[u8]) -> Reply {
        match self.intake.take(recipient, mail) {
            Ok(()) => Reply::TAKEN,
            Err(NotNow) => Reply::NOT_NOW,
        }
    }

    fn forget(&mut self) {
        self.has_sender = false;
        self.recipients.clear();
    }

    fn misconduct(&mut self, reply: Reply) -> Flow {
        self.intake.turned_away(TurnedAway::Conduct);
        self.end_with(reply)
    }

    fn say(&mut self, reply: Reply) {
        if reply.is_refusal() {
            self.refusals += 1;
        }
        self.out.extend_from_slice(reply.0.as_bytes());
        self.out.extend_from_slice(b"\r\n");
    }
}

fn fault(error: &Error) -> Reply {
    match error {
        Error::UnknownCommand => Reply::UNKNOWN_COMMAND,
        Error::InvalidSenderAddress => Reply::BAD_SENDER,
        Error::InvalidRecipientAddress => Reply::BAD_RECIPIENT,
        // A command that ends too early wants more.
        Error::SyntaxError { .. }
        | Error::NeedsMoreData { .. }
        | Error::InvalidParameter { .. }
        | Error::InvalidResponse { .. } => Reply::SYNTAX,
        Error::UnsupportedParameter { .. } => Reply::PARAMETER,
        Error::ResponseTooLong => Reply::LONG_LINE,
    }
}
