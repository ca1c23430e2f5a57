//! What the rules of an intake say, in words that all surfaces share. Names, ids and limits are repeated, values never
//! (S7).
//!
//! A surface brings its [`Words`] for what its members are called, and turns a place into a path itself.

use canvass_domain::decide::import_customers::{Notice, Problem};

use crate::fault::FaultKind;

/// What is told in the words of one surface.
#[derive(Debug, Clone, Copy)]
pub struct Words {
    /// The list of customers is missing.
    pub customers_required: &'static str,
    /// What follows the limit of customers.
    pub more_customers: &'static str,
    /// A value says of no column that it is for it.
    pub column_unnamed: &'static str,
    /// An encrypted value without the certificate of its key.
    pub thumbprint_required: &'static str,
    /// An encrypted value without its key.
    pub key_required: &'static str,
    /// Warning: a value that is not encrypted brings what belongs to encryption.
    pub encryption_dropped: &'static str,
    /// Warning: something is to be copied and there is nobody to copy from.
    pub copy_ignored: &'static str,
}

impl Words {
    /// What is wrong.
    pub fn problem(&self, problem: &Problem) -> String {
        let says = str::to_owned;
        match problem {
            Problem::NoCustomers => says(self.customers_required),
            Problem::TooManyCustomers { most } => {
                let more = self.more_customers;
                format!("At most {} customers are accepted in one call{more}.", grouped(*most))
            }
            Problem::TooManyValues { most } => {
                format!("At most {} values are accepted for one customer.", grouped(*most))
            }
            Problem::AddressTwice { first } => {
                format!("Customer {first} of the request has the same address.")
            }
            Problem::ColumnUnnamed => says(self.column_unnamed),
            Problem::ColumnIdUnknown(id) => format!("Column {id} is not known."),
            Problem::ColumnNameUnknown(name) => format!("No column is named {name}."),
            Problem::ColumnArchived(id, name) => format!("Column {id} ({name}) is archived."),
            Problem::ColumnTwice(id, name) => {
                format!("Column {id} ({name}) is given twice with different values.")
            }
            Problem::ColumnRequired(id, name) => format!("Column {id} ({name}) is required."),
            Problem::ThumbprintMissing => says(self.thumbprint_required),
            Problem::ThumbprintInvalid => says("The thumbprint is not 40 or 64 hexadecimal digits."),
            Problem::KeyMissing => says(self.key_required),
            Problem::EndBeforeStart => says("The end date lies before the send date."),
            Problem::NoConcept => says("The questionnaire has no concept version."),
            Problem::PreviousUnknown => says("The previous customer is not known."),
            Problem::CopiedAnswerUnknown(id) => format!("Answer {id} is not one of the previous customer."),
            Problem::QuestionUnknown(id) => format!("Base question {id} is not known."),
            Problem::QuestionGuidUnknown(guid) => {
                format!("Question {guid} is not one of the questionnaire.")
            }
            Problem::QuestionnaireUnknown => says("The questionnaire is not known."),
            Problem::NotRouted => says("The data leads to no questionnaire."),
            Problem::HostNotListed => says("The host is not on the list of the workspace."),
            Problem::AnswerTwice => says("The question is answered twice with the same repetitions."),
            Problem::PositionUnknown => says("The question has no such position."),
            Problem::TooManyPositions => says("The question takes one position only."),
            Problem::AnswerKindWrong => says("The question does not take this kind of answer."),
            Problem::AnswerTooLong { most } => {
                format!("The question takes at most {} characters.", grouped(*most))
            }
            Problem::FilesNotTaken => says("The question does not take files."),
            Problem::FilesTooMany { most } => format!("The question takes at most {most} files."),
            Problem::TooManyFiles { most } => {
                format!("At most {most} files are accepted for one customer.")
            }
            Problem::TooManyAnswers { most } => {
                format!("At most {most} answers are accepted for one customer.")
            }
            Problem::FileEmpty => says("The file is empty."),
            Problem::FileTooLong { most } => {
                format!("The file is longer than the limit of {} bytes.", grouped(*most))
            }
            Problem::FileSizeDiffers => says("The size sent is not that of the file."),
            Problem::FileNameMissing => says("The file has no name."),
            Problem::FileTypeNotTaken => says("The question does not take files of this type."),
            Problem::NotApplicableBesideAnswer => says("Not applicable stands beside another answer."),
            Problem::NotApplicableNotOffered => says("The question does not offer not applicable."),
            Problem::RepetitionOutOfRange => says("The repetition is out of range."),
            Problem::DateAhead => says("The date lies more than 5 minutes ahead."),
        }
    }

    /// What did not change the outcome (E23).
    pub fn notice(&self, notice: &Notice) -> String {
        let says = str::to_owned;
        match notice {
            Notice::ColumnNameDiffers(column) => {
                format!("Column {column}: the name sent differs from the column; the id was used.")
            }
            Notice::EncryptionDropped => says(self.encryption_dropped),
            Notice::ThumbprintUnregistered => says("The certificate thumbprint is not registered."),
            Notice::CopyIgnored => says(self.copy_ignored),
            Notice::AnswersLeftOut(count) => {
                format!("Left out, as the questionnaire does not ask their questions: {count} answers.")
            }
            Notice::LanguageUnknown => {
                says("The questionnaire is not written in this language; its default was taken.")
            }
            Notice::NotifyAddressSkipped(position) => {
                format!("Address {} of the list is not valid or one too many and was skipped.", position + 1)
            }
            Notice::WarningsLeftOut => says("More warnings were left out."),
        }
    }
}

/// Whether something is lacking, so that it is not told beside a part that could not be read (S9).
pub fn kind(problem: &Problem) -> FaultKind {
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

/// `1,000`
pub fn grouped(number: usize) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_thousands() {
        let cases =
            [(7, "7"), (999, "999"), (1_000, "1,000"), (100_000, "100,000"), (1_234_567, "1,234,567")];
        for (number, text) in cases {
            assert_eq!(grouped(number), text);
        }
    }
}
