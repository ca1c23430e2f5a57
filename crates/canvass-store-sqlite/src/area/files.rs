//! Files of answers: bytes by digest, once a workspace, and a row a file.

use canvass_domain::file::{Seal, SentFile};
use canvass_domain::id::FileId;
use canvass_store::area::{FileRecord, Files};
use canvass_store::{Result, StoreError, content_digest, to_ticks};
use jiff::Timestamp;

use crate::catalogue;
use crate::tx::{Cells, SqliteTx};

fn file_record(cells: &mut Cells<'_, '_>) -> Result<FileRecord> {
    let (id, name, media_type, size) = (FileId(cells.next()?), cells.next()?, cells.next()?, cells.next()?);
    let digest = cells.next()?;
    let (thumbprint, key) = (cells.next::<Option<String>>()?, cells.next::<Option<String>>()?);
    let seal = thumbprint.zip(key).map(|(thumbprint, key)| Seal { thumbprint, key });
    Ok(FileRecord { id, name, media_type, size, digest, seal, created_at: cells.moment()? })
}

impl SqliteTx<'_> {
    fn keep_file(&self, id: i32, file: &SentFile, at: i64) -> Result<()> {
        let digest = content_digest(&file.bytes);
        // Already there is as good as stored.
        self.change(catalogue::INSERT_FILE_CONTENT, (self.wall(), &digest, &*file.bytes))?;
        canvass_failpoint::pass("store.file-content");
        let size = i64::try_from(file.bytes.len()).unwrap_or(i64::MAX);
        self.change_one(
            catalogue::INSERT_FILE,
            (
                self.wall(),
                id,
                &file.name,
                file.media_type,
                size,
                &digest,
                file.seal.as_ref().map(|seal| &seal.thumbprint),
                file.seal.as_ref().map(|seal| &seal.key),
                at,
            ),
        )?;
        canvass_failpoint::pass("store.file-row");
        Ok(())
    }
}

impl Files for SqliteTx<'_> {
    fn keep_files(&mut self, files: &[SentFile], at: Timestamp) -> Result<Vec<FileId>> {
        if files.is_empty() {
            return Ok(Vec::new());
        }
        let count = i32::try_from(files.len()).unwrap_or(i32::MAX);
        let first = self.take_numbers("file", count)?;
        (first..)
            .zip(files)
            .map(|(id, file)| self.keep_file(id, file, to_ticks(at)).map(|()| FileId(id)))
            .collect()
    }

    fn files(&mut self, ids: &[FileId]) -> Result<Vec<FileRecord>> {
        let mut found = Vec::with_capacity(ids.len());
        for id in ids {
            found.extend(self.row(catalogue::FIND_FILE, (self.wall(), id.0), file_record)?);
        }
        Ok(found)
    }

    fn file(&mut self, id: FileId) -> Result<Option<(FileRecord, Vec<u8>)>> {
        let Some(record) = self.row(catalogue::FIND_FILE, (self.wall(), id.0), file_record)? else {
            return Ok(None);
        };
        let found = self.row(catalogue::READ_FILE, (self.wall(), id.0), |cells| {
            Ok((cells.next::<Vec<u8>>()?, cells.next::<Vec<u8>>()?))
        })?;
        let (digest, bytes) = found.ok_or(StoreError::Corrupt("file_content.bytes"))?;
        if content_digest(&bytes) != digest {
            return Err(StoreError::Corrupt("file_content.bytes"));
        }
        Ok(Some((record, bytes)))
    }
}
