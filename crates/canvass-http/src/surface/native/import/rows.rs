//! The rows of a body, as the use cases take them.

use std::io::{self, BufReader};

use canvass_app::import_file::{Cut, FileRow, FileRows, RowFault};
use canvass_domain::command::NewValue;
use canvass_wire::native::import_row::{CsvRows, NdjsonRows, Row};

use super::Format;
use super::order::Order;
use super::source::Source;
use crate::surface::native::Trouble;

const AT_ONCE: usize = 64 * 1024;

/// The rows of a body in one of the forms.
pub(super) enum Rows {
    Ndjson(NdjsonRows<BufReader<Source>>),
    Csv(Box<CsvRows<BufReader<Source>>>),
}

impl Rows {
    /// Begins to read: of CSV the header line.
    pub(super) fn begin(source: Source, order: &Order) -> Result<Self, Trouble> {
        let source = BufReader::with_capacity(AT_ONCE, source);
        match order.format {
            Format::Ndjson => Ok(Self::Ndjson(NdjsonRows::new(source))),
            Format::Csv => match CsvRows::new(source, order.delimiter) {
                Ok(Ok(rows)) => Ok(Self::Csv(Box::new(rows))),
                Ok(Err(faults)) => Err(Trouble::Told(faults)),
                Err(error) => Err(Trouble::fault("", &error.to_string())),
            },
        }
    }

    /// The data columns that a header names, in its order.
    pub(super) fn columns(&self) -> Option<Vec<NewValue>> {
        match self {
            Self::Ndjson(_) => None,
            Self::Csv(rows) => Some(rows.header().data()),
        }
    }
}

impl FileRows for Rows {
    fn next_row(&mut self) -> Result<Option<FileRow>, Cut> {
        let row = match self {
            Self::Ndjson(rows) => rows.next_row(),
            Self::Csv(rows) => rows.next_row(),
        };
        row.map(|row| row.map(given)).map_err(|error: io::Error| Cut(error.to_string()))
    }
}

fn given(Row { line, canonical, content }: Row) -> FileRow {
    let fault =
        |fault: canvass_wire::native::import_row::RowFault| RowFault { field: fault.field, text: fault.text };
    let content = content.map_err(|faults| faults.into_iter().map(fault).collect());
    FileRow { line, canonical, content }
}
