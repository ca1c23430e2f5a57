//! Batches: taking them in and deciding about them. The hot path of the house: one prepared statement a row, ids from
//! one number taken per batch, no index but the keys and the due time.

use std::collections::BTreeMap;

use canvass_domain::batch::{BatchKind, BatchState};
use canvass_domain::customer::CustomerState;
use canvass_domain::decide::import_customers::{DecidedCustomer, Import, Previous};
use canvass_domain::decision::Decision;
use canvass_domain::id::{BatchId, ContactHash, CustomerId};
use canvass_domain::message::{MessageState, Notification, Slot, Window};
use canvass_domain::reason::{Reason, Rule};
use canvass_store::area::{ApprovalFacts, BatchRecord, Batches, CustomerChange, Page, SavedImport};
use canvass_store::document::{
    answers_to_text, decisions_to_text, notice_to_text, remarks_from_text, remarks_to_text,
    transaction_to_text, values_from_text, values_to_text,
};
use canvass_store::person::persons;
use canvass_store::{Result, StoreError, to_ticks};
use jiff::Timestamp;
use rusqlite::params;

use super::installation::{seconds, time_of_day};
use super::{limit, maybe_ticks};
use crate::catalogue;
use crate::tx::{Cells, SqliteTx, execute};

/// Looks at a batch whose customers are all at an end happen at once.
pub(super) const LOOK_NOW: i64 = 0;

/// Between which numbers a batch's customers are: those of them that name it, for a batch of a day grows among others.
pub(super) type Range = (i32, i32);

pub(super) fn batch_record(cells: &mut Cells<'_, '_>) -> Result<BatchRecord> {
    Ok(BatchRecord {
        id: BatchId(cells.next()?),
        name: cells.next()?,
        kind: batch_kind(cells)?,
        state: batch_state(cells)?,
        is_test: cells.next()?,
        send_time: cells.next::<Option<i32>>()?.map(time_of_day).transpose()?,
        customers: cells.next()?,
        created_at: cells.moment()?,
        decided_at: cells.maybe_moment()?,
        closed_at: cells.maybe_moment()?,
        remarks: remarks_from_text(cells.next::<Option<String>>()?.as_deref())?,
        author: cells.next()?,
        rejection: cells.next()?,
    })
}

pub(super) fn batch_kind(cells: &mut Cells<'_, '_>) -> Result<BatchKind> {
    BatchKind::from_word(&cells.next::<String>()?).ok_or(StoreError::Corrupt("batch.kind"))
}

pub(super) fn batch_state(cells: &mut Cells<'_, '_>) -> Result<BatchState> {
    BatchState::from_word(&cells.next::<String>()?).ok_or(StoreError::Corrupt("batch.state"))
}

/// When the sweep must look at a new batch: the soonest end of its open customers, at once if there is none.
fn first_look(customers: &[DecidedCustomer]) -> Option<i64> {
    let mut open = customers.iter().filter(|customer| !customer.state.is_end()).peekable();
    if open.peek().is_none() {
        return Some(LOOK_NOW);
    }
    open.filter_map(|customer| customer.ends_at).min().map(to_ticks)
}

/// The intake's ledger with the batch's number in its first entry.
fn intake_ledger(decisions: &[Decision], batch: i32) -> String {
    let numbered: Vec<Decision> = decisions
        .iter()
        .map(|decision| match (decision.rule, &decision.detail) {
            (Rule::Received, None) => Decision { detail: Some(batch.to_string()), ..decision.clone() },
            _ => decision.clone(),
        })
        .collect();
    decisions_to_text(&numbered)
}

