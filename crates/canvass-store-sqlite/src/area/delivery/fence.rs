//! THE fence: a last look at the person, then claimed -> handing over (promises 2.3, P7). There is one writer, so nobody
//! adds a block or is handed over beside it.

use canvass_domain::block::{AtFence, FenceVerdict, Key, Rival, Standing, Stop, Subject};
use canvass_domain::decision::Decision;
use canvass_domain::id::{BatchId, CustomerId, QuestionnaireId};
use canvass_domain::message::{MessageKey, MessageState, Slot};
use canvass_store::area::{Attempt, NodeId};
use canvass_store::document::{questionnaire_policy_from_text, workspace_policy_from_text};
use canvass_store::{Result, to_ticks};
use rusqlite::params;

use super::key;
use crate::catalogue;
use crate::tx::SqliteTx;

/// What is known of a message at the fence, and how to find more about its person.
struct Weighed {
    facts: AtFence,
    contact: Option<Vec<u8>>,
    priority: i32,
}

impl SqliteTx<'_> {
    pub(super) fn hand_over_claims(&mut self, node: NodeId, claims: &[Attempt]) -> Result<Vec<bool>> {
        claims.iter().map(|claim| self.hand_over_claim(node, claim)).collect()
    }

    fn hand_over_claim(&mut self, node: NodeId, claim: &Attempt) -> Result<bool> {
        let (workspace, customer, slot) = key(claim.key);
        let row = params![workspace, customer, slot, claim.fence, node.0, self.ticks()];
        if claim.key.slot.is_notification() {
            // It is to nobody who could have objected.
            return Ok(self.walled(claim.key.workspace).change(catalogue::HAND_OVER, row)? == 1);
        }
        let Some(weighed) = self.weigh(claim, row)? else { return Ok(false) };
        match self.judge_at_fence(&weighed)? {
            FenceVerdict::Go => Ok(self.change(catalogue::HAND_OVER, row)? == 1),
            FenceVerdict::Stop(stop) => {
                self.stop_at_fence(claim.key, &stop, MessageState::Cancelled)?;
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
            let questionnaire = cells.next::<Option<i32>>()?.map(QuestionnaireId);
            let is_test: bool = cells.next()?;
            let contact = cells.next()?;
            let priority = cells.next()?;
            let due_at = cells.moment()?;
            let workspace = workspace_policy_from_text(cells.next::<Option<String>>()?.as_deref())?;
            let own = questionnaire_policy_from_text(cells.next::<Option<String>>()?.as_deref())?;
            let facts = AtFence {
                customer,
                // A test customer is never sampled out (E57).
                subject: Subject { customer: (!is_test).then_some(customer), questionnaire },
                is_test,
                is_invitation: claim.key.slot == Slot::Invitation,
                due_at,
                workspace,
                questionnaire: own,
            };
            Ok(Weighed { facts, contact, priority })
        })
    }

    fn judge_at_fence(&mut self, weighed: &Weighed) -> Result<FenceVerdict> {
        let now = self.time();
        let facts = &weighed.facts;
        let mut standing = Standing::default();
        if self.has_blocks()? {
            let keys: Vec<Key> = self.customer_keys(facts.customer, weighed.contact.clone())?;
            standing.hit = self.hit(&keys, facts.subject.questionnaire, now)?;
        }
        let Some(contact) = &weighed.contact else { return Ok(facts.judge(&standing, None, now)) };
        if facts.looks_at_rest() {
            let own = (facts.customer, facts.subject.questionnaire);
            self.count_earlier(&mut standing, contact, own)?;
        }
        let row = params![self.wall(), contact, facts.customer.0, weighed.priority, to_ticks(facts.due_at)];
        let rival = self.row(catalogue::FIND_RIVAL, row, |cells| {
            Ok(Rival { customer: CustomerId(cells.next()?), due_at: cells.moment()? })
        })?;
        Ok(facts.judge(&standing, rival, now))
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
