//! So many rows that one transaction takes them in. Where a chunk ends depends on nothing but the file, so that the same
//! file has the same chunks.

use aws_lc_rs::digest::{Context, Digest, SHA256, digest};
use canvass_domain::command::{ImportCustomers, NewCustomer};

use super::{Cut, FileRow, FileRows, RowFault};

/// Rows of a chunk at most.
const MOST_ROWS: usize = 500;
/// It ends after the row that brings it over so many bytes.
const MOST_BYTES: usize = 1024 * 1024;
/// Kept of the digest of a row: enough to name the first that differs, when the digest of the chunk says that one does.
pub(super) const KEPT: usize = 4;
/// Kept of the digest of a chunk.
const CHUNK_DIGEST: usize = 16;

/// Rows in their order, with what tells them from others.
#[derive(Debug, Clone, Default)]
pub(super) struct Chunk {
    /// The place of the row before its first.
    pub(super) before: i64,
    /// The line of each row.
    pub(super) lines: Vec<i64>,
    /// The rows that could be read, and their places in the chunk.
    pub(super) customers: Vec<NewCustomer>,
    pub(super) places: Vec<usize>,
    /// The others.
    pub(super) unreadable: Vec<(usize, Vec<RowFault>)>,
    pub(super) digest: Vec<u8>,
    pub(super) row_digests: Vec<u8>,
}

impl Chunk {
    pub(super) fn rows(&self) -> i64 {
        i64::try_from(self.lines.len()).unwrap_or(i64::MAX)
    }

    pub(super) fn last_row(&self) -> i64 {
        self.before.saturating_add(self.rows())
    }

    /// The place in the file of a row of the chunk.
    pub(super) fn row(&self, at: usize) -> i64 {
        self.before.saturating_add(1).saturating_add(i64::try_from(at).unwrap_or(i64::MAX))
    }

    /// The command that its readable rows are a part of.
    pub(super) fn command(&self, order: &ImportCustomers) -> ImportCustomers {
        ImportCustomers { customers: self.customers.clone(), ..order.clone() }
    }
}

/// Reads the rows after this one; empty at the end of the file. A cut loses what was read of the chunk.
pub(super) fn next_chunk(rows: &mut dyn FileRows, before: i64) -> Result<Chunk, Cut> {
    let mut chunk = Chunk { before, ..Chunk::default() };
    let (mut whole, mut bytes) = (Digests::default(), 0);
    while chunk.lines.len() < MOST_ROWS && bytes < MOST_BYTES {
        let Some(row) = rows.next_row()? else { break };
        bytes += row.canonical.len();
        whole.add(&row);
        let place = chunk.lines.len();
        chunk.lines.push(i64::try_from(row.line).unwrap_or(i64::MAX));
        match row.content {
            Ok(customer) => {
                chunk.customers.push(customer);
                chunk.places.push(place);
            }
            Err(faults) => chunk.unreadable.push((place, faults)),
        }
    }
    (chunk.digest, chunk.row_digests) = whole.finish();
    Ok(chunk)
}

/// The digests of a chunk in the making.
pub(super) struct Digests {
    whole: Context,
    of_rows: Vec<u8>,
}

impl Default for Digests {
    fn default() -> Self {
        Self { whole: Context::new(&SHA256), of_rows: Vec::new() }
    }
}

impl Digests {
    /// Adds a row; what is kept of its digest.
    pub(super) fn add(&mut self, row: &FileRow) -> Vec<u8> {
        let digest: Digest = digest(&SHA256, &row.canonical);
        self.whole.update(digest.as_ref());
        let kept: Vec<u8> = digest.as_ref().iter().copied().take(KEPT).collect();
        self.of_rows.extend_from_slice(&kept);
        kept
    }

    /// The digest of the chunk, and what is kept of those of its rows.
    pub(super) fn finish(self) -> (Vec<u8>, Vec<u8>) {
        let whole = self.whole.finish();
        (whole.as_ref().iter().copied().take(CHUNK_DIGEST).collect(), self.of_rows)
    }
}
