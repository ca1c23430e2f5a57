//! A row of a file as its reader gives it.

use canvass_domain::command::NewCustomer;
use canvass_domain::decide::import_customers::Fault;

/// What is wrong with a row: a field and a sentence that never repeats the value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowFault {
    /// The field, in the words of the file.
    pub field: Option<String>,
    /// What is wrong with it.
    pub text: String,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRow {
    /// The line on which it begins, from 1.
    pub line: u64,
    /// The same bytes whenever the file says the same.
    pub canonical: Vec<u8>,
    /// The customer it is, or why it cannot be read as one.
    pub content: Result<NewCustomer, Vec<RowFault>>,
}

/// Why a file ended before it was over: a sentence for its sender.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut(pub String);

/// A file to be read once, in its order, in bounded memory.
pub trait FileRows {
    /// The next row; `None` after the last of a whole file.
    fn next_row(&mut self) -> Result<Option<FileRow>, Cut>;
}

/// Names a fault of the rules in the words of the file.
pub type NameFault = fn(&NewCustomer, &Fault) -> RowFault;
