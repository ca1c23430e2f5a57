//! The local queue: letters that are claimed and rendered, and wait for a connection. Short, so that a node never
//! holds more than it can send within the lease.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use canvass_delivery::Built;
use canvass_store::area::{Attempt, Claim};
use jiff::{SignedDuration, Timestamp};
use parking_lot::{Condvar, Mutex};

use super::signal::Stop;
use crate::remind::Planned;

/// A claimed message with its letter.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) claim: Claim,
    pub(super) message_id: String,
    pub(super) subject: String,
    pub(super) built: Built,
    /// The reminder that follows it, if one does (E51).
    pub(super) reminder: Option<Planned>,
    pub(super) claimed_at: Instant,
    /// The same moment by the clock of the store.
    pub(super) claimed_on: Timestamp,
    /// A session that was used before broke before anything was said about the letter: the next one must be new.
    pub(super) needs_fresh_session: bool,
}

impl Prepared {
    pub(super) fn attempt(&self) -> Attempt {
        Attempt { key: self.claim.key, fence: self.claim.fence }
    }

    /// Whether its window is still open, as far as this node can tell without asking the store. The clock of this
    /// machine has no say: it may be hours off.
    pub(super) fn is_in_window(&self) -> bool {
        let waited = SignedDuration::try_from(self.claimed_at.elapsed()).unwrap_or(SignedDuration::MAX);
        let window = self.claim.window;
        self.claimed_on.checked_add(waited).is_ok_and(|now| now < window.closes_at && now <= window.ends_at)
    }
}

#[derive(Debug, Default)]
pub(super) struct Queue {
    waiting: Mutex<VecDeque<Prepared>>,
    changed: Condvar,
}

impl Queue {
    pub(super) fn len(&self) -> usize {
        self.waiting.lock().len()
    }

    pub(super) fn extend(&self, letters: Vec<Prepared>) {
        self.waiting.lock().extend(letters);
        self.changed.notify_all();
    }

    /// Back to the front: others may do better.
    pub(super) fn put_back(&self, letter: Prepared) {
        self.waiting.lock().push_front(letter);
        self.changed.notify_one();
    }

    /// The next letter and how many stay behind; nothing after so long or once it is time to stop.
    pub(super) fn take(&self, timeout: Duration, stop: &Stop) -> Option<(Prepared, usize)> {
        let until = Instant::now() + timeout;
        let mut waiting = self.waiting.lock();
        loop {
            if stop.is_set() {
                return None;
            }
            if let Some(letter) = waiting.pop_front() {
                return Some((letter, waiting.len()));
            }
            if self.changed.wait_until(&mut waiting, until).timed_out() {
                return None;
            }
        }
    }

    /// Takes out all letters that fit.
    pub(super) fn remove(&self, fits: impl Fn(&Prepared) -> bool) -> Vec<Prepared> {
        let mut waiting = self.waiting.lock();
        let (gone, kept): (VecDeque<_>, VecDeque<_>) = waiting.drain(..).partition(fits);
        *waiting = kept;
        gone.into()
    }

    /// Wakes everybody who waits, to look at the stop.
    pub(super) fn wake_all(&self) {
        // With the lock, so that nobody is between looking and waiting.
        let _waiting = self.waiting.lock();
        self.changed.notify_all();
    }
}
