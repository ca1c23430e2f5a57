//! A worker: takes a slice of one endpoint's deliveries, sends them one after another, and stores what came of each at
//! once. After a failure that makes the endpoint rest, the others of the slice are given back untried.

use std::time::{Duration, Instant};

use canvass_domain::webhook::{Course, Effect, Next, Standing, judge};
use canvass_store::StoreError;
use canvass_store::area::{ClaimedDelivery, TriedDelivery, WebhookClaim};

use super::Shared;
use super::sender::{Line, Outcome, Request};
use crate::change::row;
use crate::webhook::{WebhookSecret, body, event_id, opened_headers, opened_secrets, signatures};

/// A worker's thread.
pub(super) fn run(shared: &Shared) {
    while let Some(claim) = shared.queue.take() {
        let key = claim.key;
        let has_failed = slice(shared, claim);
        shared.queue.done(key, has_failed);
        shared.bell.ring();
    }
}

/// Delivers a slice; tells whether the endpoint failed.
fn slice(shared: &Shared, mut claim: WebhookClaim) -> bool {
    let began = Instant::now();
    // A claim that could lapse while its request is under way is given back.
    let long_enough = shared.settings.lease.saturating_sub(shared.settings.whole * 2);
    let line = prepared(shared, &claim);
    let deliveries = std::mem::take(&mut claim.deliveries);
    let mut left = deliveries.into_iter();
    let mut has_failed = false;
    while let Some(delivery) = left.next() {
        if shared.stop.is_set() || began.elapsed() > long_enough {
            let untried: Vec<ClaimedDelivery> = std::iter::once(delivery).chain(left).collect();
            give_back(shared, &claim, &untried);
            return has_failed;
        }
        let outcome = match &line {
            Ok(line) => line.send(&claim, &delivery, shared),
            Err(why) => Outcome::nothing(why.clone(), Duration::ZERO),
        };
        canvass_failpoint::pass("webhook.answered");
        let course = settle(shared, &claim, &delivery, outcome);
        has_failed = !matches!(course, Some(Course { effect: Effect::Well, .. }));
        if is_to_rest(course) {
            give_back(shared, &claim, &left.collect::<Vec<_>>());
            return true;
        }
    }
    has_failed
}

/// Nothing is known of it any more, or it is not to be sent to for a while.
fn is_to_rest(course: Option<Course>) -> bool {
    match course {
        Some(Course { effect: Effect::Well, .. }) => false,
        // Even a refusal of one event is a reason to look again before the next.
        None | Some(Course { effect: Effect::Failed { .. }, .. }) => true,
    }
}

/// What all requests of a slice need.
struct Prepared {
    line: Line,
    secrets: Vec<WebhookSecret>,
    headers: Vec<canvass_domain::webhook::OwnHeader>,
}

fn prepared(shared: &Shared, claim: &WebhookClaim) -> Result<Prepared, String> {
    const SEALED: &str = "the secret does not open with the instance key of this node";
    let (app, workspace) = (&shared.app, claim.key.workspace);
    let secrets = opened_secrets(app, workspace, &claim.endpoint, app.clock.now()).ok_or(SEALED)?;
    let headers = opened_headers(app, workspace, claim.endpoint.webhook.headers.as_deref()).ok_or(SEALED)?;
    let line = shared.sender.line(&claim.endpoint.webhook.url)?;
    Ok(Prepared { line, secrets, headers })
}

impl Prepared {
    fn send(&self, claim: &WebhookClaim, delivery: &ClaimedDelivery, shared: &Shared) -> Outcome {
        let id = event_id(claim.key.workspace, &delivery.event);
        let timestamp = shared.app.clock.now().as_second();
        let body = body(&claim.slug, delivery.sequence, &delivery.event);
        let signature = signatures(&self.secrets, &id, timestamp, &body);
        self.line.send(Request { id: &id, timestamp, signature: &signature, headers: &self.headers, body })
    }
}

/// Stores a try; `None` if it was not stored: then its lease ends, and it is made again.
fn settle(
    shared: &Shared,
    claim: &WebhookClaim,
    delivery: &ClaimedDelivery,
    outcome: Outcome,
) -> Option<Course> {
    let (key, sequence, fence, round) = (claim.key, delivery.sequence, delivery.fence, delivery.round + 1);
    let status = outcome.status();
    let Outcome { reply, failure, answer, took } = outcome;
    let took_ms = i32::try_from(took.as_millis()).unwrap_or(i32::MAX);
    let stored = shared.app.store.write_both(move |tx| {
        let Some(endpoint) = tx.system().hold_webhook(key)? else { return Ok(None) };
        let now = tx.system().now()?;
        let course = judge(reply, round, endpoint.tried, now);
        let tried = TriedDelivery {
            key,
            sequence,
            fence,
            took_ms,
            status,
            failure: failure.clone(),
            answer: answer.clone(),
            course,
        };
        if !tx.system().settle_delivery(&tried, now)? {
            return Ok(None);
        }
        let off = turned_off(course).filter(|_| endpoint.standing == Standing::On);
        if let Some(off) = off {
            let what = format!("webhook {}: {}", key.webhook, off.as_str());
            tx.workspace(key.workspace).audit(&row("system", "turn-webhook-off", what, now))?;
        }
        Ok::<_, StoreError>(Some((course, off)))
    });
    match stored.wait() {
        Ok(Some((course, off))) => {
            count(claim, course, off);
            Some(course)
        }
        Ok(None) => None,
        Err(error) => {
            error.tell("what came of a webhook could not be stored; it is sent again");
            None
        }
    }
}

fn turned_off(course: Course) -> Option<Standing> {
    match course.effect {
        Effect::Failed { off, .. } => off,
        Effect::Well => None,
    }
}

fn count(claim: &WebhookClaim, course: Course, off: Option<Standing>) {
    let result = match course.next {
        Next::Done => "delivered",
        Next::Again(_) => "failed",
        Next::GivenUp => "given_up",
    };
    metrics::counter!("canvass_webhook_attempts_total", "result" => result).increment(1);
    if let Some(off) = off {
        metrics::counter!("canvass_webhooks_turned_off_total", "reason" => off.as_str()).increment(1);
        let (workspace, webhook) = (claim.key.workspace.0, claim.key.webhook.0);
        tracing::warn!(workspace, webhook, reason = off.as_str(), "a webhook was turned off");
    }
}

fn give_back(shared: &Shared, claim: &WebhookClaim, deliveries: &[ClaimedDelivery]) {
    if deliveries.is_empty() {
        return;
    }
    let (key, claims) =
        (claim.key, deliveries.iter().map(|left| (left.sequence, left.fence)).collect::<Vec<_>>());
    let given = shared.app.store.write_system(move |tx| tx.release_deliveries(key, &claims)).wait();
    if let Err(error) = given {
        error.tell("webhooks could not be given back; their lease ends by itself");
    }
}
