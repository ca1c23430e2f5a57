//! The delivery queue over all workspaces: claim, hand over, settle, and what time brings.

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
use canvass_store::{Result, from_ticks, to_ticks};
use jiff::{SignedDuration, Timestamp};

use super::messages::slot;
use crate::catalogue;
use crate::tx::{Cells, SqliteTx};

/// The next three cells as the identity of a message.
fn message_key(cells: &mut Cells<'_, '_>) -> Result<MessageKey> {
    Ok(MessageKey {
        workspace: WorkspaceId(cells.next()?),
        customer: CustomerId(cells.next()?),
        slot: slot(cells)?,
    })
}

/// The stored form of a key.
fn key(key: MessageKey) -> (i32, i32, i16) {
    (key.workspace.0, key.customer.0, key.slot.number())
}

/// A moment moved by a span of the caller's.
fn moved(now: Timestamp, span: Duration, is_back: bool) -> i64 {
    let span = SignedDuration::try_from(span).unwrap_or(SignedDuration::MAX);
    let moved = if is_back { now.saturating_sub(span) } else { now.saturating_add(span) };
    moved.map_or_else(|_overflow| to_ticks(now), to_ticks)
}

impl Delivery for SqliteTx<'_> {
    fn beat(&mut self, node: NodeId) -> Result<()> {
        let now = self.ticks();
        self.change_one(catalogue::BEAT, (node.0, now))
    }

    fn newest_beat(&mut self) -> Result<Option<Timestamp>> {
        let beat: Option<Option<i64>> = self.cell(catalogue::NEWEST_BEAT, ())?;
        Ok(beat.flatten().map(from_ticks))
    }

    fn nodes(&mut self) -> Result<Nodes> {
        Ok(Nodes { same: 1, ..Nodes::default() })
    }

    fn sending_pause(&mut self) -> Result<Option<String>> {
        let reason: Option<Option<String>> = self.cell(catalogue::READ_PAUSE, ())?;
        Ok(reason.flatten())
    }

    fn set_sending_pause(&mut self, reason: Option<&str>) -> Result<()> {
        self.change_one(catalogue::SET_PAUSE, (reason,))
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
        self.change(catalogue::RETURN_QUOTA, (subject, day, unused)).map(drop)
    }

    fn next_due(&mut self) -> Result<Option<Timestamp>> {
        let due: Option<Option<i64>> = self.cell(catalogue::NEXT_DUE, ())?;
        Ok(due.flatten().map(from_ticks))
    }

    fn load_letter_facts(&mut self, claims: &[Claim]) -> Result<Vec<LetterFacts>> {
        self.letter_facts(claims)
    }

    fn load_notice_facts(&mut self, claims: &[Claim]) -> Result<Vec<NoticeFacts>> {
        self.notice_facts(claims)
    }

    fn hand_over_to(&mut self, node: NodeId, claims: &[HandOver]) -> Result<Vec<bool>> {
        self.hand_over_claims(node, claims)
    }

    fn settle(&mut self, settlements: &[Settlement]) -> Result<Vec<Verdict>> {
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
        let found = self.cells::<i32>(catalogue::LIST_UNKEYED_WORKSPACES, ())?;
        Ok(found.into_iter().map(WorkspaceId).collect())
    }

    fn workspace_ids(&mut self) -> Result<Vec<WorkspaceId>> {
        Ok(self.cells::<i32>(catalogue::LIST_WORKSPACE_IDS, ())?.into_iter().map(WorkspaceId).collect())
    }

    fn catch_up(
        &mut self,
        workspace: WorkspaceId,
        due_before: Timestamp,
        late: Late,
        most: usize,
    ) -> Result<u64> {
        self.walled(workspace);
        self.catch_up_late(due_before, late, most)
    }

    fn settle_dead_nodes(&mut self, node: NodeId) -> Result<Swept> {
        self.settle_older_incarnations(node)
    }
}
