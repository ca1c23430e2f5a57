//! Who was taken in, and what was acknowledged about them: from then on nothing may be handed over to them.

use std::collections::BTreeSet;

use canvass_domain::id::{BatchId, CustomerId};
use canvass_domain::message::{MessageKey, Slot};
use canvass_testkit::TestWorkspace;

/// A customer who may get a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Person {
    pub(super) customer: CustomerId,
    pub(super) batch: BatchId,
    pub(super) email: String,
}

/// A batch, with how many of its customers may get a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Brought {
    pub(super) batch: BatchId,
    pub(super) messages: usize,
}

#[derive(Debug, Default)]
pub(super) struct People {
    pub(super) all: Vec<Person>,
    pub(super) batches: Vec<Brought>,
    pub(super) unapproved: Vec<BatchId>,
    blocked: BTreeSet<String>,
    cancelled: BTreeSet<BatchId>,
    answered: BTreeSet<CustomerId>,
    readers: BTreeSet<CustomerId>,
    opened: BTreeSet<CustomerId>,
}

impl People {
    /// Of the invitation.
    pub(super) fn key(acme: &TestWorkspace<'_>, customer: CustomerId) -> MessageKey {
        MessageKey { workspace: acme.id, customer, slot: Slot::Invitation }
    }

    /// Who else has the address of a customer.
    pub(super) fn same_person(&self, customer: CustomerId) -> impl Iterator<Item = CustomerId> {
        let email = self.all.iter().find(|person| person.customer == customer).map(|person| &person.email);
        let others = self.all.iter().filter(move |other| Some(&other.email) == email);
        others.map(|other| other.customer).filter(move |other| *other != customer)
    }

    /// A lock or an opt-out was acknowledged.
    pub(super) fn block(&mut self, email: &str) {
        self.blocked.insert(email.to_owned());
    }

    pub(super) fn cancel(&mut self, batch: BatchId) {
        self.cancelled.insert(batch);
        self.unapproved.retain(|other| *other != batch);
    }

    /// The link was opened.
    pub(super) fn read(&mut self, customer: CustomerId) {
        self.readers.insert(customer);
    }

    pub(super) fn has_read(&self, customer: CustomerId) -> bool {
        self.readers.contains(&customer)
    }

    /// That the link was opened was acknowledged.
    pub(super) fn open(&mut self, customer: CustomerId) {
        self.opened.insert(customer);
    }

    pub(super) fn has_opened(&self, customer: CustomerId) -> bool {
        self.opened.contains(&customer)
    }

    pub(super) fn answer(&mut self, customer: CustomerId) {
        self.answered.insert(customer);
    }

    /// Why nothing may be handed over to a customer any more.
    pub(super) fn objection(&self, customer: CustomerId) -> Option<&'static str> {
        let person = self.all.iter().find(|person| person.customer == customer)?;
        if self.blocked.contains(&person.email) {
            return Some("the person is blocked");
        }
        if self.cancelled.contains(&person.batch) {
            return Some("the batch is cancelled");
        }
        self.answered.contains(&customer).then_some("the person has answered")
    }
}
