//! How attempts ended. The fence decides whether a result still counts; the rows are locked, judged and written in bulk.

use std::collections::{BTreeMap, BTreeSet};

use canvass_domain::customer::CustomerState;
use canvass_domain::decision::Decision;
use canvass_domain::id::{CustomerId, WorkspaceId};
use canvass_domain::message::{AttemptResult, Evidence, MessageKey, MessageState, Slot, Window};
use canvass_domain::reason::Rule;
use canvass_store::area::{Settlement, Verdict};
use canvass_store::{Result, Tx, to_ticks};
use jiff::Timestamp;
use postgres::Row;
use postgres::types::ToSql;

use super::super::customers::Entry;
use super::super::{customer_state, message_state};
use super::{KeyColumns, place};
use crate::catalogue;
use crate::transaction::{PostgresTx, field, moment_opt, named};

/// The row of an attempt that is not settled yet.
struct AttemptRow {
    state: MessageState,
    attempts: i32,
    handed_over_at: Option<Timestamp>,
    batch: i32,
    fallback: Option<MessageState>,
    customer: CustomerState,
    is_opened: bool,
}

impl AttemptRow {
    fn read(row: &Row) -> Result<Self> {
        Ok(Self {
            state: message_state(named(row, "message_state")?)?,
            attempts: named(row, "attempts")?,
            handed_over_at: moment_opt(row, "handed_over_at")?,
            batch: named(row, "batch_id")?,
            fallback: named::<Option<i16>>(row, "fallback")?.map(message_state).transpose()?,
            customer: customer_state(row)?,
            is_opened: named(row, "is_opened")?,
        })
    }
}

/// What a result makes of a message.
enum Change {
    /// The peer took it. Its ledger entries are read off the message row.
    Sent,
    /// Another end, with its rule.
    End(MessageState, Rule),
    /// It waits again.
    Wait(Window),
}

/// A settlement that is to be written.
struct Settled<'a> {
    settlement: &'a Settlement,
    row: AttemptRow,
    change: Change,
}

