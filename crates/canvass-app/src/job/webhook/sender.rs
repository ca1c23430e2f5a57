//! One request to one receiver: https with the web's roots, no redirect, no proxy, little and soon. Whatever the receiver
//! does, it gets 15 seconds and 64 KiB of our time and room.

use std::io::{self, Read as _};
use std::sync::Arc;
use std::time::{Duration, Instant};

use canvass_delivery::http::{client, failure, tls_config};
use canvass_domain::webhook::{Allowed, OwnHeader, Reply};
use jiff::SignedDuration;
use reqwest::blocking::{Client, Response};
use reqwest::header::RETRY_AFTER;
use rustls::ClientConfig;

use super::WebhookJobSettings;
use super::excerpt::excerpt;
use crate::webhook::{Target, resolved};

const MOST_BYTES: u64 = 64 * 1024;
const CONNECTING: Duration = Duration::from_secs(5);

/// Makes connections to receivers.
#[derive(Debug)]
pub(super) struct Sender {
    allowed: Arc<Allowed>,
    tls: ClientConfig,
    whole: Duration,
}

/// A request that is ready to be sent.
#[derive(Debug)]
pub(super) struct Request<'a> {
    pub(super) id: &'a str,
    pub(super) timestamp: i64,
    pub(super) signature: &'a str,
    pub(super) headers: &'a [OwnHeader],
    pub(super) body: String,
}

/// What came of a request.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) reply: Reply,
    /// Why it failed.
    pub(super) failure: Option<String>,
    pub(super) answer: Option<String>,
    pub(super) took: Duration,
}

impl Outcome {
    /// The status, if there was an answer.
    pub(super) fn status(&self) -> Option<u16> {
        match self.reply {
            Reply::Status { status, .. } => Some(status),
            Reply::None => None,
        }
    }

    /// Nothing was sent, or nothing came back.
    pub(super) fn nothing(failure: String, took: Duration) -> Self {
        Self { reply: Reply::None, failure: Some(failure), answer: None, took }
    }
}

/// A receiver that is called several times in a row, on one connection where it allows that.
#[derive(Debug)]
pub(super) struct Line {
    client: Client,
    target: Target,
    whole: Duration,
}

impl Sender {
    pub(super) fn new(allowed: Arc<Allowed>, settings: &WebhookJobSettings) -> io::Result<Self> {
        let tls = tls_config(&settings.roots)?;
        Ok(Self { allowed, tls, whole: settings.whole })
    }

    /// A line to a receiver: resolved once, all addresses checked, and only those are connected to.
    pub(super) fn line(&self, url: &str) -> Result<Line, String> {
        let target = resolved(&self.allowed, url)?;
        let mut client =
            client(self.tls.clone()).connect_timeout(CONNECTING.min(self.whole)).timeout(self.whole);
        if let Some(addresses) = &target.addresses {
            client = client.resolve_to_addrs(&target.host, addresses);
        }
        let client = client.build().map_err(|error| failure(&error))?;
        Ok(Line { client, target, whole: self.whole })
    }
}

impl Line {
    /// Sends and waits for what comes back.
    pub(super) fn send(&self, request: Request<'_>) -> Outcome {
        let began = Instant::now();
        let mut builder = self
            .client
            .post(self.target.url.clone())
            // The time of the request, its answer included; that of the client is one of each reading.
            .timeout(self.whole)
            .header("content-type", "application/json")
            .header("webhook-id", request.id)
            .header("webhook-timestamp", request.timestamp)
            .header("webhook-signature", request.signature);
        for header in request.headers {
            builder = builder.header(header.name(), header.value());
        }
        match builder.body(request.body).send() {
            Ok(response) => {
                let (reply, answer) = read(response);
                let failure = told(reply);
                Outcome { reply, failure, answer, took: began.elapsed() }
            }
            Err(error) => {
                let failure = if error.is_timeout() {
                    format!("no answer within {} s", self.whole.as_secs())
                } else {
                    failure(&error.without_url())
                };
                Outcome::nothing(failure, began.elapsed())
            }
        }
    }
}

/// The status counts, whatever becomes of the rest of the answer.
fn read(response: Response) -> (Reply, Option<String>) {
    let status = response.status().as_u16();
    let retry_after = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
    let retry_after = retry_after
        .and_then(|text| text.trim().parse::<u32>().ok())
        .map(|seconds| SignedDuration::from_secs(seconds.into()));
    let mut answer = Vec::new();
    let whole = response.take(MOST_BYTES).read_to_end(&mut answer);
    if let Err(error) = whole {
        tracing::debug!(kind = ?error.kind(), "the answer to a webhook broke off");
    }
    (Reply::Status { status, retry_after }, excerpt(&answer))
}

fn told(reply: Reply) -> Option<String> {
    match reply {
        Reply::Status { status: 200..=299, .. } | Reply::None => None,
        Reply::Status { status: status @ 300..=399, .. } => {
            Some(format!("status {status}; redirects are not followed"))
        }
        Reply::Status { status, .. } => Some(format!("status {status}")),
    }
}
