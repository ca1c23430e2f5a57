//! Limits of files (E124): what no single member can be held against.

use super::CustomerAddRequest;
use super::rule::Finding;
use crate::expoints::PARAMETER;
use crate::fault::{FaultKind, Path, Style};

const MOST_FILES: usize = 100;
const MOST_FILE_BYTES: usize = 10_485_760;

/// All limits that are passed.
pub(super) fn faults(request: &CustomerAddRequest) -> Vec<Finding> {
    let mut found = Vec::new();
    for (index, customer) in request.customers.iter().enumerate() {
        let answers = || Path::root(Style::Dotted(PARAMETER)).item("Customers", index).name("Answers");
        let files: usize = customer.answers.iter().map(|answer| answer.file_answers.len()).sum();
        if files > MOST_FILES {
            let text = "At most 100 files are accepted for one customer.".to_owned();
            found.push(Finding { path: answers(), text, kind: FaultKind::Rule });
        }
        for (answer_index, answer) in customer.answers.iter().enumerate() {
            for (file_index, file) in answer.file_answers.iter().enumerate() {
                if file.data.as_ref().is_some_and(|bytes| bytes.0.len() > MOST_FILE_BYTES) {
                    let path = answers().index(answer_index).item("FileAnswers", file_index).name("Data");
                    let text = "A file may have at most 10 MB.".to_owned();
                    found.push(Finding { path, text, kind: FaultKind::Rule });
                }
            }
        }
    }
    found
}
