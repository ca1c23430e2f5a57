//! What blocks, sampling, resting periods and contact rules mean for one customer, at intake and at the fence (E72, E76,
//! Q44-Q46, Q49). The order decides: opt-out, lock, do-not-contact list, sampling, resting period, rules that drop, rules that defer.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::BlockKind;
use crate::contact_rule::{Contact, ContactRule, Outcome, Pause, Wait, span_of};
use crate::customer::CustomerState;
use crate::id::{BlockId, ColumnId, CustomerId, QuestionnaireId};
use crate::message::{Channel, MessageState};
use crate::reason::{Reason, Rule};
use crate::value::Value;
use crate::{questionnaire, workspace};

/// How far the priority rule looks ahead when no resting period is set (E68).
pub const LOOK_AHEAD_DAYS: i32 = 90;

/// Which rules a command asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checks {
    /// None: a finished response (E86), a link that is handed out anyway (Q47).
    Nothing,
    /// Locks and opt-outs only.
    Blocks,
    /// Blocks, sampling, and resting periods and contact rules by what was sent (E76).
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
    /// The rules that have rows of their own.
    pub rules: &'a [ContactRule],
}

impl<'a> ContactRules<'a> {
    /// Since when contacts count for anybody; `None` = nothing looks back.
    pub fn looks_back(&self, now: Timestamp) -> Option<Timestamp> {
        let own = self.questionnaires.values().map(|policy| policy.rest_days);
        let rests = own.chain([self.workspace.rest_days]).filter(|days| *days > 0).map(span_of);
        let rules = self.enabled().map(|rule| Pause::of(&rule.terms).span());
        let longest = rests.chain(rules).max()?;
        Some(now.saturating_sub(longest).unwrap_or(Timestamp::MIN))
    }

    fn enabled(&self) -> impl Iterator<Item = &'a ContactRule> + use<'a> {
        self.rules.iter().filter(|rule| rule.is_enabled)
    }

    /// Whether any questionnaire is asked of a sample only; then customers need their numbers before the judgement.
    pub fn has_sampling(&self) -> bool {
        self.questionnaires.values().any(|policy| policy.sampling_percent.is_some())
    }

    /// How far ahead an invitation of higher priority counts (E68).
    pub fn look_ahead(&self) -> SignedDuration {
        let days = self.workspace.rest_days;
        span_of(if days > 0 { days } else { LOOK_AHEAD_DAYS })
    }

    fn own_rest(&self, questionnaire: Option<QuestionnaireId>) -> i32 {
        questionnaire.and_then(|id| self.questionnaires.get(&id)).map_or(0, |policy| policy.rest_days)
    }
}

/// The customer who is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subject<'a> {
    /// Its number, once known; without it nobody is sampled out.
    pub customer: Option<CustomerId>,
    /// What it is asked.
    pub questionnaire: Option<QuestionnaireId>,
    /// By what.
    pub channel: Channel,
    /// When it would leave, which contact rules go by; rest is judged by now.
    pub leaves_at: Timestamp,
    /// Its values, as far as a rule has a condition.
    pub values: &'a BTreeMap<ColumnId, Value>,
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
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Standing {
    /// A block that holds now, for this questionnaire or all.
    pub hit: Option<Hit>,
    /// What left and what was answered, as far back as somebody looks; in no order.
    pub contacts: Vec<Contact>,
    /// What waits.
    pub queue: Queue,
}

/// Another customer of the same person, or another message of it. Test customers are none (E57).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Earlier {
    /// Which.
    pub customer: CustomerId,
    /// What it is asked.
    pub questionnaire: Option<QuestionnaireId>,
    /// Where its message stands, if it has one.
    pub message: Option<MessageState>,
    /// The message is a reminder.
    pub is_reminder: bool,
    /// By what the message leaves.
    pub channel: Channel,
    /// The last hand-over of it.
    pub handed_over_at: Option<Timestamp>,
    /// When its questionnaire was opened.
    pub opened_at: Option<Timestamp>,
    /// When it was completed.
    pub finished_at: Option<Timestamp>,
    /// It is a transaction: without a message it makes no rest (Q45, Q69).
    pub is_transaction: bool,
}

