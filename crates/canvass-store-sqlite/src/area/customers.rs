//! Customers: reading them and their ledger. The entries of a plain delivery are not written: they are read off the
//! message row, which saves two rows a mail.

use canvass_domain::decision::Decision;
use canvass_domain::id::{BatchId, CustomerId, SegmentId};
use canvass_domain::message::{MessageState, Slot};
use canvass_domain::reason::Rule;
use canvass_domain::transaction::Transaction;
use canvass_store::area::{CustomerFilter, CustomerRecord, Customers, Page};
use canvass_store::document::{
    answers_from_text, decisions_from_text, transaction_from_text, values_from_text,
};
use canvass_store::{Result, StoreError, to_ticks};
use jiff::Timestamp;
use rusqlite::params;

use super::contacts::hash;
use super::messages::slot;
use super::{cursor, limit};
use crate::catalogue;
use crate::tx::{Cells, SqliteTx};

fn customer_record(cells: &mut Cells<'_, '_>) -> Result<CustomerRecord> {
    Ok(CustomerRecord {
        id: CustomerId(cells.next()?),
        batch: BatchId(cells.next()?),
        index: cells.next()?,
        state: cells.customer_state()?,
        reason: cells.reason()?,
        email: cells.next()?,
        phone: cells.next()?,
        channel: cells.channel()?,
        send_at: cells.moment()?,
        transaction_at: cells.moment()?,
        ends_at: cells.maybe_moment()?,
        priority: cells.next()?,
        previous: cells.next()?,
        routing: cells.routing()?,
        link_generation: cells.next()?,
        values: values_from_text(&cells.next::<String>()?)?,
        prefilled: answers_from_text(&cells.next::<String>()?)?,
        is_test: cells.next()?,
        created_at: cells.moment()?,
        invited_at: cells.maybe_moment()?,
        reminded_at: cells.maybe_moment()?,
        partially_reminded_at: cells.maybe_moment()?,
        opened_at: cells.maybe_moment()?,
        finished_at: cells.maybe_moment()?,
        transaction: transaction(cells)?,
        contact: cells.next::<Option<Vec<u8>>>()?.map(|bytes| hash(&bytes)).transpose()?,
        is_contact_requested: cells.next()?,
        link_counter: cells.next()?,
        is_previous: cells.next()?,
    })
}

/// The next two cells as what the customer is about: segment, document.
fn transaction(cells: &mut Cells<'_, '_>) -> Result<Option<Transaction>> {
    let segment: Option<i32> = cells.next()?;
    let about: Option<String> = cells.next()?;
    let (Some(segment), Some(about)) = (segment, about) else { return Ok(None) };
    transaction_from_text(SegmentId(segment), &about).map(Some)
}

fn decision(cells: &mut Cells<'_, '_>) -> Result<Decision> {
    let rule = Rule::from_code(&cells.next::<String>()?).ok_or(StoreError::Corrupt("decision.rule"))?;
    Ok(Decision { rule, detail: cells.next()?, at: cells.moment()? })
}

/// What a message row tells of its last attempt.
struct DeliveryRow {
    slot: Slot,
    state: MessageState,
    attempts: i32,
    handed_over_at: Option<Timestamp>,
    settled_at: Option<Timestamp>,
}

impl DeliveryRow {
    /// The entries that its last attempt stands for, as far as none was written: a settlement other than "sent" writes
    /// its hand-over, a person or evidence that settles it as sent writes that.
    fn unwritten(&self, written: &[Decision]) -> Vec<Decision> {
        let mut entries = Vec::new();
        if let Some(at) = self.handed_over_at {
            let detail = Some(self.attempts.to_string());
            let handed_over = Decision { rule: self.slot.handed_over(), detail, at };
            if !written.contains(&handed_over) {
                entries.push(handed_over);
            }
        }
        if let (MessageState::Sent, Some(at)) = (self.state, self.settled_at)
            && !written.iter().any(|entry| entry.rule == Rule::MessageSettled && entry.at == at)
        {
            entries.push(Decision { rule: self.slot.sent(), detail: None, at });
        }
        entries
    }
}

fn delivery(cells: &mut Cells<'_, '_>) -> Result<DeliveryRow> {
    Ok(DeliveryRow {
        slot: slot(cells)?,
        state: cells.message_state()?,
        attempts: cells.next()?,
        handed_over_at: cells.maybe_moment()?,
        settled_at: cells.maybe_moment()?,
    })
}

impl SqliteTx<'_> {
    /// The entries that the last attempt of a message stands for, for whoever makes its row forget them.
    pub(super) fn unwritten_delivery(&self, customer: CustomerId, slot: Slot) -> Result<Vec<Decision>> {
        let wall = (self.wall(), customer.0);
        let written = self.rows(catalogue::LIST_DECISIONS, wall, decision)?;
        let deliveries = self.rows(catalogue::LOAD_DELIVERY, wall, delivery)?;
        let own = deliveries.iter().filter(|row| row.slot == slot);
        Ok(own.flat_map(|row| row.unwritten(&written)).collect())
    }

    /// Adds an entry to a ledger.
    pub(super) fn add_decision(&self, customer: CustomerId, decision: &Decision) -> Result<()> {
        self.change_one(
            catalogue::INSERT_DECISION,
            params![self.wall(), customer.0, decision.rule.code(), decision.detail, to_ticks(decision.at)],
        )
    }
}

impl Customers for SqliteTx<'_> {
    fn customer(&mut self, id: CustomerId) -> Result<Option<CustomerRecord>> {
        self.row(catalogue::FIND_CUSTOMER, (self.wall(), id.0), customer_record)
    }

    fn customers(&mut self, filter: &CustomerFilter, page: Page) -> Result<Vec<CustomerRecord>> {
        let Some((first, last)) = self.page_range(filter.batch, page)? else { return Ok(Vec::new()) };
        let state = filter.state.map(canvass_domain::customer::CustomerState::code);
        self.rows(
            catalogue::LIST_CUSTOMERS,
            (self.wall(), first, last, state, limit(page.most), filter.batch.map(|batch| batch.0)),
            customer_record,
        )
    }

    fn decisions(&mut self, id: CustomerId) -> Result<Vec<Decision>> {
        let wall = (self.wall(), id.0);
        let intake: Option<String> = self.cell(catalogue::LOAD_INTAKE_DECISIONS, wall)?;
        let Some(intake) = intake else { return Ok(Vec::new()) };
        let written = self.rows(catalogue::LIST_DECISIONS, wall, decision)?;
        let deliveries = self.rows(catalogue::LOAD_DELIVERY, wall, delivery)?;
        let mut later: Vec<Decision> = deliveries.iter().flat_map(|row| row.unwritten(&written)).collect();
        later.extend(written);
        // Stable: what a delivery stands for comes before what was written at the same moment.
        later.sort_by_key(Decision::place);
        let mut ledger = decisions_from_text(&intake)?;
        ledger.extend(later);
        Ok(ledger)
    }

    fn add_decisions(&mut self, entries: &[(CustomerId, Decision)]) -> Result<()> {
        entries.iter().try_for_each(|(customer, decision)| self.add_decision(*customer, decision))
    }
}

impl SqliteTx<'_> {
    /// The numbers of a page: after the cursor, within the batch if one is named. `None` for an unknown batch.
    pub(super) fn page_range(&self, batch: Option<BatchId>, page: Page) -> Result<Option<(i32, i32)>> {
        let after = cursor(page.after).saturating_add(1);
        let Some(batch) = batch else { return Ok(Some((after, i32::MAX))) };
        Ok(self.range(batch)?.map(|(first, last)| (first.max(after), last)))
    }
}
