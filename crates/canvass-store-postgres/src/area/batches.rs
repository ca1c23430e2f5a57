//! Batches: taking them in and deciding about them. The hot path of the house: one statement a table, the rows as
//! arrays, and no index but the keys and the due time.

use std::collections::BTreeMap;

use canvass_domain::batch::{BatchKind, BatchState};
use canvass_domain::customer::CustomerState;
use canvass_domain::decide::import_customers::{Import, KeptAnswer, Previous};
use canvass_domain::id::{BatchId, ContactHash, CustomerId};
use canvass_domain::message::{MessageState, Notification, Slot, Window};
use canvass_domain::reason::Reason;
use canvass_store::area::{ApprovalFacts, BatchRecord, Batches, CustomerChange, Page, SavedImport};
use canvass_store::document::{
    answers_from_text, notice_to_text, remarks_from_text, remarks_to_text, values_from_text,
};
use canvass_store::person::persons;
use canvass_store::{Result, StoreError, to_ticks};
use jiff::Timestamp;
use postgres::Row;
use postgres::types::ToSql;

use super::customers::Entry;
use super::installation::{seconds_of, time_of};
use super::intake::{CustomerColumns, MessageColumns, first_look};
use super::{count_of, cursor, customer_state, kept_answer, limit, message_state, reason, state_code};
use crate::catalogue;
use crate::sequence::Counted;
use crate::transaction::{PostgresTx, field, moment, moment_opt, named};

/// So many customers go into one statement: the arrays of a large file stay small.
const CHUNK: usize = 10_000;

fn batch_record(row: &Row) -> Result<BatchRecord> {
    Ok(BatchRecord {
        id: BatchId(named(row, "id")?),
        name: named(row, "name")?,
        kind: BatchKind::from_word(named(row, "kind")?).ok_or(StoreError::Corrupt("batch.kind"))?,
        state: batch_state(named(row, "state")?)?,
        is_test: named(row, "is_test")?,
        send_time: named::<Option<i32>>(row, "send_time")?.map(time_of).transpose()?,
        customers: named::<i32>(row, "customers")?.into(),
        created_at: moment(row, "created_at")?,
        decided_at: moment_opt(row, "decided_at")?,
        closed_at: moment_opt(row, "closed_at")?,
        remarks: remarks_from_text(named(row, "remarks")?)?,
        author: named(row, "author")?,
        rejection: named(row, "rejection")?,
    })
}

pub(super) fn batch_state(word: &str) -> Result<BatchState> {
    BatchState::from_word(word).ok_or(StoreError::Corrupt("batch.state"))
}

