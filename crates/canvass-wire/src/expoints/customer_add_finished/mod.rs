//! POST customer/addfinished: a customer who has answered elsewhere (5.2 of the rules).

mod answer;
mod lower;
mod request;

pub use answer::AddFinishedAnswer;
pub use lower::lower;
pub use request::{CustomerAddFinishedRequest, FinishedCustomer, IMPORT_FINISHED_CUSTOMER_REQUEST};

use canvass_domain::decide::import_customers::{Fault as Broken, Warning};

use super::DIALECT;
use super::finding::join;
use super::layout::{Layout, root};
use super::part::RequestWarning;
use crate::fault::Faults;
use crate::member::{Bound, read_object};
use crate::read::BodyForm;

static LAYOUT: Layout = Layout {
    root: IMPORT_FINISHED_CUSTOMER_REQUEST.name,
    customer: |_| root().name("Customer"),
    concept: || root().name("Customer"),
    end_date: "SurveyClosedDate",
    question: "QuestionId",
};

/// Reads a body: the request as far as it could be bound and all that is wrong with its form. `Err`: there is nothing
/// to judge.
pub fn read(body: &[u8], form: BodyForm) -> Result<Bound<CustomerAddFinishedRequest>, Faults> {
    let mut bound = read_object(body, form, &IMPORT_FINISHED_CUSTOMER_REQUEST, &DIALECT)?;
    let customer = bound.request.customer.iter();
    let beyond = customer.flat_map(|customer| LAYOUT.beyond(0, &customer.answers));
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
mod written;
