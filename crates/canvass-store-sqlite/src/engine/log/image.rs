//! The files as they lie there, read without SQLite, which would take a log for its own by its name: page 1 of the database,
//! and those transactions of the log that SQLite would take in (<https://sqlite.org/fileformat2.html>, section 4).

use std::fs::File;
use std::io::{self, BufReader, ErrorKind, Read};
use std::path::Path;

use super::tag::Tag;

const LOG_HEADER: usize = 32;
const FRAME_HEADER: usize = 24;
const MAGIC: u32 = 0x377F_0682;
const TAG_AT: usize = 60;
const APPLICATION_AT: usize = 68;
/// As much of page 1 as is looked at.
const HEAD: usize = 100;

/// What page 1 says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) tag: Tag,
    pub(super) application: u32,
}

/// A log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Log {
    /// No file, or one without a byte.
    Empty,
    /// Its header is none: SQLite finds nothing in it.
    Unreadable,
    /// A log with its numbers.
    Numbered(Numbered),
}

/// A log that SQLite would take in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Numbered {
    pub(super) salt: u32,
    pub(super) sequence: u32,
    pub(super) commits: usize,
    /// The first and the last page 1 that was committed.
    pub(super) pages: Option<(Head, Head)>,
}

impl Head {
    fn read(page: &[u8]) -> Self {
        Self { tag: Tag::read(word(page, TAG_AT)), application: word(page, APPLICATION_AT) }
    }
}

/// Page 1 of the database; none if there is no file, or nothing in it.
pub(super) fn head(database: &Path) -> io::Result<Option<Head>> {
    let Some(mut file) = open(database)? else { return Ok(None) };
    let mut page = [0; HEAD];
    Ok(fill(&mut file, &mut page)?.then(|| Head::read(&page)))
}

/// The log.
pub(super) fn log(path: &Path) -> io::Result<Log> {
    let Some(file) = open(path)? else { return Ok(Log::Empty) };
    if file.metadata()?.len() == 0 {
        return Ok(Log::Empty);
    }
    let mut file = BufReader::new(file);
    let mut header = [0; LOG_HEADER];
    if !fill(&mut file, &mut header)? {
        return Ok(Log::Unreadable);
    }
    let (magic, size) = (word(&header, 0), word(&header, 8));
    let Ok(page) = usize::try_from(size) else { return Ok(Log::Unreadable) };
    let mut sum = Sum { is_big_endian: magic & 1 == 1, first: 0, second: 0 };
    sum.add(header.get(..24).unwrap_or_default());
    let is_whole = magic & !1 == MAGIC && (512..=65_536).contains(&page) && page.is_power_of_two();
    if !is_whole || !sum.is(&header, 24) {
        return Ok(Log::Unreadable);
    }
    let salts = header.get(16..24).unwrap_or_default();
    let mut log = Numbered { salt: word(&header, 16), sequence: word(&header, 12), commits: 0, pages: None };
    read_frames(&mut file, salts, page, &mut sum, &mut log)?;
    Ok(Log::Numbered(log))
}

/// Reads frames up to the first that is torn, or left over from before the log began anew.
fn read_frames(
    file: &mut impl Read,
    salts: &[u8],
    page: usize,
    sum: &mut Sum,
    log: &mut Numbered,
) -> io::Result<()> {
    let mut frame = vec![0; FRAME_HEADER + page];
    // Page 1s of the transaction whose end was not read yet.
    let mut open: Option<(Head, Head)> = None;
    while fill(file, &mut frame)? && frame.get(8..16) == Some(salts) {
        sum.add(frame.get(..8).unwrap_or_default());
        let data = frame.get(FRAME_HEADER..).unwrap_or_default();
        sum.add(data);
        if !sum.is(&frame, 16) {
            break;
        }
        if word(&frame, 0) == 1 {
            let head = Head::read(data);
            open = Some((open.map_or(head, |(first, _)| first), head));
        }
        if word(&frame, 4) > 0 {
            log.commits += 1;
            if let Some((first, last)) = open.take() {
                log.pages = Some((log.pages.map_or(first, |(before, _)| before), last));
            }
        }
    }
    Ok(())
}

fn open(path: &Path) -> io::Result<Option<File>> {
    match File::open(path) {
        Ok(file) => Ok(Some(file)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether there were as many bytes.
fn fill(file: &mut impl Read, bytes: &mut [u8]) -> io::Result<bool> {
    match file.read_exact(bytes) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}

fn word(bytes: &[u8], at: usize) -> u32 {
    let found = bytes.get(at..).and_then(<[u8]>::first_chunk).copied();
    found.map_or(0, u32::from_be_bytes)
}

/// The running sum over a log.
struct Sum {
    is_big_endian: bool,
    first: u32,
    second: u32,
}

impl Sum {
    fn add(&mut self, bytes: &[u8]) {
        for pair in bytes.as_chunks::<4>().0.as_chunks::<2>().0 {
            let [one, two] = pair.map(|word| {
                if self.is_big_endian { u32::from_be_bytes(word) } else { u32::from_le_bytes(word) }
            });
            self.first = self.first.wrapping_add(one).wrapping_add(self.second);
            self.second = self.second.wrapping_add(two).wrapping_add(self.first);
        }
    }

    fn is(&self, bytes: &[u8], at: usize) -> bool {
        (word(bytes, at), word(bytes, at + 4)) == (self.first, self.second)
    }
}