impl PostgresTx<'_> {
    pub(super) fn insert_batch(&mut self, import: &Import, saved: SavedImport, at: i64) -> Result<()> {
        let workspace = self.ws();
        self.execute_exactly(
            catalogue::INSERT_BATCH,
            1,
            &[
                &workspace,
                &saved.batch.0,
                &import.name,
                &import.kind.as_str(),
                &import.state.as_str(),
                &import.is_test,
                &import.send_time.map(seconds_of),
                &import.notify,
                &saved.first_customer.0,
                &count_of(import.customers.len())?,
                &first_look(&import.customers),
                &at,
                &remarks_to_text(&import.remarks),
            ],
        )
    }

    fn insert_customers(
        &mut self,
        import: &Import,
        contacts: &[Option<ContactHash>],
        (saved, before): (SavedImport, i32),
        at: i64,
    ) -> Result<()> {
        let workspace = self.ws();
        let chunks = import.customers.chunks(CHUNK).zip(contacts.chunks(CHUNK));
        for (position, (customers, contacts)) in (0..).step_by(CHUNK).zip(chunks) {
            let (first, place) = (saved.first_customer.0 + position, before + position);
            self.save_persons(&persons(customers, contacts, CustomerId(first)), at)?;
            let columns = CustomerColumns::of(customers, contacts, saved.batch.0);
            let mut parameters: Vec<&(dyn ToSql + Sync)> =
                vec![&workspace, &first, &saved.batch.0, &place, &import.is_test, &at];
            parameters.extend(columns.parameters());
            let expected = u64::try_from(customers.len()).unwrap_or(u64::MAX);
            self.execute_exactly(catalogue::INSERT_CUSTOMERS, expected, &parameters)?;
            let windows = (first..).zip(customers).filter_map(|(number, customer)| {
                Some((number, customer.window?, Some((customer.priority, customer.channel))))
            });
            self.insert_messages(saved.batch, &MessageColumns::of(windows))?;
            self.insert_customer_keys(first, customers.iter().map(|customer| customer.keys.as_slice()))?;
        }
        Ok(())
    }

    fn insert_messages(&mut self, batch: BatchId, messages: &MessageColumns) -> Result<()> {
        if messages.customers.is_empty() {
            return Ok(());
        }
        let workspace = self.ws();
        self.execute_exactly(
            catalogue::INSERT_MESSAGES,
            u64::try_from(messages.customers.len()).unwrap_or(u64::MAX),
            &[
                &workspace,
                &batch.0,
                &messages.customers,
                &messages.due,
                &messages.closing,
                &messages.ends,
                &messages.priorities,
                &messages.channels,
            ],
        )
    }

    fn change_customers(&mut self, batch: BatchId, changes: &[CustomerChange]) -> Result<()> {
        let workspace = self.ws();
        let ids: Vec<i32> = changes.iter().map(|change| change.customer.0).collect();
        let states: Vec<i16> = changes.iter().map(|change| state_code(change.state)).collect();
        let reasons: Vec<Option<&str>> =
            changes.iter().map(|change| change.reason.map(Reason::as_str)).collect();
        let ends: Vec<Option<i64>> = changes.iter().map(|change| change.ends_at.map(to_ticks)).collect();
        self.execute_exactly(
            catalogue::CHANGE_CUSTOMERS,
            u64::try_from(changes.len()).unwrap_or(u64::MAX),
            &[&workspace, &batch.0, &ids, &states, &reasons, &ends],
        )?;
        let entries: Vec<Entry> = changes
            .iter()
            .map(|change| (self.workspace_id(), change.customer, change.decision.clone()))
            .collect();
        self.write_decisions(&entries)
    }
}

/// Pre-filled and given answers in the order they were given; given ones win.
pub(super) fn merged_answers(prefilled: &str, given: Vec<KeptAnswer>) -> Result<Vec<KeptAnswer>> {
    let identity = |answer: &KeptAnswer| (answer.question, answer.page_repetition, answer.section_repetition);
    let mut answers = answers_from_text(prefilled)?;
    answers.retain(|answer| given.iter().all(|given| identity(given) != identity(answer)));
    answers.extend(given);
    answers.sort_by_key(|answer| answer.answered_at);
    Ok(answers)
}

