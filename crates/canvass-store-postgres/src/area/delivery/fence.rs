//! THE fence: a last look at the person, then claimed -> handing over (promises 2.3, P7).
//!
//! The order of locks is that of everybody else: the workspace beside those who add blocks, persons, customers, messages.

use std::collections::HashMap;

use canvass_domain::block::{AtFence, Earlier, FenceVerdict, Rival, Standing, Stop};
use canvass_domain::contact_rule::Wait;
use canvass_domain::decision::Decision;
use canvass_domain::id::{CustomerId, QuestionnaireId};
use canvass_domain::message::{MessageKey, MessageState, Slot, Window};
use canvass_domain::reason::{Reason, Rule};
use canvass_store::area::{Attempt, HandOver, NodeId};
use canvass_store::document::{
    enabled_rules_from_text, questionnaire_policy_from_text, values_from_text, workspace_policy_from_text,
};
use canvass_store::{Result, StoreError, from_ticks, to_ticks};
use jiff::Timestamp;
use postgres::Row;

use super::super::blocks::keep_hit;
use super::super::channel;
use super::super::contact_rules::earlier;
use super::super::customers::Entry;
use super::super::installation::{time_of, workspace};
use super::super::{round, state_code};
use super::{KeyColumns, place};
use crate::catalogue;
use crate::transaction::{PostgresTx, moment, named};

/// A claim of the slice, and its place there.
type Placed<'a> = (usize, &'a Attempt);

/// What is known of a claim at the fence.
struct Weighed<'a> {
    place: usize,
    claim: &'a Attempt,
    facts: AtFence,
    standing: Standing,
    rival: Option<Rival>,
    /// The contact, and the number beside it.
    contacts: [Option<Vec<u8>>; 2],
    has_blocks: bool,
    ends_at: Timestamp,
}

impl<'a> Weighed<'a> {
    fn read(row: &Row, (place, claim): Placed<'a>) -> Result<Self> {
        let MessageKey { customer, slot, .. } = claim.key;
        let values = named::<Option<&str>>(row, "data_values")?.map(values_from_text).transpose()?;
        let facts = AtFence {
            customer,
            asks: named::<Option<i32>>(row, "questionnaire_id")?.map(QuestionnaireId),
            is_test: named(row, "is_test")?,
            slot,
            is_again: round(row)?.is_again(),
            channel: channel(row)?,
            due_at: moment(row, "due_at")?,
            workspace: workspace_policy_from_text(named(row, "policy")?)?,
            questionnaire: questionnaire_policy_from_text(named(row, "own_policy")?)?,
            rules: enabled_rules_from_text(named(row, "rules")?)?,
            values: values.unwrap_or_default(),
        };
        let rival = match (named(row, "rival")?, named::<Option<i64>>(row, "rival_due_at")?) {
            (Some(rival), Some(due_at)) => {
                Some(Rival { customer: CustomerId(rival), due_at: from_ticks(due_at) })
            }
            _ => None,
        };
        let contacts = [named(row, "contact_hash")?, named(row, "number_hash")?];
        let has_blocks = named(row, "has_blocks")?;
        let ends_at = moment(row, "ends_at")?;
        Ok(Self { place, claim, facts, standing: Standing::default(), rival, contacts, has_blocks, ends_at })
    }

    /// Counts an invitation to the same person that leaves in the same slice.
    fn count_beside(&mut self, other: &Self, now: Timestamp) {
        let shares = |contact: &Vec<u8>| other.contacts.iter().flatten().any(|own| own == contact);
        let is_same_person = self.claim.key.workspace == other.claim.key.workspace
            && self.contacts.iter().flatten().any(shares);
        let is_told = is_same_person && !other.facts.is_test;
        let Some(since) = self.facts.looks_back(now).filter(|_| is_told) else { return };
        let earlier = Earlier {
            customer: other.claim.key.customer,
            questionnaire: other.facts.asks,
            message: Some(MessageState::HandingOver),
            is_reminder: other.facts.slot != Slot::Invitation,
            channel: other.facts.channel,
            handed_over_at: Some(now),
            opened_at: None,
            finished_at: None,
            is_transaction: false,
        };
        self.standing.count(self.facts.asks, &earlier, since);
    }
}

