//! Where the customers of an import go: a batch of their own, the batch of a day, found or made (E5, E86), or the batch of
//! the file that they are a part of.

use canvass_domain::decide::import_customers::{DayBatch, FileBatch, Import, Target};
use canvass_domain::id::{BatchId, CustomerId};
use canvass_store::area::SavedImport;
use canvass_store::{Result, StoreError, to_ticks};

use super::limit;
use crate::catalogue;
use crate::tx::SqliteTx;

impl SqliteTx<'_> {
    /// The batch of an import whose customers are numbered from here on, and how many customers it had before.
    pub(super) fn target(&self, import: &Import, first: CustomerId, at: i64) -> Result<(BatchId, i32)> {
        if let Target::Day(day) = import.target
            && let Some(found) = self.extend_day_batch(import, day, first)?
        {
            return Ok(found);
        }
        if let Target::File(FileBatch { batch: Some(batch), open_until }) = import.target {
            let row = (self.wall(), batch.0, first.0, limit(import.customers.len()), to_ticks(open_until));
            let before = self.cell(catalogue::EXTEND_FILE_BATCH, row)?.ok_or(StoreError::Missing("batch"))?;
            return Ok((batch, before));
        }
        let batch = BatchId(self.take_numbers("batch", 1)?);
        self.insert_batch(import, SavedImport { batch, first_customer: first }, at)?;
        if let Target::Day(day) = import.target {
            let row = (
                self.wall(),
                batch.0,
                day.day_number(),
                day.kind.as_str(),
                day.questionnaire.0,
                to_ticks(day.open_until),
            );
            self.change_one(catalogue::MAKE_DAY_BATCH, row)?;
        }
        if let Target::File(file) = import.target {
            self.change_one(catalogue::HOLD_BATCH, (self.wall(), batch.0, to_ticks(file.open_until)))?;
        }
        Ok((batch, 0))
    }

    fn extend_day_batch(
        &self,
        import: &Import,
        day: DayBatch,
        first: CustomerId,
    ) -> Result<Option<(BatchId, i32)>> {
        let key = (
            self.wall(),
            day.kind.as_str(),
            day.questionnaire.0,
            import.is_test,
            day.day_number(),
            first.0,
            limit(import.customers.len()),
        );
        self.row(catalogue::EXTEND_DAY_BATCH, key, |cells| Ok((BatchId(cells.next()?), cells.next()?)))
    }
}