impl SqliteTx<'_> {
    /// The numbers of a batch's customers.
    pub(super) fn range(&self, batch: BatchId) -> Result<Option<Range>> {
        self.row(catalogue::FIND_RANGE, (self.wall(), batch.0), |cells| Ok((cells.next()?, cells.next()?)))
    }

    pub(super) fn insert_batch(&self, import: &Import, saved: SavedImport, at: i64) -> Result<()> {
        self.change_one(
            catalogue::INSERT_BATCH,
            params![
                self.wall(),
                saved.batch.0,
                import.name,
                import.kind.as_str(),
                import.state.as_str(),
                import.is_test,
                import.send_time.map(seconds),
                import.notify,
                saved.first_customer.0,
                limit(import.customers.len()),
                first_look(&import.customers),
                at,
                remarks_to_text(&import.remarks),
            ],
        )
    }

    fn insert_customers(
        &self,
        import: &Import,
        contacts: &[Option<ContactHash>],
        (saved, before): (SavedImport, i32),
        at: i64,
    ) -> Result<()> {
        let mut insert = self.prepare(catalogue::INSERT_CUSTOMER)?;
        for (position, (customer, contact)) in (0..).zip(import.customers.iter().zip(contacts)) {
            let routing = customer.routing.as_ref();
            execute(
                &mut insert,
                params![
                    self.wall(),
                    saved.first_customer.0 + position,
                    saved.batch.0,
                    before + position,
                    customer.state.code(),
                    customer.reason.map(Reason::as_str),
                    import.is_test,
                    maybe_ticks(customer.ends_at),
                    routing.map(|routing| routing.questionnaire.0),
                    routing.map(|routing| routing.version.0),
                    routing.and_then(|routing| routing.template).map(|template| template.0),
                    routing.map(|routing| routing.language.as_str()),
                    to_ticks(customer.send_at),
                    to_ticks(customer.transaction_at),
                    at,
                    customer.priority,
                    customer.previous,
                    contact.as_ref().map(|contact| contact.0.as_slice()),
                    customer.email,
                    customer.phone,
                    values_to_text(&customer.values),
                    answers_to_text(&customer.answers),
                    intake_ledger(&customer.decisions, saved.batch.0),
                    customer.transaction.as_ref().map(|about| about.segment.0),
                    customer.transaction.as_ref().map(transaction_to_text),
                    customer.is_contact_requested,
                    customer.link_counter,
                    customer.channel.code(),
                ],
            )?;
        }
        Ok(())
    }

    fn insert_messages(&self, import: &Import, saved: SavedImport) -> Result<()> {
        for (number, customer) in (saved.first_customer.0..).zip(&import.customers) {
            self.insert_customer_keys(number, &customer.keys)?;
        }
        let mut insert = self.prepare(catalogue::INSERT_MESSAGE)?;
        for (number, customer) in (saved.first_customer.0..).zip(&import.customers) {
            if let Some(window) = customer.window {
                execute(
                    &mut insert,
                    params![
                        self.wall(),
                        number,
                        saved.batch.0,
                        to_ticks(window.due_at),
                        to_ticks(window.closes_at),
                        to_ticks(window.ends_at),
                        customer.priority,
                        customer.channel.code(),
                    ],
                )?;
            }
        }
        Ok(())
    }

    /// Writes what becomes of one customer.
    fn change_customer(&self, batch: BatchId, change: &CustomerChange) -> Result<()> {
        let (wall, customer) = (self.wall(), change.customer.0);
        self.change_one(
            catalogue::CHANGE_CUSTOMER,
            params![
                wall,
                batch.0,
                customer,
                change.state.code(),
                change.reason.map(Reason::as_str),
                maybe_ticks(change.ends_at),
            ],
        )?;
        self.add_decision(change.customer, &change.decision)?;
        if let Some(window) = change.window {
            let window = (to_ticks(window.due_at), to_ticks(window.closes_at), to_ticks(window.ends_at));
            self.change_one(
                catalogue::INSERT_MESSAGE,
                (wall, customer, batch.0, window.0, window.1, window.2, None::<i32>, None::<i16>),
            )?;
        }
        Ok(())
    }

    /// Sets when the sweep must look at a batch again, from its rows; true if nothing is open any more.
    pub(super) fn look_again(&self, batch: BatchId, range: Range, now: i64) -> Result<bool> {
        let measured: Option<(i64, Option<i64>)> =
            self.row(catalogue::MEASURE_OPEN, (self.wall(), range.0, range.1, now, batch.0), |cells| {
                Ok((cells.next()?, cells.next()?))
            })?;
        let (open, soonest) = measured.unwrap_or_default();
        let look = if open == 0 { Some(LOOK_NOW) } else { soonest };
        self.change_one(catalogue::SET_LOOK, (self.wall(), batch.0, look))?;
        Ok(open == 0)
    }
}

