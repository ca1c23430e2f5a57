//! What a rule would have done: the invitations, reminders and answers of the past again, in order, under the rule.
//!
//! A rule speaks of one person at a time, so only the past of one person is held, and of those who share a number with
//! other contacts: what they did comes apart, by the one contact and by the other. What is assumed stands in
//! `docs/contact-rules.md`: a deferred invitation takes its reminders and answer along by the same span, a dropped one had
//! none, and nobody was answered otherwise for being asked later.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use super::{Contact, ContactKind, Outcome, Pause, Terms};
use crate::block::Earlier;
use crate::id::{ColumnId, ContactHash, CustomerId, QuestionnaireId};
use crate::value::Value;

/// A customer of the past, and one of its messages if it had any.
#[derive(Debug, Clone, PartialEq)]
pub struct PastAsk {
    /// The person: its address, or its number where it brought none.
    pub contact: ContactHash,
    /// The number beside an address.
    pub number: Option<ContactHash>,
    /// The customer.
    pub customer: CustomerId,
    /// What left and what was answered.
    pub earlier: Earlier,
    /// The end date.
    pub ends_at: Option<Timestamp>,
    /// Its values, where the rule has a condition.
    pub values: BTreeMap<ColumnId, Value>,
}

/// What a rule would have done to the invitations of a questionnaire.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Forecast {
    /// Those that left in the time looked at.
    pub invitations: u64,
    /// Those that would have left later.
    pub deferred: u64,
    /// Those that would not have left.
    pub dropped: u64,
}

/// By what a customer is known: its contact, and the number beside it.
#[derive(Debug, Clone, Copy)]
struct Known(ContactHash, Option<ContactHash>);

impl Known {
    /// Whoever shares a contact is the same person.
    fn is(&self, other: &Self) -> bool {
        let has = |contact| other.0 == contact || other.1 == Some(contact);
        has(self.0) || self.1.is_some_and(has)
    }
}

/// Something that happened to the person at hand.
#[derive(Debug, Clone, Copy)]
struct Event {
    customer: CustomerId,
    known: Known,
    contact: Contact,
    ends_at: Option<Timestamp>,
    is_limited: bool,
    /// The invitation it hangs on was moved, and it with it.
    is_moved: bool,
    is_deferred: bool,
}

/// The past, replayed.
#[derive(Debug)]
pub struct Replay<'a> {
    terms: &'a Terms,
    since: Timestamp,
    now: Timestamp,
    person: Option<ContactHash>,
    events: Vec<Event>,
    /// Contacts that belong together by a number, each with the one that stands for all of them.
    joined: BTreeMap<ContactHash, ContactHash>,
    /// What happened to those, by the contact that stands for all.
    apart: BTreeMap<ContactHash, Vec<Event>>,
    told: BTreeMap<Option<QuestionnaireId>, Forecast>,
}

impl<'a> Replay<'a> {
    /// A replay that tells of the invitations since a moment; what happened earlier only counts for them.
    pub fn new(terms: &'a Terms, since: Timestamp, now: Timestamp) -> Self {
        Self {
            terms,
            since,
            now,
            person: None,
            events: Vec::new(),
            joined: BTreeMap::new(),
            apart: BTreeMap::new(),
            told: BTreeMap::new(),
        }
    }

    /// Two contacts that a customer has, one of which others have too. Before anybody is fed.
    pub fn join(&mut self, contact: ContactHash, number: ContactHash) {
        let (one, other) = (self.leader(contact), self.leader(number));
        self.joined.insert(contact, one);
        self.joined.insert(other, one);
    }

    /// The contact that stands for all that belong together with this one; itself where there are none.
    fn leader(&self, contact: ContactHash) -> ContactHash {
        let mut leader = contact;
        while let Some(next) = self.joined.get(&leader).filter(|next| **next != leader) {
            leader = *next;
        }
        leader
    }

    /// The next customer. All of one contact come together, in any order.
    pub fn feed(&mut self, ask: &PastAsk) {
        if self.person != Some(ask.contact) {
            self.replay_person();
            self.person = Some(ask.contact);
        }
        let asks = ask.earlier.questionnaire;
        let oldest = self.since.saturating_sub(Pause::of(self.terms).span()).unwrap_or(Timestamp::MIN);
        let channel = ask.earlier.channel;
        let is_limited = self.terms.limits(channel, asks, &ask.values) && ask.earlier.message.is_some();
        let contacts = ask.earlier.contacts().filter(|contact| contact.at >= oldest);
        let known = Known(ask.contact, ask.number);
        let events = contacts.map(|contact| Event {
            customer: ask.customer,
            known,
            contact,
            ends_at: ask.ends_at,
            is_limited: is_limited && contact.kind == ContactKind::Invitation,
            is_moved: false,
            is_deferred: false,
        });
        if self.joined.contains_key(&ask.contact) {
            let leader = self.leader(ask.contact);
            self.apart.entry(leader).or_default().extend(events);
        } else {
            self.events.extend(events);
        }
    }

