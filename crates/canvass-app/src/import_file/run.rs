//! The way of a file from its first row to its last, on a thread that may block. While a chunk is stored, the next one is
//! read and judged.

use std::sync::Arc;

use canvass_domain::id::{CustomerId, WorkspaceId};
use canvass_domain::import_file::{Bucket, ImportState};
use canvass_domain::message::Notification;
use canvass_store::area::{ImportCounts, ImportRecord, Page, SavedImport};
use canvass_store::{Pending, WorkspaceTx};
use jiff::Timestamp;

use super::begin::{begin, stopped};
use super::chunk::next_chunk;
use super::judged::JudgedChunk;
use super::past::{Stop, pass_done};
use super::save::{ChunkDone, Saving};
use super::{Cut, FileOrder, FileRows};
use crate::change::row;
use crate::{App, Principal, Refusal};

/// Chunks that are looked at in one go.
const PAGE: usize = 100;

/// How a sending ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// Every row has its bucket.
    Whole(String),
    /// The file broke off: the id to send it again under, and why.
    Cut(String, String),
}

/// Takes a file in, or goes on with it. Blocks until its last row is stored.
pub fn import_file(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    order: FileOrder,
    rows: &mut dyn FileRows,
) -> Result<Ended, Refusal> {
    let record = match begin(app, principal, workspace, &order).wait() {
        // Two senders began it at once: the other one did.
        Err(Refusal::Conflict("import_name", _)) => begin(app, principal, workspace, &order).wait()?,
        begun => begun?,
    };
    let sending = Sending { app, principal, workspace, order: Arc::new(order), record };
    match sending.run(rows) {
        Ok(()) => {
            sending.finish().wait()?;
            Ok(Ended::Whole(sending.record.name))
        }
        Err(Stop::Cut(Cut(cause))) => {
            sending.interrupt(&cause).wait()?;
            Ok(Ended::Cut(sending.record.name, cause))
        }
        Err(Stop::Refused(refusal)) => Err(refusal),
    }
}

struct Sending<'a> {
    app: &'a App,
    principal: &'a Principal,
    workspace: WorkspaceId,
    order: Arc<FileOrder>,
    record: ImportRecord,
}

impl Sending<'_> {
    fn run(&self, rows: &mut dyn FileRows) -> Result<(), Stop> {
        pass_done(self.app, self.principal, self.workspace, &self.record, rows)?;
        if self.record.state == ImportState::Finished {
            return Ok(());
        }
        let mut before = self.record.rows;
        let mut under_way = None;
        loop {
            let chunk = next_chunk(rows, before);
            let chunk = match chunk {
                Ok(chunk) => chunk,
                Err(cut) => {
                    self.settle(under_way)?;
                    return Err(cut.into());
                }
            };
            let is_last = chunk.lines.is_empty();
            before = chunk.last_row();
            let command = chunk.command(&self.order.batch);
            let judged = if is_last { None } else { JudgedChunk::before(self.app, self.workspace, command) };
            self.settle(under_way.take())?;
            if is_last {
                return Ok(());
            }
            under_way = Some(self.save(Saving {
                app: self.app.clone(),
                order: Arc::clone(&self.order),
                name: self.record.name.clone(),
                chunk,
                judged,
            }));
        }
    }

    fn save(&self, saving: Saving) -> Pending<ChunkDone, Refusal> {
        let weight = saving.chunk.customers.len();
        self.app.store.write(self.workspace, weight, move |tx| saving.run(tx))
    }

    fn settle(&self, under_way: Option<Pending<ChunkDone, Refusal>>) -> Result<(), Refusal> {
        let Some(pending) = under_way else { return Ok(()) };
        let done = pending.wait()?;
        match done {
            ChunkDone::Stored => Ok(()),
            ChunkDone::Stopped => Err(stopped(&self.record.name)),
        }
    }

    fn finish(&self) -> Pending<(), Refusal> {
        let (name, actor) = (self.record.name.clone(), self.principal.actor.clone());
        let (app, receivers) = (self.app.clone(), self.order.batch.notify.clone());
        let needs_approval = !self.order.batch.approves;
        self.app.store.write(self.workspace, 1, move |tx| {
            let record = tx.find_import_file(&name)?.ok_or(Refusal::NotFound("import"))?;
            if record.state.is_end() {
                return Ok(());
            }
            let now = tx.now()?;
            tx.set_import_state(record.id, ImportState::Finished, None, now)?;
            tx.audit(&row(&actor, "finish-import", format!("import {name}"), now))?;
            if let Some(batch) = record.batch {
                tx.let_batch_go(batch, now)?;
                let office = app.configuration(tx)?.workspace.policy.front_office_address.clone();
                let receivers = Notification::receivers(receivers.as_deref(), office.as_ref());
                tell(tx, &record, receivers, needs_approval, now)?;
            }
            Ok(())
        })
    }

    fn interrupt(&self, cause: &str) -> Pending<(), Refusal> {
        let (name, cause) = (self.record.name.clone(), cause.to_owned());
        self.app.store.write(self.workspace, 1, move |tx| {
            let record = tx.find_import_file(&name)?.ok_or(Refusal::NotFound("import"))?;
            if !record.state.is_end() {
                let now = tx.now()?;
                tx.set_import_state(record.id, ImportState::Interrupted, Some(&cause), now)?;
            }
            Ok(())
        })
    }
}

/// Mails of the batch, once it is whole (E8).
fn tell(
    tx: &mut dyn WorkspaceTx,
    record: &ImportRecord,
    receivers: Vec<String>,
    needs_approval: bool,
    now: Timestamp,
) -> Result<(), Refusal> {
    if receivers.is_empty() {
        return Ok(());
    }
    let (Some(batch), Some(first_customer)) = (record.batch, first_customer(tx, record)?) else {
        return Ok(());
    };
    let told = notification(&tx.import_counts(record.id)?, receivers, needs_approval);
    let saved = SavedImport { batch, first_customer };
    Ok(tx.save_notification(saved, &told, Notification::window(now))?)
}

/// The first customer of the batch that the file ended in. A chunk has a digest of each row, so they are read in pages.
fn first_customer(tx: &mut dyn WorkspaceTx, record: &ImportRecord) -> Result<Option<CustomerId>, Refusal> {
    let mut after = 0;
    loop {
        let chunks = tx.import_chunks(record.id, Page { after, most: PAGE })?;
        let Some(last) = chunks.last() else { return Ok(None) };
        if let Some(found) = chunks.iter().find(|chunk| chunk.batch == record.batch) {
            return Ok(found.first_customer);
        }
        after = last.last_row;
    }
}

fn notification(counts: &ImportCounts, receivers: Vec<String>, needs_approval: bool) -> Notification {
    let size = |rows: i64| usize::try_from(rows).unwrap_or(0);
    let of = |bucket: Bucket| {
        size(counts.others.iter().filter(|count| count.bucket == bucket).map(|count| count.rows).sum())
    };
    let (locked, opted_out) = (of(Bucket::Locked) + of(Bucket::DuplicateKnown), of(Bucket::OptedOut));
    let faulty = of(Bucket::Invalid) + of(Bucket::DuplicateInFile);
    let total = size(counts.rows);
    let accepted = total.saturating_sub(locked + opted_out + faulty);
    Notification { receivers, total, accepted, faulty, locked, opted_out, needs_approval }
}
