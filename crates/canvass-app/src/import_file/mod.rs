//! `ImportFile`: take a file in row by row, in chunks of one transaction each, however long it is (`docs/imports.md`).
//!
//! A chunk is whole or nothing, and an import says how far it is. The same file sent again under the same id is compared
//! row by row with what is done and goes on after it, so a cut costs time and nothing else. `row` is what a reader gives,
//! `chunk` reads so many of them, `judged` decides about them, `save` is the transaction, `trial` the same without effect,
//! `past` compares with what is done, and `read` tells how it stands. All customers end in the one write path of
//! `import_customers`.

mod begin;
mod chunk;
mod duplicates;
mod judged;
mod past;
mod read;
mod row;
mod run;
mod save;
mod trial;

pub use begin::FileOrder;
pub use read::{
    ImportReport, ImportView, ReportRow, check_file_header, list_imports, report_import, report_rows,
    show_import, stop_import,
};
pub(crate) use read::{adds_up, refuse_while_filling};
pub use row::{Cut, FileRow, FileRows, NameFault, RowFault};
pub use run::{Ended, import_file};
pub use trial::{Trial, try_file};
