//! The world of a story: what can happen, what must hold after it, and how it ends.

use canvass_app::batch::{approve_batch, cancel_batch};
use canvass_app::block::{add_lock, opt_out};
use canvass_app::bounce::take_returned_mail;
use canvass_app::contact_rule::{ContactRuleInput, add_contact_rule};
use canvass_app::message::{MessageVerdict, settle_message};
use canvass_app::request::RequestIdentity;
use canvass_app::respondent::{
    AnswerSubmission, PageRequest, Standing, open_questionnaire, record_answer, show_page,
};
use canvass_domain::command::{AddLock, ImportCustomers, NamedPerson, OptOut};
use canvass_domain::customer::CustomerState;
use canvass_domain::id::BatchId;
use canvass_domain::message::{MessageKey, MessageState, Round, Slot, Window};
use canvass_domain::schedule::Hours;
use canvass_testkit::{TestApp, TestWorkspace, batch_of, customer, question};
use jiff::SignedDuration;

use super::Habits;
use super::dice::Dice;
use super::hours;
use super::node::{Node, Surroundings};
use super::people::{Brought, People, Person};
use super::relay::Relay;
use crate::bounces::{report, returning};
use crate::respondent::chosen;

const MOST_PEOPLE: usize = 80;
const ROUNDS: usize = 200;
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

    fn work(&mut self, event: Event, node: usize) -> String {
        if self.nodes[node].is_stopped {
            return "it stands still".to_owned();
        }
        match event {
            Event::Claim => {
                let most = 1 + self.dice.below(6);
                self.nodes[node].claim(self.test, most)
            }
            Event::Sweep => self.sweep(),
            Event::GoOn if self.nodes[node].is_busy() => self.go_on(node),
            Event::GoOn
            | Event::Beat
            | Event::Import
            | Event::Approve
            | Event::Cancel
            | Event::Lock
            | Event::OptOut
            | Event::Open
            | Event::Answer
            | Event::Settle
            | Event::ComeBack
            | Event::Time
            | Event::Stop
            | Event::Wake
            | Event::Die => {
                self.nodes[node].beat(self.test);
                String::new()
            }
        }
    }

    fn go_on(&mut self, node: usize) -> String {
        let mut around = Surroundings {
            test: self.test,
            dice: &mut self.dice,
            relay: &mut self.relay,
            people: &self.people,
            habits: self.habits,
            hours: &self.hours,
            age: self.age,
            is_calm: self.is_calm,
        };
        self.nodes[node].go_on(&mut around)
    }

    fn start_node(&mut self) -> Node {
        let node = Node::new(self.next_node);
        self.next_node += 1;
        let id = node.id;
        let begun = self.test.app.store.write_system(move |tx| {
            tx.beat(id)?;
            tx.settle_dead_nodes(id)
        });
        begun.wait().unwrap();
        node
    }

    /// What time brings; past the closing hour the next window begins at once, or when the hours of the story say.
    fn sweep(&mut self) -> String {
        let hours = self.habits.keeps_hours.then(|| self.hours.clone());
        let swept = self.test.app.store.write_system(move |tx| {
            let swept = tx.sweep(500)?;
            let now = tx.now()?;
            let late = tx.past_closing(500)?;
            let windows: Vec<_> = late
                .into_iter()
                .map(|(key, window)| {
                    let at_once =
                        Window { due_at: now, closes_at: now + SignedDuration::from_hours(8), ..window };
                    let after = window.ends_at + SignedDuration::from_secs(1);
                    let never = Window { due_at: after, closes_at: after, ..window };
                    let next = hours.as_ref().map(|hours| hours.again(window, now).unwrap_or(never));
                    (key, next.unwrap_or(at_once))
                })
                .collect();
            tx.reschedule(&windows)?;
            Ok::<_, canvass_store::StoreError>(swept)
        });
        format!("{:?}", swept.wait().unwrap())
    }

    fn import(&mut self) -> String {
        let size = 1 + self.dice.below(6);
        if self.people.all.len() + size > MOST_PEOPLE {
            return "enough people".to_owned();
        }
        let mut emails: Vec<String> = Vec::new();
        for _ in 0..size {
            // Sometimes somebody who is known.
            let number = self.dice.below(MOST_PEOPLE);
            let email = format!("person{number}@example.org");
            if !emails.contains(&email) {
                emails.push(email);
            }
        }
        let approves = self.dice.percent(80);
        let customers = emails.iter().map(|email| customer(email)).collect();
        let outcome = self.acme.import(ImportCustomers {
            approves,
            name: Some(format!("story {}", self.log.len())),
            ..batch_of(customers)
        });
        let mut messages = 0;
        for (email, made) in emails.into_iter().zip(&outcome.customers) {
            let may_be_asked = matches!(made.state, CustomerState::Scheduled | CustomerState::Initial);
            if may_be_asked {
                messages += 1;
                self.people.all.push(Person { customer: made.id, batch: outcome.batch, email });
            }
        }
        if !approves {
            // Messages are made by the approval.
            messages = 0;
            self.people.unapproved.push(outcome.batch);
        }
        self.people.batches.push(Brought { batch: outcome.batch, messages });
        format!("batch {:?} with {messages}", outcome.batch)
    }

    fn approve(&mut self) -> String {
        let Some(batch) = self.people.unapproved.pop() else { return "nothing waits".to_owned() };
        // A batch all of whose people are at an end is closed meanwhile.
        let approved = approve_batch(&self.test.app, &self.test.operator, self.acme.id, batch).wait().is_ok();
        let messages = self.counts(vec![batch])[0];
        for brought in self.people.batches.iter_mut().filter(|brought| brought.batch == batch) {
            assert_eq!(brought.messages, 0, "messages are made once");
            brought.messages = messages;
        }
        format!("batch {batch:?} {approved} with {messages}")
    }

    fn cancel(&mut self) -> String {
        if self.people.batches.is_empty() {
            return String::new();
        }
        let brought = self.people.batches[self.dice.below(self.people.batches.len())];
        let cancelled = cancel_batch(&self.test.app, &self.test.operator, self.acme.id, brought.batch).wait();
        if cancelled.is_ok() {
            self.people.cancel(brought.batch);
        }
        format!("batch {:?} {}", brought.batch, cancelled.is_ok())
    }

    fn anybody(&mut self) -> Option<Person> {
        let count = self.people.all.len();
        (count > 0).then(|| self.people.all[self.dice.below(count)].clone())
    }

    fn request(&self) -> RequestIdentity {
        RequestIdentity::of_body("test/block", None, self.log.len().to_string().as_bytes())
    }

    fn lock(&mut self) -> String {
        let Some(person) = self.anybody() else { return String::new() };
        let named = NamedPerson { email: Some(person.email.clone()), ..NamedPerson::default() };
        let command = AddLock { person: named, ..AddLock::default() };
        add_lock(&self.test.app, &self.acme.client, self.acme.id, command, &self.request()).wait().unwrap();
        self.people.block(&person.email);
        person.email
    }

    fn opt_out(&mut self) -> String {
        let Some(person) = self.anybody() else { return String::new() };
        let named = NamedPerson { email: Some(person.email.clone()), ..NamedPerson::default() };
        let command = OptOut { person: named };
        opt_out(&self.test.app, &self.acme.client, self.acme.id, command, &self.request()).wait().unwrap();
        self.people.block(&person.email);
        person.email
    }

    /// Only who got the letter has the link.
    fn reader(&mut self) -> Option<Person> {
        let person = self.anybody()?;
        self.relay.has(People::key(&self.acme, person.customer)).then_some(person)
    }

    fn open(&mut self) -> String {
        let Some(person) = self.reader() else { return String::new() };
        let opened = open_questionnaire(&self.test.app, &self.acme.link(person.customer)).wait();
        self.people.read(person.customer);
        if opened.is_ok() {
            self.people.open(person.customer);
        }
        format!("customer {} {}", person.customer, opened.is_ok())
    }

    fn answer(&mut self) -> String {
        let Some(person) = self.reader() else { return String::new() };
        let link = self.acme.link(person.customer);
        self.people.read(person.customer);
        let shown = show_page(&self.test.app, PageRequest { link: link.clone(), ..PageRequest::default() });
        let Ok(Standing::Open(page)) = shown.wait().map(|view| view.standing) else {
            return format!("customer {} may not", person.customer);
        };
        let submission = AnswerSubmission {
            link,
            nonce: page.nonce.as_str().to_owned(),
            page: 0,
            answers: vec![chosen(question::RECOMMEND, &[7])],
        };
        let recorded = record_answer(&self.test.app, submission).wait();
        if recorded.is_ok() {
            self.people.answer(person.customer);
        }
        format!("customer {} {}", person.customer, recorded.is_ok())
    }

    /// Mail that the relay took comes back softly.
    fn come_back(&mut self) -> String {
        let kept = self.relay.kept();
        if !self.habits.returns || kept.is_empty() {
            return String::new();
        }
        let (key, round) = kept[self.dice.below(kept.len())];
        let found = self.people.all.iter().find(|person| person.customer == key.customer);
        let email = found.map(|person| person.email.clone()).unwrap();
        let app = returning(self.test);
        let address = app.return_address(key, round).unwrap();
        let mail = report("x@example.com", "x", &email, "4.2.2");
        let taken = take_returned_mail(&app, &address, &mail).unwrap();
        self.relay.give_back((key, round));
        format!("customer {}/{} round {}: {:?}", key.customer, key.slot, round.number(), taken.outcome)
    }

    /// Somebody reads the log of the relay and says what is true of a message in doubt. A letter that is still in the hands
    /// of a node is left alone: its dot may yet be written.
    fn settle(&mut self) -> String {
        let is_open = |(person, slot, (state, _)): &Stands| {
            let is_in_doubt = *state == MessageState::InDoubt && *slot == Slot::Invitation;
            is_in_doubt && !self.nodes.iter().any(|node| node.carries(person.customer))
        };
        let open: Vec<Stands> = self.states().into_iter().filter(is_open).collect();
        if open.is_empty() {
            return "nothing is in doubt".to_owned();
        }
        let (Person { customer, .. }, _, (_, round)) = open[self.dice.below(open.len())].clone();
        let is_there = self.relay.has_copy((People::key(&self.acme, customer), round));
        let verdict = if is_there { MessageVerdict::WasSent } else { MessageVerdict::SendAgain };
        let key = (customer, Slot::Invitation);
        let settled =
            settle_message(&self.test.app, &self.test.operator, self.acme.id, key, verdict).wait().is_ok();
        format!("customer {customer} {} {settled}", verdict.as_str())
    }

    fn step_the_clock(&mut self) -> String {
        let seconds = match self.dice.one_of(&[
            (60, 0),
            (25, 1),
            (10, 2),
            (self.habits.hours_pass(), 5),
            (self.habits.days_pass(), 4),
            (5, 3),
        ]) {
            0 => 1 + self.dice.below(20),
            1 => 31 + self.dice.below(60),
            2 => 60 * (5 + self.dice.below(20)),
            5 => 60 * (20 + self.dice.below(160)),
            4 => 3_600 * (3 + self.dice.below(24)),
            _ => {
                // Somebody sets the clock back; no time passes.
                let back = SignedDuration::from_mins(1 + i64::try_from(self.dice.below(90)).unwrap());
                self.test.clock.step(-back);
                return format!("back by {back:#}");
            }
        };
        let by = SignedDuration::from_secs(i64::try_from(seconds).unwrap());
        self.test.clock.step(by);
        self.age += by;
        String::new()
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

    /// Nothing goes wrong any more: whatever is open ends, and each end agrees with what the relay has.
    pub(super) fn come_to_an_end(&mut self) {
        self.is_calm = true;
        while !self.people.unapproved.is_empty() {
            self.approve();
        }
        for node in &mut self.nodes {
            node.is_stopped = false;
        }
        for round in 0..ROUNDS {
            for node in 0..self.nodes.len() {
                self.nodes[node].beat(self.test);
                let told = self.nodes[node].claim(self.test, 100);
                self.log.push(format!("round {round} node {node}: {told}"));
                while self.nodes[node].is_busy() {
                    let told = self.go_on(node);
                    self.log.push(told);
                }
            }
            let told = self.sweep();
            self.log.push(told);
            self.check();
            if self.open_messages() == 0 {
                return self.compare_with_the_relay();
            }
            let by = SignedDuration::from_mins(if self.habits.passes_days() { 110 } else { 10 });
            self.test.clock.step(by);
            self.age += by;
        }
        assert_eq!(self.open_messages(), 0, "P5: these never came to an end");
    }

    /// Where the messages of all stand, reminders too.
    fn states(&self) -> Vec<Stands> {
        let all = self.people.all.clone();
        let read = self.test.app.store.read(self.acme.id, move |tx| {
            let mut states: Vec<Stands> = Vec::new();
            for person in &all {
                for slot in [Slot::Invitation, Slot::Reminder] {
                    let found = tx.message(person.customer, slot)?;
                    let state = found.map(|message| (message.state, message.round));
                    // An invitation that was not made is one that will not be.
                    let never = (MessageState::Cancelled, Round::FIRST);
                    let state = state.or((slot == Slot::Invitation).then_some(never));
                    states.extend(state.map(|state| (person.clone(), slot, state)));
                }
            }
            Ok::<_, canvass_store::StoreError>(states)
        });
        read.wait().unwrap()
    }

    fn open_messages(&self) -> usize {
        let is_open = |state| {
            matches!(state, MessageState::Waiting | MessageState::Claimed | MessageState::HandingOver)
        };
        let counted = self.test.app.store.read(self.acme.id, |tx| tx.own_message_counts()).wait().unwrap();
        let open = counted.iter().filter(|(state, _)| is_open(*state)).map(|(_, count)| count);
        usize::try_from(open.sum::<i64>()).unwrap()
    }

    fn compare_with_the_relay(&self) {
        let mut known = 0;
        for (person, slot, (state, _)) in self.states() {
            let key = MessageKey { slot, ..People::key(&self.acme, person.customer) };
            let is_there = self.relay.has(key);
            if state == MessageState::Sent {
                // Whoever opens the link after a reminder that is in doubt was reached, by whichever letter it was.
                let is_reached = slot == Slot::Reminder && self.people.has_read(person.customer);
                assert!(is_there || is_reached, "{person:?} has {slot:?} sent, but the relay has it not");
            } else if state == MessageState::Rejected && self.relay.gave_back(key) {
                // It came back, or a second try of it was refused.
            } else if state != MessageState::InDoubt {
                assert!(!is_there, "{person:?} has {slot:?} {state:?}, but the relay has it");
            }
            known += usize::from(is_there);
        }
        assert_eq!(known, self.relay.messages().len(), "the relay has what we do not know");
    }
}
