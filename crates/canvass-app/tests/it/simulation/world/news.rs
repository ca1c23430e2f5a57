//! What is heard of mail after it left: it comes back, and somebody settles what is in doubt.

use canvass_app::bounce::take_returned_mail;
use canvass_app::message::{MessageVerdict, settle_message};
use canvass_domain::message::{MessageKey, MessageState, Round, Slot};

use super::super::people::{People, Person};
use super::{Stands, World};
use crate::bounces::{report, returning};

impl World<'_> {
    /// Mail that the relay took comes back softly.
    pub(super) fn come_back(&mut self) -> String {
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
        let before = self.standing(key);
        let taken = take_returned_mail(&app, &address, &mail).unwrap();
        self.relay.give_back((key, round));
        let after = self.standing(key);
        if matches!(before, (MessageState::InDoubt | MessageState::HandingOver, Round::FIRST))
            && after == (MessageState::Rejected, Round::FIRST)
        {
            self.relay.disprove(key);
        }
        let told = format!("{:?}, {before:?} becomes {after:?}", taken.outcome);
        format!("customer {}/{} round {}: {told}", key.customer, key.slot, round.number())
    }

    fn standing(&self, key: MessageKey) -> (MessageState, Round) {
        let read = self.test.app.store.read(key.workspace, move |tx| tx.message(key.customer, key.slot));
        let message = read.wait().unwrap().unwrap();
        (message.state, message.round)
    }

    /// Somebody reads the log of the relay and says what is true of a message in doubt. A letter that is still in the hands
    /// of a node is left alone: its dot may yet be written.
    pub(super) fn settle(&mut self) -> String {
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
}