impl Batches for PostgresTx<'_> {
    fn load_previous(&mut self, customers: &[i32]) -> Result<BTreeMap<i32, Previous>> {
        let workspace = self.ws();
        let mut given: BTreeMap<i32, Vec<KeptAnswer>> = BTreeMap::new();
        for row in self.query(catalogue::LIST_PREVIOUS_ANSWERS, &[&workspace, &customers])? {
            given.entry(named(&row, "customer_id")?).or_default().push(kept_answer(&row)?);
        }
        let mut found = BTreeMap::new();
        for row in self.query(catalogue::LOAD_PREVIOUS, &[&workspace, &customers])? {
            let id: i32 = named(&row, "id")?;
            let given = given.remove(&id).unwrap_or_default();
            let answers = merged_answers(named(&row, "prefilled")?, given)?;
            found.insert(id, Previous { values: values_from_text(named(&row, "data_values")?)?, answers });
        }
        Ok(found)
    }

    fn reserve_customers(&mut self, count: usize) -> Result<CustomerId> {
        let wanted = [(Counted::Customer, count_of(count)?)];
        let [first] = self.shared.sequences.reserve(self.workspace_id(), wanted)?;
        Ok(CustomerId(first))
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
        let at = to_ticks(at);
        let (saved, before) = self.target(import, at)?;
        self.insert_customers(import, contacts, (saved, before), at)?;
        Ok(saved)
    }

    fn save_notification(&mut self, saved: SavedImport, told: &Notification, window: Window) -> Result<()> {
        let (workspace, batch, first) = (self.ws(), saved.batch.0, saved.first_customer.0);
        self.execute_exactly(catalogue::SAVE_NOTICE, 1, &[&workspace, &batch, &notice_to_text(told)])?;
        let slots: Vec<i16> = told.slots().map(Slot::number).collect();
        let window = (to_ticks(window.due_at), to_ticks(window.closes_at), to_ticks(window.ends_at));
        self.execute_exactly(
            catalogue::INSERT_NOTIFICATIONS,
            u64::try_from(slots.len()).unwrap_or(u64::MAX),
            &[&workspace, &first, &slots, &batch, &window.0, &window.1, &window.2],
        )
    }

    fn batch(&mut self, id: BatchId) -> Result<Option<BatchRecord>> {
        let workspace = self.ws();
        let statement = if self.may_write { catalogue::LOCK_BATCH } else { catalogue::FIND_BATCH };
        self.query_opt(statement, &[&workspace, &id.0])?.as_ref().map(batch_record).transpose()
    }

    fn batches(&mut self, page: Page) -> Result<Vec<BatchRecord>> {
        let workspace = self.ws();
        self.query(catalogue::LIST_BATCHES, &[&workspace, &cursor(page.after), &limit(page.most)])?
            .iter()
            .map(batch_record)
            .collect()
    }

    fn approval_facts(&mut self, batch: BatchId) -> Result<Vec<ApprovalFacts>> {
        let Some((first, last)) = self.range(batch)? else { return Ok(Vec::new()) };
        let workspace = self.ws();
        if self.may_write {
            self.query(catalogue::LOCK_CUSTOMERS, &[&workspace, &first, &last, &batch.0])?;
        }
        self.query(catalogue::LIST_APPROVAL_FACTS, &[&workspace, &first, &last, &batch.0])?
            .iter()
            .map(|row| {
                Ok(ApprovalFacts {
                    customer: CustomerId(named(row, "id")?),
                    state: customer_state(row)?,
                    message: named::<Option<i16>>(row, "message_state")?.map(message_state).transpose()?,
                    send_at: moment(row, "send_at")?,
                    ends_at: moment_opt(row, "ends_at")?,
                    is_waiting: named(row, "is_waiting")?,
                })
            })
            .collect()
    }

    fn stop_messages(&mut self, batch: BatchId, at: Timestamp) -> Result<u64> {
        let Some((first, last)) = self.range(batch)? else { return Ok(0) };
        let workspace = self.ws();
        self.query(catalogue::LOCK_CUSTOMERS, &[&workspace, &first, &last, &batch.0])?;
        let row = self
            .query_opt(catalogue::CANCEL_MESSAGES, &[&workspace, &first, &last, &to_ticks(at), &batch.0])?;
        let cancelled: i64 = row.map_or(Ok(0), |row| field(&row, 0))?;
        Ok(u64::try_from(cancelled).unwrap_or(0))
    }

    fn save_batch_decision(
        &mut self,
        batch: BatchId,
        state: BatchState,
        changes: &[CustomerChange],
        at: Timestamp,
    ) -> Result<()> {
        let (workspace, at) = (self.ws(), to_ticks(at));
        let word = state.as_str();
        self.execute_on(catalogue::UPDATE_BATCH_STATE, "batch", &[&workspace, &batch.0, &word, &at])?;
        for changes in changes.chunks(CHUNK) {
            self.change_customers(batch, changes)?;
            let windows = changes.iter().filter_map(|change| Some((change.customer.0, change.window?, None)));
            self.insert_messages(batch, &MessageColumns::of(windows))?;
        }
        // A batch whose story is over is not looked at any more; update_batch_state has seen to that.
        if matches!(state, BatchState::PendingApproval | BatchState::Approved | BatchState::Active) {
            self.execute(catalogue::SET_LOOKS, &[&[workspace].as_slice(), &[batch.0].as_slice(), &at])?;
        }
        Ok(())
    }

    fn name_author(&mut self, batch: BatchId, author: &str) -> Result<()> {
        let workspace = self.ws();
        self.execute_on(catalogue::NAME_AUTHOR, "batch", &[&workspace, &batch.0, &author])
    }

    fn name_rejection(&mut self, batch: BatchId, reason: &str) -> Result<()> {
        let workspace = self.ws();
        self.execute_on(catalogue::NAME_REJECTION, "batch", &[&workspace, &batch.0, &reason])
    }

    fn keep_waiting(&mut self, batch: BatchId, from: CustomerId) -> Result<u64> {
        let Some((first, last)) = self.range(batch)? else { return Ok(0) };
        let workspace = self.ws();
        self.execute(catalogue::KEEP_WAITING, &[&workspace, &first.max(from.0), &last, &batch.0])
    }

    fn waiting_count(&mut self, batch: BatchId) -> Result<i64> {
        let Some((first, last)) = self.range(batch)? else { return Ok(0) };
        let workspace = self.ws();
        let row = self.query_opt(catalogue::COUNT_WAITING, &[&workspace, &first, &last, &batch.0])?;
        row.map_or(Ok(0), |row| named(&row, "waiting"))
    }

    fn left_counts(&mut self, batch: BatchId) -> Result<Vec<(MessageState, i64)>> {
        let Some((first, last)) = self.range(batch)? else { return Ok(Vec::new()) };
        let workspace = self.ws();
        self.query(catalogue::COUNT_LEFT, &[&workspace, &first, &last, &batch.0])?
            .iter()
            .map(|row| Ok((message_state(named(row, "state")?)?, named(row, "messages")?)))
            .collect()
    }

    fn batch_counts(&mut self, batch: BatchId) -> Result<Vec<(CustomerState, Option<Reason>, i64)>> {
        let Some((first, last)) = self.range(batch)? else { return Ok(Vec::new()) };
        let workspace = self.ws();
        self.query(catalogue::COUNT_CUSTOMERS, &[&workspace, &first, &last, &batch.0])?
            .iter()
            .map(|row| Ok((customer_state(row)?, reason(row)?, named(row, "customers")?)))
            .collect()
    }

    fn message_counts(&mut self, batch: Option<BatchId>) -> Result<Vec<(MessageState, i64)>> {
        let range = match batch {
            None => Some((1, i32::MAX)),
            Some(batch) => self.range(batch)?,
        };
        let Some(range) = range else { return Ok(Vec::new()) };
        count_messages(self, range, batch, Slot::Invitation.number())
    }

    fn own_message_counts(&mut self) -> Result<Vec<(MessageState, i64)>> {
        count_messages(self, (1, i32::MAX), None, Slot::FIRST_NOTIFICATION - 1)
    }
}

/// How many messages of a range of customers, up to a slot, stand where.
fn count_messages(
    tx: &mut PostgresTx<'_>,
    (first, last): (i32, i32),
    batch: Option<BatchId>,
    last_slot: i16,
) -> Result<Vec<(MessageState, i64)>> {
    let (workspace, batch) = (tx.ws(), batch.map(|batch| batch.0));
    tx.query(catalogue::COUNT_MESSAGES, &[&workspace, &first, &last, &batch, &last_slot])?
        .iter()
        .map(|row| Ok((message_state(named(row, "state")?)?, named(row, "messages")?)))
        .collect()
}
