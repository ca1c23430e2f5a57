//! The local queue: letters that are claimed and rendered, and wait for a connection. Short, so that a node never
//! holds more than it can send within the lease. Each channel has its part, so that none waits behind the other.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use canvass_delivery::dkim::sender_domain;
use canvass_delivery::{Built, TextMessage};
use canvass_domain::message::Channel;
use canvass_store::area::{Attempt, Claim};
use jiff::{SignedDuration, Timestamp};
use parking_lot::{Condvar, Mutex};

use super::plan::TEXT_MESSAGE;
use super::relays::Tried;
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
    /// The domain in the header From.
    pub(super) sender: String,
    /// Relays it was brought to in vain.
    pub(super) tried: Tried,
    /// Its sender and recipient limits counted it already.
    pub(super) is_counted: bool,
    pub(super) is_signed: bool,
}

impl Prepared {
    /// A letter fresh from rendering.
    pub(super) fn new(
        claim: Claim,
        (message_id, subject, built): (String, String, Built),
        claimed_at: Instant,
        claimed_on: Timestamp,
    ) -> Self {
        let is_text = TextMessage::is_for(&built.envelope_to);
        let sender =
            if is_text { TEXT_MESSAGE.to_owned() } else { sender_domain(&built.bytes).unwrap_or_default() };
        Self {
            sender,
            claim,
            message_id,
            subject,
            built,
            reminder: None,
            claimed_at,
            claimed_on,
            needs_fresh_session: false,
            tried: Tried::default(),
            is_counted: false,
            // A text message has no place for a signature.
            is_signed: is_text,
        }
    }

    /// The domain of the sender whom the reader sees, in lower case.
    pub(super) fn sender_domain(&self) -> &str {
        &self.sender
    }

    /// By what it leaves.
    pub(super) fn channel(&self) -> Channel {
        if self.sender == TEXT_MESSAGE { Channel::Sms } else { Channel::Mail }
    }

    /// The domain of the recipient, in lower case.
    pub(super) fn recipient_domain(&self) -> &str {
        domain(&self.built.envelope_to)
    }

    pub(super) fn attempt(&self) -> Attempt {
        Attempt { key: self.claim.key, fence: self.claim.fence }
    }

    /// How long ago it was claimed.
    pub(super) fn waited(&self, now: Instant) -> Duration {
        now.saturating_duration_since(self.claimed_at)
    }

    /// Whether its window is still open, as far as this node can tell without asking the store. The clock of this
    /// machine has no say: it may be hours off.
    pub(super) fn is_in_window(&self, now: Instant) -> bool {
        let waited = SignedDuration::try_from(self.waited(now)).unwrap_or(SignedDuration::MAX);
        let window = self.claim.window;
        self.claimed_on.checked_add(waited).is_ok_and(|now| now < window.closes_at && now <= window.ends_at)
    }
}

/// The builder writes domains in lower case.
fn domain(address: &str) -> &str {
    address.rsplit_once('@').map_or("", |(_, domain)| domain)
}

/// While every letter waits for a limit, somebody looks this often.
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

#[derive(Debug, Default)]
pub(super) struct Queue {
    waiting: Mutex<Waiting>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Waiting {
    letters: VecDeque<Prepared>,
    /// How many of them are text messages.
    texts: usize,
}

impl Waiting {
    fn of(&self, channel: Channel) -> usize {
        match channel {
            Channel::Mail => self.letters.len() - self.texts,
            Channel::Sms => self.texts,
        }
    }

    fn count(&mut self, letter: &Prepared) {
        self.texts += usize::from(letter.channel() == Channel::Sms);
    }

    fn take(&mut self, place: usize) -> Option<Prepared> {
        let letter = self.letters.remove(place)?;
        self.texts -= usize::from(letter.channel() == Channel::Sms);
        Some(letter)
    }
}

impl Queue {
    pub(super) fn is_empty(&self) -> bool {
        self.waiting.lock().letters.is_empty()
    }

    /// How many letters of a channel wait here.
    pub(super) fn count_of(&self, channel: Channel) -> usize {
        self.waiting.lock().of(channel)
    }

    pub(super) fn extend(&self, letters: Vec<Prepared>) {
        let mut waiting = self.waiting.lock();
        for letter in letters {
            waiting.count(&letter);
            waiting.letters.push_back(letter);
        }
        drop(waiting);
        self.changed.notify_all();
    }

    /// Back to the front: others may do better.
    pub(super) fn put_back(&self, letter: Prepared) {
        let mut waiting = self.waiting.lock();
        waiting.count(&letter);
        waiting.letters.push_front(letter);
        drop(waiting);
        // Not every connection takes every letter.
        self.changed.notify_all();
    }

    /// Looks at all letters, in their order.
    pub(super) fn look<R>(&self, read: impl Fn(&Prepared) -> R) -> Vec<R> {
        self.waiting.lock().letters.iter().map(read).collect()
    }

    /// The first letter that may go and how many of its channel stay behind; nothing after so long or once it is time to
    /// stop.
    pub(super) fn take(
        &self,
        timeout: Duration,
        stop: &Stop,
        may_go: impl Fn(&Prepared) -> bool,
    ) -> Option<(Prepared, usize)> {
        let until = Instant::now() + timeout;
        let mut waiting = self.waiting.lock();
        loop {
            if stop.is_set() {
                return None;
            }
            if let Some(place) = waiting.letters.iter().position(&may_go)
                && let Some(letter) = waiting.take(place)
            {
                let left = waiting.of(letter.channel());
                return Some((letter, left));
            }
            let soon =
                if waiting.letters.is_empty() { until } else { until.min(Instant::now() + BETWEEN_LOOKS) };
            self.changed.wait_until(&mut waiting, soon);
            if Instant::now() >= until {
                return None;
            }
        }
    }

    /// Takes out all letters that fit.
    pub(super) fn remove(&self, fits: impl Fn(&Prepared) -> bool) -> Vec<Prepared> {
        let mut waiting = self.waiting.lock();
        let (gone, kept): (VecDeque<_>, VecDeque<_>) = waiting.letters.drain(..).partition(fits);
        waiting.texts = kept.iter().filter(|letter| letter.channel() == Channel::Sms).count();
        waiting.letters = kept;
        gone.into()
    }

    /// Wakes everybody who waits, to look at the stop.
    pub(super) fn wake_all(&self) {
        // With the lock, so that nobody is between looking and waiting.
        let _waiting = self.waiting.lock();
        self.changed.notify_all();
    }
}
