//! Files that are taken in row by row: how far they are, and what became of their rows.

use canvass_domain::id::{BatchId, ContactHash, CustomerId, ImportId};
use canvass_domain::import_file::{Bucket, ImportState};
use jiff::Timestamp;

use super::Page;
use crate::Result;

/// A file on its way, or at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportRecord {
    /// Its number.
    pub id: ImportId,
    /// The id that its sender gave it, or one that was made.
    pub name: String,
    /// How its rows are taken, as a document.
    pub settings: String,
    /// Where it stands.
    pub state: ImportState,
    /// So many rows have their bucket.
    pub rows: i64,
    /// The batch of its customers, once there is one.
    pub batch: Option<BatchId>,
    /// Why it was interrupted.
    pub cause: Option<String>,
    /// Who began it.
    pub actor: String,
    /// When it began.
    pub created_at: Timestamp,
    /// When it last went on.
    pub changed_at: Timestamp,
}

/// A file to begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewImport {
    /// The id that its sender gave it, or one that was made.
    pub name: String,
    /// How its rows are taken, as a document.
    pub settings: String,
    /// Who begins it.
    pub actor: String,
}

/// Rows that were taken in by one transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChunkRecord {
    /// The place of its last row in the file, from 1.
    pub last_row: i64,
    /// How many rows.
    pub rows: i64,
    /// How many of them are accepted; the others have a [`RowRecord`].
    pub accepted: i64,
    /// How many of them are customers.
    pub customers: i64,
    /// The number of the first of them; the others follow in the order of the rows.
    pub first_customer: Option<CustomerId>,
    /// Their batch.
    pub batch: Option<BatchId>,
    /// Digest of all its rows.
    pub digest: Vec<u8>,
    /// Four bytes a row.
    pub row_digests: Vec<u8>,
}

/// A row that was not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowRecord {
    /// Its place in the file, from 1.
    pub row: i64,
    /// The line of the file on which it begins, from 1.
    pub line: i64,
    /// Where it went.
    pub bucket: Bucket,
    /// The code of the rule, or of what is wrong with it.
    pub reason: String,
    /// The field it is about.
    pub field: Option<String>,
    /// The detail of the ledger, or what is wrong in words.
    pub detail: Option<String>,
    /// Its customer, if it is one.
    pub customer: Option<CustomerId>,
}

/// How many rows that were not accepted went where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BucketCount {
    /// Where.
    pub bucket: Bucket,
    /// By which rule.
    pub reason: String,
    /// About which field.
    pub field: Option<String>,
    /// How many.
    pub rows: i64,
}

/// What became of the rows of a file, counted from rows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImportCounts {
    /// Rows of all chunks.
    pub rows: i64,
    /// Accepted ones.
    pub accepted: i64,
    /// Rows that are customers.
    pub customers: i64,
    /// The others, by bucket, reason and field.
    pub others: Vec<BucketCount>,
}

/// A chunk to store beside its customers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedChunk {
    /// The chunk.
    pub chunk: ChunkRecord,
    /// Its rows that were not accepted.
    pub rows: Vec<RowRecord>,
}

/// Files that are taken in row by row.
pub trait Imports {
    /// The file of this name; locks its row until the transaction ends when the transaction may write.
    fn find_import_file(&mut self, name: &str) -> Result<Option<ImportRecord>>;
    /// The file that fills or filled a batch.
    fn import_of_batch(&mut self, batch: BatchId) -> Result<Option<ImportRecord>>;
    /// Files by number.
    fn import_files(&mut self, page: Page) -> Result<Vec<ImportRecord>>;
    /// Begins a file; [`crate::StoreError::Conflict`] if its name is taken.
    fn add_import_file(&mut self, new: &NewImport, at: Timestamp) -> Result<ImportId>;
    /// Stores a chunk that follows what is stored; [`crate::StoreError::RowsChanged`] if it does not.
    fn save_import_chunk(&mut self, id: ImportId, saved: &SavedChunk, at: Timestamp) -> Result<()>;
    /// Says where a file stands, and why it was interrupted.
    fn set_import_state(
        &mut self,
        id: ImportId,
        state: ImportState,
        cause: Option<&str>,
        at: Timestamp,
    ) -> Result<()>;
    /// The chunks of a file that end after a row, in their order.
    fn import_chunks(&mut self, id: ImportId, page: Page) -> Result<Vec<ChunkRecord>>;
    /// The rows of a file that were not accepted, in their order; the cursor is a row.
    fn import_rows(&mut self, id: ImportId, bucket: Option<Bucket>, page: Page) -> Result<Vec<RowRecord>>;
    /// What became of its rows.
    fn import_counts(&mut self, id: ImportId) -> Result<ImportCounts>;
    /// Those of these persons who are customers of a batch, each with the first of its customers.
    fn people_of_batch(
        &mut self,
        batch: BatchId,
        people: &[ContactHash],
    ) -> Result<Vec<(ContactHash, CustomerId)>>;
    /// A batch is filled no more: the sweep looks at it like at any other.
    fn let_batch_go(&mut self, batch: BatchId, at: Timestamp) -> Result<()>;
}
