//! Files of answers: their bytes by digest, once a workspace, and a row for each file with what is known of it.
//!
//! Bytes stand in the database, so that they are stored with the rows that name them or not at all (P2), and every node
//! of a cluster has them.

use canvass_domain::file::{Seal, SentFile};
use canvass_domain::id::FileId;
use jiff::Timestamp;

use crate::Result;

/// What is known of a stored file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRecord {
    /// Its number.
    pub id: FileId,
    /// The last part of the name that was sent.
    pub name: String,
    /// By extension and content.
    pub media_type: String,
    /// Its length in bytes.
    pub size: i64,
    /// SHA-256 of its bytes.
    pub digest: Vec<u8>,
    /// How the sender sealed it (E96).
    pub seal: Option<Seal>,
    /// When it came.
    pub created_at: Timestamp,
}

/// Files of answers.
pub trait Files {
    /// Stores files; their numbers, in order.
    fn keep_files(&mut self, files: &[SentFile], at: Timestamp) -> Result<Vec<FileId>>;
    /// What is known of files, by number; unknown ones are left out.
    fn files(&mut self, ids: &[FileId]) -> Result<Vec<FileRecord>>;
    /// A file with its bytes; `Corrupt("file_content.bytes")` if they are not those that came (FIL-11).
    fn file(&mut self, id: FileId) -> Result<Option<(FileRecord, Vec<u8>)>>;
}
