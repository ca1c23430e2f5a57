//! Faults and warnings of the rules in the words and pointers of our own API. Names, ids and limits are repeated, values
//! never.

use canvass_domain::command::Place;
use canvass_domain::decide::import_customers::{Fault as Broken, Notice, Problem, Warning};

use super::{BATCH_ADD, BatchAddRequest};
use crate::fault::{Fault, FaultKind, Faults, Path, Style};
use crate::member::{places, pointer_step};
use crate::native::{DIALECT, ProblemFault};
use crate::read::BodyForm;

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

    fn step(&self, customer: usize, value: usize) -> Option<String> {
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
            text: text(&broken.problem),
            kind: kind(&broken.problem),
        }
    }));
}

/// A warning of the answer (E23).
pub fn warning(warning: &Warning, names: &Names) -> ProblemFault {
    let text = match &warning.notice {
        Notice::ColumnNameDiffers(column) => {
            format!("Column {column}: the name sent differs from the column; the id was used.")
        }
        Notice::EncryptionDropped => "What belongs to encryption was dropped.".to_owned(),
        Notice::ThumbprintUnregistered => "The certificate thumbprint is not registered.".to_owned(),
        Notice::CopyIgnored => "Without a previous customer nothing is copied.".to_owned(),
        Notice::AnswersLeftOut(count) => {
            format!("Left out, as the questionnaire does not ask their questions: {count} answers.")
        }
        Notice::NotifyAddressSkipped(position) => {
            format!("Address {} of the list is not valid or one too many and was skipped.", position + 1)
        }
        Notice::NotifyNotSent => {
            "Notification mails are not sent by this version; the addresses were kept.".to_owned()
        }
        Notice::WarningsLeftOut => "More warnings were left out.".to_owned(),
    };
    ProblemFault { path: spelled(warning.place, &path(warning.place), names), text }
}

fn kind(problem: &Problem) -> FaultKind {
    let is_lacking =
        matches!(problem, Problem::NoCustomers | Problem::ColumnUnnamed | Problem::ColumnRequired(..));
    if is_lacking { FaultKind::Lacking } else { FaultKind::Rule }
}

fn text(problem: &Problem) -> String {
    match problem {
        Problem::NoCustomers => "The customers field is required.".to_owned(),
        Problem::TooManyCustomers { most } => format!("At most {most} customers are accepted in one call."),
        Problem::TooManyValues { most } => {
            format!("At most {most} values are accepted for one customer.")
        }
        Problem::ColumnUnnamed => "The name of the column is empty.".to_owned(),
        Problem::ColumnIdUnknown(id) => format!("Column {id} is not known."),
        Problem::ColumnNameUnknown(name) => format!("No column is named {name}."),
        Problem::ColumnArchived(id, name) => format!("Column {id} ({name}) is archived."),
        Problem::ColumnTwice(id, name) => {
            format!("Column {id} ({name}) is given twice with different values.")
        }
        Problem::ColumnRequired(id, name) => format!("Column {id} ({name}) is required."),
        Problem::ThumbprintMissing => "A certificate thumbprint is required.".to_owned(),
        Problem::ThumbprintInvalid => "The thumbprint is not 40 or 64 hexadecimal digits.".to_owned(),
        Problem::KeyMissing => "An encryption key is required.".to_owned(),
        Problem::EndBeforeStart => "The end date lies before the send date.".to_owned(),
        Problem::NoConcept => "The questionnaire has no concept version.".to_owned(),
        Problem::PreviousUnknown => "The previous customer is not known.".to_owned(),
        Problem::CopiedAnswerUnknown(id) => format!("Answer {id} is not one of the previous customer."),
        Problem::QuestionUnknown(id) => format!("Base question {id} is not known."),
        Problem::AnswerTwice => "The question is answered twice with the same repetitions.".to_owned(),
        Problem::PositionUnknown => "The question has no such position.".to_owned(),
        Problem::TooManyPositions => "The question takes one position only.".to_owned(),
        Problem::AnswerKindWrong => "The question does not take this kind of answer.".to_owned(),
        Problem::AnswerTooLong { most } => format!("The question takes at most {most} characters."),
        Problem::FilesNotTaken => "The question does not take files.".to_owned(),
        Problem::NotApplicableBesideAnswer => "Not applicable stands beside another answer.".to_owned(),
        Problem::NotApplicableNotOffered => "The question does not offer not applicable.".to_owned(),
        Problem::RepetitionOutOfRange => "The repetition is out of range.".to_owned(),
        Problem::DateAhead => "The date lies more than 5 minutes ahead.".to_owned(),
    }
}

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
        Place::EndDate(index) => root.item("customers", index).name("endDate"),
        Place::Previous(index)
        | Place::AnswersToCopy(index)
        | Place::CopyAllAnswers(index)
        | Place::Answer(index, _)
        | Place::AnswerPosition(index, _, _)
        | Place::AnswerText(index, _)
        | Place::AnswerFiles(index, _)
        | Place::AnswerQuestion(index, _)
        | Place::AnswerDate(index, _)
        | Place::AnswerPageRepetition(index, _)
        | Place::AnswerSectionRepetition(index, _) => root.item("customers", index),
        Place::Request | Place::BatchIsConcept | Place::Notify => root,
    }
}