impl Batches for SqliteTx<'_> {
    fn load_previous(&mut self, customers: &[i32]) -> Result<BTreeMap<i32, Previous>> {
        let mut found = BTreeMap::new();
        for id in customers {
            let row: Option<(String, String)> =
                self.row(catalogue::LOAD_PREVIOUS, (self.wall(), id), |cells| {
                    Ok((cells.next()?, cells.next()?))
                })?;
            if let Some((values, prefilled)) = row {
                let answers = self.merged_answers(CustomerId(*id), &prefilled)?;
                found.insert(*id, Previous { values: values_from_text(&values)?, answers });
            }
        }
        Ok(found)
    }

    fn reserve_customers(&mut self, count: usize) -> Result<CustomerId> {
        let count = i32::try_from(count)
            .map_err(|_cause| StoreError::Engine("a batch holds at most 2^31 customers".to_owned()))?;
        self.take_numbers("customer", count).map(CustomerId)
    }

    fn save_import(
        &mut self,
        import: &Import,
        contacts: &[Option<ContactHash>],
        at: Timestamp,
    ) -> Result<SavedImport> {
        if contacts.len() != import.customers.len() {
            return Err(StoreError::Engine("each customer needs its contact or none".to_owned()));
        }
        let first_customer = match import.reserved {
            Some(first) => first,
            None => self.reserve_customers(import.customers.len())?,
        };
        let at = to_ticks(at);
        let (batch, before) = self.target(import, first_customer, at)?;
        let saved = SavedImport { batch, first_customer };
        self.save_persons(&persons(&import.customers, contacts, saved.first_customer), at)?;
        self.insert_customers(import, contacts, (saved, before), at)?;
        self.insert_messages(import, saved)?;
        Ok(saved)
    }

    fn save_notification(&mut self, saved: SavedImport, told: &Notification, window: Window) -> Result<()> {
        let (wall, batch, first) = (self.wall(), saved.batch.0, saved.first_customer.0);
        self.change_one(catalogue::SAVE_NOTICE, (wall, batch, notice_to_text(told)))?;
        let window = (to_ticks(window.due_at), to_ticks(window.closes_at), to_ticks(window.ends_at));
        for slot in told.slots() {
            let row = (wall, first, slot.number(), batch, window.0, window.1, window.2);
            self.change_one(catalogue::INSERT_NOTIFICATION, row)?;
        }
        Ok(())
    }

    fn batch(&mut self, id: BatchId) -> Result<Option<BatchRecord>> {
        self.row(catalogue::FIND_BATCH, (self.wall(), id.0), batch_record)
    }

    fn batches(&mut self, page: Page) -> Result<Vec<BatchRecord>> {
        self.rows(catalogue::LIST_BATCHES, (self.wall(), page.after, limit(page.most)), batch_record)
    }

    fn approval_facts(&mut self, batch: BatchId) -> Result<Vec<ApprovalFacts>> {
        let Some((first, last)) = self.range(batch)? else { return Ok(Vec::new()) };
        self.rows(catalogue::LIST_APPROVAL_FACTS, (self.wall(), first, last, batch.0), |cells| {
            Ok(ApprovalFacts {
                customer: CustomerId(cells.next()?),
                state: cells.customer_state()?,
                message: cells.maybe_message_state()?,
                send_at: cells.moment()?,
                ends_at: cells.maybe_moment()?,
                is_waiting: cells.next()?,
            })
        })
    }

    fn stop_messages(&mut self, batch: BatchId, at: Timestamp) -> Result<u64> {
        let Some((first, last)) = self.range(batch)? else { return Ok(0) };
        let row = (self.wall(), first, last, to_ticks(at), batch.0);
        let stopped: Vec<bool> = self.cells(catalogue::CANCEL_MESSAGES, row)?;
        let cancelled = stopped.into_iter().filter(|is_cancelled| *is_cancelled).count();
        Ok(u64::try_from(cancelled).unwrap_or(u64::MAX))
    }

    fn save_batch_decision(
        &mut self,
        batch: BatchId,
        state: BatchState,
        changes: &[CustomerChange],
        at: Timestamp,
    ) -> Result<()> {
        let decided = (self.wall(), batch.0, state.as_str(), to_ticks(at));
        self.change_named(catalogue::UPDATE_BATCH_STATE, decided, "batch")?;
        changes.iter().try_for_each(|change| self.change_customer(batch, change))?;
        match state {
            BatchState::Rejected | BatchState::Cancelled | BatchState::Closed => {
                self.change_one(catalogue::SET_LOOK, (self.wall(), batch.0, None::<i64>))?;
            }
            BatchState::Received
            | BatchState::PendingApproval
            | BatchState::Approved
            | BatchState::Active => {
                let range = self.range(batch)?.ok_or(StoreError::Missing("batch"))?;
                self.look_again(batch, range, to_ticks(at))?;
            }
        }
        Ok(())
    }

    fn name_author(&mut self, batch: BatchId, author: &str) -> Result<()> {
        self.change_named(catalogue::NAME_AUTHOR, (self.wall(), batch.0, author), "batch")
    }

    fn name_rejection(&mut self, batch: BatchId, reason: &str) -> Result<()> {
        self.change_named(catalogue::NAME_REJECTION, (self.wall(), batch.0, reason), "batch")
    }

    fn keep_waiting(&mut self, batch: BatchId, from: CustomerId) -> Result<u64> {
        let Some((first, last)) = self.range(batch)? else { return Ok(0) };
        self.change(catalogue::KEEP_WAITING, (self.wall(), first.max(from.0), last, batch.0))
    }

    fn waiting_count(&mut self, batch: BatchId) -> Result<i64> {
        let Some((first, last)) = self.range(batch)? else { return Ok(0) };
        let count = self.cell(catalogue::COUNT_WAITING, (self.wall(), first, last, batch.0))?;
        Ok(count.unwrap_or_default())
    }

    fn left_counts(&mut self, batch: BatchId) -> Result<Vec<(MessageState, i64)>> {
        let Some((first, last)) = self.range(batch)? else { return Ok(Vec::new()) };
        self.rows(catalogue::COUNT_LEFT, (self.wall(), first, last, batch.0), |cells| {
            Ok((cells.message_state()?, cells.next()?))
        })
    }

    fn batch_counts(&mut self, batch: BatchId) -> Result<Vec<(CustomerState, Option<Reason>, i64)>> {
        let Some((first, last)) = self.range(batch)? else { return Ok(Vec::new()) };
        self.rows(catalogue::COUNT_CUSTOMERS, (self.wall(), first, last, batch.0), |cells| {
            Ok((cells.customer_state()?, cells.reason()?, cells.next()?))
        })
    }

    fn message_counts(&mut self, batch: Option<BatchId>) -> Result<Vec<(MessageState, i64)>> {
        let range = match batch {
            None => (1, i32::MAX),
            Some(batch) => match self.range(batch)? {
                Some(range) => range,
                None => return Ok(Vec::new()),
            },
        };
        let named = batch.map(|batch| batch.0);
        let invitations = Slot::Invitation.number();
        self.rows(catalogue::COUNT_MESSAGES, (self.wall(), range.0, range.1, named, invitations), |cells| {
            Ok((cells.message_state()?, cells.next()?))
        })
    }

    fn own_message_counts(&mut self) -> Result<Vec<(MessageState, i64)>> {
        let (nobody, last_own) = (None::<i32>, Slot::FIRST_NOTIFICATION - 1);
        self.rows(catalogue::COUNT_MESSAGES, (self.wall(), 1, i32::MAX, nobody, last_own), |cells| {
            Ok((cells.message_state()?, cells.next()?))
        })
    }
}
