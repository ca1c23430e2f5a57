//! From due to claimed: the claim, what a letter is made of, giving back. `fence` goes on from here.

use std::time::Duration;

use canvass_domain::id::{BatchId, WorkspaceId};
use canvass_domain::message::{Channel, MessageKey, Window};
use canvass_store::area::{Attempt, Claim, LetterFacts, NodeId, NoticeFacts};
use canvass_store::document::{notice_from_text, values_from_text};
use canvass_store::{Result, StoreError, to_ticks};
use rusqlite::params;

use super::super::limit;
use super::{key, message_key, moved};
use crate::catalogue;
use crate::tx::{Cells, SqliteTx, execute, query};

impl SqliteTx<'_> {
    pub(super) fn claim_due(&mut self, node: NodeId, most: usize, lease: Duration) -> Result<Vec<Claim>> {
        let lease_until = moved(self.time(), lease, false);
        let due = self.turns(most)?;
        self.take(node, &due, lease_until)?;
        Ok(due)
    }

    pub(super) fn claim_due_listed(
        &mut self,
        node: NodeId,
        listed: &[MessageKey],
        lease: Duration,
    ) -> Result<Vec<Claim>> {
        let (now, lease_until) = (self.ticks(), moved(self.time(), lease, false));
        let mut due = Vec::with_capacity(listed.len());
        {
            let mut select = self.prepare(catalogue::FIND_DUE)?;
            for message in listed {
                let (workspace, customer, slot) = key(*message);
                due.extend(query(&mut select, (workspace, customer, slot, now), due_claim)?);
            }
        }
        self.take(node, &due, lease_until)?;
        Ok(due)
    }

    fn take(&mut self, node: NodeId, due: &[Claim], lease_until: i64) -> Result<()> {
        let mut update = self.prepare(catalogue::CLAIM_MESSAGE)?;
        for claim in due {
            let (workspace, customer, slot) = key(claim.key);
            let row = params![workspace, customer, slot, claim.fence, node.0, lease_until];
            one(catalogue::CLAIM_MESSAGE, execute(&mut update, row)?)?;
        }
        Ok(())
    }

    pub(super) fn list_due_by(&mut self, channel: Channel, most: usize) -> Result<Vec<MessageKey>> {
        let now = self.ticks();
        let workspaces = self.due_workspaces([channel; 2])?;
        let share = limit(most.div_ceil(workspaces.len().max(1)));
        let mut due = Vec::new();
        for workspace in workspaces {
            let own =
                self.rows(catalogue::LIST_DUE_BY, (workspace.0, now, share, channel.code()), |cells| {
                    Ok((message_key(cells)?, cells.next::<i64>()?))
                })?;
            due.extend(own.into_iter().enumerate());
        }
        due.sort_by_key(|(turn, (key, due_at))| (*turn, *due_at, key.workspace));
        Ok(due.into_iter().map(|(_, (key, _))| key).collect())
    }

    /// Those with something due by either of these.
    fn due_workspaces(&mut self, channels: [Channel; 2]) -> Result<Vec<WorkspaceId>> {
        let [one, other] = channels.map(Channel::code);
        let row = (self.ticks(), one, other);
        self.rows(catalogue::LIST_DUE_WORKSPACES, row, |cells| Ok(WorkspaceId(cells.next()?)))
    }

    /// What is due: the same share of each workspace, one of each in turn.
    fn turns(&mut self, most: usize) -> Result<Vec<Claim>> {
        let now = self.ticks();
        let workspaces = self.due_workspaces(Channel::ALL)?;
        let share = most.div_ceil(workspaces.len().max(1));
        let mut due = Vec::with_capacity(most);
        for workspace in workspaces {
            let own = self.rows(catalogue::LIST_DUE, (workspace.0, now, limit(share)), due_claim)?;
            due.extend(own.into_iter().enumerate());
        }
        due.sort_by_key(|(turn, claim)| (*turn, claim.window.due_at, claim.key.workspace));
        Ok(due.into_iter().map(|(_, claim)| claim).collect())
    }

    pub(super) fn letter_facts(&self, claims: &[Claim]) -> Result<Vec<LetterFacts>> {
        let mut select = self.prepare(catalogue::LOAD_LETTER)?;
        claims
            .iter()
            .map(|claim| {
                let (workspace, customer, _) = key(claim.key);
                let mut found = query(&mut select, (workspace, customer), |cells| {
                    Ok(LetterFacts {
                        key: claim.key,
                        round: claim.round,
                        departure: claim.departure,
                        batch: BatchId(cells.next()?),
                        channel: cells.channel()?,
                        email: cells.next()?,
                        phone: cells.next()?,
                        routing: cells.routing()?,
                        values: values_from_text(&cells.next::<String>()?)?,
                        link_generation: cells.next()?,
                    })
                })?;
                found.pop().ok_or(StoreError::Missing("customer"))
            })
            .collect()
    }

    pub(super) fn notice_facts(&self, claims: &[Claim]) -> Result<Vec<NoticeFacts>> {
        let mut select = self.prepare(catalogue::LOAD_NOTICE)?;
        claims
            .iter()
            .map(|claim| {
                let mut found = query(&mut select, key(claim.key), |cells| {
                    Ok(NoticeFacts {
                        key: claim.key,
                        batch: cells.next()?,
                        is_test: cells.next()?,
                        told: notice_from_text(&cells.next::<Option<String>>()?.unwrap_or_default())?,
                    })
                })?;
                found.pop().ok_or(StoreError::Missing("batch"))
            })
            .collect()
    }

    pub(super) fn give_claims_back(&mut self, claims: &[Attempt], next: Option<Window>) -> Result<()> {
        let mut update = self.prepare(catalogue::GIVE_BACK)?;
        for claim in claims {
            let (workspace, customer, slot) = key(claim.key);
            let row = params![
                workspace,
                customer,
                slot,
                claim.fence,
                next.map(|window| to_ticks(window.due_at)),
                next.map(|window| to_ticks(window.closes_at)),
                next.map(|window| to_ticks(window.ends_at)),
            ];
            // None if the claim is no longer ours: then there is nothing to give back.
            execute(&mut update, row)?;
        }
        Ok(())
    }

    pub(super) fn list_past_closing(&mut self, most: usize) -> Result<Vec<(MessageKey, Window)>> {
        let now = self.ticks();
        self.rows(catalogue::LIST_PAST_CLOSING, (now, limit(most)), |cells| {
            Ok((message_key(cells)?, cells.window()?))
        })
    }

    pub(super) fn reschedule_waiting(&mut self, windows: &[(MessageKey, Window)]) -> Result<()> {
        let mut update = self.prepare(catalogue::RESCHEDULE)?;
        for (message, window) in windows {
            let (workspace, customer, slot) = key(*message);
            let window = (to_ticks(window.due_at), to_ticks(window.closes_at), to_ticks(window.ends_at));
            execute(&mut update, (workspace, customer, slot, window.0, window.1, window.2))?;
        }
        Ok(())
    }
}

/// The claim that a due message will be of.
fn due_claim(cells: &mut Cells<'_, '_>) -> Result<Claim> {
    Ok(Claim {
        key: message_key(cells)?,
        fence: cells.next::<i32>()? + 1,
        tries: cells.next()?,
        window: cells.window()?,
        round: cells.round()?,
        first_left_at: cells.maybe_moment()?,
        departure: cells.departure()?,
    })
}

/// A row that must have changed.
fn one(statement: catalogue::Statement, found: u64) -> Result<()> {
    if found == 1 {
        return Ok(());
    }
    Err(StoreError::RowsChanged { statement: statement.name, expected: 1, found })
}
