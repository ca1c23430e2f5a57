//! A node: letters under way, each at one moment of its delivery. All of it is memory: the end of the process takes it.

use std::time::Duration;

use canvass_domain::bounce::is_over;
use canvass_domain::id::CustomerId;
use canvass_domain::message::{AttemptResult, MessageKey, MessageState, Round, Slot, Window};
use canvass_domain::schedule::Hours;
use canvass_store::area::{Attempt, Claim, NodeId, Settlement};
use canvass_testkit::TestApp;
use jiff::{SignedDuration, Timestamp};

use super::Habits;
use super::dice::Dice;
use super::hours;
use super::people::People;
use super::relay::{Relay, Reply};

const LEASE: Duration = Duration::from_mins(5);
/// A worker that took longer from the fence to the dot closes without it (promises 2.3, slow worker).
const SLOW: SignedDuration = SignedDuration::from_secs(30);
/// What the contact rule of a story asks for, and how long after an invitation a reminder is due: one day.
const REST: SignedDuration = SignedDuration::from_hours(24);
const OPEN: SignedDuration = SignedDuration::from_hours(8);

/// Where a letter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Moment {
    /// Claimed and on its way to the brink.
    Claimed,
    /// The fence is open, at this age of the world and this time of the store.
    HandedOver(SignedDuration, Timestamp),
    /// The dot left, and this is what the relay answers.
    Gone(Reply),
}

#[derive(Debug, Clone, Copy)]
struct Letter {
    claim: Claim,
    moment: Moment,
}

#[derive(Debug)]
pub(super) struct Node {
    pub(super) id: NodeId,
    pub(super) is_stopped: bool,
    letters: Vec<Letter>,
}

/// What a node works with.
pub(super) struct Surroundings<'a, 'w> {
    pub(super) test: &'a TestApp,
    pub(super) dice: &'w mut Dice,
    pub(super) relay: &'w mut Relay,
    pub(super) people: &'w People,
    pub(super) habits: Habits,
    pub(super) hours: &'w Hours,
    /// How much time has passed, whatever the clock was set to.
    pub(super) age: SignedDuration,
    /// Nothing goes wrong any more.
    pub(super) is_calm: bool,
}

impl Node {
    pub(super) fn new(id: i64) -> Self {
        Self { id: NodeId(id), is_stopped: false, letters: Vec::new() }
    }

    pub(super) fn is_busy(&self) -> bool {
        !self.letters.is_empty()
    }

    /// Whether a letter to this customer is still in its hands.
    pub(super) fn carries(&self, customer: CustomerId) -> bool {
        self.letters.iter().any(|letter| letter.claim.key.customer == customer)
    }

    pub(super) fn beat(&self, test: &TestApp) {
        let id = self.id;
        test.app.store.write_system(move |tx| tx.beat(id)).wait().unwrap();
    }

    pub(super) fn claim(&mut self, test: &TestApp, most: usize) -> String {
        let id = self.id;
        let asked = test.app.store.write_system(move |tx| {
            let claims = tx.claim(id, most, LEASE)?;
            Ok::<_, canvass_store::StoreError>((claims, tx.now()?))
        });
        let (claims, now) = asked.wait().unwrap();
        let is_late = |claim: &Claim| claim.first_left_at.is_some_and(|left| is_over(left, now));
        let (over, claims): (Vec<Claim>, Vec<Claim>) = claims.into_iter().partition(is_late);
        for claim in &over {
            end_round(test, claim);
        }
        let told: Vec<String> = claims.iter().map(|claim| claim.key.customer.to_string()).collect();
        self.letters.extend(claims.into_iter().map(|claim| Letter { claim, moment: Moment::Claimed }));
        format!("claims {told:?}, {} are over", over.len())
    }

