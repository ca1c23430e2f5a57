//! The start of a session, without sockets: greeting, EHLO, STARTTLS, EHLO again, AUTH.
//!
//! Invariants: with STARTTLS configured nothing but EHLO and STARTTLS is said before the hand-shake (OUT-12),
//! and what the peer promised before it is forgotten. Whether a password may leave is the session's question.

use data_encoding::BASE64;
use secrecy::ExposeSecret;

use super::capabilities::Capabilities;
use super::reply::Reply;
use super::settings::Credentials;
use crate::OpenError;

/// What the driver does next.
#[derive(Debug)]
pub(super) enum OpenStep {
    /// Write these bytes, then read a reply.
    Say(Vec<u8>),
    /// Make the connection a TLS one, then call [`Opening::secured`].
    Secure,
    /// The peer is ready for letters.
    Ready(Capabilities),
    /// There will be no session.
    Fail(OpenError),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Greeting,
    Ehlo,
    Helo,
    StartTls,
    Secured,
    AuthPlain,
    AuthLogin,
    AuthUser,
    AuthPassword,
}

/// The state of a session that is being opened.
#[derive(Debug)]
pub(super) struct Opening<'a> {
    phase: Phase,
    hello: String,
    wants_tls: bool,
    credentials: Option<&'a Credentials>,
    capabilities: Capabilities,
}

impl<'a> Opening<'a> {
    /// `hello` is our name; `wants_tls` means STARTTLS or nothing.
    pub(super) fn new(hello: String, wants_tls: bool, credentials: Option<&'a Credentials>) -> Self {
        Self { phase: Phase::Greeting, hello, wants_tls, credentials, capabilities: Capabilities::default() }
    }

    /// A reply came.
    pub(super) fn replied(&mut self, reply: &Reply) -> OpenStep {
        match self.phase {
            Phase::Greeting if reply.class() == 2 => self.ehlo(Phase::Ehlo),
            Phase::Ehlo | Phase::Secured if reply.class() == 2 => {
                self.capabilities = Capabilities::from_ehlo(reply);
                self.greeted()
            }
            // Only a peer that does not know EHLO is asked in the old way; that way has no TLS and no AUTH.
            Phase::Ehlo | Phase::Secured if reply.class() == 5 => {
                self.phase = Phase::Helo;
                OpenStep::Say(format!("HELO {}\r\n", self.hello).into_bytes())
            }
            Phase::Helo if reply.class() == 2 => {
                self.capabilities = Capabilities::default();
                self.greeted()
            }
            Phase::StartTls if reply.class() == 2 => OpenStep::Secure,
            Phase::StartTls => OpenStep::Fail(OpenError::Tls(format!("STARTTLS answered {}", reply.line()))),
            Phase::AuthPlain | Phase::AuthLogin | Phase::AuthUser | Phase::AuthPassword => {
                self.auth_replied(reply)
            }
            Phase::Greeting | Phase::Ehlo | Phase::Helo | Phase::Secured => OpenStep::Fail(unwelcome(reply)),
        }
    }

    /// The hand-shake is done; everything said before is forgotten.
    pub(super) fn secured(&mut self) -> OpenStep {
        self.wants_tls = false;
        self.capabilities = Capabilities::default();
        self.ehlo(Phase::Secured)
    }

    fn ehlo(&mut self, phase: Phase) -> OpenStep {
        self.phase = phase;
        OpenStep::Say(format!("EHLO {}\r\n", self.hello).into_bytes())
    }

