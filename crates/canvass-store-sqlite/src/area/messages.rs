//! Messages as a workspace sees them, and settling what is in doubt or held.

use canvass_domain::customer::CustomerState;
use canvass_domain::decision::Decision;
use canvass_domain::id::{BatchId, ContactHash, CustomerId};
use canvass_domain::message::{Evidence, MessageState, Slot, Window};
use canvass_domain::reason::Rule;
use canvass_store::area::{InDoubt, MessageFilter, MessageRecord, Messages, OperatorSettlement, Page};
use canvass_store::{Result, StoreError, to_ticks};
use jiff::Timestamp;

use super::limit;
use crate::catalogue;
use crate::tx::{Cells, SqliteTx};

/// More than the messages of one customer.
const WHOLE: usize = 1_000;

fn message_record(cells: &mut Cells<'_, '_>) -> Result<MessageRecord> {
    Ok(MessageRecord {
        customer: CustomerId(cells.next()?),
        slot: slot(cells)?,
        batch: BatchId(cells.next()?),
        state: cells.message_state()?,
        window: cells.window()?,
        fence: cells.next()?,
        attempts: cells.next()?,
        tries: cells.next()?,
        round: cells.round()?,
        first_left_at: cells.maybe_moment()?,
        handed_over_at: cells.maybe_moment()?,
        settled_at: cells.maybe_moment()?,
        peer: cells.next()?,
        last_line: cells.next()?,
    })
}

/// An end as the row takes it, with its moment. What left before falls back instead and is told already (Q48).
pub(super) fn ended(end: MessageState, fallback: Option<MessageState>, at: Timestamp) -> (i16, Option<i64>) {
    let state = end.unless_left(fallback);
    (state.code(), (state == end).then_some(to_ticks(at)))
}

/// The slots of those that were in doubt.
pub(super) fn in_doubt(settled: &[(Slot, bool)]) -> Vec<Slot> {
    settled.iter().filter_map(|(slot, was_in_doubt)| was_in_doubt.then_some(*slot)).collect()
}

/// The next cell as a slot.
pub(super) fn slot(cells: &mut Cells<'_, '_>) -> Result<Slot> {
    Slot::from_number(cells.next()?).ok_or(StoreError::Corrupt("message.slot"))
}

impl SqliteTx<'_> {
    /// The peer took the invitation of a customer: Scheduled becomes Invited, the first one makes the batch active (E4).
    pub(super) fn invite(&self, customer: CustomerId, batch: BatchId, at: i64) -> Result<()> {
        self.change_one(catalogue::INVITE_CUSTOMER, (self.wall(), customer.0, at))?;
        self.change(catalogue::ACTIVATE_BATCH, (self.wall(), batch.0)).map(drop)
    }

    /// The peer took a reminder of a customer (E51).
    pub(super) fn remind(&self, customer: CustomerId, slot: Slot, at: i64) -> Result<()> {
        self.change_one(catalogue::REMIND_CUSTOMER, (self.wall(), customer.0, slot.number(), at))
    }

    /// Makes a reminder where there is somebody to remind; false if not, or if it is there already.
    pub(super) fn insert_reminder(&self, customer: CustomerId, slot: Slot, window: Window) -> Result<bool> {
        let Window { due_at, closes_at, ends_at } = window;
        let window = (to_ticks(due_at), to_ticks(closes_at), to_ticks(ends_at));
        let row = (self.wall(), customer.0, slot.number(), window.0, window.1, window.2);
        Ok(self.change(catalogue::INSERT_REMINDER, row)? > 0)
    }

    /// In doubt becomes sent because of evidence, and what waits because it came back leaves no more; false if nothing was
    /// either.
    pub(super) fn settle_in_doubt(
        &self,
        customer: CustomerId,
        evidence: Evidence,
        at: Timestamp,
    ) -> Result<bool> {
        let row = (self.wall(), customer.0, to_ticks(at));
        let settled =
            self.rows(catalogue::SETTLE_BY_EVIDENCE, row, |cells| Ok((slot(cells)?, cells.next()?)))?;
        let proved = in_doubt(&settled);
        if !proved.is_empty() {
            self.proved(customer, &proved, evidence, at)?;
        }
        Ok(!settled.is_empty())
    }

    /// Brings one message from a state to an end; false if it is not there.
    pub(super) fn end_message(
        &self,
        (customer, slot): (CustomerId, Slot),
        (from, end): (MessageState, MessageState),
        line: Option<&str>,
        at: Timestamp,
    ) -> Result<bool> {
        let row = (self.wall(), customer.0, slot.number(), from.code(), end.code(), to_ticks(at), line);
        Ok(self.change(catalogue::END_MESSAGE, row)? > 0)
    }

    /// Ends all mail of a customer that has not left, and tells how much.
    pub(super) fn stop_mail(&self, customer: CustomerId, end: MessageState, at: i64) -> Result<u64> {
        self.change(catalogue::STOP_MAIL, (self.wall(), customer.0, end.code(), at))
    }

    /// What a message that left means to its customer.
    pub(super) fn left(&self, customer: CustomerId, slot: Slot, at: Timestamp) -> Result<()> {
        match slot {
            Slot::Invitation => {
                let (_, batch) = self.standing(customer)?;
                self.invite(customer, batch, to_ticks(at))
            }
            Slot::Reminder | Slot::PartialReminder => self.remind(customer, slot, to_ticks(at)),
            Slot::Notification(_) => Ok(()),
        }
    }

    /// Writes what follows from evidence that messages arrived.
    pub(super) fn proved(
        &self,
        customer: CustomerId,
        slots: &[Slot],
        evidence: Evidence,
        at: Timestamp,
    ) -> Result<()> {
        slots.iter().try_for_each(|slot| self.left(customer, *slot, at))?;
        self.audit_evidence(customer, slots, evidence, at)?;
        let decision =
            Decision { rule: Rule::MessageSettled, detail: Some(evidence.as_str().to_owned()), at };
        self.add_decision(customer, &decision)
    }

    /// Where a customer stands, and its batch.
    pub(super) fn standing(&self, customer: CustomerId) -> Result<(CustomerState, BatchId)> {
        let found = self.row(catalogue::FIND_STANDING, (self.wall(), customer.0), |cells| {
            Ok((cells.customer_state()?, BatchId(cells.next()?)))
        })?;
        found.ok_or(StoreError::Missing("customer"))
    }

    /// By a person it is another departure.
    fn send_again(
        &self,
        (customer, slot): (CustomerId, Slot),
        window: Window,
        departures: i32,
    ) -> Result<u64> {
        if !slot.is_notification() && !slot.may_wait(self.standing(customer)?.0) {
            return Ok(0);
        }
        self.change(
            catalogue::SEND_AGAIN,
            (
                self.wall(),
                customer.0,
                slot.number(),
                to_ticks(window.due_at),
                to_ticks(window.closes_at),
                to_ticks(window.ends_at),
                departures,
            ),
        )
    }
}

