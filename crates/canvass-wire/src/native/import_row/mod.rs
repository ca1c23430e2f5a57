//! Rows of a file of customers: NDJSON, one customer of a native batch a line, and CSV with a header line. Read from any
//! source of bytes in bounded memory; a row that cannot be read is told with its line and ends nothing.
//!
//! `lines` cuts NDJSON, `records` cuts CSV, `header` knows what its columns are, `fields` makes a customer of a record.

mod fields;
mod header;
mod lines;
mod records;
#[cfg(test)]
mod tests;

use canvass_domain::command::{NewCustomer, Place};
use canvass_domain::decide::import_customers::{Fault as Broken, Problem};

use super::batch_add::WORDS;

pub use header::{Header, HeaderFault};
pub use lines::NdjsonRows;
pub use records::{CsvRows, Delimiter};

/// The longest row in bytes; the rest of a longer one is read over.
pub const MOST_ROW_BYTES: usize = 256 * 1024;

/// The most columns of a CSV file.
pub const MOST_COLUMNS: usize = 520;

/// A fault of a row: the column or member it is about, and a sentence that never repeats the value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowFault {
    /// In the words of the file.
    pub field: Option<String>,
    /// What is wrong.
    pub text: String,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The line on which it begins, from 1.
    pub line: u64,
    /// What it says, the same whenever it says the same: line ends and quotation marks that mean nothing are left out.
    pub canonical: Vec<u8>,
    /// The customer, or all that is wrong with the form of the row.
    pub content: Result<NewCustomer, Vec<RowFault>>,
}

/// A fault of the rules in the words of a file: values have the names of their columns there.
pub fn name_fault(customer: &NewCustomer, broken: &Broken) -> RowFault {
    let value = |at: usize| {
        let value = customer.values.get(at)?;
        Some(
            value
                .name
                .as_ref()
                .map_or_else(|| value.column.to_string(), |name| name.chars().take(100).collect()),
        )
    };
    // Rows have no further members, and a column that is lacking is told by its own name.
    let field = if let Place::Value(_, at) = broken.place {
        value(at)
    } else if let Place::Email(_) = broken.place {
        Some("email".to_owned())
    } else if let Place::EndDate(_) = broken.place {
        Some("endDate".to_owned())
    } else {
        lacking(&broken.problem)
    };
    RowFault { field, text: WORDS.problem(&broken.problem) }
}

fn lacking(problem: &Problem) -> Option<String> {
    if let Problem::ColumnRequired(_, name) = problem { Some(name.clone()) } else { None }
}

/// What is wrong with a column of a header.
pub fn header_problem(problem: &Problem) -> String {
    WORDS.problem(problem)
}