    /// One letter comes one step further.
    pub(super) fn go_on(&mut self, around: &mut Surroundings<'_, '_>) -> String {
        let letter = self.letters.swap_remove(around.dice.below(self.letters.len()));
        let told = format!("customer {} {:?}", letter.claim.key.customer, letter.moment);
        let became = match letter.moment {
            Moment::Claimed => self.come_to_the_brink(letter, around),
            Moment::HandedOver(age, at) => self.write_the_dot(letter, (age, at), around),
            Moment::Gone(reply) => settle(around, &letter.claim, reply.result()),
        };
        format!("{told}: {became}")
    }

    fn come_to_the_brink(&mut self, letter: Letter, around: &mut Surroundings<'_, '_>) -> String {
        if !around.is_calm {
            // Further tries are few, and what becomes of them is told too seldom otherwise.
            match around.dice.below(if letter.claim.round == Round::FIRST { 20 } else { 5 }) {
                0 => return settle(around, &letter.claim, Reply::NotNow.result()),
                1 => return settle(around, &letter.claim, Reply::Never.result()),
                2 => return give_back(around.test, &letter.claim),
                _ => {}
            }
        }
        let Some(left_at) = self.pass_the_fence(&letter.claim, around) else {
            return give_back(around.test, &letter.claim);
        };
        if !around.is_calm && around.dice.percent(4) {
            // The commit happened, but its answer was lost: the letter stays here and the own attempt goes back.
            return settle(around, &letter.claim, deferred("the hand-over could not be stored"));
        }
        self.letters.push(Letter { moment: Moment::HandedOver(around.age, left_at), ..letter });
        "handed over".to_owned()
    }

    /// When the store let it leave, if it did.
    fn pass_the_fence(&self, claim: &Claim, around: &Surroundings<'_, '_>) -> Option<Timestamp> {
        let (id, attempt) = (self.id, attempt(claim));
        let asked = around.test.app.store.write_system(move |tx| {
            let passed = tx.hand_over(id, &[attempt])?;
            Ok::<_, canvass_store::StoreError>((passed, tx.now()?))
        });
        let (passed, now) = asked.wait().unwrap();
        if passed != [true] {
            return None;
        }
        let customer = claim.key.customer;
        assert_eq!(around.people.objection(customer), None, "P7: customer {customer} was handed over");
        assert!(claim.window.due_at <= now, "P6: customer {customer} is early");
        assert!(now <= claim.window.ends_at, "P6: customer {customer} is late");
        assert!(
            !around.habits.keeps_hours || hours::is_open(now),
            "customer {customer} left in closed hours"
        );
        let is_again = claim.round != Round::FIRST && claim.key.slot == Slot::Invitation;
        assert!(!is_again || !around.people.has_opened(customer), "Q48: customer {customer} has it");
        around.assert_rested(claim.key, now);
        Some(now)
    }

    fn write_the_dot(
        &mut self,
        letter: Letter,
        (handed_over, left_at): (SignedDuration, Timestamp),
        around: &mut Surroundings<'_, '_>,
    ) -> String {
        // Somebody who looked at the time and then stood still writes the dot all the same.
        let is_slow = around.age - handed_over > SLOW && !around.dice.percent(10);
        if is_slow || (!around.is_calm && around.dice.percent(5)) {
            return settle(around, &letter.claim, deferred("no byte of the dot left"));
        }
        let (reply, is_taken) = if around.is_calm {
            (Reply::Taken, true)
        } else {
            around.dice.one_of(&[
                (70, (Reply::Taken, true)),
                (10, (Reply::NotNow, false)),
                (5, (Reply::Never, false)),
                (8, (Reply::Nothing, true)),
                (7, (Reply::Nothing, false)),
            ])
        };
        if is_taken {
            around.take(&letter.claim, left_at);
        }
        self.letters.push(Letter { moment: Moment::Gone(reply), ..letter });
        format!("dot, {reply:?}")
    }
}

