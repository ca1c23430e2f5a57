//! Files that are taken in row by row. The row of a file is locked by who goes on with it.

use canvass_domain::id::{BatchId, ContactHash, CustomerId, ImportId};
use canvass_domain::import_file::{Bucket, ImportState};
use canvass_store::area::{
    BucketCount, ChunkRecord, ImportCounts, ImportRecord, Imports, NewImport, Page, RowRecord, SavedChunk,
};
use canvass_store::{Result, StoreError, to_ticks};
use jiff::Timestamp;
use postgres::Row;

use super::{cursor, limit};
use crate::catalogue;
use crate::sequence::Counted;
use crate::transaction::{PostgresTx, moment, named};

fn import_record(row: &Row) -> Result<ImportRecord> {
    Ok(ImportRecord {
        id: ImportId(named(row, "id")?),
        name: named(row, "name")?,
        settings: named(row, "settings")?,
        state: ImportState::from_word(named(row, "state")?)
            .ok_or(StoreError::Corrupt("import_file.state"))?,
        rows: named(row, "row_count")?,
        batch: named::<Option<i32>>(row, "batch_id")?.map(BatchId),
        cause: named(row, "cause")?,
        actor: named(row, "actor")?,
        created_at: moment(row, "created_at")?,
        changed_at: moment(row, "changed_at")?,
    })
}

fn chunk_record(row: &Row) -> Result<ChunkRecord> {
    Ok(ChunkRecord {
        last_row: named(row, "last_row")?,
        rows: named(row, "row_count")?,
        accepted: named(row, "accepted")?,
        customers: named(row, "customers")?,
        first_customer: named::<Option<i32>>(row, "first_customer")?.map(CustomerId),
        batch: named::<Option<i32>>(row, "batch_id")?.map(BatchId),
        digest: named(row, "digest")?,
        row_digests: named(row, "row_digests")?,
    })
}

fn bucket(row: &Row) -> Result<Bucket> {
    Bucket::from_word(named(row, "bucket")?).ok_or(StoreError::Corrupt("import_row.bucket"))
}

fn row_record(row: &Row) -> Result<RowRecord> {
    Ok(RowRecord {
        row: named(row, "place")?,
        line: named(row, "line")?,
        bucket: bucket(row)?,
        reason: named(row, "reason")?,
        field: named(row, "field")?,
        detail: named(row, "detail")?,
        customer: named::<Option<i32>>(row, "customer_id")?.map(CustomerId),
    })
}

impl PostgresTx<'_> {
    fn insert_import_rows(&mut self, id: ImportId, rows: &[RowRecord]) -> Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        let places: Vec<i64> = rows.iter().map(|row| row.row).collect();
        let lines: Vec<i64> = rows.iter().map(|row| row.line).collect();
        let buckets: Vec<&str> = rows.iter().map(|row| row.bucket.as_str()).collect();
        let reasons: Vec<&str> = rows.iter().map(|row| row.reason.as_str()).collect();
        let fields: Vec<Option<&str>> = rows.iter().map(|row| row.field.as_deref()).collect();
        let details: Vec<Option<&str>> = rows.iter().map(|row| row.detail.as_deref()).collect();
        let customers: Vec<Option<i32>> =
            rows.iter().map(|row| row.customer.map(|customer| customer.0)).collect();
        let workspace = self.ws();
        self.execute_exactly(
            catalogue::INSERT_IMPORT_ROWS,
            u64::try_from(rows.len()).unwrap_or(u64::MAX),
            &[&workspace, &id.0, &places, &lines, &buckets, &reasons, &fields, &details, &customers],
        )
    }
}

