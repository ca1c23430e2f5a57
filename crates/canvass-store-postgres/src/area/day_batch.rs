//! Where the customers of an import go: a batch of their own, the batch of a day, found or made (E5, E86), or the batch of
//! the file that they are a part of.

use canvass_domain::decide::import_customers::{DayBatch, FileBatch, Import, Target};
use canvass_domain::id::{BatchId, CustomerId};
use canvass_store::area::{Batches, SavedImport};
use canvass_store::{Result, StoreError, to_ticks};

use super::count_of;
use crate::catalogue;
use crate::sequence::Counted;
use crate::transaction::{PostgresTx, field};

impl PostgresTx<'_> {
    /// The batch of an import, the number of its first customer, and how many customers the batch had before.
    pub(super) fn target(&mut self, import: &Import, at: i64) -> Result<(SavedImport, i32)> {
        let customers = (Counted::Customer, count_of(import.customers.len())?);
        if let Target::File(FileBatch { batch: Some(batch), open_until }) = import.target {
            return self.extend_file_batch(import, batch, to_ticks(open_until));
        }
        let Target::Day(day) = import.target else {
            let [batch, first] = if let Some(first) = import.reserved {
                [self.shared.sequences.next(self.workspace_id(), Counted::Batch)?, first.0]
            } else {
                self.shared.sequences.reserve(self.workspace_id(), [(Counted::Batch, 1), customers])?
            };
            let saved = SavedImport { batch: BatchId(batch), first_customer: CustomerId(first) };
            self.insert_batch(import, saved, at)?;
            if let Target::File(file) = import.target {
                let workspace = self.ws();
                let held: [&(dyn postgres::types::ToSql + Sync); 3] =
                    [&workspace, &batch, &to_ticks(file.open_until)];
                self.execute_exactly(catalogue::HOLD_BATCH, 1, &held)?;
            }
            return Ok((saved, 0));
        };
        let first = match import.reserved {
            Some(first) => first.0,
            None => self.reserve_customers(import.customers.len())?.0,
        };
        let (batch, before) = match self.extend_day_batch(import, day, first)? {
            Some(found) => found,
            None => self.make_day_batch(import, day, first, at)?,
        };
        Ok((SavedImport { batch: BatchId(batch), first_customer: CustomerId(first) }, before))
    }

    fn extend_file_batch(
        &mut self,
        import: &Import,
        batch: BatchId,
        open_until: i64,
    ) -> Result<(SavedImport, i32)> {
        let workspace = self.ws();
        let first = match import.reserved {
            Some(first) => first,
            None => self.reserve_customers(import.customers.len())?,
        };
        let row = self.query_opt(
            catalogue::EXTEND_FILE_BATCH,
            &[&workspace, &batch.0, &first.0, &count_of(import.customers.len())?, &open_until],
        )?;
        let before = field(&row.ok_or(StoreError::Missing("batch"))?, 0)?;
        Ok((SavedImport { batch, first_customer: first }, before))
    }

    fn extend_day_batch(&mut self, import: &Import, day: DayBatch, first: i32) -> Result<Option<(i32, i32)>> {
        let workspace = self.ws();
        let row = self.query_opt(
            catalogue::EXTEND_DAY_BATCH,
            &[
                &workspace,
                &day.kind.as_str(),
                &day.questionnaire.0,
                &import.is_test,
                &day.day_number(),
                &first,
                &count_of(import.customers.len())?,
            ],
        )?;
        row.map(|row| Ok((field(&row, 0)?, field(&row, 1)?))).transpose()
    }

    fn make_day_batch(&mut self, import: &Import, day: DayBatch, first: i32, at: i64) -> Result<(i32, i32)> {
        let workspace = self.ws();
        let batch = self.shared.sequences.next(self.workspace_id(), Counted::Batch)?;
        let row = self.query_opt(
            catalogue::MAKE_DAY_BATCH,
            &[
                &workspace,
                &batch,
                &import.name,
                &import.kind.as_str(),
                &import.state.as_str(),
                &import.is_test,
                &first,
                &count_of(import.customers.len())?,
                &day.day_number(),
                &day.kind.as_str(),
                &day.questionnaire.0,
                &to_ticks(day.open_until),
                &at,
            ],
        )?;
        let row = row.ok_or(StoreError::Corrupt("batch.day"))?;
        Ok((field(&row, 0)?, field(&row, 1)?))
    }
}
