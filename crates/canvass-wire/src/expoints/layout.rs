//! The calls that bring customers - many, one, or one without a name of its own - and where each of them has the
//! members that rules speak of.

use canvass_domain::command::Place;
use canvass_domain::decide::import_customers::{Fault as Broken, Warning};

use super::PARAMETER;
use super::finding::{Finding, join};
use super::part::{RequestWarning, SentAnswer};
use crate::fault::{FaultKind, Faults, Path, Style};
use crate::read::BodyForm;
use crate::rule::{Words, kind};

/// Where a call has its members.
#[derive(Debug)]
pub(super) struct Layout {
    /// Its document element.
    pub(super) root: &'static str,
    /// A customer by its index.
    pub(super) customer: fn(usize) -> Path,
    /// What holds the concept mark.
    pub(super) concept: fn() -> Path,
    /// The end date of a customer.
    pub(super) end_date: &'static str,
    /// The question of an answer.
    pub(super) question: &'static str,
}

pub(super) const WORDS: Words = Words {
    customers_required: "The Customers field is required.",
    more_customers: "; use the streaming import for more",
    column_unnamed: "Neither CustomerDataColumnId nor Name is given.",
    thumbprint_required: "The CertificateThumbprint field is required for an encrypted value.",
    key_required: "The EncryptionKey field is required for an encrypted value.",
    encryption_dropped: "Thumbprint and key were dropped, as IsEncrypted is false.",
    copy_ignored: "Without PreviousId nothing is copied.",
};

/// E124
const MOST_FILES: usize = 100;
const MOST_FILE_BYTES: usize = 10_485_760;

/// The whole request.
pub(super) fn root() -> Path {
    Path::root(Style::Dotted(PARAMETER))
}

impl Layout {
    /// Adds what the rules found to the faults of the reading, in the order of the document.
    pub(super) fn judge(&self, body: &[u8], form: BodyForm, faults: &mut Faults, broken: &[Broken]) {
        let findings = broken.iter().map(|broken| Finding {
            path: self.path(broken.place),
            text: WORDS.problem(&broken.problem),
            kind: kind(&broken.problem),
        });
        join(body, form, self.root, faults, findings.collect());
    }

    /// A warning of the answer (E23).
    pub(super) fn warning(&self, warning: &Warning) -> RequestWarning {
        RequestWarning { path: self.path(warning.place).spelled(), text: WORDS.notice(&warning.notice) }
    }

    /// Limits of files, which no single member can be held against: those of one customer.
    pub(super) fn beyond<Q>(&self, customer: usize, answers: &[SentAnswer<Q>]) -> Vec<Finding> {
        let path = || (self.customer)(customer).name("Answers");
        let mut found = Vec::new();
        let files: usize = answers.iter().map(|answer| answer.file_answers.len()).sum();
        if files > MOST_FILES {
            let text = "At most 100 files are accepted for one customer.".to_owned();
            found.push(Finding { path: path(), text, kind: FaultKind::Rule });
        }
        for (index, answer) in answers.iter().enumerate() {
            for (file_index, file) in answer.file_answers.iter().enumerate() {
                if file.data.as_ref().is_some_and(|bytes| bytes.0.len() > MOST_FILE_BYTES) {
                    let path = path().index(index).item("FileAnswers", file_index).name("Data");
                    found.push(Finding::rule(path, "A file may have at most 10 MB."));
                }
            }
        }
        found
    }

    /// The place in the spelling of the request (S2).
    fn path(&self, place: Place) -> Path {
        let customer = self.customer;
        let answer = |index, answer| customer(index).item("Answers", answer);
        match place {
            Place::Request => root(),
            Place::BatchEndDate => root().name("EndDate"),
            Place::BatchIsConcept => (self.concept)().name("IsConcept"),
            Place::Notify => root().name("NotificationEmailAddresses"),
            Place::Customers => root().name("Customers"),
            Place::Questionnaire => customer(0).name("QuestionnaireId"),
            Place::FinishedAt => customer(0).name("FinishedDate"),
            Place::Language => customer(0).name("Language"),
            Place::Host => root().name("Host"),
            Place::Values(index) => customer(index).name("Data"),
            Place::Value(index, value) => customer(index).item("Data", value),
            Place::Thumbprint(index, value) => {
                customer(index).item("Data", value).name("CertificateThumbprint")
            }
            Place::Key(index, value) => customer(index).item("Data", value).name("EncryptionKey"),
            Place::Email(index) => customer(index).name("Email"),
            Place::EndDate(index) => customer(index).name(self.end_date),
            Place::Previous(index) => customer(index).name("PreviousId"),
            Place::AnswersToCopy(index) => customer(index).name("AnswersToCopy"),
            Place::CopyAllAnswers(index) => customer(index).name("CopyAllAnswers"),
            Place::Answer(index, at) => answer(index, at),
            Place::AnswerPosition(index, at, position) => {
                answer(index, at).item("SelectedScalePositions", position)
            }
            Place::AnswerText(index, at) => answer(index, at).name("Text"),
            Place::AnswerFiles(index, at) => answer(index, at).name("FileAnswers"),
            Place::AnswerFile(index, at, file) => answer(index, at).item("FileAnswers", file),
            Place::AnswerFileThumbprint(index, at, file) => {
                answer(index, at).item("FileAnswers", file).name("CertificateThumbprint")
            }
            Place::AnswerFileKey(index, at, file) => {
                answer(index, at).item("FileAnswers", file).name("EncryptionKey")
            }
            Place::AnswerQuestion(index, at) => answer(index, at).name(self.question),
            Place::AnswerDate(index, at) => answer(index, at).name("DateAnswered"),
            Place::AnswerPageRepetition(index, at) => answer(index, at).name("PageRepetition"),
            Place::AnswerSectionRepetition(index, at) => answer(index, at).name("SectionRepetition"),
        }
    }
}
