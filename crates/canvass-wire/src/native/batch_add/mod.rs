//! POST batches: take in a batch, in the words of our own API.
//!
//! `request` is the table, `lower` makes the command, `rule` names faults and warnings of the rules by JSON pointers.

mod lower;
mod request;
mod rule;
#[cfg(test)]
mod tests;

pub use lower::lower;
pub(super) use lower::{customer, value};
pub(super) use request::CUSTOMER;
pub use request::{BATCH_ADD, BatchAddRequest, BatchCustomer};
pub(super) use rule::WORDS;
pub use rule::{Names, judge, warning};

use super::DIALECT;
use crate::fault::Faults;
use crate::member::{Bound, read_object};
use crate::read::BodyForm;

/// Reads a body: the request as far as it could be bound and all that is wrong with its form.
pub fn read(body: &[u8]) -> Result<Bound<BatchAddRequest>, Faults> {
    read_object(body, BodyForm::Json, &BATCH_ADD, &DIALECT)
}
