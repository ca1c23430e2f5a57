//! What time brings to messages: grace time, leases, dead nodes. Nodes that sweep at once pass over each other's rows.

use std::time::Duration;

use canvass_domain::decision::Decision;
use canvass_domain::id::{CustomerId, WorkspaceId};
use canvass_domain::message::MessageKey;
use canvass_domain::reason::Rule;
use canvass_domain::schedule::Late;
use canvass_store::area::{NodeId, Swept};
use canvass_store::{Result, to_ticks};
use jiff::Timestamp;
use postgres::Row;

use super::super::customers::Entry;
use super::super::requests::{KEPT, ticks_before};
use super::super::{limit, slot};
use super::{KeyColumns, message_key, moved};
use crate::catalogue;
use crate::transaction::{PostgresTx, field, moment_opt, named};

/// A node that was silent for so long is dead (promises 2.3).
const SILENT: Duration = Duration::from_secs(30);
/// Nodes that are long gone are forgotten.
const FORGOTTEN: Duration = Duration::from_hours(7 * 24);
/// The last line of a hand-over whose node is gone.
const LOST: &str = "the program stopped after the hand-over";

impl PostgresTx<'_> {
    pub(super) fn sweep_all(&mut self, most: usize) -> Result<Swept> {
        let mut swept = Swept { yielded: self.sweep_yielded(most)?, ..Swept::default() };
        self.sweep_batches(most, &mut swept)?;
        let now = self.ticks()?;
        let late = self.query(catalogue::EXPIRE_LATE, &[&now, &limit(most)])?;
        for row in &late {
            let counted =
                if slot(row)?.is_reminder() { &mut swept.expired } else { &mut swept.notifications };
            *counted += 1;
        }
        swept.released = self.release_claims(None, most)?;
        swept.in_doubt = self.doubt_hand_overs(None, most)?;
        self.forget_expired(most)?;
        Ok(swept)
    }

    pub(super) fn alive_nodes(&mut self) -> Result<Row> {
        let silent = moved(self.time()?, SILENT, true);
        self.query_one(catalogue::COUNT_NODES, &[&silent])
    }

    /// At the start of a node: what dead nodes left behind, at once. Nodes that live keep theirs.
    pub(super) fn settle_dead(&mut self, node: NodeId) -> Result<Swept> {
        let released = self.release_claims(Some(node), usize::MAX)?;
        let in_doubt = self.doubt_hand_overs(Some(node), usize::MAX)?;
        let long_ago = moved(self.time()?, FORGOTTEN, true);
        self.execute(catalogue::FORGET_NODES, &[&long_ago])?;
        Ok(Swept { released, in_doubt, ..Swept::default() })
    }

    /// Mail of the workspace that nobody could send in time.
    pub(super) fn catch_up_late(&mut self, due_before: Timestamp, late: Late, most: usize) -> Result<u64> {
        let Some((state, rule)) = late.ends_in() else { return Ok(0) };
        let (at, ticks, workspace) = (self.time()?, self.ticks()?, self.ws());
        let entries = self
            .query(
                catalogue::END_LATE,
                &[&workspace, &to_ticks(due_before), &limit(most), &state.code(), &ticks],
            )?
            .iter()
            .map(|row| {
                let decision = Decision { rule, detail: None, at };
                Ok((WorkspaceId(workspace), CustomerId(field(row, 0)?), decision))
            })
            .collect::<Result<Vec<Entry>>>()?;
        self.write_decisions(&entries)?;
        Ok(u64::try_from(entries.len()).unwrap_or(u64::MAX))
    }

    fn release_claims(&mut self, own: Option<NodeId>, most: usize) -> Result<u64> {
        let (now, silent) = (self.ticks()?, moved(self.time()?, SILENT, true));
        let own = own.map(|node| node.0);
        self.execute(catalogue::RELEASE_CLAIMS, &[&now, &silent, &limit(most), &own])
    }

    /// Hand-overs without a node are in doubt, and not claimed again by time.
    fn doubt_hand_overs(&mut self, own: Option<NodeId>, most: usize) -> Result<u64> {
        let now = self.time()?;
        let (silent, ticks) = (moved(now, SILENT, true), self.ticks()?);
        let own = own.map(|node| node.0);
        let (keys, fences) = self.lock_dead(silent, own, most)?;
        let rows = self.query(
            catalogue::DOUBT_MESSAGES,
            &[&keys.workspaces, &keys.customers, &keys.slots, &fences, &ticks, &LOST],
        )?;
        let mut entries: Vec<Entry> = Vec::new();
        let mut proved = Vec::new();
        for row in &rows {
            let MessageKey { workspace, customer, slot } = message_key(row)?;
            if slot.is_notification() {
                continue;
            }
            if let Some(at) = moment_opt(row, "handed_over_at")? {
                let detail = Some(named::<i32>(row, "attempts")?.to_string());
                let decision = Decision { rule: slot.handed_over(), detail, at };
                entries.push((workspace, customer, decision));
            }
            entries.push((workspace, customer, in_doubt(now)));
            if named(row, "is_opened")? {
                proved.push((workspace, customer));
            }
        }
        self.write_decisions(&entries)?;
        self.weigh_evidence(proved.into_iter(), now)?;
        Ok(u64::try_from(rows.len()).unwrap_or(u64::MAX))
    }

    /// Hand-overs of dead nodes with their fences. Their customers are held.
    fn lock_dead(&mut self, silent: i64, own: Option<i64>, most: usize) -> Result<(KeyColumns, Vec<i32>)> {
        let rows = self.query(catalogue::LOCK_DEAD, &[&silent, &limit(most), &own])?;
        let keys = rows.iter().map(message_key).collect::<Result<Vec<_>>>()?;
        let fences = rows.iter().map(|row| named(row, "fence")).collect::<Result<_>>()?;
        Ok((KeyColumns::of(keys.into_iter()), fences))
    }

    /// Requests that are answered anew when they come again, and sessions and sign-in links that are over.
    fn forget_expired(&mut self, most: usize) -> Result<()> {
        let (now, ticks) = (self.time()?, self.ticks()?);
        self.execute(catalogue::FORGET_REQUESTS, &[&ticks_before(now, KEPT), &limit(most)])?;
        self.execute(catalogue::FORGET_SESSIONS, &[&ticks, &limit(most)])?;
        self.execute(catalogue::FORGET_SIGN_INS, &[&ticks, &limit(most)]).map(drop)
    }
}

fn in_doubt(at: Timestamp) -> Decision {
    Decision { rule: Rule::MessageInDoubt, detail: Some(LOST.to_owned()), at }
}
