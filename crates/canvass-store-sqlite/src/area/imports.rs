//! Files that are taken in row by row. One writer at a time, so nobody waits for a row.

use canvass_domain::id::{BatchId, ContactHash, CustomerId, ImportId};
use canvass_domain::import_file::{Bucket, ImportState};
use canvass_store::area::{
    BucketCount, ChunkRecord, ImportCounts, ImportRecord, Imports, NewImport, Page, RowRecord, SavedChunk,
};
use canvass_store::{Result, StoreError, to_ticks};
use jiff::Timestamp;
use rusqlite::params;

use super::limit;
use crate::catalogue;
use crate::tx::{Cells, SqliteTx, execute};

fn import_record(cells: &mut Cells<'_, '_>) -> Result<ImportRecord> {
    Ok(ImportRecord {
        id: ImportId(cells.next()?),
        name: cells.next()?,
        settings: cells.next()?,
        state: ImportState::from_word(&cells.next::<String>()?)
            .ok_or(StoreError::Corrupt("import_file.state"))?,
        rows: cells.next()?,
        batch: cells.next::<Option<i32>>()?.map(BatchId),
        cause: cells.next()?,
        actor: cells.next()?,
        created_at: cells.moment()?,
        changed_at: cells.moment()?,
    })
}

fn chunk_record(cells: &mut Cells<'_, '_>) -> Result<ChunkRecord> {
    Ok(ChunkRecord {
        last_row: cells.next()?,
        rows: cells.next()?,
        accepted: cells.next()?,
        customers: cells.next()?,
        first_customer: cells.next::<Option<i32>>()?.map(CustomerId),
        batch: cells.next::<Option<i32>>()?.map(BatchId),
        digest: cells.next()?,
        row_digests: cells.next()?,
    })
}

fn bucket(cells: &mut Cells<'_, '_>) -> Result<Bucket> {
    Bucket::from_word(&cells.next::<String>()?).ok_or(StoreError::Corrupt("import_row.bucket"))
}

fn row_record(cells: &mut Cells<'_, '_>) -> Result<RowRecord> {
    Ok(RowRecord {
        row: cells.next()?,
        line: cells.next()?,
        bucket: bucket(cells)?,
        reason: cells.next()?,
        field: cells.next()?,
        detail: cells.next()?,
        customer: cells.next::<Option<i32>>()?.map(CustomerId),
    })
}

impl Imports for SqliteTx<'_> {
    fn find_import_file(&mut self, name: &str) -> Result<Option<ImportRecord>> {
        self.row(catalogue::FIND_IMPORT_FILE, (self.wall(), name), import_record)
    }

    fn import_of_batch(&mut self, batch: BatchId) -> Result<Option<ImportRecord>> {
        self.row(catalogue::FIND_IMPORT_OF_BATCH, (self.wall(), batch.0), import_record)
    }

    fn import_files(&mut self, page: Page) -> Result<Vec<ImportRecord>> {
        self.rows(catalogue::LIST_IMPORT_FILES, (self.wall(), page.after, limit(page.most)), import_record)
    }

    fn add_import_file(&mut self, new: &NewImport, at: Timestamp) -> Result<ImportId> {
        let id = self.take_numbers("import", 1)?;
        let row = (self.wall(), id, &new.name, &new.settings, &new.actor, to_ticks(at));
        self.change_one(catalogue::INSERT_IMPORT_FILE, row)?;
        Ok(ImportId(id))
    }

    fn save_import_chunk(&mut self, id: ImportId, saved: &SavedChunk, at: Timestamp) -> Result<()> {
        let (wall, chunk) = (self.wall(), &saved.chunk);
        let (first, batch) = (chunk.first_customer.map(|first| first.0), chunk.batch.map(|batch| batch.0));
        let before = chunk.last_row - chunk.rows;
        let advance = (wall, id.0, before, chunk.rows, batch, to_ticks(at));
        self.change_one(catalogue::ADVANCE_IMPORT_FILE, advance)?;
        self.change_one(
            catalogue::INSERT_IMPORT_CHUNK,
            params![
                wall,
                id.0,
                chunk.last_row,
                chunk.rows,
                chunk.accepted,
                chunk.customers,
                first,
                batch,
                chunk.digest,
                chunk.row_digests,
            ],
        )?;
        let mut insert = self.prepare(catalogue::INSERT_IMPORT_ROW)?;
        for row in &saved.rows {
            execute(
                &mut insert,
                params![
                    wall,
                    id.0,
                    row.row,
                    row.line,
                    row.bucket.as_str(),
                    row.reason,
                    row.field,
                    row.detail,
                    row.customer.map(|customer| customer.0),
                ],
            )?;
        }
        Ok(())
    }

    fn set_import_state(
        &mut self,
        id: ImportId,
        state: ImportState,
        cause: Option<&str>,
        at: Timestamp,
    ) -> Result<()> {
        let row = (self.wall(), id.0, state.as_str(), cause, to_ticks(at));
        self.change_named(catalogue::SET_IMPORT_STATE, row, "import")
    }

    fn import_chunks(&mut self, id: ImportId, page: Page) -> Result<Vec<ChunkRecord>> {
        let page = (self.wall(), id.0, page.after, limit(page.most));
        self.rows(catalogue::LIST_IMPORT_CHUNKS, page, chunk_record)
    }

    fn import_rows(&mut self, id: ImportId, bucket: Option<Bucket>, page: Page) -> Result<Vec<RowRecord>> {
        let page = (self.wall(), id.0, page.after, bucket.map(Bucket::as_str), limit(page.most));
        self.rows(catalogue::LIST_IMPORT_ROWS, page, row_record)
    }

    fn import_counts(&mut self, id: ImportId) -> Result<ImportCounts> {
        let key = (self.wall(), id.0);
        let sums: Option<(i64, i64, i64)> = self.row(catalogue::SUM_IMPORT_CHUNKS, key, |cells| {
            Ok((cells.next()?, cells.next()?, cells.next()?))
        })?;
        let (rows, accepted, customers) = sums.unwrap_or_default();
        let others = self.rows(catalogue::COUNT_IMPORT_ROWS, key, |cells| {
            let bucket = bucket(cells)?;
            Ok(BucketCount { bucket, reason: cells.next()?, field: cells.next()?, rows: cells.next()? })
        })?;
        Ok(ImportCounts { rows, accepted, customers, others })
    }

    fn people_of_batch(
        &mut self,
        batch: BatchId,
        people: &[ContactHash],
    ) -> Result<Vec<(ContactHash, CustomerId)>> {
        let mut found = Vec::new();
        for person in people {
            let key = (self.wall(), batch.0, person.0.as_slice());
            let customer: Option<i32> = self.cell(catalogue::FIND_PERSON_OF_BATCH, key)?;
            found.extend(customer.map(|customer| (*person, CustomerId(customer))));
        }
        Ok(found)
    }

    fn let_batch_go(&mut self, batch: BatchId, at: Timestamp) -> Result<()> {
        if self.change(catalogue::LET_BATCH_GO, (self.wall(), batch.0))? == 0 {
            return Ok(());
        }
        let record = canvass_store::area::Batches::batch(self, batch)?;
        let is_over = record.is_none_or(|record| !record.state.takes_customers());
        if let Some(range) = self.range(batch)?.filter(|_| !is_over) {
            self.look_again(batch, range, to_ticks(at))?;
        }
        Ok(())
    }
}
