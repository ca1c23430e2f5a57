//! How a story ends: nothing goes wrong any more, all that is open ends, and each end agrees with what the relay has.

use canvass_domain::message::{MessageKey, MessageState, Round, Slot};
use jiff::SignedDuration;

use super::super::people::People;
use super::{Stands, World};

const ROUNDS: usize = 200;

impl World<'_> {
    /// Nothing goes wrong any more: whatever is open ends, and each end agrees with what the relay has.
    pub(in crate::simulation) fn come_to_an_end(&mut self) {
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
    pub(super) fn states(&self) -> Vec<Stands> {
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
            } else if state == MessageState::Rejected && self.relay.was_disproved(key) {
                // Nothing but its return told that it had left. What was known to have left stays sent, whatever becomes
                // of further tries (Q48).
            } else if state != MessageState::InDoubt {
                assert!(!is_there, "{person:?} has {slot:?} {state:?}, but the relay has it");
            }
            known += usize::from(is_there);
        }
        assert_eq!(known, self.relay.messages().len(), "the relay has what we do not know");
    }
}
