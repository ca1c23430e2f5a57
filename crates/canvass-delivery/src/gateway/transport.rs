//! The way out to a gateway. Each message has a connection of its own: what fails while that is made has not left, and
//! there is no second, silent try on an old one. A session is made only after a look whether anybody is there, so that a
//! gateway that is gone costs no message a try.

use std::fmt;
use std::io::Read as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::blocking::{Client, Response};
use reqwest::header::RETRY_AFTER;
use rustls::pki_types::CertificateDer;
use std::sync::Mutex;

use super::answer::judge;
use super::description::Description;
use super::look::Look;
use super::request::request;
use crate::http::{client, failure, tls_config};
use crate::text_message::TextMessage;
use crate::{Built, Fence, OpenError, Outcome, Session, Transport};

const CONNECTING: Duration = Duration::from_secs(10);
const MOST_BYTES: u64 = 64 * 1024;
/// So long a look is believed.
const FRESH: Duration = Duration::from_secs(1);
/// A gateway that asks for more is asked again after this.
const LONGEST_REST: Duration = Duration::from_hours(1);

/// A gateway.
#[derive(Clone)]
pub struct GatewayTransport {
    shared: Arc<Shared>,
}

struct Shared {
    description: Description,
    client: Client,
    look: Look,
    /// It asked to be left alone until then.
    rests_until: Mutex<Option<Instant>>,
}

impl GatewayTransport {
    /// The way out of a description; further roots beside the web's.
    pub fn new(description: Description, roots: &[CertificateDer<'static>]) -> std::io::Result<Self> {
        let connecting = CONNECTING.min(description.timeout / 2);
        let tls = tls_config(roots)?;
        let client = client(tls.clone())
            .http1_only()
            .pool_max_idle_per_host(0)
            .retry(reqwest::retry::never())
            .connect_timeout(connecting)
            .build()
            .map_err(std::io::Error::other)?;
        Ok(Self {
            shared: Arc::new(Shared {
                description,
                client,
                look: Look::new(tls, connecting),
                rests_until: Mutex::default(),
            }),
        })
    }
}

impl fmt::Debug for GatewayTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GatewayTransport")
            .field("name", &self.shared.description.name)
            .finish_non_exhaustive()
    }
}

impl Transport for GatewayTransport {
    fn open(&self) -> Result<Box<dyn Session>, OpenError> {
        if self.shared.rests() {
            let reply = "it asked to be left alone".to_owned();
            return Err(OpenError::Refused { code: 429, reply });
        }
        self.shared.look.at(&self.shared.description.url)?;
        Ok(Box::new(GatewaySession { shared: Arc::clone(&self.shared), looked_at: Instant::now() }))
    }

    fn name(&self) -> &'static str {
        "gateway"
    }

    fn peer(&self) -> String {
        self.shared.description.name.clone()
    }
}

struct GatewaySession {
    shared: Arc<Shared>,
    looked_at: Instant,
}

impl Shared {
    fn rests(&self) -> bool {
        let until = self.rests_until.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        until.is_some_and(|until| Instant::now() < until)
    }

    /// RFC 9110: seconds; a date is not honoured, the usual back-off is.
    fn note_rest(&self, answer: &Response) {
        let seconds =
            answer.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.trim().parse().ok());
        if let Some(seconds) = seconds {
            let rest = Duration::from_secs(seconds).min(LONGEST_REST);
            let mut until = self.rests_until.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            *until = (*until).max(Some(Instant::now() + rest));
        }
    }

    fn read(&self, answer: Response) -> Outcome {
        let status = answer.status().as_u16();
        if matches!(status, 429 | 503) {
            self.note_rest(&answer);
        }
        let mut body = Vec::new();
        // The status is the answer, whatever becomes of the rest.
        if answer.take(MOST_BYTES).read_to_end(&mut body).is_err() {
            body.clear();
        }
        judge(&self.description.rules, status, &body)
    }
}

impl Session for GatewaySession {
    fn deliver(&mut self, built: &Built, fence: &mut dyn FnMut() -> Fence) -> Outcome {
        let shared = &self.shared;
        let Some(message) = TextMessage::of(built) else {
            return Outcome::NotSent { reason: "it is no text message".to_owned() };
        };
        if shared.rests() {
            return Outcome::NotSent { reason: "the gateway asked to be left alone".to_owned() };
        }
        if self.looked_at.elapsed() > FRESH
            && let Err(error) = shared.look.at(&shared.description.url)
        {
            return Outcome::NotSent { reason: error.to_string() };
        }
        let request = match request(&shared.client, &shared.description, &message) {
            Ok(request) => request,
            Err(reason) => return Outcome::NotSent { reason },
        };
        if fence() == Fence::Stop {
            return Outcome::Stopped;
        }
        match request.send() {
            Ok(answer) => shared.read(answer),
            Err(error) if error.is_connect() || error.is_builder() => {
                shared.look.doubt();
                Outcome::PutBack { reason: failure(&error.without_url()) }
            }
            Err(error) => Outcome::InDoubt { last_line: failure(&error.without_url()) },
        }
    }

    fn is_reusable(&self) -> bool {
        // The next message is worth a look of its own.
        false
    }

    fn close(self: Box<Self>) {}
}
