//! Messages as a workspace sees them, and settling what is in doubt or held.

use canvass_domain::customer::CustomerState;
use canvass_domain::decision::Decision;
use canvass_domain::id::{BatchId, ContactHash, CustomerId};
use canvass_domain::message::{Evidence, MessageKey, MessageState, Slot, Window};
use canvass_domain::reason::Rule;
use canvass_store::area::{InDoubt, MessageFilter, MessageRecord, Messages, OperatorSettlement, Page};
use canvass_store::{Result, StoreError, to_ticks};
use jiff::Timestamp;
use postgres::Row;

use super::delivery::KeyColumns;
use super::{customer_state, limit, message_state, round, slot, window};
use crate::catalogue;
use crate::transaction::{PostgresTx, moment_opt, named};

/// More than the messages of one customer.
const WHOLE: usize = 1_000;

fn message_record(row: &Row) -> Result<MessageRecord> {
    Ok(MessageRecord {
        customer: CustomerId(named(row, "customer_id")?),
        slot: slot(row)?,
        batch: BatchId(named(row, "batch_id")?),
        state: message_state(named(row, "state")?)?,
        window: window(row)?,
        fence: named(row, "fence")?,
        attempts: named(row, "attempts")?,
        tries: named(row, "tries")?,
        round: round(row)?,
        first_left_at: moment_opt(row, "first_left_at")?,
        handed_over_at: moment_opt(row, "handed_over_at")?,
        settled_at: moment_opt(row, "settled_at")?,
        peer: named(row, "peer")?,
        last_line: named(row, "last_line")?,
    })
}

/// The slots of those that were in doubt.
pub(super) fn in_doubt(settled: &[Row]) -> Result<Vec<Slot>> {
    let mut slots = Vec::new();
    for row in settled {
        if named(row, "was_in_doubt")? {
            slots.push(slot(row)?);
        }
    }
    Ok(slots)
}

