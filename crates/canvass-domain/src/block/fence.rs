//! The last look at a person before a message is handed over (E66-E69, E72, E76, Q44): in the transaction of the hand-over.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Checks, ContactRules, Objection, Standing, Stop, Subject, judge};
use crate::contact_rule::{ContactRule, Wait};
use crate::customer::CustomerState;
use crate::id::{ColumnId, CustomerId, QuestionnaireId};
use crate::message::{Channel, Slot};
use crate::reason::{Reason, Rule};
use crate::value::Value;
use crate::{questionnaire, workspace};

/// Another customer with the same address or number and a higher priority, who is still to be asked, or was asked since the
/// customer at the fence fell due: who of them is handed over first makes no difference (E67).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rival {
    /// Who.
    pub customer: CustomerId,
    /// When its invitation may leave: not before that of the customer at the fence.
    pub due_at: Timestamp,
}

/// What is known of a message at the fence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AtFence {
    /// Whom it goes to.
    pub customer: CustomerId,
    /// What it asks.
    pub asks: Option<QuestionnaireId>,
    /// Left out of results: is never sampled out, makes no rest and takes part in no arbitration (E57).
    pub is_test: bool,
    /// Which message; all but invitations are stopped by blocks alone (Q45).
    pub slot: Slot,
    /// It came back softly and is tried again (Q48): its customer is invited already and waits for nobody's fate.
    pub is_again: bool,
    /// By what it leaves.
    pub channel: Channel,
    /// When it was due.
    pub due_at: Timestamp,
    /// The policy of the workspace.
    pub workspace: workspace::Policy,
    /// That of the questionnaire.
    pub questionnaire: questionnaire::Policy,
    /// The contact rules of the workspace.
    pub rules: Vec<ContactRule>,
    /// The customer's values, where there are rules.
    pub values: BTreeMap<ColumnId, Value>,
}

/// What the fence says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FenceVerdict {
    /// It may leave.
    Go,
    /// It is cancelled.
    Stop(Stop),
    /// It waits until a contact rule lets it leave.
    Wait(Wait),
    /// It is held for the fate of this customer (E67, E70).
    Yield(CustomerId),
}

impl AtFence {
    /// Since when the judgement needs to know of earlier contacts; `None` = it does not.
    pub fn looks_back(&self, now: Timestamp) -> Option<Timestamp> {
        if !self.is_full() {
            return None;
        }
        let questionnaires = self.own_policy();
        self.contact_rules(&questionnaires).looks_back(now)
    }

    /// Judges: blocks, priority, then sample, rest and contact rules, which count what the rival was sent. `rival` is the
    /// soonest one.
    pub fn judge(&self, standing: &Standing, rival: Option<Rival>, now: Timestamp) -> FenceVerdict {
        let questionnaires = self.own_policy();
        let rules = self.contact_rules(&questionnaires);
        let winner = rival.filter(|rival| self.is_full() && !self.is_again && self.is_ahead(*rival, &rules));
        let checks = if self.is_full() && winner.is_none() { Checks::Sent } else { Checks::Blocks };
        let subject = Subject {
            customer: (!self.is_test).then_some(self.customer),
            questionnaire: self.asks,
            channel: self.channel,
            leaves_at: now,
            values: &self.values,
        };
        match judge(subject, standing, &rules, (checks, now)) {
            Some(Objection::Stop(stop)) => return FenceVerdict::Stop(stop),
            Some(Objection::Wait(wait)) => return FenceVerdict::Wait(wait),
            None => {}
        }
        winner.map_or(FenceVerdict::Go, |winner| FenceVerdict::Yield(winner.customer))
    }

    /// E68: only so far ahead.
    fn is_ahead(&self, rival: Rival, rules: &ContactRules<'_>) -> bool {
        rival.due_at <= self.due_at.saturating_add(rules.look_ahead()).unwrap_or(Timestamp::MAX)
    }

    fn own_policy(&self) -> BTreeMap<QuestionnaireId, questionnaire::Policy> {
        BTreeMap::from_iter(self.asks.map(|id| (id, self.questionnaire.clone())))
    }

    fn contact_rules<'a>(
        &'a self,
        questionnaires: &'a BTreeMap<QuestionnaireId, questionnaire::Policy>,
    ) -> ContactRules<'a> {
        ContactRules { workspace: &self.workspace, questionnaires, rules: &self.rules }
    }

    fn is_full(&self) -> bool {
        self.slot == Slot::Invitation && !self.is_test
    }
}

impl Stop {
    /// What becomes of a customer who waits for another's fate (E67).
    pub fn yielded_to(winner: CustomerId) -> Self {
        Self {
            state: CustomerState::Locked,
            reason: Reason::LowerPriority,
            rule: Rule::LowerPriority,
            detail: Some(winner.to_string()),
        }
    }
}
