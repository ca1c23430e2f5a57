//! THE fence: a last look at the person, then claimed -> handing over (promises 2.3, P7).
//!
//! The order of locks is that of everybody else: the workspace beside those who add blocks, persons, customers, messages.

use canvass_domain::block::{AtFence, Earlier, FenceVerdict, Rival, Standing, Stop, Subject};
use canvass_domain::decision::Decision;
use canvass_domain::id::{CustomerId, QuestionnaireId};
use canvass_domain::message::{MessageKey, MessageState, Slot};
use canvass_domain::reason::Reason;
use canvass_store::area::{Attempt, NodeId};
use canvass_store::document::{questionnaire_policy_from_text, workspace_policy_from_text};
use canvass_store::{Result, from_ticks};
use jiff::Timestamp;
use postgres::Row;

use super::super::blocks::{earlier, keep_hit};
use super::super::customers::Entry;
use super::super::state_code;
use super::{KeyColumns, place};
use crate::catalogue;
use crate::transaction::{PostgresTx, moment, named};

/// What is known of a claim at the fence.
struct Weighed<'a> {
    claim: &'a Attempt,
    facts: AtFence,
    standing: Standing,
    rival: Option<Rival>,
    contact: Option<Vec<u8>>,
    has_blocks: bool,
}

impl<'a> Weighed<'a> {
    fn read(row: &Row, claim: &'a Attempt) -> Result<Self> {
        let MessageKey { customer, slot, .. } = claim.key;
        let is_test: bool = named(row, "is_test")?;
        let facts = AtFence {
            customer,
            subject: Subject {
                // A test customer is never sampled out (E57).
                customer: (!is_test).then_some(customer),
                questionnaire: named::<Option<i32>>(row, "questionnaire_id")?.map(QuestionnaireId),
            },
            is_test,
            is_invitation: slot == Slot::Invitation,
            due_at: moment(row, "due_at")?,
            workspace: workspace_policy_from_text(named(row, "policy")?)?,
            questionnaire: questionnaire_policy_from_text(named(row, "own_policy")?)?,
        };
        let rival = match (named(row, "rival")?, named::<Option<i64>>(row, "rival_due_at")?) {
            (Some(rival), Some(due_at)) => {
                Some(Rival { customer: CustomerId(rival), due_at: from_ticks(due_at) })
            }
            _ => None,
        };
        let (contact, has_blocks) = (named(row, "contact_hash")?, named(row, "has_blocks")?);
        Ok(Self { claim, facts, standing: Standing::default(), rival, contact, has_blocks })
    }

    /// Counts an invitation to the same person that leaves in the same slice.
    fn count_beside(&mut self, other: &Self, now: Timestamp) {
        let is_same_person = self.contact.is_some()
            && self.contact == other.contact
            && self.claim.key.workspace == other.claim.key.workspace;
        if is_same_person && other.facts.is_invitation && !other.facts.is_test {
            let earlier = Earlier {
                questionnaire: other.facts.subject.questionnaire,
                message: Some(MessageState::HandingOver),
                handed_over_at: Some(now),
                opened_at: None,
                finished_at: None,
            };
            self.standing.count(self.facts.subject.questionnaire, &earlier);
        }
    }
}

/// A message that may not leave, why, and for whose fate it is held.
type FenceStop = (MessageKey, Stop, Option<CustomerId>);