impl PostgresTx<'_> {
    /// The peer took the invitations of these customers: Scheduled becomes Invited, the first one makes a batch active
    /// (E4). Arrays of workspace and customer, and of workspace and batch.
    pub(super) fn invite(
        &mut self,
        customers: (&[i32], &[i32]),
        batches: (&[i32], &[i32]),
        at: i64,
    ) -> Result<()> {
        self.execute(catalogue::INVITE_CUSTOMERS, &[&customers.0, &customers.1, &at])?;
        if batches.0.is_empty() {
            return Ok(());
        }
        self.execute(catalogue::ACTIVATE_BATCHES, &[&batches.0, &batches.1]).map(drop)
    }

    /// The peer took reminders (E51): arrays of workspace, customer and slot.
    pub(super) fn remind(&mut self, reminded: (&[i32], &[i32], &[i16]), at: i64) -> Result<()> {
        self.execute(catalogue::REMIND_CUSTOMERS, &[&reminded.0, &reminded.1, &reminded.2, &at]).map(drop)
    }

    /// Makes reminders where there is somebody to remind; tells how many were not there yet.
    pub(super) fn insert_reminders(&mut self, reminders: &[(MessageKey, Window)]) -> Result<u64> {
        let keys = KeyColumns::of(reminders.iter().map(|(key, _)| *key));
        let ticks = |take: fn(&Window) -> Timestamp| -> Vec<i64> {
            reminders.iter().map(|(_, window)| to_ticks(take(window))).collect()
        };
        self.execute(
            catalogue::INSERT_REMINDERS,
            &[
                &keys.workspaces,
                &keys.customers,
                &keys.slots,
                &ticks(|window| window.due_at),
                &ticks(|window| window.closes_at),
                &ticks(|window| window.ends_at),
            ],
        )
    }

    /// In doubt becomes sent because of evidence, and what waits because it came back leaves no more; false if nothing was
    /// either.
    pub(super) fn settle_in_doubt(
        &mut self,
        customer: CustomerId,
        evidence: Evidence,
        at: Timestamp,
    ) -> Result<bool> {
        let workspace = self.ws();
        let settled = self.query(catalogue::SETTLE_BY_EVIDENCE, &[&workspace, &customer.0, &to_ticks(at)])?;
        let proved = in_doubt(&settled)?;
        if !proved.is_empty() {
            self.proved(customer, &proved, evidence, at)?;
        }
        Ok(!settled.is_empty())
    }

    /// Brings one message from a state to an end; false if it is not there.
    pub(super) fn end_message(
        &mut self,
        (customer, slot): (CustomerId, Slot),
        (from, end): (MessageState, MessageState),
        line: Option<&str>,
        at: Timestamp,
    ) -> Result<bool> {
        let row: [&(dyn postgres::types::ToSql + Sync); 7] =
            [&self.ws(), &customer.0, &slot.number(), &from.code(), &end.code(), &to_ticks(at), &line];
        Ok(self.execute(catalogue::END_MESSAGE, &row)? > 0)
    }

    /// Ends all mail of customers that has not left, and tells how much.
    pub(super) fn stop_mail(
        &mut self,
        (workspaces, customers): (&[i32], &[i32]),
        end: MessageState,
        at: i64,
    ) -> Result<u64> {
        self.execute(catalogue::STOP_MAIL, &[&workspaces, &customers, &end.code(), &at])
    }

    /// What a message that left means to its customer, who is held.
    pub(super) fn left(
        &mut self,
        (customer, BatchId(batch)): (CustomerId, BatchId),
        slot: Slot,
        at: Timestamp,
    ) -> Result<()> {
        let (workspace, at) = (self.ws(), to_ticks(at));
        match slot {
            Slot::Invitation => {
                self.invite((&[workspace], &[customer.0]), (&[workspace], &[batch]), at).map(drop)
            }
            Slot::Reminder | Slot::PartialReminder => {
                self.remind((&[workspace], &[customer.0], &[slot.number()]), at).map(drop)
            }
            Slot::Notification(_) => Ok(()),
        }
    }

    /// Writes what follows from evidence that messages arrived.
    pub(super) fn proved(
        &mut self,
        customer: CustomerId,
        slots: &[Slot],
        evidence: Evidence,
        at: Timestamp,
    ) -> Result<()> {
        let (_, batch) = self.held_standing(customer)?.ok_or(StoreError::Missing("customer"))?;
        for slot in slots {
            self.left((customer, batch), *slot, at)?;
        }
        self.audit_evidence(customer, slots, evidence, at)?;
        let decision =
            Decision { rule: Rule::MessageSettled, detail: Some(evidence.as_str().to_owned()), at };
        self.write_decision(customer, decision)
    }

    /// Where a customer stands, and its batch. The row stays so until the transaction ends. Held before any of its
    /// messages, so that what two decide about one customer comes one after the other.
    pub(super) fn held_standing(&mut self, customer: CustomerId) -> Result<Option<(CustomerState, BatchId)>> {
        let workspace = self.ws();
        let row = self.query_opt(catalogue::LOCK_STANDING, &[&workspace, &customer.0])?;
        row.map(|row| Ok((customer_state(&row)?, BatchId(named(&row, "batch_id")?)))).transpose()
    }

    /// By a person it is another departure.
    fn send_again(
        &mut self,
        (customer, slot): (CustomerId, Slot),
        window: Window,
        departures: i32,
    ) -> Result<u64> {
        let workspace = self.ws();
        self.execute(
            catalogue::SEND_AGAIN,
            &[
                &workspace,
                &customer.0,
                &slot.number(),
                &to_ticks(window.due_at),
                &to_ticks(window.closes_at),
                &to_ticks(window.ends_at),
                &departures,
            ],
        )
    }
}