impl PostgresTx<'_> {
    pub(super) fn settle_attempts(&mut self, settlements: &[Settlement]) -> Result<Vec<Verdict>> {
        let now = self.time()?;
        let mut verdicts = vec![Verdict::Stale; settlements.len()];
        let mut settled = Vec::new();
        let (rows, starts) = self.lock_attempts(settlements)?;
        for row in rows {
            let place = place(&row)?;
            let row = AttemptRow::read(&row)?;
            if let (Some(settlement), Some(verdict)) = (settlements.get(place), verdicts.get_mut(place))
                && let Some(change) = judge(&row, settlement)
                && *verdict == Verdict::Stale
            {
                *verdict = Verdict::Stored;
                settled.push(Settled { settlement, row, change });
            }
        }
        if !settled.is_empty() {
            self.write_settled(&settled, to_ticks(now))?;
            // What became of a notification changes nothing but its own row.
            settled.retain(|settled| !settled.settlement.attempt.key.slot.is_notification());
            self.invite_sent(&settled, starts, to_ticks(now))?;
            self.remind_sent(&settled, to_ticks(now))?;
            self.bounce_refused(&settled, to_ticks(now))?;
            let entries: Vec<Entry> = settled.iter().flat_map(|settled| entries(settled, now)).collect();
            self.write_decisions(&entries)?;
            self.weigh_evidence(settled.iter().filter_map(proved), now)?;
            self.remind_later(&settled)?;
        }
        Ok(verdicts)
    }

    /// The rows of attempts that are not settled yet, and whether one of them may be the first of its batch.
    fn lock_attempts(&mut self, settlements: &[Settlement]) -> Result<(Vec<Row>, bool)> {
        let keys = KeyColumns::of(settlements.iter().map(|settlement| settlement.attempt.key));
        let fences: Vec<i32> = settlements.iter().map(|settlement| settlement.attempt.fence).collect();
        let mut starts = false;
        if settlements.iter().any(|settlement| matches!(settlement.result, AttemptResult::Sent(_))) {
            let held =
                self.query_one(catalogue::HOLD_STARTING_BATCHES, &[&keys.workspaces, &keys.customers])?;
            starts = field::<i64>(&held, 0)? > 0;
        }
        self.query(catalogue::HOLD_CUSTOMERS, &[&keys.workspaces, &keys.customers])?;
        let columns: [&(dyn ToSql + Sync); 4] = [&keys.workspaces, &keys.customers, &keys.slots, &fences];
        Ok((self.query(catalogue::LOCK_ATTEMPTS, &columns)?, starts))
    }

    fn write_settled(&mut self, settled: &[Settled<'_>], now: i64) -> Result<()> {
        let keys = KeyColumns::of(settled.iter().map(|settled| settled.settlement.attempt.key));
        let mut states = Vec::new();
        let mut tries = Vec::new();
        let mut ends = Vec::new();
        let mut windows: [Vec<Option<i64>>; 3] = Default::default();
        for settled in settled {
            let (state, window) = match settled.change {
                Change::Sent => (MessageState::Sent, None),
                Change::End(end, _) => (end.unless_left(settled.row.fallback), None),
                Change::Wait(window) => (MessageState::Waiting, Some(window)),
            };
            // What falls back is told already.
            let is_told = matches!(settled.change, Change::End(end, _) if end != state);
            states.push(state.code());
            tries.push(i32::from(window.is_some()));
            ends.push((window.is_none() && !is_told).then_some(now));
            let [due, closing, end] = &mut windows;
            due.push(window.map(|window| to_ticks(window.due_at)));
            closing.push(window.map(|window| to_ticks(window.closes_at)));
            end.push(window.map(|window| to_ticks(window.ends_at)));
        }
        let peers: Vec<&str> = settled.iter().map(|settled| settled.settlement.peer.as_str()).collect();
        let lines: Vec<&str> = settled.iter().map(|settled| line(&settled.settlement.result)).collect();
        let [due, closing, end] = &windows;
        self.execute_exactly(
            catalogue::SETTLE_MESSAGES,
            u64::try_from(settled.len()).unwrap_or(u64::MAX),
            &[
                &keys.workspaces,
                &keys.customers,
                &keys.slots,
                &states,
                &tries,
                &ends,
                &peers,
                &lines,
                due,
                closing,
                end,
            ],
        )
    }

    fn invite_sent(&mut self, settled: &[Settled<'_>], starts: bool, now: i64) -> Result<()> {
        let sent = || {
            settled.iter().filter(|settled| {
                matches!(settled.change, Change::Sent)
                    && settled.settlement.attempt.key.slot == Slot::Invitation
            })
        };
        let keys = KeyColumns::of(sent().map(|sent| sent.settlement.attempt.key));
        if keys.customers.is_empty() {
            return Ok(());
        }
        let batches: BTreeSet<(i32, i32)> = sent()
            .filter(|_| starts)
            .map(|sent| (sent.settlement.attempt.key.workspace.0, sent.row.batch))
            .collect();
        let (workspaces, batches): (Vec<i32>, Vec<i32>) = batches.into_iter().unzip();
        self.invite((&keys.workspaces, &keys.customers), (&workspaces, &batches), now)
    }

    fn remind_sent(&mut self, settled: &[Settled<'_>], now: i64) -> Result<()> {
        let sent = settled.iter().filter(|settled| matches!(settled.change, Change::Sent));
        let reminders =
            sent.map(|settled| settled.settlement.attempt.key).filter(|key| key.slot.is_reminder());
        let keys = KeyColumns::of(reminders);
        if keys.customers.is_empty() {
            return Ok(());
        }
        self.remind((&keys.workspaces, &keys.customers, &keys.slots), now)
    }

    /// Makes the reminders that follow the invitations, now that these are settled (E51).
    fn remind_later(&mut self, settled: &[Settled<'_>]) -> Result<()> {
        let reminders: Vec<(MessageKey, Window)> = settled
            .iter()
            .map(|settled| settled.settlement)
            .filter(|settlement| settlement.attempt.key.slot == Slot::Invitation)
            .filter_map(|settlement| {
                let key = MessageKey { slot: Slot::Reminder, ..settlement.attempt.key };
                Some((key, settlement.reminder?))
            })
            .collect();
        if reminders.is_empty() {
            return Ok(());
        }
        self.insert_reminders(&reminders).map(drop)
    }
}

impl PostgresTx<'_> {
    /// Whom the peer refused for good is not asked any more, nor reminded; maybe the batch has nobody else (E5).
    fn bounce_refused(&mut self, settled: &[Settled<'_>], now: i64) -> Result<()> {
        let refused = || {
            settled.iter().filter(|settled| matches!(settled.change, Change::End(MessageState::Rejected, _)))
        };
        let keys = KeyColumns::of(refused().map(|refused| refused.settlement.attempt.key));
        if keys.customers.is_empty() {
            return Ok(());
        }
        let mut waiting: BTreeMap<i32, Vec<i32>> = BTreeMap::new();
        for (workspace, customer) in keys.workspaces.iter().zip(&keys.customers) {
            waiting.entry(*workspace).or_default().push(*customer);
        }
        for (workspace, customers) in &waiting {
            self.stop_mail((&[*workspace].repeat(customers.len()), customers), MessageState::Cancelled, now)?;
        }
        if self.execute(catalogue::BOUNCE_CUSTOMERS, &[&keys.workspaces, &keys.customers])? == 0 {
            return Ok(());
        }
        let batches: BTreeMap<(i32, i32), i32> = refused()
            .map(|refused| {
                let key = refused.settlement.attempt.key;
                ((key.workspace.0, refused.row.batch), key.customer.0)
            })
            .collect();
        for ((workspace, batch), customer) in batches {
            self.execute(catalogue::MARK_BATCH, &[&workspace, &batch, &customer])?;
        }
        Ok(())
    }

    /// Whoever opened the link before the doubt came had the mail, or one before it.
    pub(super) fn weigh_evidence(
        &mut self,
        customers: impl Iterator<Item = (WorkspaceId, CustomerId)>,
        at: Timestamp,
    ) -> Result<()> {
        for (workspace, customer) in customers {
            self.workspace(workspace);
            self.settle_in_doubt(customer, Evidence::LinkOpened, at)?;
        }
        Ok(())
    }
}

/// The customer of a message in doubt whose link was opened before.
fn proved(settled: &Settled<'_>) -> Option<(WorkspaceId, CustomerId)> {
    let key = settled.settlement.attempt.key;
    let is_proved = settled.row.is_opened && matches!(settled.change, Change::End(MessageState::InDoubt, _));
    is_proved.then_some((key.workspace, key.customer))
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

/// What a result makes of an attempt; `None` = it does not fit the state and changes nothing.
fn judge(row: &AttemptRow, settlement: &Settlement) -> Option<Change> {
    match (&settlement.result, row.state) {
        (AttemptResult::Sent(_), MessageState::HandingOver | MessageState::InDoubt) => Some(Change::Sent),
        (AttemptResult::Rejected(_), _) => Some(Change::End(MessageState::Rejected, Rule::MessageRejected)),
        (AttemptResult::Failed(_), MessageState::Claimed) => {
            Some(Change::End(MessageState::Failed, Rule::MessageFailed))
        }
        (AttemptResult::Withdrawn(_), MessageState::Claimed) => {
            Some(Change::End(MessageState::Cancelled, Rule::MessageWithdrawn))
        }
        (AttemptResult::InDoubt(_), MessageState::HandingOver) => {
            Some(Change::End(MessageState::InDoubt, Rule::MessageInDoubt))
        }
        (AttemptResult::Deferred(_), _) if !settlement.attempt.key.slot.may_wait(row.customer) => {
            Some(Change::End(MessageState::Cancelled, Rule::MessageDropped))
        }
        (AttemptResult::Deferred(_), _) => match settlement.next {
            None => Some(Change::End(MessageState::Expired, Rule::MessageExpired)),
            Some(window) => Some(Change::Wait(window)),
        },
        _ => None,
    }
}

/// What goes to the ledger: nothing for mail that simply left. Otherwise also the hand-over, which the row will forget.
fn entries(settled: &Settled<'_>, at: Timestamp) -> Vec<Entry> {
    let rule = match settled.change {
        Change::Sent => return Vec::new(),
        Change::End(_, rule) => rule,
        Change::Wait(_) => Rule::MessageDeferred,
    };
    let key = settled.settlement.attempt.key;
    let mut entries = Vec::new();
    if let (MessageState::HandingOver, Some(at)) = (settled.row.state, settled.row.handed_over_at) {
        let detail = Some(settled.row.attempts.to_string());
        entries.push((key.workspace, key.customer, Decision { rule: key.slot.handed_over(), detail, at }));
    }
    let detail = Some(line(&settled.settlement.result).to_owned());
    entries.push((key.workspace, key.customer, Decision { rule, detail, at }));
    entries
}
