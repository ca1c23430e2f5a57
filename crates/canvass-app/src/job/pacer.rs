//! Limits and patience: whether a letter may leave now, by its relay, its sender domain and its recipient domain. Text
//! messages are to no domain: it is their gateway that may be in trouble, each for itself. What is
//! counted is counted by the store, over all nodes; here is only remembered until when a limit said no, and what is left
//! of the part of a daily quota that this node took. Without limits and trouble nothing here is looked at.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use canvass_domain::limit::Limit;
use canvass_domain::mail_status::Status;
use canvass_domain::message::{Channel, MessageKey};
use canvass_domain::pace::{Pace, Trouble, WarmUp};
use canvass_store::{CallCount, Clock, CountedCall, Store, StoreError};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;

use super::plan::{MailPlan, Relay};
use super::queue::Prepared;

/// What may leave within this time stays with the node; the rest waits in the store.
pub(super) const HORIZON: Duration = Duration::from_secs(5);
/// After a count that failed.
const AFTER_FAILURE: Duration = Duration::from_secs(1);
/// Letters to a domain in trouble come back one after the other.
const TROUBLE_STEP: Duration = Duration::from_millis(200);
/// With so many, those that tell nothing are dropped.
const MOST_LANES: usize = 10_000;
/// A node takes this part of a daily quota at once.
const PART_OF_QUOTA: i64 = 50;

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

/// A part of a daily quota.
#[derive(Debug)]
struct Lease {
    day: i32,
    ends: Instant,
    left: i64,
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

    /// The lane whose trouble keeps the letter, and for how long: that of its recipient's domain, or of the gateway that is
    /// out of trouble first where all are in it.
    fn trouble_of(&self, letter: &Prepared) -> Option<(String, Duration)> {
        let closed = |lane: String| self.closed_for(&lane).map(|wait| (lane, wait));
        if letter.channel() == Channel::Mail {
            return closed(recipient_subject(letter.recipient_domain()));
        }
        let lanes = self.relays.iter().filter_map(|out| out.trouble.clone());
        let waits: Vec<Option<(String, Duration)>> = lanes.map(closed).collect();
        waits.into_iter().collect::<Option<Vec<_>>>()?.into_iter().min_by_key(|(_, wait)| *wait)
    }