    fn greeted(&mut self) -> OpenStep {
        if self.wants_tls {
            if !self.capabilities.starttls {
                return OpenStep::Fail(OpenError::TlsNotOffered);
            }
            self.phase = Phase::StartTls;
            return OpenStep::Say(b"STARTTLS\r\n".to_vec());
        }
        let Some(credentials) = self.credentials else {
            return OpenStep::Ready(std::mem::take(&mut self.capabilities));
        };
        if self.capabilities.auth_plain {
            self.phase = Phase::AuthPlain;
            let secret = format!("\0{}\0{}", credentials.user, credentials.password.expose_secret());
            OpenStep::Say(format!("AUTH PLAIN {}\r\n", BASE64.encode(secret.as_bytes())).into_bytes())
        } else if self.capabilities.auth_login {
            self.phase = Phase::AuthLogin;
            OpenStep::Say(b"AUTH LOGIN\r\n".to_vec())
        } else {
            OpenStep::Fail(OpenError::AuthNotOffered)
        }
    }

    fn auth_replied(&mut self, reply: &Reply) -> OpenStep {
        let Some(credentials) = self.credentials else {
            return OpenStep::Fail(OpenError::Protocol(reply.line()));
        };
        match (self.phase, reply.class()) {
            (Phase::AuthPlain | Phase::AuthPassword, 2) => {
                OpenStep::Ready(std::mem::take(&mut self.capabilities))
            }
            (Phase::AuthLogin, 3) => {
                self.phase = Phase::AuthUser;
                encoded_line(&credentials.user)
            }
            (Phase::AuthUser, 3) => {
                self.phase = Phase::AuthPassword;
                encoded_line(credentials.password.expose_secret())
            }
            (_, 4 | 5) => OpenStep::Fail(OpenError::Auth { code: reply.code, reply: reply.text() }),
            _ => OpenStep::Fail(OpenError::Protocol(format!("unexpected reply to AUTH: {}", reply.line()))),
        }
    }
}

fn encoded_line(secret: &str) -> OpenStep {
    OpenStep::Say(format!("{}\r\n", BASE64.encode(secret.as_bytes())).into_bytes())
}