impl PostgresTx<'_> {
    pub(super) fn hand_over_claims(&mut self, node: NodeId, claims: &[Attempt]) -> Result<Vec<bool>> {
        // In the order of the key, as a cancel takes them, so that neither waits for the other crosswise.
        let mut sorted: Vec<(usize, &Attempt)> = claims.iter().enumerate().collect();
        sorted.sort_unstable_by_key(|(_, claim)| claim.key);
        let ordered: Vec<&Attempt> = sorted.iter().map(|(_, claim)| *claim).collect();
        // A notification is to nobody who could have objected.
        let (notices, persons): (Vec<&Attempt>, Vec<&Attempt>) =
            ordered.into_iter().partition(|claim| claim.key.slot.is_notification());
        let mut go = if persons.is_empty() { Vec::new() } else { self.pass_persons(node, &persons)? };
        go.extend(notices);
        go.sort_unstable_by_key(|claim| claim.key);
        let handed = self.hand_over_cleared(node, &go)?;
        let mut is_handed_over = vec![false; claims.len()];
        for (index, claim) in sorted {
            if let Some(told) = is_handed_over.get_mut(index) {
                *told = handed.contains(&claim);
            }
        }
        Ok(is_handed_over)
    }

    fn hand_over_cleared<'a>(&mut self, node: NodeId, claims: &[&'a Attempt]) -> Result<Vec<&'a Attempt>> {
        if claims.is_empty() {
            return Ok(Vec::new());
        }
        let keys = KeyColumns::of(claims.iter().map(|claim| claim.key));
        let fences: Vec<i32> = claims.iter().map(|claim| claim.fence).collect();
        let now = self.ticks()?;
        let rows = self.query(
            catalogue::HAND_OVER,
            &[&keys.workspaces, &keys.customers, &keys.slots, &fences, &node.0, &now],
        )?;
        let mut handed = Vec::with_capacity(rows.len());
        for row in &rows {
            handed.extend(claims.get(place(row)?));
        }
        Ok(handed)
    }

    /// Looks at the persons and stops what may not leave; the others, in order.
    fn pass_persons<'a>(&mut self, node: NodeId, claims: &[&'a Attempt]) -> Result<Vec<&'a Attempt>> {
        let keys = KeyColumns::of(claims.iter().map(|claim| claim.key));
        self.query(catalogue::GUARD_WORKSPACES, &[&keys.workspaces])?;
        self.query(catalogue::HOLD_CONTACTS, &[&keys.workspaces, &keys.customers])?;
        let fences: Vec<i32> = claims.iter().map(|claim| claim.fence).collect();
        let now = self.ticks()?;
        let rows = self.query(
            catalogue::WEIGH_CLAIMS,
            &[&keys.workspaces, &keys.customers, &keys.slots, &fences, &node.0, &now],
        )?;
        let mut weighed = Vec::with_capacity(rows.len());
        for row in &rows {
            if let Some(claim) = claims.get(place(row)?) {
                weighed.push(Weighed::read(row, claim)?);
            }
        }
        weighed.sort_unstable_by_key(|weighed| weighed.claim.key);
        self.find_standings(&mut weighed)?;
        self.judge_all(weighed)
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
        if weighed.iter().any(|weighed| weighed.facts.looks_at_rest()) {
            let rows = self.query(catalogue::LIST_FENCE_EARLIER, &[&keys.workspaces, &keys.customers])?;
            for row in &rows {
                if let Some(weighed) = weighed.get_mut(place(row)?) {
                    weighed.standing.count(weighed.facts.subject.questionnaire, &earlier(row)?);
                }
            }
        }
        Ok(())
    }

    fn judge_all<'a>(&mut self, weighed: Vec<Weighed<'a>>) -> Result<Vec<&'a Attempt>> {
        let now = self.time()?;
        let mut go: Vec<Weighed<'a>> = Vec::with_capacity(weighed.len());
        let mut stops: Vec<FenceStop> = Vec::new();
        for mut weighed in weighed {
            for other in &go {
                weighed.count_beside(other, now);
            }
            match weighed.facts.judge(&weighed.standing, weighed.rival, now) {
                FenceVerdict::Go => go.push(weighed),
                FenceVerdict::Stop(stop) => stops.push((weighed.claim.key, stop, None)),
                FenceVerdict::Yield(winner) => {
                    stops.push((weighed.claim.key, Stop::yielded_to(winner), Some(winner)));
                }
            }
        }
        self.stop_at_fence(&stops)?;
        Ok(go.into_iter().map(|weighed| weighed.claim).collect())
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
        self.query(catalogue::HOLD_CUSTOMERS, &[&keys.workspaces, &keys.customers])?;
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
