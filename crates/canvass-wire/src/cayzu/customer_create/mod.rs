//! POST Customer and POST Customer/CreateCustomer: make an organisation (1.1 and 1.2 of the rules).
//!
//! `request` is the table, `lower` makes the command, `rule` names broken rules in the words of this surface, `answer`
//! is the envelope, which tells of both ends.

mod answer;
mod lower;
mod request;
mod rule;

pub use answer::{CreateResult, ErrorItem};
pub use lower::lower;
pub use request::{CUSTOMER_CREATE, CustomField, CustomerCreateRequest};
pub use rule::{is_unreadable, judge};

use super::DIALECT;
use crate::fault::Faults;
use crate::member::{Bound, read_object};
use crate::read::BodyForm;

/// Reads a body: the request as far as it could be bound and all that is wrong with its form. `Err`: there is nothing
/// to judge.
pub fn read(body: &[u8], form: BodyForm) -> Result<Bound<CustomerCreateRequest>, Faults> {
    read_object(body, form, &CUSTOMER_CREATE, &DIALECT)
}

#[cfg(test)]
mod tests;