impl Imports for PostgresTx<'_> {
    fn find_import_file(&mut self, name: &str) -> Result<Option<ImportRecord>> {
        let workspace = self.ws();
        let statement =
            if self.may_write { catalogue::LOCK_IMPORT_FILE } else { catalogue::FIND_IMPORT_FILE };
        self.query_opt(statement, &[&workspace, &name])?.as_ref().map(import_record).transpose()
    }

    fn import_of_batch(&mut self, batch: BatchId) -> Result<Option<ImportRecord>> {
        let workspace = self.ws();
        let row = self.query_opt(catalogue::FIND_IMPORT_OF_BATCH, &[&workspace, &batch.0])?;
        row.as_ref().map(import_record).transpose()
    }

    fn import_files(&mut self, page: Page) -> Result<Vec<ImportRecord>> {
        let workspace = self.ws();
        let rows =
            self.query(catalogue::LIST_IMPORT_FILES, &[&workspace, &cursor(page.after), &limit(page.most)])?;
        rows.iter().map(import_record).collect()
    }

    fn add_import_file(&mut self, new: &NewImport, at: Timestamp) -> Result<ImportId> {
        let workspace = self.ws();
        let id = self.shared.sequences.next(self.workspace_id(), Counted::Import)?;
        self.execute_exactly(
            catalogue::INSERT_IMPORT_FILE,
            1,
            &[&workspace, &id, &new.name, &new.settings, &new.actor, &to_ticks(at)],
        )?;
        Ok(ImportId(id))
    }

    fn save_import_chunk(&mut self, id: ImportId, saved: &SavedChunk, at: Timestamp) -> Result<()> {
        let (workspace, chunk) = (self.ws(), &saved.chunk);
        let (first, batch) = (chunk.first_customer.map(|first| first.0), chunk.batch.map(|batch| batch.0));
        let before = chunk.last_row - chunk.rows;
        self.execute_exactly(
            catalogue::ADVANCE_IMPORT_FILE,
            1,
            &[&workspace, &id.0, &before, &chunk.rows, &batch, &to_ticks(at)],
        )?;
        self.execute_exactly(
            catalogue::INSERT_IMPORT_CHUNK,
            1,
            &[
                &workspace,
                &id.0,
                &chunk.last_row,
                &chunk.rows,
                &chunk.accepted,
                &chunk.customers,
                &first,
                &batch,
                &chunk.digest,
                &chunk.row_digests,
            ],
        )?;
        self.insert_import_rows(id, &saved.rows)
    }

    fn set_import_state(
        &mut self,
        id: ImportId,
        state: ImportState,
        cause: Option<&str>,
        at: Timestamp,
    ) -> Result<()> {
        let workspace = self.ws();
        self.execute_on(
            catalogue::SET_IMPORT_STATE,
            "import",
            &[&workspace, &id.0, &state.as_str(), &cause, &to_ticks(at)],
        )
    }

    fn import_chunks(&mut self, id: ImportId, page: Page) -> Result<Vec<ChunkRecord>> {
        let workspace = self.ws();
        let rows =
            self.query(catalogue::LIST_IMPORT_CHUNKS, &[&workspace, &id.0, &page.after, &limit(page.most)])?;
        rows.iter().map(chunk_record).collect()
    }

    fn import_rows(&mut self, id: ImportId, bucket: Option<Bucket>, page: Page) -> Result<Vec<RowRecord>> {
        let (workspace, bucket) = (self.ws(), bucket.map(Bucket::as_str));
        let rows = self.query(
            catalogue::LIST_IMPORT_ROWS,
            &[&workspace, &id.0, &page.after, &bucket, &limit(page.most)],
        )?;
        rows.iter().map(row_record).collect()
    }

    fn import_counts(&mut self, id: ImportId) -> Result<ImportCounts> {
        let workspace = self.ws();
        let sums = self.query_one(catalogue::SUM_IMPORT_CHUNKS, &[&workspace, &id.0])?;
        let counted = self.query(catalogue::COUNT_IMPORT_ROWS, &[&workspace, &id.0])?;
        let others = counted.iter().map(|row| {
            Ok(BucketCount {
                bucket: bucket(row)?,
                reason: named(row, "reason")?,
                field: named(row, "field")?,
                rows: named(row, "counted")?,
            })
        });
        Ok(ImportCounts {
            rows: named(&sums, "row_count")?,
            accepted: named(&sums, "accepted")?,
            customers: named(&sums, "customers")?,
            others: others.collect::<Result<Vec<BucketCount>>>()?,
        })
    }

    fn people_of_batch(
        &mut self,
        batch: BatchId,
        people: &[ContactHash],
    ) -> Result<Vec<(ContactHash, CustomerId)>> {
        let workspace = self.ws();
        let people: Vec<&[u8]> = people.iter().map(|person| person.0.as_slice()).collect();
        let rows = self.query(catalogue::LIST_PEOPLE_OF_BATCH, &[&workspace, &batch.0, &people])?;
        rows.iter()
            .map(|row| {
                let hash: &[u8] = named(row, "contact_hash")?;
                let hash = hash.try_into().map_err(|_cause| StoreError::Corrupt("customer.contact_hash"))?;
                Ok((ContactHash(hash), CustomerId(named(row, "customer_id")?)))
            })
            .collect()
    }

    fn let_batch_go(&mut self, batch: BatchId, at: Timestamp) -> Result<()> {
        let workspace = self.ws();
        if self.execute(catalogue::LET_BATCH_GO, &[&workspace, &batch.0])? == 0 {
            return Ok(());
        }
        let record = canvass_store::area::Batches::batch(self, batch)?;
        if record.is_some_and(|record| record.state.takes_customers()) {
            self.execute(
                catalogue::SET_LOOKS,
                &[&[workspace].as_slice(), &[batch.0].as_slice(), &to_ticks(at)],
            )?;
        }
        Ok(())
    }
}
