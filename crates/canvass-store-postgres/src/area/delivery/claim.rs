//! From due to claimed: the claim, what a letter is made of, giving back. `fence` goes on from here.

use std::time::Duration;

use canvass_domain::id::BatchId;
use canvass_domain::message::{Channel, MessageKey, Window};
use canvass_store::area::{Attempt, Claim, LetterFacts, NodeId, NoticeFacts};
use canvass_store::document::{notice_from_text, values_from_text};
use canvass_store::{Result, StoreError, to_ticks};
use postgres::Row;
use postgres::types::ToSql;

use super::super::{channel, departure, limit, round, routing, window};
use super::{KeyColumns, message_key, moved};
use crate::catalogue;
use crate::transaction::{PostgresTx, moment_opt, named};

impl PostgresTx<'_> {
    pub(super) fn claim_due(&mut self, node: NodeId, most: usize, lease: Duration) -> Result<Vec<Claim>> {
        let lease_until = moved(self.time()?, lease, false);
        let now = self.ticks()?;
        claimed(&self.query(catalogue::CLAIM_MESSAGES, &[&now, &limit(most), &node.0, &lease_until])?)
    }

    pub(super) fn list_due_by(&mut self, channel: Channel, most: usize) -> Result<Vec<MessageKey>> {
        let now = self.ticks()?;
        let found = self.query(catalogue::LIST_DUE_BY, &[&now, &limit(most), &channel.code()])?;
        found.iter().map(message_key).collect()
    }

    pub(super) fn claim_due_listed(
        &mut self,
        node: NodeId,
        listed: &[MessageKey],
        lease: Duration,
    ) -> Result<Vec<Claim>> {
        let lease_until = moved(self.time()?, lease, false);
        let now = self.ticks()?;
        let keys = KeyColumns::of(listed.iter().copied());
        let columns: [&(dyn ToSql + Sync); 6] =
            [&keys.workspaces, &keys.customers, &keys.slots, &now, &node.0, &lease_until];
        claimed(&self.query(catalogue::CLAIM_LISTED, &columns)?)
    }

    pub(super) fn letter_facts(&mut self, claims: &[Claim]) -> Result<Vec<LetterFacts>> {
        let keys = KeyColumns::of(claims.iter().map(|claim| claim.key));
        let rows = self.query(catalogue::LOAD_LETTERS, &[&keys.workspaces, &keys.customers])?;
        if rows.len() != claims.len() {
            return Err(StoreError::Missing("customer"));
        }
        rows.iter()
            .zip(claims)
            .map(|(row, claim)| {
                Ok(LetterFacts {
                    key: claim.key,
                    round: claim.round,
                    departure: claim.departure,
                    batch: BatchId(named(row, "batch_id")?),
                    channel: channel(row)?,
                    email: named(row, "email")?,
                    phone: named(row, "phone")?,
                    routing: routing(row)?,
                    values: values_from_text(named(row, "data_values")?)?,
                    link_generation: named(row, "link_generation")?,
                })
            })
            .collect()
    }

    pub(super) fn notice_facts(&mut self, claims: &[Claim]) -> Result<Vec<NoticeFacts>> {
        let keys = KeyColumns::of(claims.iter().map(|claim| claim.key));
        let rows = self.query(catalogue::LOAD_NOTICES, &[&keys.workspaces, &keys.customers, &keys.slots])?;
        if rows.len() != claims.len() {
            return Err(StoreError::Missing("batch"));
        }
        rows.iter()
            .zip(claims)
            .map(|(row, claim)| {
                Ok(NoticeFacts {
                    key: claim.key,
                    batch: named(row, "name")?,
                    is_test: named(row, "is_test")?,
                    told: notice_from_text(named::<Option<&str>>(row, "notice")?.unwrap_or_default())?,
                })
            })
            .collect()
    }

    pub(super) fn give_claims_back(&mut self, claims: &[Attempt], next: Option<Window>) -> Result<()> {
        let keys = KeyColumns::of(claims.iter().map(|claim| claim.key));
        let fences: Vec<i32> = claims.iter().map(|claim| claim.fence).collect();
        self.execute(
            catalogue::GIVE_BACK,
            &[
                &keys.workspaces,
                &keys.customers,
                &keys.slots,
                &fences,
                &next.map(|window| to_ticks(window.due_at)),
                &next.map(|window| to_ticks(window.closes_at)),
                &next.map(|window| to_ticks(window.ends_at)),
            ],
        )
        .map(drop)
    }

    pub(super) fn list_past_closing(&mut self, most: usize) -> Result<Vec<(MessageKey, Window)>> {
        let now = self.ticks()?;
        self.query(catalogue::LIST_PAST_CLOSING, &[&now, &limit(most)])?
            .iter()
            .map(|row| Ok((message_key(row)?, window(row)?)))
            .collect()
    }

    pub(super) fn reschedule_waiting(&mut self, windows: &[(MessageKey, Window)]) -> Result<()> {
        let keys = KeyColumns::of(windows.iter().map(|(key, _)| *key));
        let column = |take: fn(&Window) -> jiff::Timestamp| -> Vec<i64> {
            windows.iter().map(|(_, window)| to_ticks(take(window))).collect()
        };
        let (due, closing, ends) = (
            column(|window| window.due_at),
            column(|window| window.closes_at),
            column(|window| window.ends_at),
        );
        self.execute(
            catalogue::RESCHEDULE,
            &[&keys.workspaces, &keys.customers, &keys.slots, &due, &closing, &ends],
        )
        .map(drop)
    }
}

/// An UPDATE returns its rows in no order.
fn claimed(rows: &[Row]) -> Result<Vec<Claim>> {
    let mut claims = rows
        .iter()
        .map(|row| {
            let claim = Claim {
                key: message_key(row)?,
                fence: named(row, "fence")?,
                tries: named(row, "tries")?,
                window: window(row)?,
                round: round(row)?,
                first_left_at: moment_opt(row, "first_left_at")?,
                departure: departure(row)?,
            };
            Ok((named::<i64>(row, "turn")?, claim))
        })
        .collect::<Result<Vec<_>>>()?;
    claims.sort_unstable_by_key(|(turn, claim)| (*turn, claim.window.due_at, claim.key));
    Ok(claims.into_iter().map(|(_, claim)| claim).collect())
}
