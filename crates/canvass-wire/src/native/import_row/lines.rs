//! NDJSON: one object a line. Blank lines are no rows.

use std::io::{self, BufRead};

use super::{MOST_ROW_BYTES, Row, RowFault};
use crate::fault::Faults;
use crate::member::read_object;
use crate::native::DIALECT;
use crate::native::batch_add::{BatchCustomer, CUSTOMER, customer};
use crate::read::BodyForm;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// The rows of an NDJSON file.
#[derive(Debug)]
pub struct NdjsonRows<R> {
    source: R,
    /// Lines read.
    line: u64,
}

impl<R: BufRead> NdjsonRows<R> {
    /// The rows of this source.
    pub fn new(source: R) -> Self {
        Self { source, line: 0 }
    }

    /// The next row; `None` at the end.
    pub fn next_row(&mut self) -> io::Result<Option<Row>> {
        loop {
            let Some((text, is_whole)) = self.next_line()? else { return Ok(None) };
            self.line += 1;
            let text =
                if self.line == 1 { text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&text) } else { &text };
            let text = text.trim_ascii();
            if text.is_empty() {
                continue;
            }
            let content = if is_whole { self.read(text) } else { Err(vec![self.too_long()]) };
            return Ok(Some(Row { line: self.line, canonical: text.to_vec(), content }));
        }
    }

    /// A line without its end, and whether it is all of it.
    fn next_line(&mut self) -> io::Result<Option<(Vec<u8>, bool)>> {
        let mut line = Vec::new();
        let (mut is_whole, mut has_begun) = (true, false);
        loop {
            let buffer = self.source.fill_buf()?;
            if buffer.is_empty() {
                return Ok(has_begun.then_some((line, is_whole)));
            }
            has_begun = true;
            let end = buffer.iter().position(|byte| *byte == b'\n');
            let part = buffer.get(..end.unwrap_or(buffer.len())).unwrap_or_default();
            let room = MOST_ROW_BYTES.saturating_sub(line.len());
            is_whole &= part.len() <= room;
            line.extend_from_slice(part.get(..room.min(part.len())).unwrap_or_default());
            let taken = part.len() + usize::from(end.is_some());
            self.source.consume(taken);
            if end.is_some() {
                return Ok(Some((line, is_whole)));
            }
        }
    }

    fn read(&self, text: &[u8]) -> Result<canvass_domain::command::NewCustomer, Vec<RowFault>> {
        let bound = read_object::<BatchCustomer>(text, BodyForm::Json, &CUSTOMER, &DIALECT)
            .map_err(|faults| self.told(faults))?;
        if bound.faults.is_empty() { Ok(customer(bound.request)) } else { Err(self.told(bound.faults)) }
    }

    /// Each row is a document of one line: the line that the file has for it is told instead.
    fn told(&self, faults: Faults) -> Vec<RowFault> {
        let told = faults.into_ordered("").into_iter().map(|(path, text)| {
            let name = path.strip_prefix("/data/").or_else(|| path.strip_prefix('/'));
            let text = match text.strip_prefix("Line 1, ") {
                Some(rest) => format!("Line {}, {rest}", self.line),
                None => text,
            };
            RowFault { field: name.filter(|name| !name.is_empty()).map(str::to_owned), text }
        });
        told.collect()
    }

    fn too_long(&self) -> RowFault {
        let text = format!("Line {}: the row is longer than {MOST_ROW_BYTES} bytes.", self.line);
        RowFault { field: None, text }
    }
}