impl Messages for PostgresTx<'_> {
    fn message(&mut self, customer: CustomerId, slot: Slot) -> Result<Option<MessageRecord>> {
        let workspace = self.ws();
        let row = self.query_opt(catalogue::FIND_MESSAGE, &[&workspace, &customer.0, &slot.number()])?;
        row.as_ref().map(message_record).transpose()
    }

    fn messages(&mut self, filter: &MessageFilter, page: Page) -> Result<Vec<MessageRecord>> {
        let Some((first, last)) = self.page_range(filter.batch, page)? else { return Ok(Vec::new()) };
        let statement = match filter.state {
            _ if filter.has_left => catalogue::LIST_LEFT,
            Some(MessageState::InDoubt | MessageState::Held) => catalogue::LIST_STUCK,
            _ => catalogue::LIST_MESSAGES,
        };
        let workspace = self.ws();
        let state = filter.state.map(MessageState::code);
        let batch = filter.batch.map(|batch| batch.0);
        let mut pick = |from: i32, to: i32, most: usize| -> Result<Vec<MessageRecord>> {
            self.query(statement, &[&workspace, &from, &to, &state, &limit(most), &batch])?
                .iter()
                .map(message_record)
                .collect()
        };
        let mut found = pick(first, last, page.most)?;
        if let Some(end) =
            found.last().filter(|_| found.len() >= page.most).map(|last| (last.customer, last.slot))
        {
            let beside = pick(end.0.0, end.0.0, WHOLE)?;
            found.extend(beside.into_iter().filter(|message| message.slot.number() > end.1.number()));
        }
        Ok(found)
    }

    fn in_doubt(&mut self) -> Result<InDoubt> {
        self.count_in_doubt()
    }

    fn was_texted(&mut self, number: ContactHash, gateway: &str) -> Result<bool> {
        let (workspace, number) = (self.ws(), number.0.as_slice());
        Ok(!self.query(catalogue::FIND_TEXTED, &[&workspace, &number, &gateway])?.is_empty())
    }

    fn settle_message(
        &mut self,
        customer: CustomerId,
        slot: Slot,
        settlement: OperatorSettlement,
        at: Timestamp,
    ) -> Result<bool> {
        let Some((state, batch)) = self.held_standing(customer)? else { return Ok(false) };
        let workspace = self.ws();
        let (number, ticks) = (slot.number(), to_ticks(at));
        let refused = (MessageState::InDoubt, MessageState::Rejected);
        let dropped = (MessageState::Held, MessageState::Cancelled);
        let message = (customer, slot);
        let is_settled = match settlement {
            OperatorSettlement::WasSent => {
                self.execute(catalogue::SETTLE_AS_SENT, &[&workspace, &customer.0, &number, &ticks])? > 0
            }
            OperatorSettlement::SendAgain(_) | OperatorSettlement::Resend(_) if !slot.may_wait(state) => {
                false
            }
            OperatorSettlement::SendAgain(window) => self.send_again(message, window, 1)? > 0,
            OperatorSettlement::Resend(window) => self.send_again(message, window, 0)? > 0,
            OperatorSettlement::GiveUp => {
                self.end_message(message, refused, None, at)?
                    || self.end_message(message, dropped, None, at)?
            }
            OperatorSettlement::CameBack => self.end_message(message, refused, None, at)?,
        };
        if is_settled && settlement == OperatorSettlement::CameBack && !slot.is_notification() {
            self.came_back(customer, batch, ticks)?;
        }
        if is_settled && settlement == OperatorSettlement::WasSent {
            self.left((customer, batch), slot, at)?;
        }
        Ok(is_settled)
    }

    fn add_reminder(&mut self, customer: CustomerId, window: Window) -> Result<bool> {
        if self.held_standing(customer)?.is_none() {
            return Ok(false);
        }
        let key = MessageKey { workspace: self.workspace_id(), customer, slot: Slot::Reminder };
        Ok(self.insert_reminders(&[(key, window)])? > 0)
    }
}
