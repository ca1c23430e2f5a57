//! The delivery queue over all workspaces: claim, hand over, settle, and what time brings. Every step is one statement
//! for its whole slice.

mod claim;
mod fence;
mod quota;
mod settle;
mod sweep;
mod time;
mod yielded;

use std::time::Duration;

use canvass_domain::id::{CustomerId, WorkspaceId};
use canvass_domain::message::{Channel, MessageKey, Window};
use canvass_domain::schedule::Late;
use canvass_store::area::{
    Attempt, Claim, Delivery, HandOver, LetterFacts, NodeId, Nodes, NoticeFacts, Settlement, Swept, Verdict,
};
use canvass_store::{Result, Tx, from_ticks, to_ticks};
use jiff::{SignedDuration, Timestamp};
use postgres::Row;

use super::slot;
use crate::catalogue;
use crate::transaction::{PostgresTx, field, named};

fn message_key(row: &Row) -> Result<MessageKey> {
    Ok(MessageKey {
        workspace: WorkspaceId(named(row, "workspace_id")?),
        customer: CustomerId(named(row, "customer_id")?),
        slot: slot(row)?,
    })
}

/// Keys as columns.
pub(super) struct KeyColumns {
    pub(super) workspaces: Vec<i32>,
    pub(super) customers: Vec<i32>,
    pub(super) slots: Vec<i16>,
}

impl KeyColumns {
    pub(super) fn of(keys: impl Iterator<Item = MessageKey>) -> Self {
        let mut columns = Self { workspaces: Vec::new(), customers: Vec::new(), slots: Vec::new() };
        for key in keys {
            columns.workspaces.push(key.workspace.0);
            columns.customers.push(key.customer.0);
            columns.slots.push(key.slot.number());
        }
        columns
    }
}

/// A moment moved by a span of the caller's.
fn moved(now: Timestamp, span: Duration, is_back: bool) -> i64 {
    let span = SignedDuration::try_from(span).unwrap_or(SignedDuration::MAX);
    let moved = if is_back { now.checked_sub(span) } else { now.checked_add(span) };
    moved.map_or(if is_back { i64::MIN } else { i64::MAX }, to_ticks)
}

/// The place of a row in the caller's slice, which `WITH ORDINALITY` counts from 1.
fn place(row: &Row) -> Result<usize> {
    let ordinal: i64 = named(row, "n")?;
    Ok(usize::try_from(ordinal - 1).unwrap_or(usize::MAX))
}

impl Delivery for PostgresTx<'_> {
    fn beat(&mut self, node: NodeId) -> Result<()> {
        let now = self.ticks()?;
        self.execute_exactly(catalogue::BEAT, 1, &[&node.0, &now])
    }

    fn newest_beat(&mut self) -> Result<Option<Timestamp>> {
        let beat: Option<i64> = field(&self.query_one(catalogue::NEWEST_BEAT, &[])?, 0)?;
        Ok(beat.map(from_ticks))
    }

    fn nodes(&mut self) -> Result<Nodes> {
        let row = self.alive_nodes()?;
        let count = |index| Ok(u32::try_from(field::<i64>(&row, index)?).unwrap_or(u32::MAX));
        Ok(Nodes { older: count(0)?, same: count(1)?, newer: count(2)? })
    }

    fn sending_pause(&mut self) -> Result<Option<String>> {
        field(&self.query_one(catalogue::READ_PAUSE, &[])?, 0)
    }

    fn set_sending_pause(&mut self, reason: Option<&str>) -> Result<()> {
        self.execute_exactly(catalogue::SET_PAUSE, 1, &[&reason])
    }

    fn claim(&mut self, node: NodeId, most: usize, lease: Duration) -> Result<Vec<Claim>> {
        self.claim_due(node, most, lease)
    }

    fn due_by(&mut self, channel: Channel, most: usize) -> Result<Vec<MessageKey>> {
        self.list_due_by(channel, most)
    }

    fn claim_listed(&mut self, node: NodeId, listed: &[MessageKey], lease: Duration) -> Result<Vec<Claim>> {
        self.claim_due_listed(node, listed, lease)
    }

    fn take_quota(&mut self, subject: &str, day: i32, quota: i64, wanted: i64) -> Result<i64> {
        self.take_of_quota(subject, day, quota, wanted)
    }

    fn return_quota(&mut self, subject: &str, day: i32, unused: i64) -> Result<()> {
        self.execute(catalogue::RETURN_QUOTA, &[&subject, &day, &unused]).map(drop)
    }

    fn next_due(&mut self) -> Result<Option<Timestamp>> {
        let due: Option<i64> = field(&self.query_one(catalogue::NEXT_DUE, &[])?, 0)?;
        Ok(due.map(from_ticks))
    }

    fn load_letter_facts(&mut self, claims: &[Claim]) -> Result<Vec<LetterFacts>> {
        self.letter_facts(claims)
    }

    fn load_notice_facts(&mut self, claims: &[Claim]) -> Result<Vec<NoticeFacts>> {
        self.notice_facts(claims)
    }

    fn hand_over_to(&mut self, node: NodeId, claims: &[HandOver]) -> Result<Vec<bool>> {
        self.plan_once()?;
        self.hand_over_claims(node, claims)
    }

    fn settle(&mut self, settlements: &[Settlement]) -> Result<Vec<Verdict>> {
        self.plan_once()?;
        self.settle_attempts(settlements)
    }

    fn give_back(&mut self, claims: &[Attempt], next: Option<Window>) -> Result<()> {
        self.give_claims_back(claims, next)
    }

    fn past_closing(&mut self, most: usize) -> Result<Vec<(MessageKey, Window)>> {
        self.list_past_closing(most)
    }

    fn reschedule(&mut self, windows: &[(MessageKey, Window)]) -> Result<()> {
        self.reschedule_waiting(windows)
    }

    fn sweep(&mut self, most: usize) -> Result<Swept> {
        self.sweep_all(most)
    }

    fn unkeyed_workspaces(&mut self) -> Result<Vec<WorkspaceId>> {
        let rows = self.query(catalogue::LIST_UNKEYED_WORKSPACES, &[])?;
        rows.iter().map(|row| Ok(WorkspaceId(field(row, 0)?))).collect()
    }

    fn workspace_ids(&mut self) -> Result<Vec<WorkspaceId>> {
        let rows = self.query(catalogue::LIST_WORKSPACE_IDS, &[])?;
        rows.iter().map(|row| Ok(WorkspaceId(field(row, 0)?))).collect()
    }

    fn catch_up(
        &mut self,
        workspace: WorkspaceId,
        due_before: Timestamp,
        late: Late,
        most: usize,
    ) -> Result<u64> {
        self.workspace(workspace);
        self.catch_up_late(due_before, late, most)
    }

    fn settle_dead_nodes(&mut self, node: NodeId) -> Result<Swept> {
        self.settle_dead(node)
    }
}
