//! How attempts ended. The fence decides whether a result still counts; "sent" is the cheap case.

use std::collections::HashSet;

use canvass_domain::customer::CustomerState;
use canvass_domain::decision::Decision;
use canvass_domain::id::{BatchId, CustomerId};
use canvass_domain::message::{AttemptResult, Evidence, MessageKey, MessageState, Slot, Window};
use canvass_domain::reason::Rule;
use canvass_store::area::{Settlement, Verdict};
use canvass_store::{Result, to_ticks};
use jiff::Timestamp;
use rusqlite::params;

use super::super::messages::ended;
use super::key;
use crate::catalogue;
use crate::tx::SqliteTx;

/// The row of an attempt that is not settled yet.
struct AttemptRow {
    state: MessageState,
    attempts: i32,
    handed_over_at: Option<Timestamp>,
    customer: CustomerState,
    batch: BatchId,
    fallback: Option<MessageState>,
    is_opened: bool,
}

/// What a result makes of a message.
enum Change {
    /// An end, with its ledger entry.
    End(MessageState, Decision),
    /// It waits again.
    Wait(Window, Decision),
}

impl SqliteTx<'_> {
    pub(super) fn settle_attempts(&mut self, settlements: &[Settlement]) -> Result<Vec<Verdict>> {
        let now = self.time();
        let mut active = HashSet::new();
        settlements
            .iter()
            .map(|settlement| {
                self.walled(settlement.attempt.key.workspace);
                match &settlement.result {
                    AttemptResult::Sent(line) => self.settle_sent(settlement, line, now, &mut active),
                    AttemptResult::Rejected(_)
                    | AttemptResult::Deferred(_)
                    | AttemptResult::InDoubt(_)
                    | AttemptResult::Failed(_)
                    | AttemptResult::Withdrawn(_) => self.settle_otherwise(settlement, now),
                }
            })
            .collect()
    }

    /// Two statements a mail: the message and its customer, and a third where a reminder follows. Its ledger entries are read off the message row.
    fn settle_sent(
        &self,
        settlement: &Settlement,
        line: &str,
        now: Timestamp,
        active: &mut HashSet<(i32, i32)>,
    ) -> Result<Verdict> {
        let (wall, customer, slot) = key(settlement.attempt.key);
        let now = to_ticks(now);
        let batch: Option<i32> = self.cell(
            catalogue::SETTLE_SENT,
            params![wall, customer, slot, settlement.attempt.fence, now, settlement.peer, line],
        )?;
        let Some(batch) = batch else { return Ok(Verdict::Stale) };
        let key = settlement.attempt.key;
        match key.slot {
            Slot::Notification(_) => return Ok(Verdict::Stored),
            Slot::Reminder | Slot::PartialReminder => {
                self.remind(key.customer, key.slot, now)?;
                return Ok(Verdict::Stored);
            }
            Slot::Invitation => {}
        }
        if active.insert((wall, batch)) {
            self.invite(key.customer, BatchId(batch), now)?;
        } else {
            self.change_one(catalogue::INVITE_CUSTOMER, (wall, customer, now))?;
        }
        self.remind_later(settlement)?;
        Ok(Verdict::Stored)
    }

    /// Makes the reminder that follows the invitation (E51).
    fn remind_later(&self, settlement: &Settlement) -> Result<()> {
        if let Some(window) = settlement.reminder {
            self.insert_reminder(settlement.attempt.key.customer, Slot::Reminder, window)?;
        }
        Ok(())
    }

    fn settle_otherwise(&self, settlement: &Settlement, now: Timestamp) -> Result<Verdict> {
        let (wall, customer, slot) = key(settlement.attempt.key);
        let row =
            self.row(catalogue::FIND_ATTEMPT, (wall, customer, slot, settlement.attempt.fence), |cells| {
                Ok(AttemptRow {
                    state: cells.message_state()?,
                    attempts: cells.next()?,
                    handed_over_at: cells.maybe_moment()?,
                    customer: cells.customer_state()?,
                    batch: BatchId(cells.next()?),
                    fallback: cells.maybe_message_state()?,
                    is_opened: cells.next()?,
                })
            })?;
        let Some(row) = row else { return Ok(Verdict::Stale) };
        let Some(change) = judge(&row, settlement, now) else { return Ok(Verdict::Stale) };
        if settlement.attempt.key.slot.is_notification() {
            self.apply(settlement, change, row.fallback, now)?;
            return Ok(Verdict::Stored);
        }
        if row.state == MessageState::HandingOver {
            self.tell_hand_over(settlement.attempt.key, row.attempts, row.handed_over_at)?;
        }
        let decision = self.apply(settlement, change, row.fallback, now)?;
        self.add_decision(settlement.attempt.key.customer, &decision)?;
        let customer = settlement.attempt.key.customer;
        if decision.rule == Rule::MessageRejected {
            self.bounce(customer, row.batch, now)?;
        }
        if decision.rule == Rule::MessageInDoubt && row.is_opened {
            self.weigh_opening(customer, now)?;
            self.remind_later(settlement)?;
        }
        Ok(Verdict::Stored)
    }

    /// Whom the peer refused for good is not asked any more, nor reminded; maybe the batch has nobody else (E5).
    /// Tells whether it became Bounced.
    pub(in super::super) fn bounce(
        &self,
        customer: CustomerId,
        batch: BatchId,
        at: Timestamp,
    ) -> Result<bool> {
        self.stop_mail(customer, MessageState::Cancelled, to_ticks(at))?;
        let is_bounced = self.change(catalogue::BOUNCE_CUSTOMER, (self.wall(), customer.0))? > 0;
        if is_bounced {
            self.look_if_last(customer, batch)?;
        }
        Ok(is_bounced)
    }

    /// Whoever opened the link before the doubt came had the mail, or one before it.
    pub(super) fn weigh_opening(&self, customer: CustomerId, at: Timestamp) -> Result<()> {
        self.settle_in_doubt(customer, Evidence::LinkOpened, at).map(drop)
    }

    fn apply(
        &self,
        settlement: &Settlement,
        change: Change,
        fallback: Option<MessageState>,
        now: Timestamp,
    ) -> Result<Decision> {
        let (wall, customer, slot) = key(settlement.attempt.key);
        let (peer, line) = (&settlement.peer, line(&settlement.result));
        match change {
            Change::End(state, decision) => {
                let (state, settled_at) = ended(state, fallback, now);
                self.change_one(
                    catalogue::SETTLE_END,
                    params![wall, customer, slot, state, settled_at, peer, line],
                )?;
                Ok(decision)
            }
            Change::Wait(window, decision) => {
                self.change_one(
                    catalogue::SETTLE_DEFERRED,
                    params![
                        wall,
                        customer,
                        slot,
                        to_ticks(window.due_at),
                        to_ticks(window.closes_at),
                        to_ticks(window.ends_at),
                        peer,
                        line,
                    ],
                )?;
                Ok(decision)
            }
        }
    }

    /// Writes the hand-over of an attempt that did not simply end as sent: the row will forget it.
    pub(in super::super) fn tell_hand_over(
        &self,
        key: MessageKey,
        attempts: i32,
        at: Option<Timestamp>,
    ) -> Result<()> {
        let Some(at) = at else { return Ok(()) };
        let detail = Some(attempts.to_string());
        self.add_decision(key.customer, &Decision { rule: key.slot.handed_over(), detail, at })
    }
}

