//! Faults and warnings of the rules in the words and pointers of our own API. Names, ids and limits are repeated, values
//! never.

use canvass_domain::command::Place;
use canvass_domain::decide::import_customers::{Fault as Broken, Warning};

use super::{BATCH_ADD, BatchAddRequest};
use crate::fault::{Fault, Faults, Path, Style};
use crate::member::{places, pointer_step};
use crate::native::{DIALECT, ProblemFault};
use crate::read::BodyForm;
use crate::rule::{Words, kind};

/// The names of the data members of a request, by customer, so that a fault of a value can name it after the request
/// became a command.
#[derive(Debug, Clone, Default)]
pub struct Names(Vec<Vec<String>>);

impl Names {
    /// The names of a request.
    pub fn of(request: &BatchAddRequest) -> Self {
        let names = |data: &[(String, Option<String>)]| data.iter().map(|(name, _)| name.clone()).collect();
        Self(request.customers.iter().map(|customer| names(&customer.data)).collect())
    }

    /// The names of a request about one customer.
    pub fn of_one(data: &[(String, Option<String>)]) -> Self {
        Self(vec![data.iter().map(|(name, _)| name.clone()).collect()])
    }

    pub(in crate::native) fn step(&self, customer: usize, value: usize) -> Option<String> {
        Some(pointer_step(self.0.get(customer)?.get(value)?))
    }
}

/// Adds what the rules found to the faults of the reading, in the order of the document.
pub fn judge(body: &[u8], faults: &mut Faults, broken: &[Broken], names: &Names) {
    if broken.is_empty() {
        return;
    }
    let places = places(body, BodyForm::Json, BATCH_ADD.name, &DIALECT);
    faults.join(broken.iter().map(|broken| {
        let path = path(broken.place);
        Fault {
            position: places.position(&path),
            path: spelled(broken.place, &path, names),
            text: WORDS.problem(&broken.problem),
            kind: kind(&broken.problem),
        }
    }));
}

/// A warning of the answer (E23).
pub fn warning(warning: &Warning, names: &Names) -> ProblemFault {
    ProblemFault {
        path: spelled(warning.place, &path(warning.place), names),
        text: WORDS.notice(&warning.notice),
    }
}

/// This API takes no encrypted values; their words are there for the total match only.
pub(in crate::native) const WORDS: Words = Words {
    customers_required: "The customers field is required.",
    more_customers: "",
    column_unnamed: "The name of the column is empty.",
    thumbprint_required: "A certificate thumbprint is required.",
    key_required: "An encryption key is required.",
    encryption_dropped: "What belongs to encryption was dropped.",
    copy_ignored: "Without a previous customer nothing is copied.",
};

/// The place as a pointer: values have the sender's own names.
fn spelled(place: Place, path: &Path, names: &Names) -> String {
    let pointer = path.spelled();
    // This API takes no encrypted values, so no fault is about a part of a value.
    if let Place::Value(customer, value) = place
        && let Some(step) = names.step(customer, value)
    {
        return format!("{pointer}/{step}");
    }
    pointer
}

/// The place as far as it is a member of the table. Places of members that this API does not have are the request.
fn path(place: Place) -> Path {
    let root = Path::root(Style::Pointer);
    match place {
        Place::BatchEndDate => root.name("endDate"),
        Place::Customers => root.name("customers"),
        Place::Values(index)
        | Place::Value(index, _)
        | Place::Thumbprint(index, _)
        | Place::Key(index, _) => root.item("customers", index).name("data"),
        Place::Email(index) => root.item("customers", index).name("email"),
        Place::EndDate(index) => root.item("customers", index).name("endDate"),
        Place::Previous(index)
        | Place::AnswersToCopy(index)
        | Place::CopyAllAnswers(index)
        | Place::Answer(index, _)
        | Place::AnswerPosition(index, _, _)
        | Place::AnswerText(index, _)
        | Place::AnswerFiles(index, _)
        | Place::AnswerFile(index, _, _)
        | Place::AnswerFileThumbprint(index, _, _)
        | Place::AnswerFileKey(index, _, _)
        | Place::AnswerQuestion(index, _)
        | Place::AnswerDate(index, _)
        | Place::AnswerPageRepetition(index, _)
        | Place::AnswerSectionRepetition(index, _) => root.item("customers", index),
        Place::Request
        | Place::BatchIsConcept
        | Place::Notify
        | Place::Questionnaire
        | Place::FinishedAt
        | Place::Language
        | Place::Host => root,
    }
}
