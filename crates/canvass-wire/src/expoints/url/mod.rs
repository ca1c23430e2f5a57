//! POST url: a link for one person (5.7 of the rules).

mod answer;
mod lower;
mod request;

pub use answer::GenerateUrlAnswer;
pub use lower::lower;
pub use request::{GENERATE_REQUEST, UrlCustomerData, UrlRequest};

use canvass_domain::decide::import_customers::Fault as Broken;

use super::DIALECT;
use super::finding::join;
use super::layout::{Layout, root};
use crate::fault::Faults;
use crate::member::{Bound, read_object};
use crate::read::BodyForm;

static LAYOUT: Layout = Layout {
    root: GENERATE_REQUEST.name,
    customer: |_| root(),
    concept: root,
    end_date: "EndDate",
    question: "BaseQuestionId",
};

/// Reads a body: the request as far as it could be bound and all that is wrong with its form. `Err`: there is nothing
/// to judge.
pub fn read(body: &[u8], form: BodyForm) -> Result<Bound<UrlRequest>, Faults> {
    let mut bound = read_object(body, form, &GENERATE_REQUEST, &DIALECT)?;
    let beyond = LAYOUT.beyond(0, &bound.request.answers);
    join(body, form, LAYOUT.root, &mut bound.faults, beyond);
    Ok(bound)
}

/// Adds what the rules found to the faults of the reading, in the order of the document.
pub fn judge(body: &[u8], form: BodyForm, faults: &mut Faults, broken: &[Broken]) {
    LAYOUT.judge(body, form, faults, broken);
}
