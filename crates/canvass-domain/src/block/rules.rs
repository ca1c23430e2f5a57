//! What blocks, sampling and the resting period mean for one customer, at intake and at the fence (E72, E76, Q44-Q46,
//! Q49). The order decides: opt-out, lock, sampling, resting period.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::BlockKind;
use crate::customer::CustomerState;
use crate::id::{BlockId, CustomerId, QuestionnaireId};
use crate::message::MessageState;
use crate::reason::{Reason, Rule};
use crate::{questionnaire, workspace};

/// How far the priority rule looks ahead when no resting period is set (E68).
pub const LOOK_AHEAD_DAYS: i32 = 90;

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Which rules a command asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checks {
    /// None: a finished response (E86), a link that is handed out anyway (Q47).
    Nothing,
    /// Locks and opt-outs only.
    Blocks,
    /// Blocks, sampling, and the resting period by what was sent (E76).
    Sent,
    /// The same, and an invitation that waits counts as sent now (Q46).
    Queued,
}

/// The contact rules of a workspace.
#[derive(Debug, Clone, Copy)]
pub struct ContactRules<'a> {
    /// The workspace's.
    pub workspace: &'a workspace::Policy,
    /// Those of its questionnaires; absent = nothing set.
    pub questionnaires: &'a BTreeMap<QuestionnaireId, questionnaire::Policy>,
}

impl ContactRules<'_> {
    /// Whether anybody ever rests.
    pub fn has_rest(&self) -> bool {
        self.workspace.rest_days > 0 || self.questionnaires.values().any(|policy| policy.rest_days > 0)
    }

    /// Whether any questionnaire is asked of a sample only; then customers need their numbers before the judgement.
    pub fn has_sampling(&self) -> bool {
        self.questionnaires.values().any(|policy| policy.sampling_percent.is_some())
    }

    /// How far ahead an invitation of higher priority counts (E68).
    pub fn look_ahead(&self) -> SignedDuration {
        let days = self.workspace.rest_days;
        days_of(if days > 0 { days } else { LOOK_AHEAD_DAYS })
    }

    fn own_rest(&self, questionnaire: Option<QuestionnaireId>) -> i32 {
        questionnaire.and_then(|id| self.questionnaires.get(&id)).map_or(0, |policy| policy.rest_days)
    }
}

/// The customer who is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subject {
    /// Its number, once known; without it nobody is sampled out.
    pub customer: Option<CustomerId>,
    /// What it is asked.
    pub questionnaire: Option<QuestionnaireId>,
}

/// The block that a person has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// Which.
    pub block: BlockId,
    /// What it is; an opt-out where there are both (E80).
    pub kind: BlockKind,
}

/// Whether other invitations of the person wait or are in doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Queue {
    /// Any.
    pub any: bool,
    /// One of the same questionnaire.
    pub same: bool,
}

/// What the store knows of a person at the moment. Test customers count for nothing (E57).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    /// A block that holds now, for this questionnaire or all.
    pub hit: Option<Hit>,
    /// The last hand-over of an invitation, or finished response that was added.
    pub last_sent: Option<Timestamp>,
    /// The last of the same questionnaire.
    pub last_sent_same: Option<Timestamp>,
    /// What waits.
    pub queue: Queue,
}

/// Another customer of the same person, as far as rest is concerned. Test customers are none (E57).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Earlier {
    /// What it is asked.
    pub questionnaire: Option<QuestionnaireId>,
    /// Where its invitation stands, if it has one.
    pub message: Option<MessageState>,
    /// The last hand-over of it.
    pub handed_over_at: Option<Timestamp>,
    /// When its questionnaire was opened.
    pub opened_at: Option<Timestamp>,
    /// When it was completed.
    pub finished_at: Option<Timestamp>,
}

impl Standing {
    /// Counts another customer of the person, seen from one who is asked this questionnaire. What was handed over may
    /// have arrived; a response that nobody opened was added finished (E76). Transactions without a message make no rest
    /// and are not told of (Q45, Q69).
    pub fn count(&mut self, own: Option<QuestionnaireId>, earlier: &Earlier) {
        let is_same = own.is_some() && own == earlier.questionnaire;
        let sent_at = match earlier.message {
            Some(MessageState::HandingOver | MessageState::InDoubt | MessageState::Sent) => {
                earlier.handed_over_at
            }
            None if earlier.opened_at.is_none() => earlier.finished_at,
            _ => None,
        };
        self.last_sent = self.last_sent.max(sent_at);
        if is_same {
            self.last_sent_same = self.last_sent_same.max(sent_at);
        }
        let is_queued = earlier.message.is_some_and(|state| !state.is_end());
        self.queue.any |= is_queued;
        self.queue.same |= is_queued && is_same;
    }
}

