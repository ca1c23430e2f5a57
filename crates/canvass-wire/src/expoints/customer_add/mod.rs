//! POST customer/add: take in a batch (5.1 of the rules).
//!
//! `request` is the table, `lower` makes the command, `answer` is what a 200 says.

mod answer;
mod lower;
mod request;

pub use answer::{AddCustomersAnswer, AddedCustomer};
pub use lower::lower;
pub use request::{CustomerAddRequest, IMPORT_CUSTOMERS_REQUEST, ImportCustomer};

use canvass_domain::decide::import_customers::{Fault as Broken, Warning};

use super::DIALECT;
use super::finding::join;
use super::layout::{Layout, root};
use super::part::RequestWarning;
use crate::fault::Faults;
use crate::member::{Bound, read_object};
use crate::read::BodyForm;

static LAYOUT: Layout = Layout {
    root: IMPORT_CUSTOMERS_REQUEST.name,
    customer: |index| root().item("Customers", index),
    concept: root,
    end_date: "EndDate",
    question: "BaseQuestionId",
};

/// Reads a body: the request as far as it could be bound and all that is wrong with its form. `Err`: there is nothing
/// to judge.
pub fn read(body: &[u8], form: BodyForm) -> Result<Bound<CustomerAddRequest>, Faults> {
    let mut bound = read_object(body, form, &IMPORT_CUSTOMERS_REQUEST, &DIALECT)?;
    let customers = bound.request.customers.iter().enumerate();
    let beyond = customers.flat_map(|(index, customer)| LAYOUT.beyond(index, &customer.answers));
    join(body, form, LAYOUT.root, &mut bound.faults, beyond.collect());
    Ok(bound)
}

/// Adds what the rules found to the faults of the reading, in the order of the document.
pub fn judge(body: &[u8], form: BodyForm, faults: &mut Faults, broken: &[Broken]) {
    LAYOUT.judge(body, form, faults, broken);
}

/// A warning of the answer (E23).
pub fn warning(warning: &Warning) -> RequestWarning {
    LAYOUT.warning(warning)
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod written;
