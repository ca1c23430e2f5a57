//! Customers: reading them and their ledger. The entries of a plain delivery are not written: they are read off the
//! message row, which saves two rows a mail.

use canvass_domain::decision::Decision;
use canvass_domain::id::{BatchId, CustomerId, SegmentId, WorkspaceId};
use canvass_domain::message::{MessageState, Slot};
use canvass_domain::reason::Rule;
use canvass_domain::transaction::Transaction;
use canvass_store::area::{CustomerFilter, CustomerRecord, Customers, Page};
use canvass_store::document::{
    answers_from_text, decisions_from_text, transaction_from_text, values_from_text,
};
use canvass_store::{Result, StoreError, to_ticks};
use jiff::Timestamp;
use postgres::Row;

use super::contacts::hash;
use super::{channel, cursor, customer_state, limit, message_state, reason, routing, slot, state_code};
use crate::catalogue;
use crate::transaction::{PostgresTx, field, moment, moment_opt, named};

fn customer_record(row: &Row) -> Result<CustomerRecord> {
    Ok(CustomerRecord {
        id: CustomerId(named(row, "id")?),
        batch: BatchId(named(row, "batch_id")?),
        index: named(row, "position")?,
        state: customer_state(row)?,
        reason: reason(row)?,
        email: named(row, "email")?,
        phone: named(row, "phone")?,
        channel: channel(row)?,
        send_at: moment(row, "send_at")?,
        transaction_at: moment(row, "transaction_at")?,
        ends_at: moment_opt(row, "ends_at")?,
        priority: named(row, "priority")?,
        previous: named(row, "previous_id")?,
        routing: routing(row)?,
        link_generation: named(row, "link_generation")?,
        values: values_from_text(named(row, "data_values")?)?,
        prefilled: answers_from_text(named(row, "prefilled")?)?,
        is_test: named(row, "is_test")?,
        created_at: moment(row, "created_at")?,
        invited_at: moment_opt(row, "invited_at")?,
        reminded_at: moment_opt(row, "reminded_at")?,
        partially_reminded_at: moment_opt(row, "partially_reminded_at")?,
        opened_at: moment_opt(row, "opened_at")?,
        finished_at: moment_opt(row, "finished_at")?,
        transaction: transaction(row)?,
        contact: named::<Option<&[u8]>>(row, "contact_hash")?.map(hash).transpose()?,
        is_contact_requested: named(row, "is_contact_requested")?,
        link_counter: named(row, "link_counter")?,
        is_previous: named(row, "is_previous")?,
    })
}

fn transaction(row: &Row) -> Result<Option<Transaction>> {
    let segment: Option<i32> = named(row, "segment_id")?;
    let about: Option<&str> = named(row, "about")?;
    let (Some(segment), Some(about)) = (segment, about) else { return Ok(None) };
    transaction_from_text(SegmentId(segment), about).map(Some)
}

