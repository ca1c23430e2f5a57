//! Files of answers: bytes by digest, once a workspace, and a row a file.

use canvass_domain::file::{Seal, SentFile};
use canvass_domain::id::FileId;
use canvass_store::area::{FileRecord, Files};
use canvass_store::{Result, StoreError, content_digest, to_ticks};
use jiff::Timestamp;
use postgres::Row;

use super::count_of;
use crate::catalogue;
use crate::sequence::Counted;
use crate::transaction::{PostgresTx, moment, named};

fn file_record(row: &Row) -> Result<FileRecord> {
    let thumbprint: Option<String> = named(row, "thumbprint")?;
    let key: Option<String> = named(row, "encryption_key")?;
    Ok(FileRecord {
        id: FileId(named(row, "id")?),
        name: named(row, "name")?,
        media_type: named(row, "media_type")?,
        size: named(row, "size")?,
        digest: named(row, "digest")?,
        seal: thumbprint.zip(key).map(|(thumbprint, key)| Seal { thumbprint, key }),
        created_at: moment(row, "created_at")?,
    })
}

impl PostgresTx<'_> {
    fn keep_file(&mut self, id: i32, file: &SentFile, at: i64) -> Result<()> {
        let (workspace, digest) = (self.ws(), content_digest(&file.bytes));
        // Already there is as good as stored.
        self.execute(catalogue::INSERT_FILE_CONTENT, &[&workspace, &digest, &&*file.bytes])?;
        canvass_failpoint::pass("store.file-content");
        let size = i64::try_from(file.bytes.len()).unwrap_or(i64::MAX);
        let thumbprint = file.seal.as_ref().map(|seal| seal.thumbprint.as_str());
        let key = file.seal.as_ref().map(|seal| seal.key.as_str());
        self.execute_exactly(
            catalogue::INSERT_FILE,
            1,
            &[&workspace, &id, &file.name, &file.media_type, &size, &digest, &thumbprint, &key, &at],
        )?;
        canvass_failpoint::pass("store.file-row");
        Ok(())
    }
}

impl Files for PostgresTx<'_> {
    fn keep_files(&mut self, files: &[SentFile], at: Timestamp) -> Result<Vec<FileId>> {
        if files.is_empty() {
            return Ok(Vec::new());
        }
        let wanted = [(Counted::File, count_of(files.len())?)];
        let [first] = self.shared.sequences.reserve(self.workspace_id(), wanted)?;
        (first..)
            .zip(files)
            .map(|(id, file)| self.keep_file(id, file, to_ticks(at)).map(|()| FileId(id)))
            .collect()
    }

    fn files(&mut self, ids: &[FileId]) -> Result<Vec<FileRecord>> {
        let (workspace, ids) = (self.ws(), ids.iter().map(|id| id.0).collect::<Vec<i32>>());
        self.query(catalogue::LIST_FILES, &[&workspace, &ids])?.iter().map(file_record).collect()
    }

    fn file(&mut self, id: FileId) -> Result<Option<(FileRecord, Vec<u8>)>> {
        let Some(record) = self.files(&[id])?.pop() else { return Ok(None) };
        let workspace = self.ws();
        let row = self.query_opt(catalogue::READ_FILE, &[&workspace, &id.0])?;
        let row = row.ok_or(StoreError::Corrupt("file_content.bytes"))?;
        let (digest, bytes): (Vec<u8>, Vec<u8>) = (named(&row, "digest")?, named(&row, "bytes")?);
        if content_digest(&bytes) != digest {
            return Err(StoreError::Corrupt("file_content.bytes"));
        }
        Ok(Some((record, bytes)))
    }
}
