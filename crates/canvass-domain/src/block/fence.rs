//! The last look at a person before a message is handed over (E66-E69, E72, E76, Q44): in the transaction of the hand-over.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Checks, ContactRules, Standing, Stop, Subject, judge};
use crate::customer::CustomerState;
use crate::id::CustomerId;
use crate::reason::{Reason, Rule};
use crate::{questionnaire, workspace};

/// Another customer of the same address, with a higher priority, who is still to be asked.
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
    pub subject: Subject,
    /// Left out of results: makes no rest and takes part in no arbitration (E57).
    pub is_test: bool,
    /// An invitation; others are stopped by blocks alone (Q45).
    pub is_invitation: bool,
    /// When it was due.
    pub due_at: Timestamp,
    /// The policy of the workspace.
    pub workspace: workspace::Policy,
    /// That of the questionnaire.
    pub questionnaire: questionnaire::Policy,
}

/// What the fence says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FenceVerdict {
    /// It may leave.
    Go,
    /// It is cancelled.
    Stop(Stop),
    /// It is held for the fate of this customer (E67, E70).
    Yield(CustomerId),
}

impl AtFence {
    /// Whether the judgement needs to know of earlier invitations.
    pub fn looks_at_rest(&self) -> bool {
        self.is_full() && (self.workspace.rest_days > 0 || self.questionnaire.rest_days > 0)
    }

    /// Judges: blocks, sample, rest, then priority. `rival` is the soonest one.
    pub fn judge(&self, standing: &Standing, rival: Option<Rival>, now: Timestamp) -> FenceVerdict {
        let own = self.subject.questionnaire.map(|id| (id, self.questionnaire.clone()));
        let questionnaires = BTreeMap::from_iter(own);
        let rules = ContactRules { workspace: &self.workspace, questionnaires: &questionnaires };
        let checks = if self.is_full() { Checks::Sent } else { Checks::Blocks };
        if let Some(stop) = judge(self.subject, standing, &rules, (checks, now)) {
            return FenceVerdict::Stop(stop);
        }
        // E68: only so far ahead.
        let last = self.due_at.saturating_add(rules.look_ahead()).unwrap_or(Timestamp::MAX);
        match rival {
            Some(rival) if self.is_full() && rival.due_at <= last => FenceVerdict::Yield(rival.customer),
            Some(_) | None => FenceVerdict::Go,
        }
    }

    fn is_full(&self) -> bool {
        self.is_invitation && !self.is_test
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
