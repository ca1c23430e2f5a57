//! Rows of a report as CSV. A text that a spreadsheet would take for a formula has an apostrophe in front.

use std::borrow::Cow;
use std::io::{Cursor, Read as _};
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::Bytes;
use axum::http::{HeaderMap, header};
use canvass_app::import_file::ReportRow;
use flate2::read::GzDecoder;
use hyper::body::{Body, Frame};
use tokio::sync::mpsc::Receiver;

pub(super) const TYPE: &str = "text/csv; charset=utf-8";
const COLUMNS: [&str; 7] = ["row", "line", "bucket", "reason", "field", "text", "customer"];
const AT_ONCE: usize = 64 * 1024;

/// Whether CSV is asked for before anything else.
pub(super) fn wants_csv(headers: &HeaderMap) -> bool {
    let first = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    let first = first.and_then(|accept| accept.split([',', ';']).next());
    first.is_some_and(|kind| kind.trim().eq_ignore_ascii_case("text/csv"))
}

/// The header line.
pub(super) fn head() -> Vec<u8> {
    let mut written = COLUMNS.join(",").into_bytes();
    written.extend_from_slice(b"\r\n");
    written
}

/// Lines of rows.
pub(super) fn lines(rows: &[ReportRow]) -> Vec<u8> {
    let mut written = String::new();
    for row in rows {
        let number = |number: Option<String>| number.unwrap_or_default();
        let cells: [Cow<'_, str>; 7] = [
            Cow::Owned(row.row.to_string()),
            Cow::Owned(number(row.line.map(|line| line.to_string()))),
            Cow::Borrowed(row.bucket.as_str()),
            cell(row.reason.as_deref()),
            cell(row.field.as_deref()),
            cell(row.text.as_deref()),
            Cow::Owned(number(row.customer.map(|customer| customer.to_string()))),
        ];
        written.push_str(&cells.join(","));
        written.push_str("\r\n");
    }
    written.into_bytes()
}

/// A text as a cell: never a formula, and quoted where it has to be.
fn cell(text: Option<&str>) -> Cow<'_, str> {
    let text = text.unwrap_or_default();
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if !is_formula && !text.contains(['"', ',', '\n', '\r']) {
        return Cow::Borrowed(text);
    }
    let mark = if is_formula { "'" } else { "" };
    Cow::Owned(format!("\"{mark}{}\"", text.replace('"', "\"\"")))
}

/// What is packed, inflated as it is taken.
pub(super) struct Inflating(GzDecoder<Cursor<Vec<u8>>>);

impl Inflating {
    pub(super) fn new(packed: Vec<u8>) -> Self {
        Self(GzDecoder::new(Cursor::new(packed)))
    }
}

impl Body for Inflating {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        let mut piece = vec![0; AT_ONCE];
        Poll::Ready(match self.0.read(&mut piece) {
            Ok(0) => None,
            Ok(count) => {
                piece.truncate(count);
                Some(Ok(Frame::data(Bytes::from(piece))))
            }
            Err(error) => Some(Err(error)),
        })
    }
}

/// Pieces that somebody else makes; an error breaks the answer off, so that half a report is never taken for a whole one.
pub(super) struct Pieces(pub(super) Receiver<Result<Vec<u8>, std::io::Error>>);

impl Body for Pieces {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        self.0.poll_recv(context).map(|piece| piece.map(|piece| piece.map(|piece| Frame::data(piece.into()))))
    }
}

#[cfg(test)]
mod tests {
    use canvass_domain::import_file::Bucket;

    use super::*;

    #[test]
    fn no_cell_is_a_formula_and_every_text_is_one_cell() {
        let row = ReportRow {
            row: 7,
            line: Some(8),
            bucket: Bucket::Invalid,
            reason: Some("row_invalid".to_owned()),
            field: Some("=HYPERLINK(\"x\")".to_owned()),
            text: Some("one, \"two\"\nthree".to_owned()),
            customer: None,
        };
        let written = String::from_utf8(lines(&[row])).unwrap();
        assert_eq!(
            written,
            "7,8,invalid,row_invalid,\"'=HYPERLINK(\"\"x\"\")\",\"one, \"\"two\"\"\nthree\",\r\n"
        );
        for text in ["-1", "@x", "\tx", "+1"] {
            assert!(cell(Some(text)).starts_with("\"'"), "{text}");
        }
        assert_eq!(cell(Some("a=b")), "a=b");
    }
}