impl Surroundings<'_, '_> {
    /// Whatever left for the person before, the days of the rule are over: also while a next try of it waits. Mail that came
    /// back for good did not ask anybody.
    fn assert_rested(&self, key: MessageKey, now: Timestamp) {
        if !self.habits.rests || key.slot != Slot::Invitation {
            return;
        }
        for other in self.people.same_person(key.customer) {
            let Some((copy, before)) = self.relay.last(MessageKey { customer: other, ..key }) else {
                continue;
            };
            let between = now.duration_since(before).abs();
            if between < REST {
                let found = self.test.app.store.read(key.workspace, move |tx| tx.message(other, key.slot));
                let state = found.wait().unwrap().map(|message| message.state);
                let is_bounced = state == Some(MessageState::Rejected) && self.relay.came_back(copy);
                assert!(is_bounced, "customers {} and {other} are one, {between:#} apart", key.customer);
            }
        }
    }

    /// The letter is at the relay: nobody was invited twice within the days of the rule, or reminded of nothing.
    fn take(&mut self, claim: &Claim, left_at: Timestamp) {
        let key = claim.key;
        self.relay.take((key, claim.round), left_at);
        if key.slot != Slot::Invitation {
            let invitation = MessageKey { slot: Slot::Invitation, ..key };
            assert!(self.relay.has(invitation), "customer {} is reminded of nothing", key.customer);
            return;
        }
        for other in self.people.same_person(key.customer).filter(|_| self.habits.rests) {
            if let Some(before) = self.relay.arrived(MessageKey { customer: other, ..key }) {
                let between = left_at.duration_since(before).abs();
                assert!(between >= REST, "customers {} and {other} are one, {between:#} apart", key.customer);
            }
        }
    }
}

fn attempt(claim: &Claim) -> Attempt {
    Attempt { key: claim.key, fence: claim.fence }
}

fn deferred(why: &str) -> AttemptResult {
    AttemptResult::Deferred(why.to_owned())
}

fn give_back(test: &TestApp, claim: &Claim) -> String {
    let attempt = attempt(claim);
    test.app.store.write_system(move |tx| tx.give_back(&[attempt], None)).wait().unwrap();
    "given back".to_owned()
}

fn settle(around: &Surroundings<'_, '_>, claim: &Claim, result: AttemptResult) -> String {
    let (claim, told, reminds) = (*claim, format!("{result:?}"), around.habits.reminds);
    let hours = around.habits.keeps_hours.then(|| around.hours.clone());
    let verdicts = around.test.app.store.write_system(move |tx| {
        let now = tx.now()?;
        let next = claim.window.put_off(now, SignedDuration::from_mins(1));
        let next = next.filter(|_| matches!(result, AttemptResult::Deferred(_)));
        let reminder = reminder(&claim, &result, now, hours.as_ref()).filter(|_| reminds);
        let result = result.clone();
        let (attempt, peer) = (attempt(&claim), "relay".to_owned());
        tx.settle(&[Settlement { attempt, result, next, reminder, peer }])
    });
    format!("{told} {:?}", verdicts.wait().unwrap())
}

/// As `canvass_app::job` plans it: also of an invitation in doubt.
fn reminder(claim: &Claim, result: &AttemptResult, now: Timestamp, hours: Option<&Hours>) -> Option<Window> {
    let is_followed = claim.key.slot == Slot::Invitation
        && matches!(result, AttemptResult::Sent(_) | AttemptResult::InDoubt(_));
    if let Some(hours) = hours.filter(|_| is_followed) {
        return hours.days_later(now, 1, claim.window.ends_at);
    }
    let due_at = now + REST;
    (is_followed && due_at <= claim.window.ends_at).then_some(Window {
        due_at,
        closes_at: due_at + OPEN,
        ..claim.window
    })
}

/// A second try whose time is over, as `canvass_app::job` ends it.
fn end_round(test: &TestApp, claim: &Claim) {
    let (key, fence) = (claim.key, claim.fence);
    let ended = test.app.store.write(key.workspace, 1, move |tx| {
        tx.hold_people()?;
        let now = tx.now()?;
        let found = tx.message(key.customer, key.slot)?;
        if found.is_some_and(|message| message.fence == fence && !message.state.is_end()) {
            tx.mail_came_back(key.customer, key.slot, "72 hours are over", now)?;
        }
        Ok::<_, canvass_store::StoreError>(())
    });
    ended.wait().unwrap();
}
