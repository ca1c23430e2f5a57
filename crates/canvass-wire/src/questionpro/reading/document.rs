//! From bytes to a bound request, or why there is none.

use super::{Faults, Table, Walk};
use crate::json;
use crate::limits::ReadLimits;
use crate::node::{Node, is_blank, line_and_column};

/// A request whose shape is right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound<T> {
    /// What was sent.
    pub request: T,
    /// It took the second reading (Q13).
    pub is_lenient: bool,
}

/// Why there is no request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// Not JSON in either reading: `Line 12, column 5: a comma is expected.` (1001)
    NotJson(String),
    /// JSON of another shape (1002).
    Schema(Faults),
}

/// Reads a body that is one object without rows.
pub(in crate::questionpro) fn read_object<T: Default>(
    body: &[u8],
    table: &'static Table<T>,
) -> Result<Bound<T>, Refused> {
    read_call(body, 0, table)
}

/// Reads a body that is one object; its list of rows has so many at most.
pub(in crate::questionpro) fn read_call<T: Default>(
    body: &[u8],
    most_rows: usize,
    table: &'static Table<T>,
) -> Result<Bound<T>, Refused> {
    let mut request = T::default();
    read(body, most_rows, |walk, root| walk.object(root, table, &mut request))
        .map(|found| found.with(request))
}

/// Reads a body that is an array of rows.
pub(in crate::questionpro) fn read_array<T: Default>(
    body: &[u8],
    most_rows: usize,
    table: &'static Table<T>,
) -> Result<Bound<Vec<T>>, Refused> {
    let mut request = Vec::new();
    read(body, most_rows, |walk, root| walk.rows(root, table, &mut request)).map(|found| found.with(request))
}

impl Bound<()> {
    fn with<T>(self, request: T) -> Bound<T> {
        Bound { request, is_lenient: self.is_lenient }
    }
}

fn read(
    body: &[u8],
    most_rows: usize,
    bind: impl FnOnce(&mut Walk<'_>, &Node<'_>),
) -> Result<Bound<()>, Refused> {
    let text = text_of(body)?;
    let document = json::document(text, ReadLimits::WIRE).map_err(|error| Refused::NotJson(error.text))?;
    let mut walk = Walk::new(text, most_rows);
    bind(&mut walk, &document.root);
    if walk.faults.is_empty() {
        Ok(Bound { request: (), is_lenient: document.is_lenient })
    } else {
        Err(Refused::Schema(walk.faults))
    }
}

/// The text without its byte order mark; bytes that are not UTF-8 are told with their place (Q14).
fn text_of(body: &[u8]) -> Result<&str, Refused> {
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    let text = std::str::from_utf8(body).map_err(|error| {
        let good = body.get(..error.valid_up_to()).unwrap_or_default();
        let good = std::str::from_utf8(good).unwrap_or_default();
        let (line, column) = line_and_column(good, good.len());
        Refused::NotJson(format!("Line {line}, column {column}: the bytes are not UTF-8."))
    })?;
    if text.chars().all(is_blank) {
        let (line, column) = line_and_column(text, text.len());
        return Err(Refused::NotJson(format!("Line {line}, column {column}: the body is empty.")));
    }
    Ok(text)
}
