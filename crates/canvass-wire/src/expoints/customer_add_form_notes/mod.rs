//! POST customer/addformnotes: remarks on customers (5.4 of the rules).

mod answer;
mod lower;
mod request;

pub use answer::AddFormNotesAnswer;
pub use lower::lower;
pub use request::{ADD_FORM_NOTE_REQUEST, CustomerAddFormNotesRequest, FormNote};

use super::DIALECT;
use crate::fault::Faults;
use crate::member::{Bound, read_object};
use crate::read::BodyForm;

/// Reads a body: the request as far as it could be bound and all that is wrong with its form. `Err`: there is nothing
/// to judge.
pub fn read(body: &[u8], form: BodyForm) -> Result<Bound<CustomerAddFormNotesRequest>, Faults> {
    read_object(body, form, &ADD_FORM_NOTE_REQUEST, &DIALECT)
}
