//! CSV by RFC 4180, line ends of any system, a byte order mark in front or none. A record that is too long is read over,
//! so that a quotation mark that nobody closes costs no memory.

use std::io::{self, BufRead, Chain, Cursor, Read};

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::header::{Header, HeaderFault};
use super::{MOST_COLUMNS, MOST_ROW_BYTES, Row, RowFault, fields};

const UNCLOSED: &str = "a quotation mark is opened and not closed.";

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// What stands between fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Delimiter {
    /// `,`
    #[default]
    Comma,
    /// `;`
    Semicolon,
    /// A tabulator.
    Tab,
}

impl Delimiter {
    /// The delimiter of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "comma" => Some(Self::Comma),
            "semicolon" => Some(Self::Semicolon),
            "tab" => Some(Self::Tab),
            _ => None,
        }
    }

    /// Its word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Comma => "comma",
            Self::Semicolon => "semicolon",
            Self::Tab => "tab",
        }
    }

    fn sign(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
        }
    }
}

/// The rows of a CSV file.
pub struct CsvRows<R> {
    source: Chain<Cursor<Vec<u8>>, R>,
    reader: Reader,
    /// Line ends read over.
    line_ends: u64,
    output: Vec<u8>,
    ends: Vec<usize>,
    header: Header,
    has_begun: bool,
}

impl<R> std::fmt::Debug for CsvRows<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CsvRows").field("header", &self.header).finish_non_exhaustive()
    }
}

/// A record as it stands in the buffers.
struct Record {
    line: u64,
    bytes: usize,
    fields: usize,
    fault: Option<String>,
}

impl<R: BufRead> CsvRows<R> {
    /// Reads the header line.
    pub fn new(mut source: R, delimiter: Delimiter) -> io::Result<Result<Self, Vec<HeaderFault>>> {
        let mut start = Vec::new();
        source.by_ref().take(3).read_to_end(&mut start)?;
        if start == BYTE_ORDER_MARK {
            start.clear();
        }
        let mut rows = Self {
            source: Cursor::new(start).chain(source),
            reader: ReaderBuilder::new().delimiter(delimiter.sign()).build(),
            line_ends: 0,
            output: vec![0; MOST_ROW_BYTES],
            ends: vec![0; MOST_COLUMNS + 1],
            header: Header { columns: Vec::new() },
            has_begun: false,
        };
        let Some(record) = rows.next_record()? else {
            return Ok(Err(vec![(String::new(), "The file has no header line.".to_owned())]));
        };
        if let Some(fault) = record.fault {
            return Ok(Err(vec![(String::new(), fault)]));
        }
        let names = match rows.fields(&record) {
            Ok(fields) => fields.into_iter().map(|name| name.trim().to_owned()).collect(),
            Err(column) => {
                let text = format!("Column {column} of the header is no UTF-8.");
                return Ok(Err(vec![(String::new(), text)]));
            }
        };
        Ok(Header::of(names).map(|header| Self { header, ..rows }))
    }

    /// The columns.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The next row; `None` at the end.
    pub fn next_row(&mut self) -> io::Result<Option<Row>> {
        let Some(record) = self.next_record()? else { return Ok(None) };
        let content = self.read(&record);
        let canonical = self.canonical(&record);
        self.has_begun = true;
        Ok(Some(Row { line: record.line, canonical, content }))
    }

    fn read(&self, record: &Record) -> Result<canvass_domain::command::NewCustomer, Vec<RowFault>> {
        let line = record.line;
        let fault = |field: Option<String>, text: String| {
            vec![RowFault { field, text: format!("Line {line}: {text}") }]
        };
        if let Some(text) = &record.fault {
            return Err(fault(None, text.clone()));
        }
        let columns = self.header.columns.len();
        if record.fields != columns {
            let text = format!("the row has {} fields, the header names {columns}.", record.fields);
            return Err(fault(None, text));
        }
        let values = self.fields(record).map_err(|column| {
            let name = self.header.columns.get(column - 1).map(|(name, _)| name.clone());
            fault(name, format!("column {column}: the text is no UTF-8."))
        })?;
        fields::customer(&self.header, values.into_iter())
    }

    /// The fields of a record; `Err`: the number of the first that is no text.
    fn fields(&self, record: &Record) -> Result<Vec<&str>, usize> {
        let mut from = 0;
        let ends = self.ends.iter().take(record.fields);
        ends.enumerate()
            .map(|(at, end)| {
                let field = self.output.get(from..*end).unwrap_or_default();
                from = *end;
                std::str::from_utf8(field).map_err(|_cause| at + 1)
            })
            .collect()
    }

    /// Each field with its length in front, so that no two records write alike.
    fn canonical(&self, record: &Record) -> Vec<u8> {
        let mut canonical = Vec::with_capacity(record.bytes + record.fields * 2);
        // The order and names of columns are what the first row means.
        if !self.has_begun {
            for (name, _) in &self.header.columns {
                canonical.extend_from_slice(name.as_bytes());
                canonical.push(b'\n');
            }
        }
        let mut from = 0;
        for end in self.ends.iter().take(record.fields) {
            canonical.extend_from_slice(end.saturating_sub(from).to_string().as_bytes());
            canonical.push(b':');
            canonical.extend_from_slice(self.output.get(from..*end).unwrap_or_default());
            from = *end;
        }
        canonical.extend_from_slice(record.fault.as_deref().unwrap_or_default().as_bytes());
        canonical
    }

    fn next_record(&mut self) -> io::Result<Option<Record>> {
        self.pass_line_ends()?;
        let line = self.line_ends + 1;
        let (mut bytes, mut fields, mut marks) = (0, 0, 0_u64);
        let (mut is_too_long, mut is_at_end) = (false, false);
        loop {
            let input = self.source.fill_buf()?;
            is_at_end |= input.is_empty();
            let (result, read, written, ended) = self.reader.read_record(
                input,
                self.output.get_mut(bytes..).unwrap_or_default(),
                self.ends.get_mut(fields..).unwrap_or_default(),
            );
            let taken = input.get(..read).unwrap_or_default();
            self.line_ends += count(taken, b'\n');
            marks += count(taken, b'"');
            self.source.consume(read);
            (bytes, fields) = (bytes + written, fields + ended);
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => {
                    // What is read over is not kept.
                    is_too_long = true;
                    (bytes, fields) = (0, 0);
                }
                ReadRecordResult::End => return Ok(None),
                ReadRecordResult::Record => {
                    let is_unclosed = is_at_end && marks % 2 == 1 && self.line_ends > line;
                    let too_long = is_too_long.then(too_long);
                    let unclosed = is_unclosed.then(|| UNCLOSED.to_owned());
                    let fault = unclosed.or(too_long);
                    return Ok(Some(Record { line, bytes, fields, fault }));
                }
            }
        }
    }

    /// Reads over the end of the last record and blank lines.
    fn pass_line_ends(&mut self) -> io::Result<()> {
        loop {
            let input = self.source.fill_buf()?;
            let blank = input.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            self.line_ends += count(input.get(..blank).unwrap_or_default(), b'\n');
            let is_over = blank < input.len() || input.is_empty();
            self.source.consume(blank);
            if is_over {
                return Ok(());
            }
        }
    }
}

fn count(bytes: &[u8], sign: u8) -> u64 {
    bytes.iter().map(|byte| u64::from(*byte == sign)).sum()
}

fn too_long() -> String {
    format!("the row is longer than {MOST_ROW_BYTES} bytes or has more than {MOST_COLUMNS} fields.")
}