/// The line or reason that a result brought.
fn line(result: &AttemptResult) -> &str {
    match result {
        AttemptResult::Sent(line)
        | AttemptResult::Rejected(line)
        | AttemptResult::Deferred(line)
        | AttemptResult::InDoubt(line)
        | AttemptResult::Failed(line)
        | AttemptResult::Withdrawn(line) => line,
    }
}

/// What a result other than "sent" makes of an attempt; `None` = it does not fit the state and changes nothing.
fn judge(row: &AttemptRow, settlement: &Settlement, at: Timestamp) -> Option<Change> {
    let end = |state, rule| {
        let detail = Some(line(&settlement.result).to_owned());
        Some(Change::End(state, Decision { rule, detail, at }))
    };
    match (&settlement.result, row.state) {
        (AttemptResult::Rejected(_), _) => end(MessageState::Rejected, Rule::MessageRejected),
        (AttemptResult::Failed(_), MessageState::Claimed) => end(MessageState::Failed, Rule::MessageFailed),
        (AttemptResult::Withdrawn(_), MessageState::Claimed) => {
            end(MessageState::Cancelled, Rule::MessageWithdrawn)
        }
        (AttemptResult::InDoubt(_), MessageState::HandingOver) => {
            end(MessageState::InDoubt, Rule::MessageInDoubt)
        }
        (AttemptResult::Deferred(_), _) if !settlement.attempt.key.slot.may_wait(row.customer) => {
            end(MessageState::Cancelled, Rule::MessageDropped)
        }
        (AttemptResult::Deferred(reason), _) => match settlement.next {
            None => end(MessageState::Expired, Rule::MessageExpired),
            Some(window) => {
                let detail = Some(reason.clone());
                Some(Change::Wait(window, Decision { rule: Rule::MessageDeferred, detail, at }))
            }
        },
        _ => None,
    }
}