/// What stands for a number while it is held; two numbers that share it only wait for each other.
fn lock_of(hash: &[u8]) -> Option<i64> {
    hash.first_chunk().copied().map(i64::from_be_bytes)
}

/// A message that may not leave, why, and for whose fate it is held.
type FenceStop = (MessageKey, Stop, Option<CustomerId>);

/// A message that a contact rule keeps back, and its end date.
type FenceWait = (MessageKey, Wait, Timestamp);

impl PostgresTx<'_> {
    pub(super) fn hand_over_claims(&mut self, node: NodeId, claims: &[HandOver]) -> Result<Vec<bool>> {
        // In the order of the key, as a cancel takes them, so that neither waits for the other crosswise.
        let mut sorted: Vec<Placed<'_>> = claims.iter().map(|claim| &claim.attempt).enumerate().collect();
        sorted.sort_unstable_by_key(|(_, claim)| claim.key);
        // A notification is to nobody who could have objected.
        let (notices, persons): (Vec<Placed<'_>>, Vec<Placed<'_>>) =
            sorted.iter().copied().partition(|(_, claim)| claim.key.slot.is_notification());
        let mut go = if persons.is_empty() { Vec::new() } else { self.pass_persons(node, &persons)? };
        go.extend(notices.into_iter().map(|(_, claim)| claim));
        go.sort_unstable_by_key(|claim| claim.key);
        let peers: HashMap<MessageKey, &str> =
            claims.iter().filter_map(|claim| Some((claim.attempt.key, claim.peer.as_deref()?))).collect();
        let handed = self.hand_over_cleared(node, &go, &peers)?;
        let mut is_handed_over = vec![false; claims.len()];
        for (index, claim) in sorted {
            if let Some(told) = is_handed_over.get_mut(index) {
                *told = handed.contains(&claim);
            }
        }
        Ok(is_handed_over)
    }

    fn hand_over_cleared<'a>(
        &mut self,
        node: NodeId,
        claims: &[&'a Attempt],
        peers: &HashMap<MessageKey, &str>,
    ) -> Result<Vec<&'a Attempt>> {
        if claims.is_empty() {
            return Ok(Vec::new());
        }
        let keys = KeyColumns::of(claims.iter().map(|claim| claim.key));
        let fences: Vec<i32> = claims.iter().map(|claim| claim.fence).collect();
        let told: Vec<Option<&str>> = claims.iter().map(|claim| peers.get(&claim.key).copied()).collect();
        let now = self.ticks()?;
        let rows = self.query(
            catalogue::HAND_OVER,
            &[&keys.workspaces, &keys.customers, &keys.slots, &fences, &node.0, &now, &told],
        )?;
        let mut handed = Vec::with_capacity(rows.len());
        for row in &rows {
            handed.extend(claims.get(place(row)?));
        }
        Ok(handed)
    }

    /// Looks at the persons and stops what may not leave; the others, in order.
    fn pass_persons<'a>(&mut self, node: NodeId, claims: &[Placed<'a>]) -> Result<Vec<&'a Attempt>> {
        let keys = KeyColumns::of(claims.iter().map(|(_, claim)| claim.key));
        self.query(catalogue::GUARD_WORKSPACES, &[&keys.workspaces])?;
        self.hold_persons(&keys.workspaces, &keys.customers)?;
        let fences: Vec<i32> = claims.iter().map(|(_, claim)| claim.fence).collect();
        let now = self.ticks()?;
        let rows = self.query(
            catalogue::WEIGH_CLAIMS,
            &[&keys.workspaces, &keys.customers, &keys.slots, &fences, &node.0, &now],
        )?;
        let mut weighed = Vec::with_capacity(rows.len());
        for row in &rows {
            if let Some(claim) = claims.get(place(row)?) {
                weighed.push(Weighed::read(row, *claim)?);
            }
        }
        // Judged in the order of the slice: whoever is first gets what is left of a contact rule.
        weighed.sort_unstable_by_key(|weighed| weighed.place);
        self.find_standings(&mut weighed)?;
        self.judge_all(weighed)
    }

    /// From here on nobody is handed over beside it who shares a contact with one of these customers.
    pub(in crate::area) fn hold_persons(&mut self, workspaces: &[i32], customers: &[i32]) -> Result<()> {
        let mut numbers: Vec<i64> = Vec::new();
        for row in &self.query(catalogue::HOLD_CONTACTS, &[&workspaces, &customers])? {
            let known = [named::<Option<&[u8]>>(row, "number")?, named(row, "contact")?];
            numbers.extend(known.into_iter().flatten().filter_map(lock_of));
        }
        if numbers.is_empty() {
            return Ok(());
        }
        self.query(catalogue::HOLD_NUMBERS, &[&numbers]).map(drop)
    }

    fn find_standings(&mut self, weighed: &mut [Weighed<'_>]) -> Result<()> {
        let keys = KeyColumns::of(weighed.iter().map(|weighed| weighed.claim.key));
        if weighed.iter().any(|weighed| weighed.has_blocks) {
            let now = self.ticks()?;
            let rows = self.query(catalogue::LIST_FENCE_HITS, &[&keys.workspaces, &keys.customers, &now])?;
            for row in &rows {
                if let Some(weighed) = weighed.get_mut(place(row)?) {
                    keep_hit(&mut weighed.standing, row)?;
                }
            }
        }
        let now = self.time()?;
        if weighed.iter().any(|weighed| weighed.facts.looks_back(now).is_some()) {
            let rows = self.query(catalogue::LIST_FENCE_EARLIER, &[&keys.workspaces, &keys.customers])?;
            for row in &rows {
                if let Some(weighed) = weighed.get_mut(place(row)?)
                    && let Some(since) = weighed.facts.looks_back(now)
                {
                    weighed.standing.count(weighed.facts.asks, &earlier(row)?, since);
                }
            }
        }
        Ok(())
    }

    fn judge_all<'a>(&mut self, weighed: Vec<Weighed<'a>>) -> Result<Vec<&'a Attempt>> {
        let now = self.time()?;
        let mut go: Vec<Weighed<'a>> = Vec::with_capacity(weighed.len());
        let mut stops: Vec<FenceStop> = Vec::new();
        let mut waits: Vec<FenceWait> = Vec::new();
        for mut weighed in weighed {
            for other in &go {
                weighed.count_beside(other, now);
            }
            match weighed.facts.judge(&weighed.standing, weighed.rival, now) {
                FenceVerdict::Go => go.push(weighed),
                FenceVerdict::Stop(stop) => stops.push((weighed.claim.key, stop, None)),
                FenceVerdict::Wait(wait) => waits.push((weighed.claim.key, wait, weighed.ends_at)),
                FenceVerdict::Yield(winner) => {
                    stops.push((weighed.claim.key, Stop::yielded_to(winner), Some(winner)));
                }
            }
        }
        let deferred = self.find_windows(waits, &mut stops)?;
        self.hold_stopped(&stops, &deferred)?;
        self.defer_at_fence(&deferred)?;
        self.stop_at_fence(&stops)?;
        Ok(go.into_iter().map(|weighed| weighed.claim).collect())
    }

    /// The send windows of messages that have to wait; those without one are stopped.
    fn find_windows(
        &mut self,
        waits: Vec<FenceWait>,
        stops: &mut Vec<FenceStop>,
    ) -> Result<Vec<(MessageKey, Window, String)>> {
        let mut deferred = Vec::with_capacity(waits.len());
        for (key, wait, ends_at) in waits {
            let found = self.query_opt(catalogue::LOAD_WORKSPACE, &[&key.workspace.0])?;
            let workspace = workspace(&found.ok_or(StoreError::Missing("workspace"))?)?;
            let batch = self.query_opt(catalogue::FIND_SEND_TIME, &[&key.workspace.0, &key.customer.0])?;
            let send_time: Option<i32> = batch.map_or(Ok(None), |row| named(&row, "send_time"))?;
            let send_time = send_time.map(time_of).transpose()?;
            match wait.window(&workspace, send_time, ends_at) {
                Some(window) => deferred.push((key, window, wait.detail(window))),
                None => stops.push((key, wait.without_window(), None)),
            }
        }
        stops.sort_unstable_by_key(|(key, ..)| *key);
        Ok(deferred)
    }

    /// Holds the customers of messages that may not leave, all at once and in their order.
    fn hold_stopped(&mut self, stops: &[FenceStop], deferred: &[(MessageKey, Window, String)]) -> Result<()> {
        let stopped = stops.iter().map(|(key, ..)| *key);
        let keys = KeyColumns::of(stopped.chain(deferred.iter().map(|(key, ..)| *key)));
        if keys.workspaces.is_empty() {
            return Ok(());
        }
        self.query(catalogue::HOLD_CUSTOMERS, &[&keys.workspaces, &keys.customers]).map(drop)
    }

    /// They wait again, until the send window in which a contact rule lets them leave.
    fn defer_at_fence(&mut self, deferred: &[(MessageKey, Window, String)]) -> Result<()> {
        if deferred.is_empty() {
            return Ok(());
        }
        let at = self.time()?;
        let keys = KeyColumns::of(deferred.iter().map(|(key, ..)| *key));
        let due: Vec<i64> = deferred.iter().map(|(_, window, _)| to_ticks(window.due_at)).collect();
        let closing: Vec<i64> = deferred.iter().map(|(_, window, _)| to_ticks(window.closes_at)).collect();
        let rows = self.query(
            catalogue::DEFER_MESSAGES,
            &[&keys.workspaces, &keys.customers, &keys.slots, &due, &closing],
        )?;
        let mut entries: Vec<Entry> = Vec::with_capacity(rows.len());
        for row in &rows {
            entries.extend(deferred.get(place(row)?).map(|(key, _, detail)| {
                let decision = Decision { rule: Rule::DeferredByRule, detail: Some(detail.clone()), at };
                (key.workspace, key.customer, decision)
            }));
        }
        self.write_decisions(&entries)
    }

    fn stop_at_fence(&mut self, stops: &[FenceStop]) -> Result<()> {
        if stops.is_empty() {
            return Ok(());
        }
        let (at, now) = (self.time()?, self.ticks()?);
        let stopped = self.stop_messages(stops, now)?;
        let keys = KeyColumns::of(stopped.iter().map(|(key, ..)| *key));
        let states: Vec<i16> = stopped.iter().map(|(_, stop, _)| state_code(stop.state)).collect();
        let reasons: Vec<&str> = stopped.iter().map(|(_, stop, _)| Reason::as_str(stop.reason)).collect();
        let row: [&(dyn postgres::types::ToSql + Sync); 4] =
            [&keys.workspaces, &keys.customers, &states, &reasons];
        self.execute(catalogue::STOP_CUSTOMERS, &row)?;
        let entries: Vec<Entry> = stopped
            .iter()
            .map(|(key, stop, _)| {
                let decision = Decision { rule: stop.rule, detail: stop.detail.clone(), at };
                (key.workspace, key.customer, decision)
            })
            .collect();
        self.write_decisions(&entries)?;
        let yields = || stopped.iter().filter_map(|(key, _, winner)| Some((*key, (*winner)?.0)));
        let losers = KeyColumns::of(yields().map(|(key, _)| key));
        let winners: Vec<i32> = yields().map(|(_, winner)| winner).collect();
        if !winners.is_empty() {
            self.execute(
                catalogue::INSERT_YIELDED,
                &[&losers.workspaces, &losers.customers, &winners, &now],
            )?;
        }
        Ok(())
    }

    /// Stops the messages, of which nothing was held while they were weighed: a cancel or an answer may have come first.
    /// Gives those that were stopped here.
    fn stop_messages<'a>(&mut self, stops: &'a [FenceStop], now: i64) -> Result<Vec<&'a FenceStop>> {
        let keys = KeyColumns::of(stops.iter().map(|(key, ..)| *key));
        let states: Vec<i16> =
            stops
                .iter()
                .map(|(_, _, winner)| {
                    if winner.is_some() { MessageState::Held.code() } else { MessageState::Cancelled.code() }
                })
                .collect();
        let rows = self.query(
            catalogue::STOP_MESSAGES,
            &[&keys.workspaces, &keys.customers, &keys.slots, &states, &now],
        )?;
        let mut stopped = Vec::with_capacity(rows.len());
        for row in &rows {
            stopped.extend(stops.get(place(row)?));
        }
        Ok(stopped)
    }
}
