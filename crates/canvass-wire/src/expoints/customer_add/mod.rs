//! POST customer/add: take in a batch (5.1 of the rules).
//!
//! `request` is the table, `lower` makes the command, `rule` names faults and warnings of the rules in the words of
//! this surface, `answer` is what a 200 says.

mod answer;
mod limit;
mod lower;
mod request;
mod rule;

pub use answer::{AddCustomersAnswer, AddedCustomer, RequestWarning};
pub use lower::lower;
pub use request::{CustomerAddRequest, IMPORT_CUSTOMERS_REQUEST, ImportCustomer};
pub use rule::{judge, warning};

use super::DIALECT;
use crate::fault::Faults;
use crate::member::{Bound, read_object};
use crate::read::BodyForm;

/// Reads a body: the request as far as it could be bound and all that is wrong with its form. `Err`: there is nothing
/// to judge.
pub fn read(body: &[u8], form: BodyForm) -> Result<Bound<CustomerAddRequest>, Faults> {
    let mut bound = read_object(body, form, &IMPORT_CUSTOMERS_REQUEST, &DIALECT)?;
    let beyond = limit::faults(&bound.request);
    rule::join(body, form, &mut bound.faults, beyond);
    Ok(bound)
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod written;
