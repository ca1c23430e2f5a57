//! Numbers beside addresses that are missing among the keys of customers: of those who were stored before numbers were
//! contacts, in an earlier release or before the workspace texted, and of those whom a node of an earlier release takes in
//! beside this one (P15). They are brought along in steps, from the newest down and then those; meanwhile nothing of the
//! workspace is claimed or handed over, because nobody can say whom else a person is (E76).

use canvass_domain::block::Key;
use canvass_domain::id::{ContactHash, CustomerId};
use canvass_domain::message::Channel;

use crate::Result;

/// A customer whose number may be missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unkeyed {
    /// Who.
    pub customer: CustomerId,
    /// What it is known by.
    pub contact: Option<ContactHash>,
    /// Address as sent.
    pub email: Option<String>,
    /// Phone as sent.
    pub phone: String,
    /// By what it is invited.
    pub channel: Channel,
    /// It came as a transaction, where a number is always a contact (Q27).
    pub is_transaction: bool,
}

/// The customers of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnkeyedStep {
    /// Those with a phone and without the key of a number, by id.
    pub customers: Vec<Unkeyed>,
    /// Up to which customer the next step goes; 0 = nobody is left below.
    pub down_to: i32,
}

/// Missing numbers.
pub trait Numbers {
    /// From now on the numbers of all customers who are stored may be missing.
    fn mark_unkeyed(&mut self) -> Result<()>;
    /// The next step, of so many numbers of customers; `None` = no number is missing. Held until the transaction ends.
    fn unkeyed(&mut self, most: i32) -> Result<Option<UnkeyedStep>>;
    /// Ends a step: adds the keys that were missing, and goes on at `down_to`.
    fn save_number_keys(&mut self, keys: &[(CustomerId, Key)], down_to: i32) -> Result<()>;
}
