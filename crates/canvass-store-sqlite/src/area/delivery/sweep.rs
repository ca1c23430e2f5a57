//! What time brings to messages: late mail, leases, dead nodes; and the start after a stop.

use std::time::Duration;

use canvass_domain::decision::Decision;
use canvass_domain::id::CustomerId;
use canvass_domain::message::MessageKey;
use canvass_domain::reason::Rule;
use canvass_domain::schedule::Late;
use canvass_store::Result;
use canvass_store::area::{Attempt, NodeId, Swept};
use canvass_store::to_ticks;
use jiff::Timestamp;
use rusqlite::Params;

use super::super::limit;
use super::super::messages::{ended, slot};
use super::super::requests::KEPT;
use super::{key, message_key, moved};
use crate::catalogue::{self, Statement};
use crate::tx::SqliteTx;

/// A node that was silent for so long is dead (promises 2.3).
const SILENT: Duration = Duration::from_secs(30);

/// A hand-over whose node is gone.
struct LostRow {
    key: MessageKey,
    attempts: i32,
    handed_over_at: Option<Timestamp>,
    /// Its link was opened, so that it arrived, or one before it.
    is_opened: bool,
}

impl SqliteTx<'_> {
    pub(super) fn sweep_all(&mut self, most: usize) -> Result<Swept> {
        let mut swept = Swept { yielded: self.sweep_yielded(most)?, ..Swept::default() };
        self.sweep_batches(most, &mut swept)?;
        let now = self.ticks();
        let late = self.rows(catalogue::EXPIRE_MESSAGES, (now, limit(most)), slot)?;
        for expired in &late {
            let counted = if expired.is_reminder() { &mut swept.expired } else { &mut swept.notifications };
            *counted += 1;
        }
        swept.released = self.release(catalogue::LIST_LAPSED, (now, limit(most)))?;
        let silent = moved(self.time(), SILENT, true);
        swept.in_doubt = self.doubt(catalogue::LIST_DEAD, (silent, limit(most)))?;
        self.forget_expired(most)?;
        Ok(swept)
    }

    /// Requests that are answered anew when they come again, and sessions and sign-in links that are over.
    fn forget_expired(&mut self, most: usize) -> Result<()> {
        let now = self.time();
        let old = now.saturating_sub(KEPT).map_or(i64::MIN, to_ticks);
        self.change(catalogue::FORGET_REQUESTS, (old, limit(most)))?;
        self.change(catalogue::FORGET_SESSIONS, (to_ticks(now), limit(most)))?;
        self.change(catalogue::FORGET_SIGN_INS, (to_ticks(now), limit(most))).map(drop)
    }

    pub(super) fn settle_older_incarnations(&mut self, node: NodeId) -> Result<Swept> {
        let released = self.release(catalogue::LIST_FOREIGN_CLAIMS, (node.0,))?;
        let in_doubt = self.doubt(catalogue::LIST_FOREIGN_HAND_OVERS, (node.0,))?;
        self.change(catalogue::FORGET_NODES, (node.0,))?;
        Ok(Swept { released, in_doubt, ..Swept::default() })
    }

    /// Mail of the workspace that nobody could send in time.
    pub(super) fn catch_up_late(&mut self, due_before: Timestamp, late: Late, most: usize) -> Result<u64> {
        let Some((state, rule)) = late.ends_in() else { return Ok(0) };
        let (now, due_before) = (self.time(), to_ticks(due_before));
        let found = self.rows(catalogue::LIST_LATE, (self.wall(), due_before, limit(most)), |cells| {
            Ok((CustomerId(cells.next()?), slot(cells)?, cells.maybe_message_state()?))
        })?;
        for (customer, slot, fallback) in &found {
            let (state, settled_at) = ended(state, *fallback, now);
            let row = (self.wall(), customer.0, slot.number(), state, settled_at);
            self.change_one(catalogue::END_LATE, row)?;
            self.add_decision(*customer, &Decision { rule, detail: None, at: now })?;
        }
        Ok(u64::try_from(found.len()).unwrap_or(u64::MAX))
    }

    /// Claims that nobody will use wait again.
    fn release(&mut self, list: Statement, params: impl Params) -> Result<u64> {
        let claims =
            self.rows(list, params, |cells| Ok(Attempt { key: message_key(cells)?, fence: cells.next()? }))?;
        self.give_claims_back(&claims, None)?;
        Ok(u64::try_from(claims.len()).unwrap_or(u64::MAX))
    }

    /// Hand-overs without a node are in doubt, and not claimed again by time.
    fn doubt(&mut self, list: Statement, params: impl Params) -> Result<u64> {
        let now = self.time();
        let orphaned = self.rows(list, params, |cells| {
            Ok(LostRow {
                key: message_key(cells)?,
                attempts: cells.next()?,
                handed_over_at: cells.maybe_moment()?,
                is_opened: cells.next()?,
            })
        })?;
        let mut doubted = 0;
        for row in &orphaned {
            let (workspace, customer, slot) = key(row.key);
            let line = "the program stopped after the hand-over";
            doubted +=
                self.change(catalogue::DOUBT_MESSAGE, (workspace, customer, slot, to_ticks(now), line))?;
            if row.key.slot.is_notification() {
                continue;
            }
            let tx = self.walled(row.key.workspace);
            tx.tell_hand_over(row.key, row.attempts, row.handed_over_at)?;
            let decision = Decision { rule: Rule::MessageInDoubt, detail: Some(line.to_owned()), at: now };
            tx.add_decision(row.key.customer, &decision)?;
            if row.is_opened {
                tx.weigh_opening(row.key.customer, now)?;
            }
        }
        Ok(doubted)
    }
}
