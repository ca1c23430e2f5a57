//! THE fence: a last look at the person, then claimed -> handing over (promises 2.3, P7). There is one writer, so nobody
//! adds a block or is handed over beside it.

use canvass_domain::block::{AtFence, FenceVerdict, Key, Rival, Standing, Stop};
use canvass_domain::contact_rule::Wait;
use canvass_domain::decision::Decision;
use canvass_domain::id::{BatchId, CustomerId, QuestionnaireId};
use canvass_domain::message::{MessageKey, MessageState};
use canvass_domain::reason::Rule;
use canvass_store::area::{Attempt, HandOver, NodeId};
use canvass_store::document::{
    enabled_rules_from_text, questionnaire_policy_from_text, values_from_text, workspace_policy_from_text,
};
use canvass_store::{Result, StoreError, to_ticks};
use jiff::Timestamp;
use rusqlite::params;

use super::super::installation::{time_of_day, workspace_record};
use super::key;
use crate::catalogue;
use crate::tx::SqliteTx;

/// What is known of a message at the fence, and how to find more about its person.
struct Weighed {
    facts: AtFence,
    contact: Option<Vec<u8>>,
    /// The number beside the contact.
    number: Option<Vec<u8>>,
    priority: i32,
    ends_at: Timestamp,
}