/// Why a customer is not asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    /// The state it gets.
    pub state: CustomerState,
    /// The reason served.
    pub reason: Reason,
    /// The rule of the ledger.
    pub rule: Rule,
    /// What the sentence needs.
    pub detail: Option<String>,
}

/// Judges one customer; `None` = it may be asked. A test customer is judged by blocks only (E57).
pub fn judge(
    subject: Subject,
    standing: &Standing,
    rules: &ContactRules<'_>,
    (checks, now): (Checks, Timestamp),
) -> Option<Stop> {
    let (samples, queues) = match checks {
        Checks::Nothing => return None,
        Checks::Blocks => (false, false),
        Checks::Sent => (true, false),
        Checks::Queued => (true, true),
    };
    blocked(standing)
        .or_else(|| samples.then(|| sampled_out(subject, rules)).flatten())
        .or_else(|| samples.then(|| resting(subject, standing, rules, now)).flatten())
        .or_else(|| queues.then(|| queued(subject, standing, rules)).flatten())
}

fn blocked(standing: &Standing) -> Option<Stop> {
    let hit = standing.hit?;
    let (state, reason, rule) = match hit.kind {
        BlockKind::OptOut => (CustomerState::OptedOut, Reason::OptedOut, Rule::OptedOut),
        BlockKind::Lock => (CustomerState::Locked, Reason::Locked, Rule::Locked),
    };
    Some(Stop { state, reason, rule, detail: Some(hit.block.to_string()) })
}

fn sampled_out(subject: Subject, rules: &ContactRules<'_>) -> Option<Stop> {
    let percent = rules.questionnaires.get(&subject.questionnaire?)?.sampling_percent?;
    let is_out = !is_sampled(subject.customer?, percent);
    is_out.then(|| Stop {
        state: CustomerState::Locked,
        reason: Reason::Sampling,
        rule: Rule::SampledOut,
        detail: Some(percent.to_string()),
    })
}

/// Q45: both scopes must allow.
fn resting(subject: Subject, standing: &Standing, rules: &ContactRules<'_>, now: Timestamp) -> Option<Stop> {
    let rests = |days: i32, last: Option<Timestamp>| {
        let until = last?.saturating_add(days_of(days)).ok()?;
        (days > 0 && now < until).then_some(until)
    };
    let everything = rests(rules.workspace.rest_days, standing.last_sent);
    let same = rests(rules.own_rest(subject.questionnaire), standing.last_sent_same);
    let until = everything.max(same)?;
    let detail = Some(until.strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
    Some(Stop { state: CustomerState::Locked, reason: Reason::Locked, rule: Rule::Resting, detail })
}

/// Q46: what waits counts as sent now.
fn queued(subject: Subject, standing: &Standing, rules: &ContactRules<'_>) -> Option<Stop> {
    let is_stopped = standing.queue.any && rules.workspace.rest_days > 0
        || standing.queue.same && rules.own_rest(subject.questionnaire) > 0;
    is_stopped.then_some(Stop {
        state: CustomerState::Locked,
        reason: Reason::Locked,
        rule: Rule::RestingQueued,
        detail: None,
    })
}

/// Whether a customer belongs to the sample of so many percent: by a hash of its number, so the answer never changes
/// (Q49), and who is in a small sample is in every larger one.
pub fn is_sampled(customer: CustomerId, percent: i32) -> bool {
    // The finaliser of SplitMix64: spreads neighbouring numbers evenly.
    let mut bits = u64::from(customer.0.unsigned_abs()).wrapping_add(0x9E37_79B9_7F4A_7C15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^= bits >> 31;
    bits % 100 < u64::from(percent.clamp(0, 100).unsigned_abs())
}

fn days_of(days: i32) -> SignedDuration {
    DAY.saturating_mul(days.max(0))
}