fn decision(row: &Row) -> Result<Decision> {
    let rule = Rule::from_code(named(row, "rule")?).ok_or(StoreError::Corrupt("decision.rule"))?;
    Ok(Decision { rule, detail: named(row, "detail")?, at: moment(row, "at")? })
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
    fn read(row: &Row) -> Result<Self> {
        Ok(Self {
            slot: slot(row)?,
            state: message_state(named(row, "state")?)?,
            attempts: named(row, "attempts")?,
            handed_over_at: moment_opt(row, "handed_over_at")?,
            settled_at: moment_opt(row, "settled_at")?,
        })
    }

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

/// An entry to write, and into whose ledger.
pub(super) type Entry = (WorkspaceId, CustomerId, Decision);

impl PostgresTx<'_> {
    /// Adds entries to ledgers; those of one customer keep their order.
    pub(super) fn write_decisions(&mut self, entries: &[Entry]) -> Result<()> {
        if entries.is_empty() {
            return Ok(());
        }
        let workspaces: Vec<i32> = entries.iter().map(|entry| entry.0.0).collect();
        let customers: Vec<i32> = entries.iter().map(|entry| entry.1.0).collect();
        let rules: Vec<&str> = entries.iter().map(|entry| entry.2.rule.code()).collect();
        let details: Vec<Option<&str>> = entries.iter().map(|entry| entry.2.detail.as_deref()).collect();
        let moments: Vec<i64> = entries.iter().map(|entry| to_ticks(entry.2.at)).collect();
        let expected = u64::try_from(entries.len()).unwrap_or(u64::MAX);
        self.execute_exactly(
            catalogue::INSERT_DECISIONS,
            expected,
            &[&workspaces, &customers, &rules, &details, &moments],
        )
    }

    fn written(&mut self, customer: CustomerId) -> Result<Vec<Decision>> {
        let workspace = self.ws();
        self.query(catalogue::LIST_DECISIONS, &[&workspace, &customer.0])?.iter().map(decision).collect()
    }

    /// The entries that the last attempt of a message stands for, for whoever makes its row forget them.
    pub(super) fn unwritten_delivery(&mut self, customer: CustomerId, slot: Slot) -> Result<Vec<Decision>> {
        let (workspace, written) = (self.ws(), self.written(customer)?);
        let mut entries = Vec::new();
        for row in self.query(catalogue::LOAD_DELIVERY, &[&workspace, &customer.0])? {
            let row = DeliveryRow::read(&row)?;
            if row.slot == slot {
                entries.extend(row.unwritten(&written));
            }
        }
        Ok(entries)
    }

    /// Adds one entry to the ledger of a customer of this workspace.
    pub(super) fn write_decision(&mut self, customer: CustomerId, decision: Decision) -> Result<()> {
        let workspace = self.workspace_id();
        self.write_decisions(&[(workspace, customer, decision)])
    }

    /// The numbers of a page: after the cursor, within the batch if one is named. `None` for an unknown batch.
    pub(super) fn page_range(&mut self, batch: Option<BatchId>, page: Page) -> Result<Option<(i32, i32)>> {
        let after = cursor(page.after).saturating_add(1);
        let Some(batch) = batch else { return Ok(Some((after, i32::MAX))) };
        Ok(self.range(batch)?.map(|(first, last)| (first.max(after), last)))
    }

    /// The numbers of a batch's customers: first and last.
    pub(super) fn range(&mut self, batch: BatchId) -> Result<Option<(i32, i32)>> {
        let workspace = self.ws();
        let row = self.query_opt(catalogue::FIND_RANGE, &[&workspace, &batch.0])?;
        row.map(|row| Ok((field(&row, 0)?, field(&row, 1)?))).transpose()
    }
}

impl Customers for PostgresTx<'_> {
    fn customer(&mut self, id: CustomerId) -> Result<Option<CustomerRecord>> {
        let workspace = self.ws();
        let row = self.query_opt(catalogue::FIND_CUSTOMER, &[&workspace, &id.0])?;
        row.as_ref().map(customer_record).transpose()
    }

    fn customers(&mut self, filter: &CustomerFilter, page: Page) -> Result<Vec<CustomerRecord>> {
        let Some((first, last)) = self.page_range(filter.batch, page)? else { return Ok(Vec::new()) };
        let workspace = self.ws();
        let state = filter.state.map(state_code);
        let batch = filter.batch.map(|batch| batch.0);
        self.query(
            catalogue::LIST_CUSTOMERS,
            &[&workspace, &first, &last, &state, &limit(page.most), &batch],
        )?
        .iter()
        .map(customer_record)
        .collect()
    }

    fn decisions(&mut self, id: CustomerId) -> Result<Vec<Decision>> {
        let workspace = self.ws();
        let Some(intake) = self.query_opt(catalogue::LOAD_INTAKE_DECISIONS, &[&workspace, &id.0])? else {
            return Ok(Vec::new());
        };
        let written = self.written(id)?;
        let mut later = Vec::new();
        for row in self.query(catalogue::LOAD_DELIVERY, &[&workspace, &id.0])? {
            later.extend(DeliveryRow::read(&row)?.unwritten(&written));
        }
        later.extend(written);
        // Stable: what a delivery stands for comes before what was written at the same moment.
        later.sort_by_key(Decision::place);
        let mut ledger = decisions_from_text(field(&intake, 0)?)?;
        ledger.extend(later);
        Ok(ledger)
    }

    fn add_decisions(&mut self, entries: &[(CustomerId, Decision)]) -> Result<()> {
        let workspace = self.workspace_id();
        let entries: Vec<Entry> =
            entries.iter().map(|(customer, decision)| (workspace, *customer, decision.clone())).collect();
        self.write_decisions(&entries)
    }
}
