//! Contact-frequency rules: kept, changed and taken away; they are read with the set-up, and at the fence. What left and was
//! answered is read for a forecast of what a rule would have done.

use canvass_domain::contact_rule::{ContactRule, PastAsk, Terms};
use canvass_domain::id::{ContactHash, ContactRuleId, CustomerId};
use jiff::Timestamp;

use crate::Result;

/// A rule to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewContactRule {
    /// What people call it; unique (`contact_rule_name`).
    pub name: String,
    /// Whether it does anything.
    pub is_enabled: bool,
    /// What it says.
    pub terms: Terms,
}

/// Where a walk over the past stands: behind this customer of this person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PastCursor {
    /// The person.
    pub contact: ContactHash,
    /// Its customer.
    pub customer: CustomerId,
}

/// Contact rules. Every change raises the configuration version in the same transaction.
pub trait ContactRules {
    /// Makes a rule.
    fn add_contact_rule(&mut self, rule: &NewContactRule, at: Timestamp) -> Result<ContactRule>;
    /// Changes a rule; `Missing("contact rule")`, `Conflict("contact_rule_name")`.
    fn save_contact_rule(&mut self, rule: &ContactRule) -> Result<()>;
    /// Takes a rule away; `Missing("contact rule")`.
    fn remove_contact_rule(&mut self, id: ContactRuleId) -> Result<()>;
    /// Customers with their messages, of at most so many customers who are no test and have a contact, person by person. All
    /// messages of a customer come together. The values are those where `with_values` says so.
    fn past_asks(
        &mut self,
        after: Option<PastCursor>,
        most: usize,
        with_values: bool,
    ) -> Result<Vec<PastAsk>>;
    /// The contacts of customers who brought an address and a number that other contacts have too, each pair once: who
    /// comes apart in a walk over the past, and is one person.
    fn shared_numbers(&mut self) -> Result<Vec<(ContactHash, ContactHash)>>;
}
