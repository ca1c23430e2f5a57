//! How attempts ended, on the way to the store. Results wait here for the next hand-over, whose commit they share; a
//! result that cannot be stored is kept and tried again until it is stored or the process ends (OUT-18).

use std::mem;
use std::time::{Duration, Instant};

use canvass_domain::message::AttemptResult;
use canvass_store::area::{Attempt, Claim, Settlement, Verdict};
use canvass_store::{Store, SystemTx};
use jiff::SignedDuration;
use parking_lot::Mutex;

use super::backoff;
use super::shared::Shared;
use super::signal::Bell;
use crate::remind::Planned;

/// A result waits no longer than this for a hand-over to share its commit with.
const CARRIED_AT_MOST: Duration = Duration::from_secs(1);
const BETWEEN_TRIES: Duration = Duration::from_millis(500);

/// One ended attempt.
#[derive(Debug, Clone)]
pub(super) struct Ended {
    pub(super) claim: Claim,
    pub(super) result: AttemptResult,
    pub(super) peer: String,
    /// Who is reminded when, if it was sent.
    pub(super) reminder: Option<Planned>,
    /// How long to wait before the next try, counted by the store's clock.
    pub(super) wait: SignedDuration,
}

#[derive(Debug, Default)]
pub(super) struct Results {
    carried: Mutex<Vec<(Instant, Ended)>>,
    /// The store did not take these.
    unstored: Mutex<Vec<Ended>>,
    pub(super) bell: Bell,
}

impl Ended {
    /// An end that nobody is reminded after.
    pub(super) fn new(shared: &Shared, claim: Claim, result: AttemptResult, peer: String) -> Self {
        let wait = match result {
            AttemptResult::Deferred(_) => backoff::wait(claim.tries, &*shared.app.random),
            AttemptResult::Sent(_)
            | AttemptResult::Rejected(_)
            | AttemptResult::InDoubt(_)
            | AttemptResult::Failed(_)
            | AttemptResult::Withdrawn(_) => SignedDuration::ZERO,
        };
        Self { claim, result, peer, reminder: None, wait }
    }

    fn settlement(&self, now: jiff::Timestamp) -> Settlement {
        let next = match self.result {
            AttemptResult::Deferred(_) => self.claim.window.put_off(now, self.wait),
            AttemptResult::Sent(_)
            | AttemptResult::Rejected(_)
            | AttemptResult::InDoubt(_)
            | AttemptResult::Failed(_)
            | AttemptResult::Withdrawn(_) => None,
        };
        Settlement {
            attempt: Attempt { key: self.claim.key, fence: self.claim.fence },
            result: self.result.clone(),
            next,
            reminder: self.reminder(now),
            peer: self.peer.clone(),
        }
    }
}

impl Ended {
    /// Also with a result that is in doubt: the link may have been opened before it came.
    fn reminder(&self, now: jiff::Timestamp) -> Option<canvass_domain::message::Window> {
        let planned = self.reminder.as_ref()?;
        match self.result {
            AttemptResult::Sent(_) | AttemptResult::InDoubt(_) => {
                planned.window(now, self.claim.window.ends_at)
            }
            AttemptResult::Rejected(_)
            | AttemptResult::Deferred(_)
            | AttemptResult::Failed(_)
            | AttemptResult::Withdrawn(_) => None,
        }
    }
}

/// Settles inside a transaction; what each became goes to [`count`] after the commit.
pub(super) fn settle(tx: &mut dyn SystemTx, ended: &[Ended]) -> canvass_store::Result<Vec<Verdict>> {
    if ended.is_empty() {
        return Ok(Vec::new());
    }
    let now = tx.now()?;
    let settlements: Vec<Settlement> = ended.iter().map(|ended| ended.settlement(now)).collect();
    tx.settle(&settlements)
}

/// Counts what is stored.
pub(super) fn count(ended: &[Ended], verdicts: &[Verdict]) {
    for (ended, verdict) in ended.iter().zip(verdicts) {
        let result = match (verdict, &ended.result) {
            (Verdict::Stale, _) => "stale",
            (Verdict::Stored, AttemptResult::Sent(_)) => "sent",
            (Verdict::Stored, AttemptResult::Rejected(_)) => "rejected",
            (Verdict::Stored, AttemptResult::Deferred(_)) => "deferred",
            (Verdict::Stored, AttemptResult::InDoubt(_)) => "in_doubt",
            (Verdict::Stored, AttemptResult::Failed(_)) => "failed",
            (Verdict::Stored, AttemptResult::Withdrawn(_)) => "withdrawn",
        };
        let name = if ended.claim.key.slot.is_notification() {
            "canvass_notifications_settled_total"
        } else {
            "canvass_messages_settled_total"
        };
        metrics::counter!(name, "result" => result).increment(1);
    }
}

impl Results {
    /// Keeps a result for the next hand-over.
    pub(super) fn carry(&self, ended: Ended) {
        self.carried.lock().push((Instant::now(), ended));
    }

    /// All results that wait for a hand-over: whoever commits next takes them along.
    pub(super) fn take_carried(&self) -> Vec<Ended> {
        mem::take(&mut *self.carried.lock()).into_iter().map(|(_, ended)| ended).collect()
    }

    /// Keeps what the store did not take; each is then tried on its own.
    pub(super) fn keep_unstored(&self, ended: Vec<Ended>) {
        if !ended.is_empty() {
            self.unstored.lock().extend(ended);
            self.bell.ring();
        }
    }

    /// Stores results now, or keeps them.
    pub(super) fn store(&self, store: &Store, ended: Vec<Ended>) {
        if let Err((error, ended)) = try_store(store, ended) {
            error.tell("results are kept until the store takes them");
            self.keep_unstored(ended);
        }
    }

    fn store_what_waits(&self, store: &Store, at_least_for: Duration) {
        let old: Vec<Ended> = {
            let mut carried = self.carried.lock();
            let (old, young) = mem::take(&mut *carried)
                .into_iter()
                .partition::<Vec<_>, _>(|(since, _)| since.elapsed() >= at_least_for);
            *carried = young;
            old.into_iter().map(|(_, ended)| ended).collect()
        };
        if !old.is_empty() {
            self.store(store, old);
        }
        let unstored = mem::take(&mut *self.unstored.lock());
        for ended in unstored {
            // One by one: a result that can never be stored must not hold up the others.
            if let Err((_, ended)) = try_store(store, vec![ended]) {
                self.unstored.lock().extend(ended);
            }
        }
    }

    fn is_empty(&self) -> bool {
        self.carried.lock().is_empty() && self.unstored.lock().is_empty()
    }
}

fn try_store(store: &Store, ended: Vec<Ended>) -> Result<(), (canvass_store::StoreError, Vec<Ended>)> {
    if ended.is_empty() {
        return Ok(());
    }
    let copy = ended.clone();
    match store.write_system(move |tx| settle(tx, &copy)).wait() {
        Ok(verdicts) => {
            canvass_failpoint::pass("delivery.after-settle-commit");
            count(&ended, &verdicts);
            Ok(())
        }
        Err(error) => Err((error, ended)),
    }
}

/// The thread that stores what nobody else did. It ends once no delivery is under way and nothing is left.
pub(super) fn run(shared: &Shared) {
    loop {
        let is_last = shared.stop.is_set() && shared.delivering.wait(Duration::ZERO);
        let at_least_for = if is_last { Duration::ZERO } else { CARRIED_AT_MOST };
        shared.results.store_what_waits(&shared.app.store, at_least_for);
        if is_last && shared.results.is_empty() {
            return;
        }
        shared.results.bell.wait(BETWEEN_TRIES);
    }
}
