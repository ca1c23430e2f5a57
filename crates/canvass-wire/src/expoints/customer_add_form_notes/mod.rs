//! POST customer/addformnotes: remarks on customers (5.4 of the rules).

mod answer;
mod lower;
mod request;

pub use answer::AddFormNotesAnswer;
pub use lower::lower;
pub use request::{ADD_FORM_NOTE_REQUEST, CustomerAddFormNotesRequest, FormNote};

use canvass_domain::decide::add_notes::{NoteFault, NotePlace, NoteProblem};

use super::DIALECT;
use super::finding::{Finding, join};
use super::layout::root;
use crate::fault::Faults;
use crate::member::{Bound, read_object};
use crate::read::BodyForm;
use crate::rule::grouped;

/// Reads a body: the request as far as it could be bound and all that is wrong with its form. `Err`: there is nothing
/// to judge.
pub fn read(body: &[u8], form: BodyForm) -> Result<Bound<CustomerAddFormNotesRequest>, Faults> {
    read_object(body, form, &ADD_FORM_NOTE_REQUEST, &DIALECT)
}

/// Adds what the rules found to the faults of the reading, in the order of the document.
pub fn judge(body: &[u8], form: BodyForm, faults: &mut Faults, broken: &[NoteFault]) {
    let findings = broken.iter().map(|broken| {
        let path = match broken.place {
            NotePlace::Notes => root().name("Notes"),
            NotePlace::Customer(at) => root().item("Notes", at).name("CustomerId"),
            NotePlace::Text(at) => root().item("Notes", at).name("Note"),
        };
        match broken.problem {
            NoteProblem::NoNotes => Finding::lacking(path, "The Notes field is required."),
            NoteProblem::TooManyNotes { most } => {
                Finding::rule(path, format!("At most {} notes are accepted in one call.", grouped(most)))
            }
            NoteProblem::CustomerUnknown => Finding::rule(path, "The customer is not known."),
            NoteProblem::TextBlank => Finding::lacking(path, "The Note field is required."),
        }
    });
    join(body, form, ADD_FORM_NOTE_REQUEST.name, faults, findings.collect());
}