impl Earlier {
    /// What was handed over may have arrived.
    pub(crate) fn has_left(&self) -> bool {
        matches!(self.message, Some(MessageState::HandingOver | MessageState::InDoubt | MessageState::Sent))
    }

    /// A response that nobody opened was added finished (E76).
    pub(crate) fn was_added(&self) -> bool {
        self.message.is_none() && self.opened_at.is_none() && !self.is_transaction
    }
}

impl Standing {
    /// Counts another customer of the person, seen from one who is asked this questionnaire; only contacts since a moment
    /// are kept.
    pub fn count(&mut self, own: Option<QuestionnaireId>, earlier: &Earlier, since: Timestamp) {
        self.contacts.extend(earlier.contacts().filter(|contact| contact.at >= since));
        let is_same = own.is_some() && own == earlier.questionnaire;
        let is_queued = !earlier.is_reminder && earlier.message.is_some_and(|state| !state.is_end());
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

/// Why a customer is not asked now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Objection {
    /// It is not asked at all.
    Stop(Stop),
    /// A contact rule keeps it back for a time.
    Wait(Wait),
}

/// Judges one customer; `None` = it may be asked. A test customer is judged by blocks only (E57).
pub fn judge(
    subject: Subject<'_>,
    standing: &Standing,
    rules: &ContactRules<'_>,
    (checks, now): (Checks, Timestamp),
) -> Option<Objection> {
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
        .map(Objection::Stop)
        .or_else(|| samples.then(|| too_soon(subject, standing, rules)).flatten())
}

fn blocked(standing: &Standing) -> Option<Stop> {
    let hit = standing.hit?;
    let (state, reason, rule) = match hit.kind {
        BlockKind::OptOut => (CustomerState::OptedOut, Reason::OptedOut, Rule::OptedOut),
        BlockKind::Suppression => (CustomerState::Locked, Reason::Suppressed, Rule::Suppressed),
        BlockKind::Lock => (CustomerState::Locked, Reason::Locked, Rule::Locked),
    };
    Some(Stop { state, reason, rule, detail: Some(hit.block.to_string()) })
}

fn sampled_out(subject: Subject<'_>, rules: &ContactRules<'_>) -> Option<Stop> {
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
fn resting(
    subject: Subject<'_>,
    standing: &Standing,
    rules: &ContactRules<'_>,
    now: Timestamp,
) -> Option<Stop> {
    let own = rules.own_rest(subject.questionnaire);
    let own = subject.questionnaire.and_then(|questionnaire| Pause::resting(Some(questionnaire), own));
    let pauses = Pause::resting(None, rules.workspace.rest_days).into_iter().chain(own);
    let held = pauses.filter_map(|pause| pause.held_by(&standing.contacts, now));
    let (until, before) = held.max_by_key(|(until, before)| (*until, before.customer))?;
    let told = |at: Timestamp| at.strftime("%Y-%m-%dT%H:%M:%SZ");
    let detail = Some(format!("{} (as customer {} at {})", told(until), before.customer, told(before.at)));
    Some(Stop { state: CustomerState::Locked, reason: Reason::Locked, rule: Rule::Resting, detail })
}

/// The rules that have rows of their own: who drops comes first, and of several the one that holds longest.
fn too_soon(subject: Subject<'_>, standing: &Standing, rules: &ContactRules<'_>) -> Option<Objection> {
    if standing.contacts.is_empty() {
        return None;
    }
    let holding = rules
        .enabled()
        .filter(|rule| rule.terms.limits(subject.channel, subject.questionnaire, subject.values))
        .filter_map(|rule| {
            Some((rule, Pause::of(&rule.terms).free_at(&standing.contacts, subject.leaves_at)?))
        });
    let (rule, free_at) = holding.max_by_key(|(rule, free_at)| {
        (rule.terms.outcome == Outcome::Drop, *free_at, std::cmp::Reverse(rule.id))
    })?;
    Some(match rule.terms.outcome {
        Outcome::Drop => Objection::Stop(rule.stop(free_at)),
        Outcome::Defer => Objection::Wait(rule.wait(free_at)),
    })
}

/// Q46: what waits counts as sent now.
fn queued(subject: Subject<'_>, standing: &Standing, rules: &ContactRules<'_>) -> Option<Stop> {
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