    /// What the rule would have done, by questionnaire.
    pub fn finish(mut self) -> BTreeMap<Option<QuestionnaireId>, Forecast> {
        self.replay_person();
        for events in std::mem::take(&mut self.apart).into_values() {
            self.replay(events);
        }
        self.told
    }

    fn replay_person(&mut self) {
        let events = std::mem::take(&mut self.events);
        self.replay(events);
    }

    fn replay(&mut self, events: Vec<Event>) {
        let events = events.into_iter().enumerate();
        let mut past = Past {
            timeline: events.map(|(number, event)| ((event.contact.at, number), event)).collect(),
            ..Past::default()
        };
        while let Some((key, event)) = past.timeline.pop_first() {
            if let Some(event) = past.follow(key, event) {
                self.judge(key, event, &mut past);
            }
        }
    }

    /// Judges what happens now under the rule.
    fn judge(&mut self, (at, number): (Timestamp, usize), mut event: Event, past: &mut Past) {
        if !(event.is_limited && (event.is_deferred || at >= self.since)) {
            past.kept.push((event.known, event.contact));
            return;
        }
        let forecast = self.told.entry(event.contact.questionnaire).or_default();
        forecast.invitations += u64::from(!event.is_deferred);
        let own = past.kept.iter().filter(|(known, _)| known.is(&event.known)).map(|(_, contact)| contact);
        let Some(free_at) = Pause::of(self.terms).free_at(own, at) else {
            past.kept.push((event.known, event.contact));
            return;
        };
        if self.terms.outcome == Outcome::Drop || event.ends_at.is_some_and(|end| free_at > end) {
            forecast.deferred -= u64::from(event.is_deferred);
            forecast.dropped += 1;
            past.dropped.insert(event.customer);
            return;
        }
        forecast.deferred += u64::from(!event.is_deferred);
        past.postpone(event.customer, free_at.duration_since(at));
        event.is_deferred = true;
        event.contact.at = free_at;
        if free_at <= self.now {
            past.timeline.insert((free_at, number), event);
        }
    }
}

/// The past of the person at hand, as it would have been.
#[derive(Debug, Default)]
struct Past {
    /// What is still to happen, by time.
    timeline: BTreeMap<(Timestamp, usize), Event>,
    /// What happened, and to whom.
    kept: Vec<(Known, Contact)>,
    /// By how much the invitations of customers were deferred.
    moved: BTreeMap<CustomerId, SignedDuration>,
    /// Customers who were not asked.
    dropped: BTreeSet<CustomerId>,
}

impl Past {
    /// The event, unless it follows an invitation that was moved or dropped.
    fn follow(&mut self, (at, number): (Timestamp, usize), mut event: Event) -> Option<Event> {
        if event.contact.kind == ContactKind::Invitation {
            return Some(event);
        }
        if self.dropped.contains(&event.customer) {
            return None;
        }
        match self.moved.get(&event.customer) {
            Some(span) if !event.is_moved => {
                event.is_moved = true;
                event.contact.at = at.saturating_add(*span).unwrap_or(Timestamp::MAX);
                self.timeline.insert((event.contact.at, number), event);
                None
            }
            Some(_) | None => Some(event),
        }
    }

    fn postpone(&mut self, customer: CustomerId, span: SignedDuration) {
        let so_far = self.moved.entry(customer).or_insert(SignedDuration::ZERO);
        *so_far = so_far.saturating_add(span);
    }
}

impl Earlier {
    /// The contacts that it was.
    pub fn contacts(&self) -> impl Iterator<Item = Contact> + use<> {
        let (customer, questionnaire) = (self.customer, self.questionnaire);
        let contact = |kind, channel, at| Contact { customer, questionnaire, kind, channel, at };
        let kind = if self.is_reminder { ContactKind::Reminder } else { ContactKind::Invitation };
        let left = self.handed_over_at.filter(|_| self.has_left());
        let left = left.map(|at| contact(kind, Some(self.channel), at));
        let added = self.finished_at.filter(|_| self.was_added());
        let added = added.map(|at| contact(ContactKind::Invitation, None, at));
        // A row of a reminder tells of the same answer as the row of its invitation.
        let answered = self.finished_at.filter(|_| !self.is_reminder);
        let answered = answered.map(|at| contact(ContactKind::Response, None, at));
        [left, added, answered].into_iter().flatten()
    }
}
