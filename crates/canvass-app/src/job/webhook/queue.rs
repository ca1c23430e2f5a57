//! The thread that finds work: spreads events, claims slices for workers that are free, sweeps and samples.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use canvass_domain::webhook::{SLICE, Standing};
use canvass_store::area::{WebhookClaim, WebhookKey};
use canvass_store::{Result, StoreError};
use parking_lot::{Condvar, Mutex};

use super::Shared;

/// Events that are spread in one transaction.
const SPREAD: usize = 500;
/// Rows that a sweep removes in one transaction.
const SWEPT: usize = 1_000;
/// More than this many that wait are all the same alarm.
const MOST_COUNTED: usize = 10_000;
/// Where there is no endpoint, one that another node made is seen after this time.
const WITHOUT_ENDPOINTS: Duration = Duration::from_secs(5);

/// Slices on their way to workers, and what is under way.
#[derive(Debug)]
pub(super) struct Slices {
    workers: usize,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    waiting: Vec<WebhookClaim>,
    /// Slices of each endpoint that wait here or are worked on, and whether it failed before.
    under_way: BTreeMap<WebhookKey, (usize, bool)>,
    is_closed: bool,
}

impl Slices {
    pub(super) fn new(workers: usize) -> Self {
        Self { workers: workers.max(1), state: Mutex::default(), changed: Condvar::new() }
    }

    /// How many more slices can be worked on, and which endpoints must not get another one.
    fn room(&self, of_one: usize) -> (usize, Vec<WebhookKey>) {
        let state = self.state.lock();
        let taken: usize = state.under_way.values().map(|(slices, _)| slices).sum();
        let is_busy = |(_, (slices, has_failed)): &(&WebhookKey, &(usize, bool))| {
            *slices >= if *has_failed { 1 } else { of_one }
        };
        let busy = state.under_way.iter().filter(is_busy).map(|(key, _)| *key).collect();
        (self.workers.saturating_sub(taken), busy)
    }

    fn add(&self, claim: WebhookClaim) {
        let mut state = self.state.lock();
        let under_way = state.under_way.entry(claim.key).or_default();
        under_way.0 += 1;
        under_way.1 = claim.endpoint.tried.failures > 0;
        state.waiting.push(claim);
        self.changed.notify_one();
    }

    /// The next slice; `None` when it is time to stop and none is left.
    pub(super) fn take(&self) -> Option<WebhookClaim> {
        let mut state = self.state.lock();
        loop {
            if !state.waiting.is_empty() {
                return Some(state.waiting.remove(0));
            }
            if state.is_closed {
                return None;
            }
            self.changed.wait(&mut state);
        }
    }

    /// A slice is done with; `has_failed` = the endpoint is tried once at a time from here on.
    pub(super) fn done(&self, key: WebhookKey, has_failed: bool) {
        let mut state = self.state.lock();
        if let Some(under_way) = state.under_way.get_mut(&key) {
            under_way.0 = under_way.0.saturating_sub(1);
            under_way.1 = has_failed;
            if under_way.0 == 0 {
                state.under_way.remove(&key);
            }
        }
    }

    pub(super) fn close(&self) {
        self.state.lock().is_closed = true;
        self.changed.notify_all();
    }
}

/// Between two looks when nothing is to be sent.
const BREATH: Duration = Duration::from_millis(20);

/// The thread.
pub(super) fn run(shared: &Shared) {
    let mut next_sweep = Instant::now();
    while !shared.stop.is_set() {
        if next_sweep <= Instant::now() {
            next_sweep = Instant::now() + shared.settings.sweep;
            if let Err(error) = sweep(shared).and_then(|()| sample(shared)) {
                error.tell("webhooks could not be looked after");
            }
        }
        let wait = round(shared).unwrap_or_else(|error| {
            error.tell("webhooks cannot be looked at now");
            shared.settings.poll
        });
        if !wait.is_zero() {
            // Every call rings: thousands of calls a second are one look in a breath.
            shared.stop.wait(BREATH);
        }
        shared.bell.wait(wait);
    }
}

/// One look; tells how long to wait for the next. An idle node writes nothing.
fn round(shared: &Shared) -> Result<Duration> {
    let store = &shared.app.store;
    let (room, busy) = shared.queue.room(shared.settings.of_one);
    let looked = store.read_system(move |tx| {
        let sample = tx.sample_webhooks(1)?;
        let ready =
            if room == 0 || sample.waiting == 0 { Vec::new() } else { tx.ready_webhooks(&busy, room)? };
        Ok::<_, StoreError>((sample, ready))
    });
    let (sample, ready) = looked.wait()?;
    let is_more = sample.new_events > 0 && store.write_system(|tx| tx.spread_events(SPREAD)).wait()? > 0;
    let mut has_claimed = false;
    for key in ready {
        let (node, lease) = (shared.settings.node, shared.settings.lease);
        let claimed = store.write_system(move |tx| tx.claim_deliveries(node, key, SLICE, lease)).wait()?;
        if let Some(claim) = claimed {
            has_claimed = true;
            shared.queue.add(claim);
        }
    }
    Ok(if is_more || has_claimed {
        Duration::ZERO
    } else if sample.endpoints.is_empty() && sample.waiting == 0 {
        shared.settings.poll.max(WITHOUT_ENDPOINTS)
    } else {
        shared.settings.poll
    })
}

fn sweep(shared: &Shared) -> Result<()> {
    loop {
        let swept = shared.app.store.write_system(|tx| tx.sweep_webhooks(SWEPT)).wait()?;
        metrics::counter!("canvass_webhook_leases_lapsed_total").increment(swept.released);
        if swept.deliveries == 0 && swept.events == 0 || shared.stop.is_set() {
            return Ok(());
        }
    }
}

fn sample(shared: &Shared) -> Result<()> {
    let sample = shared.app.store.read_system(|tx| tx.sample_webhooks(MOST_COUNTED)).wait()?;
    for standing in Standing::ALL {
        let count =
            sample.endpoints.iter().find(|(found, _)| *found == standing).map_or(0, |(_, count)| *count);
        metrics::gauge!("canvass_webhooks", "standing" => standing.as_str()).set(number(count));
    }
    metrics::gauge!("canvass_webhooks_not_answering").set(number(sample.failing));
    metrics::gauge!("canvass_webhook_deliveries_waiting").set(number(sample.waiting));
    metrics::gauge!("canvass_webhook_events_new").set(number(sample.new_events));
    Ok(())
}

fn number(count: i64) -> f64 {
    i32::try_from(count).map_or(f64::MAX, f64::from)
}