    /// The lane of who said something about this letter.
    fn lane_of(&self, letter: &Prepared, relay: usize) -> String {
        let gateway = self.relays.get(relay).and_then(|out| out.trouble.clone());
        gateway.unwrap_or_else(|| recipient_subject(letter.recipient_domain()))
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

    /// One mail out of today's quota, from the part this node holds or a further one.
    fn take_of_day(&self, store: &Store, subject: &str, warm_up: WarmUp) -> bool {
        if self.take_leased(subject) {
            return true;
        }
        let asked = format!("mail:{subject}");
        let asked_at = self.clock.steady();
        let leased = store.write_system(move |tx| {
            let now = tx.now()?;
            let day = now.to_zoned(TimeZone::UTC).date();
            let (number, quota) = (WarmUp::number_of(day), i64::from(warm_up.quota(day)));
            let part = (quota / PART_OF_QUOTA).max(1);
            Ok::<_, StoreError>((number, tx.take_quota(&asked, number, quota, part)?, rest_of_day(now)))
        });
        match leased.wait() {
            Ok((_, 0, rest)) => {
                self.close(subject, asked_at + rest);
                false
            }
            Ok((day, granted, rest)) => {
                let mut lanes = self.lanes.lock();
                let lane = lanes.entry(subject.to_owned()).or_default();
                let ends = asked_at + rest;
                // Another connection may have asked meanwhile: both parts are ours.
                let kept = lane.lease.take().filter(|lease| lease.day == day).map_or(0, |lease| lease.left);
                lane.lease = Some(Lease { day, ends, left: kept + granted - 1 });
                true
            }
            Err(error) => {
                error.tell("a daily quota cannot be asked; mail waits");
                self.close(subject, asked_at + AFTER_FAILURE);
                false
            }
        }
    }

    fn take_leased(&self, subject: &str) -> bool {
        let mut lanes = self.lanes.lock();
        let lease = lanes.get_mut(subject).and_then(|lane| lane.lease.as_mut());
        match lease.filter(|lease| lease.left > 0 && self.clock.steady() < lease.ends) {
            Some(lease) => {
                lease.left -= 1;
                true
            }
            None => false,
        }
    }

    /// Taken, and not used.
    fn put_back(&self, subjects: &[String]) {
        let mut lanes = self.lanes.lock();
        for subject in subjects {
            if let Some(lease) = lanes.get_mut(subject).and_then(|lane| lane.lease.as_mut()) {
                lease.left += 1;
            }
        }
    }

    /// Gives the parts of quotas back that this node will not use.
    pub(super) fn return_leases(&self, store: &Store) {
        let mut lanes = self.lanes.lock();
        let leases: Vec<(String, Lease)> = lanes
            .iter_mut()
            .filter_map(|(subject, lane)| Some((subject.clone(), lane.lease.take()?)))
            .collect();
        drop(lanes);
        let leases: Vec<(String, i32, i64)> = leases
            .into_iter()
            .filter(|(_, lease)| lease.left > 0)
            .map(|(subject, lease)| (format!("mail:{subject}"), lease.day, lease.left))
            .collect();
        if leases.is_empty() {
            return;
        }
        let returned = store.write_system(move |tx| {
            for (subject, day, unused) in &leases {
                tx.return_quota(subject, *day, *unused)?;
            }
            Ok::<_, StoreError>(())
        });
        if let Err(error) = returned.wait() {
            error.tell("a part of a daily quota is lost for today");
        }
    }

    /// The peer said "not now" to a letter. A mailbox that is full says nothing of its neighbours.
    pub(super) fn refused(&self, letter: &Prepared, relay: usize, reply: &str) {
        if Status::of_reply(reply).is_some_and(Status::is_about_mailbox) {
            return;
        }
        let mut lanes = self.lanes.lock();
        forget_some(&mut lanes, self.clock.steady());
        let lane = lanes.entry(self.lane_of(letter, relay)).or_default();
        if lane.put_off.replace(letter.claim.key) == Some(letter.claim.key) {
            return;
        }
        if lane.trouble == Trouble::default() {
            self.troubled.fetch_add(1, Ordering::Relaxed);
        }
        lane.trouble = lane.trouble.refused();
        let wait = lane.trouble.wait();
        if !wait.is_zero() {
            metrics::counter!("canvass_recipient_domain_pauses_total").increment(1);
            lane.closed_until = Some(self.clock.steady() + wait);
        }
    }

    /// A domain or gateway took a letter: it is in no trouble any more.
    pub(super) fn took(&self, letter: &Prepared, relay: usize) {
        if self.troubled.load(Ordering::Relaxed) == 0 {
            return;
        }
        let mut lanes = self.lanes.lock();
        let subject = self.lane_of(letter, relay);
        let Some(lane) = lanes.get_mut(&subject).filter(|lane| lane.trouble != Trouble::default()) else {
            return;
        };
        lane.trouble = Trouble::default();
        lane.closed_until = None;
        self.troubled.fetch_sub(1, Ordering::Relaxed);
    }

    /// How many letters the relays take within the horizon; nothing if one of them has no limit.
    pub(super) fn room(&self) -> Option<usize> {
        if !self.has_limits || self.relays.iter().any(|out| out.pace.is_free()) {
            return None;
        }
        let room = |Out { subject, pace, .. }: &Out| {
            if self.closed_for(subject).is_some_and(|wait| wait > HORIZON) {
                return 0;
            }
            pace.step().map_or(usize::MAX, within_horizon)
        };
        Some(self.relays.iter().map(room).fold(0, usize::saturating_add))
    }

    /// Which of these letters, in their order behind `waiting`, cannot leave soon, and in how long each of them can.
    pub(super) fn too_many(&self, waiting: &[String], letters: &[Prepared]) -> Vec<Option<Duration>> {
        if self.is_idle() {
            return letters.iter().map(|_| None).collect();
        }
        let mut before: HashMap<String, usize> = HashMap::new();
        for subject in waiting {
            *before.entry(subject.clone()).or_default() += 1;
        }
        letters
            .iter()
            .map(|letter| {
                let mut wait = self.wait_of(letter).filter(|wait| *wait > HORIZON).map(|_| {
                    let trouble = self.trouble_of(letter).map(|(lane, _)| lane);
                    let lane = trouble.unwrap_or_else(|| recipient_subject(letter.recipient_domain()));
                    self.slot(&lane, TROUBLE_STEP)
                });
                for gate in self.own_gates(letter) {
                    let Some(step) = gate.pace.step().or(gate.pace.warm_up.map(|_| TROUBLE_STEP)) else {
                        continue;
                    };
                    let count = before.entry(gate.subject.clone()).or_default();
                    let is_closed = self.closed_for(&gate.subject).is_some_and(|wait| wait > HORIZON);
                    if is_closed || *count >= within_horizon(step) {
                        wait = wait.max(Some(self.slot(&gate.subject, step)));
                    } else {
                        *count += 1;
                    }
                }
                wait
            })
            .collect()
    }

    /// The subjects of sender and recipient that this letter waits for.
    pub(super) fn subjects(&self, letter: &Prepared) -> Vec<String> {
        self.own_gates(letter).into_iter().map(|gate| gate.subject).collect()
    }

    /// The next moment of a lane that nobody was promised, as a wait.
    fn slot(&self, subject: &str, step: Duration) -> Duration {
        let now = self.clock.steady();
        let mut lanes = self.lanes.lock();
        let lane = lanes.entry(subject.to_owned()).or_default();
        let soonest = (now + HORIZON).max(lane.closed_until.unwrap_or(now));
        let slot = lane.tail.map_or(soonest, |tail| soonest.max(tail)) + step;
        lane.tail = Some(slot);
        slot.saturating_duration_since(now)
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
        Self { trouble: is_gateway.then(|| format!("trouble:{}", relay.name)), pace: relay.pace, subject }
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

fn within_horizon(step: Duration) -> usize {
    let count = HORIZON.as_nanos() / step.as_nanos().max(1);
    usize::try_from(count).unwrap_or(usize::MAX).max(1)
}

/// To the next day in UTC.
fn rest_of_day(now: Timestamp) -> Duration {
    let tomorrow = now.to_zoned(TimeZone::UTC).tomorrow().and_then(|day| day.start_of_day());
    let rest = tomorrow.map_or(SignedDuration::from_hours(1), |day| day.timestamp().duration_since(now));
    Duration::try_from(rest).unwrap_or(AFTER_FAILURE)
}