impl Messages for SqliteTx<'_> {
    fn message(&mut self, customer: CustomerId, slot: Slot) -> Result<Option<MessageRecord>> {
        self.row(catalogue::FIND_MESSAGE, (self.wall(), customer.0, slot.number()), message_record)
    }

    fn messages(&mut self, filter: &MessageFilter, page: Page) -> Result<Vec<MessageRecord>> {
        let Some((first, last)) = self.page_range(filter.batch, page)? else { return Ok(Vec::new()) };
        let statement = match filter.state {
            _ if filter.has_left => catalogue::LIST_LEFT,
            Some(MessageState::InDoubt | MessageState::Held) => catalogue::LIST_STUCK,
            _ => catalogue::LIST_MESSAGES,
        };
        let state = filter.state.map(MessageState::code);
        let batch = filter.batch.map(|batch| batch.0);
        let row = (self.wall(), first, last, state, limit(page.most), batch);
        let mut found = self.rows(statement, row, message_record)?;
        if let Some(end) =
            found.last().filter(|_| found.len() >= page.most).map(|last| (last.customer, last.slot))
        {
            let row = (self.wall(), end.0.0, end.0.0, state, limit(WHOLE), batch);
            let beside = self.rows(statement, row, message_record)?;
            found.extend(beside.into_iter().filter(|message| message.slot.number() > end.1.number()));
        }
        Ok(found)
    }

    fn in_doubt(&mut self) -> Result<InDoubt> {
        self.count_in_doubt()
    }

    fn was_texted(&mut self, number: ContactHash, gateway: &str) -> Result<bool> {
        let row = (self.wall(), number.0.as_slice(), gateway);
        Ok(self.row(catalogue::FIND_TEXTED, row, |_| Ok(()))?.is_some())
    }

    fn settle_message(
        &mut self,
        customer: CustomerId,
        slot: Slot,
        settlement: OperatorSettlement,
        at: Timestamp,
    ) -> Result<bool> {
        let row = (self.wall(), customer.0, slot.number(), to_ticks(at));
        let refused = (MessageState::InDoubt, MessageState::Rejected);
        let dropped = (MessageState::Held, MessageState::Cancelled);
        let message = (customer, slot);
        let is_settled = match settlement {
            OperatorSettlement::WasSent => self.change(catalogue::SETTLE_AS_SENT, row)? > 0,
            OperatorSettlement::SendAgain(window) => self.send_again(message, window, 1)? > 0,
            OperatorSettlement::Resend(window) => self.send_again(message, window, 0)? > 0,
            OperatorSettlement::GiveUp => {
                self.end_message(message, refused, None, at)?
                    || self.end_message(message, dropped, None, at)?
            }
            OperatorSettlement::CameBack => self.end_message(message, refused, None, at)?,
        };
        if is_settled && settlement == OperatorSettlement::CameBack && !slot.is_notification() {
            let (_, batch) = self.standing(customer)?;
            self.came_back(customer, batch, to_ticks(at))?;
        }
        if is_settled && settlement == OperatorSettlement::WasSent {
            self.left(customer, slot, at)?;
        }
        Ok(is_settled)
    }

    fn add_reminder(&mut self, customer: CustomerId, window: Window) -> Result<bool> {
        self.insert_reminder(customer, Slot::Reminder, window)
    }
}
