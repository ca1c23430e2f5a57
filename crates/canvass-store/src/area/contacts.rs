//! Contacts: the persons behind customers. They are made and told more about by [`super::Batches::save_import`].

use canvass_domain::contact::Contact;
use canvass_domain::id::{ContactHash, ContactNumber, CustomerId};
use jiff::Timestamp;

use super::Page;
use crate::Result;

/// A customer replaced something that was known of a person (Q31).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactChange {
    /// The person.
    pub contact: ContactNumber,
    /// The customer who said otherwise.
    pub customer: CustomerId,
    /// When.
    pub at: Timestamp,
    /// Names of the members that were replaced, joined by commas.
    pub members: String,
}

/// Contacts.
pub trait Contacts {
    /// Contacts by number.
    fn contacts(&mut self, page: Page) -> Result<Vec<Contact>>;
    /// The contact of a hash.
    fn contact(&mut self, hash: &ContactHash) -> Result<Option<Contact>>;
    /// What was replaced of a person, by customer.
    fn contact_changes(&mut self, contact: ContactNumber) -> Result<Vec<ContactChange>>;
}