impl SqliteTx<'_> {
    pub(super) fn hand_over_claims(&mut self, node: NodeId, claims: &[HandOver]) -> Result<Vec<bool>> {
        claims.iter().map(|claim| self.hand_over_claim(node, claim)).collect()
    }

    fn hand_over_claim(&mut self, node: NodeId, asked: &HandOver) -> Result<bool> {
        let claim = &asked.attempt;
        let (workspace, customer, slot) = key(claim.key);
        let now = self.ticks();
        let row = params![workspace, customer, slot, claim.fence, node.0, now, asked.peer];
        if claim.key.slot.is_notification() {
            // It is to nobody who could have objected.
            return Ok(self.walled(claim.key.workspace).change(catalogue::HAND_OVER, row)? == 1);
        }
        let Some(weighed) =
            self.weigh(claim, params![workspace, customer, slot, claim.fence, node.0, now])?
        else {
            return Ok(false);
        };
        match self.judge_at_fence(&weighed)? {
            FenceVerdict::Go => Ok(self.change(catalogue::HAND_OVER, row)? == 1),
            FenceVerdict::Stop(stop) => {
                self.stop_at_fence(claim.key, &stop, MessageState::Cancelled)?;
                Ok(false)
            }
            FenceVerdict::Wait(wait) => {
                self.defer_at_fence(claim.key, &wait, weighed.ends_at)?;
                Ok(false)
            }
            FenceVerdict::Yield(winner) => {
                self.stop_at_fence(claim.key, &Stop::yielded_to(winner), MessageState::Held)?;
                let now = self.ticks();
                self.change_one(catalogue::INSERT_YIELDED, (workspace, customer, winner.0, now))?;
                Ok(false)
            }
        }
    }

    fn weigh(&mut self, claim: &Attempt, row: impl rusqlite::Params) -> Result<Option<Weighed>> {
        let customer = claim.key.customer;
        self.walled(claim.key.workspace).row(catalogue::WEIGH_CLAIM, row, |cells| {
            let asks = cells.next::<Option<i32>>()?.map(QuestionnaireId);
            let is_test = cells.next()?;
            let contact = cells.next()?;
            let number = cells.next()?;
            let priority = cells.next()?;
            let channel = cells.channel()?;
            let is_again = cells.round()?.is_again();
            let due_at = cells.moment()?;
            let ends_at = cells.moment()?;
            let workspace = workspace_policy_from_text(cells.next::<Option<String>>()?.as_deref())?;
            let questionnaire = questionnaire_policy_from_text(cells.next::<Option<String>>()?.as_deref())?;
            let rules = enabled_rules_from_text(cells.next::<Option<String>>()?.as_deref())?;
            let values = cells.next::<Option<String>>()?.map(|text| values_from_text(&text)).transpose()?;
            let facts = AtFence {
                customer,
                asks,
                is_test,
                slot: claim.key.slot,
                is_again,
                channel,
                due_at,
                workspace,
                questionnaire,
                rules,
                values: values.unwrap_or_default(),
            };
            Ok(Weighed { facts, contact, number, priority, ends_at })
        })
    }

    fn judge_at_fence(&mut self, weighed: &Weighed) -> Result<FenceVerdict> {
        let now = self.time();
        let facts = &weighed.facts;
        let mut standing = Standing::default();
        if self.has_blocks()? {
            let keys: Vec<Key> = self.customer_keys(facts.customer, weighed.contact.clone())?;
            standing.hit = self.hit(&keys, facts.asks, now)?;
        }
        let Some(contact) = &weighed.contact else { return Ok(facts.judge(&standing, None, now)) };
        let number = weighed.number.as_ref().unwrap_or(contact);
        if let Some(since) = facts.looks_back(now) {
            let own = (facts.customer, facts.asks);
            self.count_earlier(&mut standing, (contact, number), own, since)?;
        }
        let (wall, due_at) = (self.wall(), to_ticks(facts.due_at));
        let row = params![wall, contact, facts.customer.0, weighed.priority, due_at, number];
        let rivals = self.rows(catalogue::LIST_RIVALS, row, |cells| {
            Ok(Rival { customer: CustomerId(cells.next()?), due_at: cells.moment()? })
        })?;
        let first = rivals.into_iter().min_by_key(|rival| (rival.due_at, rival.customer));
        Ok(facts.judge(&standing, first, now))
    }

    /// It waits again, until the send window in which a contact rule lets it leave; without one it is dropped.
    fn defer_at_fence(&mut self, message: MessageKey, wait: &Wait, ends_at: Timestamp) -> Result<()> {
        let now = self.time();
        let tx = self.walled(message.workspace);
        let workspace = tx.row(catalogue::LOAD_WORKSPACE, (tx.wall(),), workspace_record)?;
        let workspace = workspace.ok_or(StoreError::Missing("workspace"))?.workspace;
        let send_time: Option<Option<i32>> =
            tx.cell(catalogue::FIND_SEND_TIME, (tx.wall(), message.customer.0))?;
        let send_time = send_time.flatten().map(time_of_day).transpose()?;
        let Some(window) = wait.window(&workspace, send_time, ends_at) else {
            return self.stop_at_fence(message, &wait.without_window(), MessageState::Cancelled);
        };
        let (workspace, customer, slot) = key(message);
        let row = (workspace, customer, slot, to_ticks(window.due_at), to_ticks(window.closes_at));
        tx.change_one(catalogue::DEFER_MESSAGE, row)?;
        let decision = Decision { rule: Rule::DeferredByRule, detail: Some(wait.detail(window)), at: now };
        tx.add_decision(message.customer, &decision)
    }

    fn stop_at_fence(&mut self, message: MessageKey, stop: &Stop, state: MessageState) -> Result<()> {
        let (workspace, customer, slot) = key(message);
        let now = self.time();
        let row = (workspace, customer, slot, state.code(), to_ticks(now));
        self.change_one(catalogue::STOP_MESSAGE, row)?;
        let row = (workspace, customer, stop.state.code(), stop.reason.as_str());
        let batch: Option<i32> = self.cell(catalogue::STOP_CUSTOMER, row)?;
        let tx = self.walled(message.workspace);
        let decision = Decision { rule: stop.rule, detail: stop.detail.clone(), at: now };
        tx.add_decision(message.customer, &decision)?;
        if let Some(batch) = batch.map(BatchId) {
            tx.change(catalogue::LOOK_AT_BATCH, (tx.wall(), batch.0))?;
        }
        Ok(())
    }
}
