//! Limits and patience: whether a letter may leave now, by its relay, its sender domain and its recipient domain. Text
//! messages are to no domain: it is their gateway that may be in trouble, each for itself. What is
//! counted is counted by the store, over all nodes; here is only remembered until when a limit said no, and what is left
//! of the part of a daily quota that this node took. Without limits and trouble nothing here is looked at.

mod ahead;
mod quota;
mod trouble;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use canvass_domain::limit::Limit;
use canvass_domain::message::{Channel, MessageKey};
use canvass_domain::pace::{Pace, Trouble};
use canvass_store::{CallCount, Clock, CountedCall, Store};
use parking_lot::Mutex;

use quota::Lease;

use super::plan::{MailPlan, Relay};
use super::queue::Prepared;

/// What may leave within this time stays with the node; the rest waits in the store.
pub(super) const HORIZON: Duration = Duration::from_secs(5);
/// After a count that failed.
const AFTER_FAILURE: Duration = Duration::from_secs(1);
/// With so many, those that tell nothing are dropped.
const MOST_LANES: usize = 10_000;

pub(super) struct Pacer {
    clock: Arc<dyn Clock>,
    relays: Vec<Out>,
    senders: BTreeMap<String, Pace>,
    recipients: BTreeMap<String, Pace>,
    every_recipient: Pace,
    has_limits: bool,
    /// Lanes that are closed by trouble, roughly: nothing is looked at while there are none.
    troubled: AtomicUsize,
    lanes: Mutex<HashMap<String, Lane>>,
}

impl std::fmt::Debug for Pacer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pacer").field("has_limits", &self.has_limits).finish_non_exhaustive()
    }
}

/// A relay or gateway.
#[derive(Debug)]
struct Out {
    channel: Channel,
    subject: String,
    pace: Pace,
    /// The lane of its trouble, if it is a gateway: that of a relay is no matter of ours.
    trouble: Option<String>,
}

/// How a relay stands to its limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Openness {
    Open,
    /// At its limit.
    Full,
    /// A gateway that says "not now" to everybody.
    Troubled,
}

/// What is remembered of one limit.
#[derive(Debug, Default)]
struct Lane {
    closed_until: Option<Instant>,
    trouble: Trouble,
    /// Whose letter was put off last: one letter that comes back again and again is no trouble of its domain.
    put_off: Option<MessageKey>,
    lease: Option<Lease>,
    /// The latest moment that was promised to a letter that waits in the store.
    tail: Option<Instant>,
}

/// A limit that a letter passes.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Gate {
    subject: String,
    pace: Pace,
}

impl Pacer {
    pub(super) fn new(plan: &MailPlan, clock: Arc<dyn Clock>) -> Self {
        let relays: Vec<Out> = plan.relays.iter().map(Out::of).collect();
        let has_limits = relays.iter().any(|out| !out.pace.is_free())
            || !plan.senders.is_empty()
            || !plan.recipients.is_empty()
            || !plan.every_recipient.is_free();
        Self {
            relays,
            senders: plan.senders.clone(),
            recipients: plan.recipients.clone(),
            every_recipient: plan.every_recipient,
            has_limits,
            clock,
            troubled: AtomicUsize::default(),
            lanes: Mutex::default(),
        }
    }

    /// Nothing is limited, and no domain is in trouble.
    pub(super) fn is_idle(&self) -> bool {
        !self.has_limits && self.troubled.load(Ordering::Relaxed) == 0
    }

    /// How the relay stands, as far as this node remembers.
    pub(super) fn openness(&self, index: usize) -> Openness {
        let Some(out) = self.relays.get(index) else { return Openness::Open };
        if self.troubled.load(Ordering::Relaxed) > 0
            && out.trouble.as_deref().is_some_and(|lane| self.closed_for(lane).is_some())
        {
            return Openness::Troubled;
        }
        if !out.pace.is_free() && self.closed_for(&out.subject).is_some() {
            return Openness::Full;
        }
        Openness::Open
    }

    /// Whether sender and recipient are open, as far as this node remembers.
    pub(super) fn is_open(&self, letter: &Prepared) -> bool {
        self.is_idle() || self.wait_of(letter).is_none()
    }

    /// How long the letter must wait for its sender and recipient.
    pub(super) fn wait_of(&self, letter: &Prepared) -> Option<Duration> {
        if self.is_idle() {
            return None;
        }
        let own = self.own_gates(letter).into_iter().filter_map(|gate| self.closed_for(&gate.subject));
        own.chain(self.trouble_of(letter).map(|(_, wait)| wait)).max()
    }

