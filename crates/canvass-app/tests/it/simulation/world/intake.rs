//! Batches come in, are approved and cancelled.

use canvass_app::batch::{approve_batch, cancel_batch};
use canvass_domain::command::ImportCustomers;
use canvass_domain::customer::CustomerState;
use canvass_testkit::{batch_of, customer};

use super::super::people::{Brought, Person};
use super::{MOST_PEOPLE, World};

impl World<'_> {
    pub(super) fn import(&mut self) -> String {
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

    pub(super) fn approve(&mut self) -> String {
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

    pub(super) fn cancel(&mut self) -> String {
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
}
