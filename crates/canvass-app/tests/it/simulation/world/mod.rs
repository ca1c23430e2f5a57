//! The world of a story: what can happen, and what must hold after it. Each folder-mate has the events of one subject.

mod end;
mod intake;
mod news;
mod persons;
mod time;

use canvass_app::contact_rule::{ContactRuleInput, add_contact_rule};
use canvass_domain::id::BatchId;
use canvass_domain::message::{MessageState, Round, Slot};
use canvass_domain::schedule::Hours;
use canvass_testkit::{TestApp, TestWorkspace};
use jiff::SignedDuration;

use super::Habits;
use super::dice::Dice;
use super::hours;
use super::node::Node;
use super::people::{People, Person};
use super::relay::Relay;

const MOST_PEOPLE: usize = 80;
const NODES_MADE: i64 = 1;

/// Where a message stands, and in which round.
type Stands = (Person, Slot, (MessageState, Round));

#[derive(Debug, Clone, Copy)]
enum Event {
    Import,
    Approve,
    Cancel,
    Lock,
    OptOut,
    Open,
    Answer,
    Settle,
    ComeBack,
    Time,
    Beat,
    Sweep,
    Claim,
    GoOn,
    Stop,
    Wake,
    Die,
}

const EVENTS: [(usize, Event); 17] = [
    (8, Event::Import),
    (3, Event::Approve),
    (1, Event::Cancel),
    (4, Event::Lock),
    (2, Event::OptOut),
    (4, Event::Open),
    (4, Event::Answer),
    (4, Event::Settle),
    (6, Event::ComeBack),
    (12, Event::Time),
    (8, Event::Beat),
    (8, Event::Sweep),
    (12, Event::Claim),
    (50, Event::GoOn),
    (2, Event::Stop),
    (5, Event::Wake),
    (2, Event::Die),
];

pub(super) struct World<'a> {
    test: &'a TestApp,
    acme: TestWorkspace<'a>,
    dice: Dice,
    habits: Habits,
    hours: Hours,
    relay: Relay,
    people: People,
    nodes: Vec<Node>,
    next_node: i64,
    age: SignedDuration,
    is_calm: bool,
    pub(super) log: Vec<String>,
}
impl<'a> World<'a> {
    pub(super) fn begin(test: &'a TestApp, nodes: usize, mut dice: Dice) -> Self {
        let habits = Habits {
            rests: dice.percent(50),
            reminds: dice.percent(50),
            returns: dice.percent(50),
            keeps_hours: dice.percent(50),
        };
        let acme = test.workspace("acme");
        if habits.keeps_hours {
            hours::keep(test, &acme);
        }
        let mut world = Self {
            test,
            hours: hours::of(test, &acme),
            acme,
            dice,
            habits,
            relay: Relay::default(),
            people: People::default(),
            nodes: Vec::new(),
            next_node: NODES_MADE,
            age: SignedDuration::ZERO,
            is_calm: false,
            log: vec![format!("{habits:?}")],
        };
        if habits.rests {
            let rule = ContactRuleInput {
                name: Some("Once a day".to_owned()),
                days: Some(1),
                ..ContactRuleInput::default()
            };
            add_contact_rule(&test.app, &test.operator, world.acme.id, rule).wait().unwrap();
        }
        for _ in 0..nodes {
            let node = world.start_node();
            world.nodes.push(node);
        }
        world
    }

    pub(super) fn something_happens(&mut self) {
        let event = self.dice.one_of(&EVENTS);
        let node = self.dice.below(self.nodes.len());
        let told = match event {
            Event::Import => self.import(),
            Event::Approve => self.approve(),
            Event::Cancel => self.cancel(),
            Event::Lock => self.lock(),
            Event::OptOut => self.opt_out(),
            Event::Open => self.open(),
            Event::Answer => self.answer(),
            Event::Settle => self.settle(),
            Event::ComeBack => self.come_back(),
            Event::Time => self.step_the_clock(),
            Event::Beat | Event::Sweep | Event::Claim | Event::GoOn => self.work(event, node),
            Event::Stop | Event::Wake => {
                self.nodes[node].is_stopped = matches!(event, Event::Stop);
                String::new()
            }
            Event::Die => {
                self.nodes[node] = self.start_node();
                format!("and node {:?} starts", self.nodes[node].id)
            }
        };
        self.log.push(format!("{} {event:?} {node}: {told}", canvass_store::Clock::now(&*self.test.clock)));
    }

    /// The counts of every batch add up to its messages (P5).
    pub(super) fn check(&self) {
        let batches: Vec<BatchId> = self.people.batches.iter().map(|brought| brought.batch).collect();
        for (brought, count) in self.people.batches.iter().zip(self.counts(batches)) {
            assert_eq!(count, brought.messages, "P5: {brought:?}");
        }
    }

    fn counts(&self, batches: Vec<BatchId>) -> Vec<usize> {
        let counted = self.test.app.store.read(self.acme.id, move |tx| {
            batches
                .iter()
                .map(|batch| tx.message_counts(Some(*batch)))
                .collect::<canvass_store::Result<Vec<_>>>()
        });
        let total = |states: &Vec<(MessageState, i64)>| states.iter().map(|(_, count)| count).sum::<i64>();
        counted.wait().unwrap().iter().map(|states| usize::try_from(total(states)).unwrap()).collect()
    }
}