fn unwelcome(reply: &Reply) -> OpenError {
    match reply.class() {
        4 | 5 => OpenError::Refused { code: reply.code, reply: reply.text() },
        _ => OpenError::Protocol(format!("unexpected greeting: {}", reply.line())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(text: &str) -> Reply {
        let (code, lines) = text.split_once(' ').unwrap();
        Reply { code: code.parse().unwrap(), lines: lines.split('|').map(str::to_owned).collect() }
    }

    fn said(step: OpenStep) -> String {
        match step {
            OpenStep::Say(bytes) => String::from_utf8(bytes).unwrap().trim_end().to_owned(),
            other @ (OpenStep::Secure | OpenStep::Ready(_) | OpenStep::Fail(_)) => format!("{other:?}"),
        }
    }

    fn credentials() -> Credentials {
        Credentials { user: "ada".to_owned(), password: "s3cret".to_owned().into() }
    }

    /// Plays the peer's replies and returns what we said.
    fn play(opening: &mut Opening<'_>, replies: &[&str]) -> Vec<String> {
        replies.iter().map(|text| said(opening.replied(&reply(text)))).collect()
    }

    #[test]
    fn a_plain_session_is_open_after_ehlo() {
        let mut opening = Opening::new("me".to_owned(), false, None);
        let said = play(&mut opening, &["220 hi", "250 peer|PIPELINING"]);
        assert_eq!(said[0], "EHLO me");
        assert!(said[1].starts_with("Ready") && said[1].contains("pipelining: true"));
    }

    #[test]
    fn a_peer_without_ehlo_is_greeted_with_helo() {
        let mut opening = Opening::new("me".to_owned(), false, None);
        let said = play(&mut opening, &["220 hi", "502 what", "250 hello|PIPELINING"]);
        assert_eq!(said[1], "HELO me");
        assert!(said[2].contains("pipelining: false"));
    }

    #[test]
    fn out_12_without_starttls_in_the_answer_there_is_no_session() {
        let secret = credentials();
        for answers in [["250 peer|AUTH PLAIN", "x"], ["502 no", "250 ok"]] {
            let mut opening = Opening::new("me".to_owned(), true, Some(&secret));
            assert_eq!(said(opening.replied(&reply("220 hi"))), "EHLO me");
            let mut last = said(opening.replied(&reply(answers[0])));
            if last == "HELO me" {
                last = said(opening.replied(&reply(answers[1])));
            }
            assert_eq!(last, "Fail(TlsNotOffered)");
        }
    }

    #[test]
    fn a_refused_starttls_is_the_end() {
        let mut opening = Opening::new("me".to_owned(), true, None);
        let said = play(&mut opening, &["220 hi", "250 peer|STARTTLS", "454 later"]);
        assert_eq!(said[1], "STARTTLS");
        assert!(said[2].starts_with("Fail(Tls("));
    }

    #[test]
    fn out_13_what_was_promised_before_the_hand_shake_is_forgotten() {
        let mut opening = Opening::new("me".to_owned(), true, None);
        play(&mut opening, &["220 hi", "250 peer|STARTTLS|PIPELINING"]);
        assert!(matches!(opening.replied(&reply("220 go")), OpenStep::Secure));
        assert_eq!(said(opening.secured()), "EHLO me");
        let OpenStep::Ready(known) = opening.replied(&reply("250 peer|SIZE 5")) else { panic!("not ready") };
        assert!(!known.pipelining && known.most_bytes == Some(5));
    }

    #[test]
    fn sign_in_is_plain_where_offered_and_login_elsewhere() {
        let secret = credentials();
        let mut plain = Opening::new("me".to_owned(), false, Some(&secret));
        let said = play(&mut plain, &["220 hi", "250 peer|AUTH LOGIN PLAIN", "235 welcome"]);
        assert_eq!(said[1], format!("AUTH PLAIN {}", BASE64.encode(b"\0ada\0s3cret")));
        assert!(said[2].starts_with("Ready"));
        let mut login = Opening::new("me".to_owned(), false, Some(&secret));
        let said =
            play(&mut login, &["220 hi", "250 peer|AUTH LOGIN", "334 VXNlcg==", "334 UGFzcw==", "235 ok"]);
        assert_eq!(said[1..4], ["AUTH LOGIN", &BASE64.encode(b"ada"), &BASE64.encode(b"s3cret")]);
        assert!(said[4].starts_with("Ready"));
    }

    #[test]
    fn sign_in_that_is_refused_or_not_offered_opens_nothing() {
        let secret = credentials();
        for (answers, expected) in [
            (&["220 hi", "250 peer"][..], "Fail(AuthNotOffered)"),
            (&["220 hi", "250 peer|AUTH CRAM-MD5"], "Fail(AuthNotOffered)"),
            (&["220 hi", "250 peer|AUTH PLAIN", "535 no"], "Fail(Auth { code: 535, reply: \"no\" })"),
            (
                &["220 hi", "250 peer|AUTH LOGIN", "334 x", "454 no"],
                "Fail(Auth { code: 454, reply: \"no\" })",
            ),
            (&["220 hi", "250 peer|AUTH PLAIN", "334 x"], "Fail(Protocol("),
        ] {
            let mut opening = Opening::new("me".to_owned(), false, Some(&secret));
            let said = play(&mut opening, answers);
            assert!(said.last().unwrap().starts_with(expected), "{said:?}");
        }
    }

    #[test]
    fn a_peer_that_does_not_want_to_talk_is_left() {
        for (answers, expected) in [
            (&["554 no"][..], "Fail(Refused { code: 554"),
            (&["421 busy"], "Fail(Refused { code: 421"),
            (&["354 what"], "Fail(Protocol("),
            (&["220 hi", "421 busy"], "Fail(Refused { code: 421"),
            (&["220 hi", "500 x", "550 no"], "Fail(Refused { code: 550"),
        ] {
            let mut opening = Opening::new("me".to_owned(), false, None);
            let said = play(&mut opening, answers);
            assert!(said.last().unwrap().starts_with(expected), "{said:?}");
        }
    }
}