    /// Counts the letter against all its limits or none. False: it must wait, and what said no is remembered.
    pub(super) fn may_leave(&self, store: &Store, letter: &Prepared, relay: usize) -> bool {
        if !self.has_limits {
            return true;
        }
        let mut gates = if letter.is_counted { Vec::new() } else { self.own_gates(letter) };
        gates.extend(
            self.relays
                .get(relay)
                .filter(|out| !out.pace.is_free())
                .map(|out| Gate { subject: out.subject.clone(), pace: out.pace }),
        );
        if gates.is_empty() {
            return true;
        }
        let mut leased = Vec::new();
        for gate in &gates {
            let Some(warm_up) = gate.pace.warm_up else { continue };
            if !self.take_of_day(store, &gate.subject, warm_up) {
                self.put_back(&leased);
                return false;
            }
            leased.push(gate.subject.clone());
        }
        let is_counted = self.count(store, &gates);
        if !is_counted {
            self.put_back(&leased);
        }
        is_counted
    }

    fn count(&self, store: &Store, gates: &[Gate]) -> bool {
        let calls: Vec<(&str, CountedCall)> = gates
            .iter()
            .flat_map(|gate| {
                gate.pace.limits().map(|(word, limit)| {
                    let subject = format!("mail:{}:{word}", gate.subject);
                    (gate.subject.as_str(), CountedCall { subject, limit })
                })
            })
            .collect();
        if calls.is_empty() {
            return true;
        }
        // Before the question: what the store said held from then on at the latest.
        let asked_at = self.clock.steady();
        match store.count_call(calls.iter().map(|(_, call)| call.clone()).collect()).wait() {
            Ok(CallCount::Counted(_)) => true,
            Ok(CallCount::Refused { standing, which }) => {
                if let Some((subject, call)) = calls.get(which) {
                    let wait = match call.limit {
                        Limit::Bucket { .. } => {
                            Duration::try_from(call.limit.step()).unwrap_or(AFTER_FAILURE)
                        }
                        Limit::Window { .. } => Duration::from_secs(standing.seconds.into()),
                    };
                    self.close(subject, asked_at + wait);
                }
                false
            }
            Err(error) => {
                // A limit that cannot be counted is not exceeded.
                error.tell("limits cannot be counted; mail waits");
                for gate in gates {
                    self.close(&gate.subject, asked_at + AFTER_FAILURE);
                }
                false
            }
        }
    }

    /// The subjects of sender and recipient that this letter waits for.
    pub(super) fn subjects(&self, letter: &Prepared) -> Vec<String> {
        self.own_gates(letter).into_iter().map(|gate| gate.subject).collect()
    }

    fn close(&self, subject: &str, until: Instant) {
        let kind = subject.split(':').next().unwrap_or_default().to_owned();
        metrics::counter!("canvass_limited_total", "limit" => kind).increment(1);
        let mut lanes = self.lanes.lock();
        forget_some(&mut lanes, self.clock.steady());
        let lane = lanes.entry(subject.to_owned()).or_default();
        lane.closed_until = lane.closed_until.max(Some(until));
    }

    fn closed_for(&self, subject: &str) -> Option<Duration> {
        let until = self.lanes.lock().get(subject)?.closed_until?;
        until.checked_duration_since(self.clock.steady()).filter(|wait| !wait.is_zero())
    }

    fn own_gates(&self, letter: &Prepared) -> Vec<Gate> {
        if !self.has_limits {
            return Vec::new();
        }
        let (sender, recipient) = (letter.sender_domain(), letter.recipient_domain());
        let sender =
            self.senders.get(sender).map(|pace| Gate { subject: format!("sender:{sender}"), pace: *pace });
        let pace = self.recipients.get(recipient).copied().unwrap_or(self.every_recipient);
        // A text message is to no domain.
        let is_limited = !pace.is_free() && !recipient.is_empty();
        let recipient = is_limited.then(|| Gate { subject: recipient_subject(recipient), pace });
        sender.into_iter().chain(recipient).collect()
    }
}

impl Out {
    /// A relay and a gateway may have the same name.
    fn of(relay: &Relay) -> Self {
        let (kind, is_gateway) = match relay.channel {
            Channel::Mail => ("relay", false),
            Channel::Sms => ("gateway", true),
        };
        let subject = format!("{kind}:{}", relay.name);
        let trouble = is_gateway.then(|| format!("trouble:{}", relay.name));
        Self { channel: relay.channel, subject, pace: relay.pace, trouble }
    }
}

/// Lanes of domains that nothing is known of any more are dropped; trouble is forgotten with them.
fn forget_some(lanes: &mut HashMap<String, Lane>, now: Instant) {
    if lanes.len() >= MOST_LANES {
        lanes.retain(|_, lane| {
            let is_later = |at: Option<Instant>| at.is_some_and(|at| now < at);
            lane.trouble != Trouble::default()
                || lane.lease.is_some()
                || is_later(lane.closed_until)
                || is_later(lane.tail)
        });
    }
}

fn recipient_subject(domain: &str) -> String {
    format!("recipient:{domain}")
}
