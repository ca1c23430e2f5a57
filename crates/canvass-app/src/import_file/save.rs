//! The transaction of a chunk: its customers, what became of its rows, and how far the file is, or nothing of it.

use std::sync::Arc;

use canvass_domain::batch::BatchState;
use canvass_domain::block::Checks;
use canvass_domain::decide::import_customers::{FileBatch, Import, Target};
use canvass_domain::id::{BatchId, CustomerId};
use canvass_domain::import_file::{Bucket, ImportState};
use canvass_store::WorkspaceTx;
use canvass_store::area::{ChunkRecord, ImportRecord, Page, SavedChunk, SavedImport};
use jiff::{SignedDuration, Timestamp};

use super::FileOrder;
use super::begin::stopped;
use super::chunk::Chunk;
use super::duplicates::{Earlier, First, turn_duplicates};
use super::judged::{JudgedChunk, outcomes};
use super::past::is_same;
use crate::block::{Intake, find_stops};
use crate::import_customers::save_decided;
use crate::{App, Refusal};

/// A batch is held open for so long after a chunk; then it closes like others if nobody of it is open.
const HELD_OPEN: SignedDuration = SignedDuration::from_hours(24);

/// A chunk on its way into the store. The work may run again, so it only reads this.
pub(super) struct Saving {
    pub(super) app: App,
    pub(super) order: Arc<FileOrder>,
    pub(super) name: String,
    pub(super) chunk: Chunk,
    pub(super) judged: Option<JudgedChunk>,
}

/// What became of a chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ChunkDone {
    /// It is stored, now or by another sending of the same file.
    Stored,
    /// The batch takes no more customers, and so the file ends here.
    Stopped,
}

impl Saving {
    pub(super) fn run(&self, tx: &mut dyn WorkspaceTx) -> Result<ChunkDone, Refusal> {
        tx.share_people()?;
        let now = tx.now()?;
        let record = tx.find_import_file(&self.name)?.ok_or(Refusal::NotFound("import"))?;
        if record.rows != self.chunk.before {
            let page = Page { after: self.chunk.before, most: 1 };
            is_same(&self.name, &self.chunk, &tx.import_chunks(record.id, page)?)?;
            return Ok(ChunkDone::Stored);
        }
        if record.state.is_end() {
            return Err(stopped(&self.name));
        }
        let batch = match goal(tx, &record)? {
            Goal::Batch(batch) => Some(batch),
            Goal::NewBatch => None,
            Goal::Nothing => {
                tx.set_import_state(record.id, ImportState::Stopped, None, now)?;
                return Ok(ChunkDone::Stopped);
            }
        };
        let version = tx.configuration_version()?;
        let fresh;
        let judged = match &self.judged {
            Some(judged) if judged.basis.holds(version, now) => judged,
            Some(_) | None => {
                let command = self.chunk.command(&self.order.batch);
                fresh = JudgedChunk::inside(&self.app, tx, command)?;
                &fresh
            }
        };
        let saved = self.store(tx, judged, (&record, batch), now)?;
        tx.save_import_chunk(record.id, &saved, now)?;
        Ok(ChunkDone::Stored)
    }

    fn store(
        &self,
        tx: &mut dyn WorkspaceTx,
        judged: &JudgedChunk,
        (record, batch): (&ImportRecord, Option<BatchId>),
        now: Timestamp,
    ) -> Result<SavedChunk, Refusal> {
        let JudgedChunk { basis, rows, contacts } = judged;
        if rows.import.customers.is_empty() {
            return Ok(self.record(outcomes(&self.chunk, rows, &[], None, self.order.name_fault), None));
        }
        let earlier = if self.order.batch.allows_duplicates {
            Earlier::Nobody
        } else {
            Earlier::stored(tx, batch, contacts)?
        };
        let mut import = rows.import.clone();
        let turned = turn_duplicates(&mut import, contacts, earlier);
        let configuration = &*basis.configuration;
        let intake = Intake { configuration, checks: Checks::Sent, reserves: true, now: basis.at };
        let mut import = find_stops(&intake, tx, &import, contacts)?.turn(&import).into_owned();
        let first = match import.reserved {
            Some(first) => first,
            None => tx.reserve_customers(import.customers.len())?,
        };
        import.reserved = Some(first);
        import.target =
            Target::File(FileBatch { batch, open_until: now.saturating_add(HELD_OPEN).unwrap_or(now) });
        name_winners(&mut import, &turned, first);
        let saved = save_decided(configuration, tx, &import, contacts, basis.at)?;
        if import.state == BatchState::PendingApproval {
            waits(tx, record, saved)?;
        }
        let first = Some(saved.first_customer);
        let rows = outcomes(&self.chunk, rows, &import.customers, first, self.order.name_fault);
        Ok(self.record(rows, Some((saved.batch, saved.first_customer, import.customers.len()))))
    }

    fn record(
        &self,
        mut rows: Vec<canvass_store::area::RowRecord>,
        saved: Option<(BatchId, CustomerId, usize)>,
    ) -> SavedChunk {
        let all = rows.len();
        rows.retain(|row| row.bucket != Bucket::Accepted);
        let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        let chunk = ChunkRecord {
            last_row: self.chunk.last_row(),
            rows: self.chunk.rows(),
            accepted: count(all.saturating_sub(rows.len())),
            customers: saved.map_or(0, |(_, _, customers)| count(customers)),
            first_customer: saved.map(|(_, first, _)| first),
            batch: saved.map(|(batch, _, _)| batch),
            digest: self.chunk.digest.clone(),
            row_digests: self.chunk.row_digests.clone(),
        };
        SavedChunk { chunk, rows }
    }
}

/// Whoever sends the file brought its batch in. What comes after a part of it was approved waits for a decision of its own.
fn waits(tx: &mut dyn WorkspaceTx, record: &ImportRecord, saved: SavedImport) -> Result<(), Refusal> {
    let Some(batch) = tx.batch(saved.batch)? else { return Ok(()) };
    if batch.author.is_none() {
        tx.name_author(batch.id, &record.actor)?;
    }
    if batch.state.is_running() {
        tx.keep_waiting(batch.id, saved.first_customer)?;
    }
    Ok(())
}

/// Where the customers of a chunk go.
enum Goal {
    /// Into the batch that earlier ones are in.
    Batch(BatchId),
    NewBatch,
    /// A person decided that nobody more is asked.
    Nothing,
}

fn goal(tx: &mut dyn WorkspaceTx, record: &ImportRecord) -> Result<Goal, Refusal> {
    let Some(id) = record.batch else { return Ok(Goal::NewBatch) };
    let Some(batch) = tx.batch(id)? else { return Ok(Goal::NewBatch) };
    Ok(match batch.state {
        BatchState::Rejected | BatchState::Cancelled => Goal::Nothing,
        // It was held open for a day after the last chunk, and everybody of it is at an end.
        BatchState::Closed => Goal::NewBatch,
        BatchState::Received | BatchState::PendingApproval | BatchState::Approved | BatchState::Active => {
            Goal::Batch(id)
        }
    })
}

/// Tells those who give way the number of the customer that is asked instead.
fn name_winners(import: &mut Import, turned: &[(usize, First)], first: CustomerId) {
    for (at, winner) in turned {
        let number = match winner {
            First::Stored(customer) => customer.0,
            First::Here(at) => first.0.saturating_add(i32::try_from(*at).unwrap_or(i32::MAX)),
            First::Somewhere => continue,
        };
        let customer = import.customers.get_mut(*at);
        if let Some(last) = customer.and_then(|customer| customer.decisions.last_mut()) {
            last.detail = Some(number.to_string());
        }
    }
}
