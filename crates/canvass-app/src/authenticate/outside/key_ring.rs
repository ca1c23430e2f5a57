//! Key sets that were fetched: kept for an hour, fetched again when a key is unknown, but not more than twice a minute.
//! Old keys serve on for a day while their issuer is away.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use canvass_domain::webhook::Allowed;
use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;

use super::fetch::fetch;
use super::key_set::KeySet;

const FRESH: SignedDuration = SignedDuration::from_hours(1);
const USABLE: SignedDuration = SignedDuration::from_hours(24);
const BETWEEN_TRIES: SignedDuration = SignedDuration::from_secs(30);
/// Longer than a fetch may take.
const PATIENCE: Duration = Duration::from_secs(8);
const MOST_WAITING: usize = 16;

/// Why there are no keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unfetched {
    /// Too many wait for them already.
    #[error("too many wait for the keys of an issuer")]
    Crowded,
    /// The issuer was not reached, or told nonsense.
    #[error("the keys of an issuer cannot be fetched")]
    Away,
}

#[derive(Debug, Default)]
struct Slot {
    /// Held while fetching.
    tried_at: Mutex<Option<Timestamp>>,
    /// Never held for long: known keys serve on while somebody fetches.
    fetched: Mutex<Option<(Timestamp, Arc<KeySet>)>>,
}

/// Key sets by address. Addresses are those that operators set up: there are few.
#[derive(Debug, Default)]
pub(super) struct KeyRing {
    slots: Mutex<HashMap<String, Arc<Slot>>>,
    waiting: AtomicUsize,
}

impl KeyRing {
    /// The keys of an address, with the one wanted if it has it.
    pub(super) fn keys(
        &self,
        (url, allowed): (&str, &Allowed),
        wanted: Option<&str>,
        now: Timestamp,
    ) -> Result<Arc<KeySet>, Unfetched> {
        let slot = Arc::clone(self.slots.lock().entry(url.to_owned()).or_default());
        if let Some(keys) = slot.serving(wanted, now) {
            return Ok(keys);
        }
        if self.waiting.fetch_add(1, Ordering::AcqRel) >= MOST_WAITING {
            self.waiting.fetch_sub(1, Ordering::AcqRel);
            return Err(Unfetched::Crowded);
        }
        // Whoever holds the time of the last try may be fetching; the others wait for what it brings.
        let keys = match slot.tried_at.try_lock_for(PATIENCE) {
            Some(mut tried_at) => slot.keys(&mut tried_at, (url, allowed), wanted, now),
            None => Err(Unfetched::Crowded),
        };
        self.waiting.fetch_sub(1, Ordering::AcqRel);
        keys
    }
}

impl Slot {
    /// Keys that need no fetch.
    fn serving(&self, wanted: Option<&str>, now: Timestamp) -> Option<Arc<KeySet>> {
        let fetched = self.fetched.lock();
        let (_, keys) =
            fetched.as_ref().filter(|(at, keys)| is_within(*at, now, FRESH) && keys.has(wanted))?;
        Some(Arc::clone(keys))
    }

    fn keys(
        &self,
        tried_at: &mut Option<Timestamp>,
        (url, allowed): (&str, &Allowed),
        wanted: Option<&str>,
        now: Timestamp,
    ) -> Result<Arc<KeySet>, Unfetched> {
        let may_try = tried_at.is_none_or(|at| !is_within(at, now, BETWEEN_TRIES));
        if self.serving(wanted, now).is_none() && may_try {
            *tried_at = Some(now);
            match fetch(allowed, url).map(|document| KeySet::read(&document)) {
                Ok(Some(keys)) => *self.fetched.lock() = Some((now, Arc::new(keys))),
                Ok(None) => tracing::warn!(url, "an issuer's key set has no key that can be used"),
                Err(reason) => tracing::warn!(url, reason, "an issuer's keys were not fetched"),
            }
        }
        let fetched = self.fetched.lock();
        let usable = fetched.as_ref().filter(|(at, _)| is_within(*at, now, USABLE));
        usable.map(|(_, keys)| Arc::clone(keys)).ok_or(Unfetched::Away)
    }
}

/// A clock that was set back makes nothing recent.
fn is_within(at: Timestamp, now: Timestamp, span: SignedDuration) -> bool {
    at <= now && now.duration_since(at) < span
}
