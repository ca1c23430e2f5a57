//! Faults and warnings of the rules in the words and paths of this surface (E24, E31, E32, S9). Names, ids and limits
//! are repeated, values never.

use canvass_domain::command::Place;
use canvass_domain::decide::import_customers::{Fault as Broken, Notice, Problem, Warning};

use super::{IMPORT_CUSTOMERS_REQUEST, RequestWarning};
use crate::expoints::{DIALECT, PARAMETER};
use crate::fault::{Fault, FaultKind, Faults, Path, Style};
use crate::member::places;
use crate::read::BodyForm;

/// A broken rule before its place in the document is known.
#[derive(Debug)]
pub(super) struct Finding {
    pub(super) path: Path,
    pub(super) text: String,
    pub(super) kind: FaultKind,
}

/// Adds what the rules found to the faults of the reading, in the order of the document.
pub fn judge(body: &[u8], form: BodyForm, faults: &mut Faults, broken: &[Broken]) {
    let findings = broken.iter().map(|broken| Finding {
        path: path(broken.place),
        text: text(&broken.problem),
        kind: kind(&broken.problem),
    });
    join(body, form, faults, findings.collect());
}

/// The body is read once more for the places; that is paid only for a request that is refused.
pub(super) fn join(body: &[u8], form: BodyForm, faults: &mut Faults, findings: Vec<Finding>) {
    if findings.is_empty() {
        return;
    }
    let places = places(body, form, IMPORT_CUSTOMERS_REQUEST.name, &DIALECT);
    faults.join(findings.into_iter().map(|finding| Fault {
        position: places.position(&finding.path),
        path: finding.path.spelled(),
        text: finding.text,
        kind: finding.kind,
    }));
}

/// A warning of the answer (E23).
pub fn warning(warning: &Warning) -> RequestWarning {
    let text = match &warning.notice {
        Notice::ColumnNameDiffers(column) => {
            format!("Column {column}: the name sent differs from the column; the id was used.")
        }
        Notice::EncryptionDropped => "Thumbprint and key were dropped, as IsEncrypted is false.".to_owned(),
        Notice::ThumbprintUnregistered => "The certificate thumbprint is not registered.".to_owned(),
        Notice::CopyIgnored => "Without PreviousId nothing is copied.".to_owned(),
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
    RequestWarning { path: path(warning.place).spelled(), text }
}

fn kind(problem: &Problem) -> FaultKind {
    let is_lacking = matches!(
        problem,
        Problem::NoCustomers
            | Problem::ColumnUnnamed
            | Problem::ColumnRequired(..)
            | Problem::ThumbprintMissing
            | Problem::KeyMissing
    );
    if is_lacking { FaultKind::Lacking } else { FaultKind::Rule }
}

fn text(problem: &Problem) -> String {
    match problem {
        Problem::NoCustomers => "The Customers field is required.".to_owned(),
        Problem::TooManyCustomers { most } => {
            format!(
                "At most {} customers are accepted in one call; use the streaming import for more.",
                grouped(*most)
            )
        }
        Problem::TooManyValues { most } => {
            format!("At most {} values are accepted for one customer.", grouped(*most))
        }
        Problem::ColumnUnnamed => "Neither CustomerDataColumnId nor Name is given.".to_owned(),
        Problem::ColumnIdUnknown(id) => format!("Column {id} is not known."),
        Problem::ColumnNameUnknown(name) => format!("No column is named {name}."),
        Problem::ColumnArchived(id, name) => format!("Column {id} ({name}) is archived."),
        Problem::ColumnTwice(id, name) => {
            format!("Column {id} ({name}) is given twice with different values.")
        }
        Problem::ColumnRequired(id, name) => format!("Column {id} ({name}) is required."),
        Problem::ThumbprintMissing => {
            "The CertificateThumbprint field is required for an encrypted value.".to_owned()
        }
        Problem::ThumbprintInvalid => "The thumbprint is not 40 or 64 hexadecimal digits.".to_owned(),
        Problem::KeyMissing => "The EncryptionKey field is required for an encrypted value.".to_owned(),
        Problem::EndBeforeStart => "The end date lies before the send date.".to_owned(),
        Problem::NoConcept => "The questionnaire has no concept version.".to_owned(),
        Problem::PreviousUnknown => "The previous customer is not known.".to_owned(),
        Problem::CopiedAnswerUnknown(id) => format!("Answer {id} is not one of the previous customer."),
        Problem::QuestionUnknown(id) => format!("Base question {id} is not known."),
        Problem::AnswerTwice => "The question is answered twice with the same repetitions.".to_owned(),
        Problem::PositionUnknown => "The question has no such position.".to_owned(),
        Problem::TooManyPositions => "The question takes one position only.".to_owned(),
        Problem::AnswerKindWrong => "The question does not take this kind of answer.".to_owned(),
        Problem::AnswerTooLong { most } => {
            format!("The question takes at most {} characters.", grouped(*most))
        }
        Problem::FilesNotTaken => "The question does not take files.".to_owned(),
        Problem::NotApplicableBesideAnswer => "Not applicable stands beside another answer.".to_owned(),
        Problem::NotApplicableNotOffered => "The question does not offer not applicable.".to_owned(),
        Problem::RepetitionOutOfRange => "The repetition is out of range.".to_owned(),
        Problem::DateAhead => "The date lies more than 5 minutes ahead.".to_owned(),
    }
}

/// `1,000`
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The place in the spelling of the request (S2).
fn path(place: Place) -> Path {
    let root = Path::root(Style::Dotted(PARAMETER));
    match place {
        Place::Request => root,
        Place::BatchEndDate => root.name("EndDate"),
        Place::BatchIsConcept => root.name("IsConcept"),
        Place::Notify => root.name("NotificationEmailAddresses"),
        Place::Customers => root.name("Customers"),
        Place::Values(index) => customer(root, index).name("Data"),
        Place::Value(index, value) => customer(root, index).item("Data", value),
        Place::Thumbprint(index, value) => {
            customer(root, index).item("Data", value).name("CertificateThumbprint")
        }
        Place::Key(index, value) => customer(root, index).item("Data", value).name("EncryptionKey"),
        Place::EndDate(index) => customer(root, index).name("EndDate"),
        Place::Previous(index) => customer(root, index).name("PreviousId"),
        Place::AnswersToCopy(index) => customer(root, index).name("AnswersToCopy"),
        Place::CopyAllAnswers(index) => customer(root, index).name("CopyAllAnswers"),
        Place::Answer(index, answer) => customer(root, index).item("Answers", answer),
        Place::AnswerPosition(index, answer, position) => {
            customer(root, index).item("Answers", answer).item("SelectedScalePositions", position)
        }
        Place::AnswerText(index, answer) => customer(root, index).item("Answers", answer).name("Text"),
        Place::AnswerFiles(index, answer) => {
            customer(root, index).item("Answers", answer).name("FileAnswers")
        }
        Place::AnswerQuestion(index, answer) => {
            customer(root, index).item("Answers", answer).name("BaseQuestionId")
        }
        Place::AnswerDate(index, answer) => {
            customer(root, index).item("Answers", answer).name("DateAnswered")
        }
        Place::AnswerPageRepetition(index, answer) => {
            customer(root, index).item("Answers", answer).name("PageRepetition")
        }
        Place::AnswerSectionRepetition(index, answer) => {
            customer(root, index).item("Answers", answer).name("SectionRepetition")
        }
    }
}

fn customer(root: Path, index: usize) -> Path {
    root.item("Customers", index)
}
