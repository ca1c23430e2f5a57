//! OUT-22: locks and opt-outs of every kind against hand-overs of every size, at once. `CANVASS_TEST_LONG=1` makes the ten
//! thousand of the promise of them; `CANVASS_TEST_SEED` repeats a run that failed, as far as threads can be repeated.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering};

use canvass_app::block::{add_lock, opt_out};
use canvass_app::request::RequestIdentity;
use canvass_domain::command::{AddLock, NamedPerson, OptOut, QuestionnaireKey};
use canvass_domain::id::CustomerId;
use canvass_domain::message::{MessageState, Slot};
use canvass_store::StoreError;
use canvass_store::area::{Attempt, NodeId};
use canvass_testkit::{TestApp, TestWorkspace, batch_of, customer};

use crate::delivering::claim;

const NODE: NodeId = NodeId(1);
/// People of one batch who are raced for; as many are there to be handed over beside them.
const BATCH: usize = 250;
/// Races at once, so that commits are shared and locks of one meet hand-overs of another.
const LANES: usize = 8;

#[expect(clippy::disallowed_methods, reason = "tests have no settings to take this from")]
fn given(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn rounds() -> usize {
    if given("CANVASS_TEST_LONG").is_some() { 10_000 } else { 750 }
}

fn seed() -> u64 {
    let chosen = given("CANVASS_TEST_SEED").and_then(|seed| seed.parse().ok());
    chosen.unwrap_or_else(|| RandomState::new().build_hasher().finish())
}

/// Numbers that look random and follow from a seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: u64) -> usize {
        usize::try_from(self.roll(sides)).unwrap()
    }

    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (bits ^ (bits >> 31)) % sides
    }
}

/// One meeting of a lock and a hand-over.
struct Round<'a> {
    acme: &'a TestWorkspace<'a>,
    number: usize,
    email: String,
    /// The hand-over of the person, and of others in the same slice.
    slice: Vec<Attempt>,
    kind: u64,
    /// How long each side dawdles.
    looks: (u64, u64),
}

/// What came of it.
struct Met {
    /// The lock was acknowledged before the hand-over was asked for.
    was_locked_first: bool,
    /// The message was not handed over when the lock was acknowledged.
    was_free: bool,
    has_left: bool,
}

impl Round<'_> {
    fn person(&self) -> CustomerId {
        self.slice[0].key.customer
    }

    /// Takes about as long as a look at the store.
    fn look(&self) -> MessageState {
        let customer = self.person();
        let found =
            self.acme.test.app.store.read(self.acme.id, move |tx| tx.message(customer, Slot::Invitation));
        let found: Result<_, StoreError> = found.wait();
        found.unwrap().unwrap().state
    }

    fn dawdle(&self, looks: u64) {
        for _ in 0..looks {
            self.look();
        }
    }

    fn block(&self) {
        let (app, client) = (&self.acme.test.app, &self.acme.client);
        let body = self.number.to_string();
        let request = RequestIdentity::of_body("test/race", None, body.as_bytes());
        let by_mail = NamedPerson { email: Some(self.email.to_uppercase()), ..NamedPerson::default() };
        let by_number = NamedPerson { customer: Some(self.person().0), ..NamedPerson::default() };
        let lock = |person, questionnaire| {
            let command = AddLock { person, questionnaire, ..AddLock::default() };
            add_lock(app, client, self.acme.id, command, &request).wait().unwrap();
        };
        match self.kind {
            0 => lock(by_mail, None),
            1 => lock(by_number, None),
            2 => lock(by_mail, Some(QuestionnaireKey::Number(self.acme.questionnaire))),
            _ => {
                let person = if self.kind == 3 { by_mail } else { by_number };
                opt_out(app, client, self.acme.id, OptOut { person }, &request).wait().unwrap();
            }
        }
    }

    fn hand_over(&self) -> bool {
        let slice = self.slice.clone();
        let told: Result<Vec<bool>, StoreError> =
            self.acme.test.app.store.write_system(move |tx| tx.hand_over(NODE, &slice)).wait();
        told.unwrap()[0]
    }

    fn meet(&self) -> Met {
        let (start, is_acknowledged) = (Barrier::new(2), AtomicBool::new(false));
        std::thread::scope(|scope| {
            let blocking = scope.spawn(|| {
                start.wait();
                self.dawdle(self.looks.0);
                self.block();
                is_acknowledged.store(true, Ordering::SeqCst);
                self.look() != MessageState::HandingOver
            });
            let sending = scope.spawn(|| {
                start.wait();
                self.dawdle(self.looks.1);
                let was_locked_first = is_acknowledged.load(Ordering::SeqCst);
                (was_locked_first, self.hand_over())
            });
            let (was_locked_first, has_left) = sending.join().unwrap();
            Met { was_locked_first, was_free: blocking.join().unwrap(), has_left }
        })
    }
}

/// All rounds of a batch, in lanes; what came of each, in order.
fn meet_all(rounds: &[Round<'_>]) -> Vec<Met> {
    let mut met: Vec<(usize, Met)> = std::thread::scope(|scope| {
        let lanes: Vec<_> = (0..LANES)
            .map(|lane| {
                let own = rounds.iter().enumerate().skip(lane).step_by(LANES);
                scope.spawn(move || own.map(|(place, round)| (place, round.meet())).collect::<Vec<_>>())
            })
            .collect();
        lanes.into_iter().flat_map(|lane| lane.join().unwrap()).collect()
    });
    met.sort_by_key(|(place, _)| *place);
    met.into_iter().map(|(_, met)| met).collect()
}

/// Whoever was locked is handed over by nobody who asks later: all of them in one question.
fn ask_once_more(acme: &TestWorkspace<'_>, rounds: &[Round<'_>]) -> (Vec<bool>, Vec<MessageState>) {
    let all: Vec<Attempt> = rounds.iter().map(|round| round.slice[0]).collect();
    let asked = all.clone();
    let left = acme.test.app.store.write_system(move |tx| tx.hand_over(NODE, &asked)).wait().unwrap();
    let states = acme.test.app.store.read(acme.id, move |tx| {
        let state = |attempt: &Attempt| tx.message(attempt.key.customer, Slot::Invitation);
        all.iter().map(state).collect::<Result<Vec<_>, StoreError>>()
    });
    (left, states.wait().unwrap().into_iter().map(|message| message.unwrap().state).collect())
}

fn race(test: &TestApp, rounds: usize) {
    let seed = seed();
    let mut dice = Dice(seed);
    let acme = test.workspace("acme");
    let (mut left, mut stopped) = (0, 0);
    for batch in 0..rounds.div_ceil(BATCH) {
        let email = |number: usize| format!("person{batch}.{number}@example.org");
        acme.import(batch_of((0..2 * BATCH).map(|number| customer(&email(number))).collect()));
        let mut claims: Vec<Attempt> =
            claim(test).iter().map(|claim| Attempt { key: claim.key, fence: claim.fence }).collect();
        claims.sort_by_key(|claim| claim.key.customer);
        assert_eq!(claims.len(), 2 * BATCH);
        let rounds: Vec<Round<'_>> = (0..BATCH.min(rounds - batch * BATCH))
            .map(|number| {
                let mut slice = vec![claims[number]];
                slice.extend(claims.iter().skip(BATCH + number).take(dice.below(3)));
                Round {
                    acme: &acme,
                    number: batch * BATCH + number,
                    email: email(number),
                    slice,
                    kind: dice.roll(5),
                    looks: (dice.roll(4), dice.roll(4)),
                }
            })
            .collect();
        let met = meet_all(&rounds);
        let (later, states) = ask_once_more(&acme, &rounds);
        for (((round, met), later), state) in rounds.iter().zip(met).zip(later).zip(states) {
            let what = format!("round {} of seed {seed}", round.number);
            assert!(!(met.was_locked_first && met.has_left), "{what}: left after an acknowledged lock");
            assert!(!(met.was_free && met.has_left), "{what}: left after the lock was acknowledged");
            assert!(!later, "{what}: left when all was said");
            assert_eq!(state == MessageState::HandingOver, met.has_left, "{what}: {state:?}");
            left += usize::from(met.has_left);
            stopped += usize::from(!met.has_left);
        }
    }
    assert!(left > 0 && stopped > 0, "seed {seed}: {left} left and {stopped} did not");
}

#[test]
fn out22_of_random_interleavings_none_leaves_after_an_acknowledged_lock() {
    race(&TestApp::new(), rounds());
}

#[test]
fn out22_of_random_interleavings_on_postgres_none_leaves_after_an_acknowledged_lock() {
    race(&TestApp::on_postgres(), rounds());
}
