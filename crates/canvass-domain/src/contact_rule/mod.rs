//! Contact-frequency rules: how often a person may be asked, by what, in how many days, and what becomes of an invitation
//! that comes too soon. `pause` counts contacts against a rule, at intake, at the fence and in a forecast alike;
//! `block::rules` says which rules are looked at, and when.

mod forecast;
mod pause;
#[cfg(test)]
mod tests;

pub use forecast::{Forecast, PastAsk, Replay};
pub(crate) use pause::span_of;
pub use pause::{Contact, ContactKind, Pause};

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, civil};

use crate::block::Stop;
use crate::customer::CustomerState;
use crate::fold;
use crate::id::{ColumnId, ContactRuleId, QuestionnaireId};
use crate::message::{Channel, Window};
use crate::reason::{Reason, Rule};
use crate::schedule::Hours;
use crate::value::Value;
use crate::workspace::Workspace;

/// A rule of a workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactRule {
    /// Its number.
    pub id: ContactRuleId,
    /// What people call it; unique.
    pub name: String,
    /// Off, it is kept and does nothing.
    pub is_enabled: bool,
    /// What it says.
    pub terms: Terms,
}

/// What a rule says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// Whose invitations it limits and which contacts it counts: those of these questionnaires; none named = of all.
    pub questionnaires: BTreeSet<QuestionnaireId>,
    /// What starts its clock.
    pub clock: RuleClock,
    /// Its window: so many times 24 hours.
    pub days: i32,
    /// By what; `None` = by anything.
    pub channel: Option<Channel>,
    /// Whom it is for; `None` = everybody.
    pub condition: Option<RuleCondition>,
    /// What becomes of an invitation that comes too soon.
    pub outcome: Outcome,
    /// A reminder that left counts like an invitation. Reminders themselves are never kept back (Q45).
    pub counts_reminders: bool,
    /// Contacts that a window may hold, at least 1.
    pub most: i32,
}

impl Default for Terms {
    /// One invitation in 30 days, whatever it asks; what comes too soon waits.
    fn default() -> Self {
        Self {
            questionnaires: BTreeSet::new(),
            clock: RuleClock::Invitation,
            days: 30,
            channel: None,
            condition: None,
            outcome: Outcome::Defer,
            counts_reminders: false,
            most: 1,
        }
    }
}

/// What starts the clock of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleClock {
    /// The hand-over of an invitation.
    Invitation,
    /// The completion of an answer.
    Response,
}

impl RuleClock {
    /// The word used in API and documents.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::Response => "response",
        }
    }

    /// The clock of a word made by [`Self::as_str`].
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Invitation, Self::Response].into_iter().find(|clock| clock.as_str() == word)
    }
}

/// What becomes of an invitation that comes too soon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It waits until the person may be asked again; without a send window before its end date it is dropped.
    Defer,
    /// Nobody is asked.
    Drop,
}

impl Outcome {
    /// The word used in API and documents.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Defer => "defer",
            Self::Drop => "drop",
        }
    }

    /// The outcome of a word made by [`Self::as_str`].
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Defer, Self::Drop].into_iter().find(|outcome| outcome.as_str() == word)
    }
}

/// How a value is compared, without case and outer blanks (E36).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// It is the value.
    Equals,
    /// It is another one.
    Differs,
    /// It is one of them.
    OneOf,
}

impl Comparison {
    const ALL: [Self; 3] = [Self::Equals, Self::Differs, Self::OneOf];

    /// The word used in API and documents.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Equals => "equals",
            Self::Differs => "differs",
            Self::OneOf => "one-of",
        }
    }

    /// The comparison of a word made by [`Self::as_str`].
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|comparison| comparison.as_str() == word)
    }
}

/// Whom a rule is for, by a value of the customer who is to be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleCondition {
    /// The column looked at.
    pub column: ColumnId,
    /// How.
    pub comparison: Comparison,
    /// With what; an empty text stands for a blank value.
    pub values: Vec<String>,
}

impl RuleCondition {
    /// Whether it holds. A missing value, and an encrypted one, count as blank.
    pub fn holds(&self, values: &BTreeMap<ColumnId, Value>) -> bool {
        let held = values.get(&self.column).and_then(Value::plain).unwrap_or_default();
        let is_among = self.values.iter().any(|value| fold::same(held, value));
        match self.comparison {
            Comparison::Equals | Comparison::OneOf => is_among,
            Comparison::Differs => !is_among,
        }
    }
}

impl Terms {
    /// Whether it limits invitations by this channel to a customer who is asked this and has these values.
    pub fn limits(
        &self,
        channel: Channel,
        asks: Option<QuestionnaireId>,
        values: &BTreeMap<ColumnId, Value>,
    ) -> bool {
        self.channel.is_none_or(|own| own == channel)
            && (self.questionnaires.is_empty() || asks.is_some_and(|id| self.questionnaires.contains(&id)))
            && self.condition.as_ref().is_none_or(|condition| condition.holds(values))
    }
}

/// An invitation that a rule keeps back for a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wait {
    /// By which rule.
    pub rule: ContactRuleId,
    /// What people call it.
    pub name: String,
    /// When the person may be asked again.
    pub free_at: Timestamp,
}

impl Wait {
    /// The send window in which it may leave, for a batch that may bring its own start (E45); `None` if none opens before
    /// the end date.
    pub fn window(
        &self,
        workspace: &Workspace,
        send_time: Option<civil::Time>,
        ends_at: Timestamp,
    ) -> Option<Window> {
        Hours::new(&workspace.settings, &workspace.policy.calendar, send_time).window(self.free_at, ends_at)
    }

    /// What its entry in the ledger tells, when it got this window.
    pub fn detail(&self, window: Window) -> String {
        format!("\"{}\" (number {}) until {}", self.name, self.rule, shown(window.due_at))
    }

    /// What becomes of it without a send window between then and its end date.
    pub fn without_window(&self) -> Stop {
        let more = "; no send window is left before the end date";
        dropped(&format!("{}{more}", holds_until(&self.name, self.rule, self.free_at)))
    }
}

impl ContactRule {
    /// What becomes of an invitation that comes too soon: `free_at` is when it would not.
    pub fn stop(&self, free_at: Timestamp) -> Stop {
        dropped(&holds_until(&self.name, self.id, free_at))
    }

    /// The same, while it may wait.
    pub fn wait(&self, free_at: Timestamp) -> Wait {
        Wait { rule: self.id, name: self.name.clone(), free_at }
    }
}

fn dropped(detail: &str) -> Stop {
    Stop {
        state: CustomerState::Locked,
        reason: Reason::Locked,
        rule: Rule::DroppedByRule,
        detail: Some(detail.to_owned()),
    }
}

fn holds_until(name: &str, id: ContactRuleId, free_at: Timestamp) -> String {
    format!("\"{name}\" (number {id}), which holds until {}", shown(free_at))
}

/// A moment as details hold it.
fn shown(moment: Timestamp) -> String {
    moment.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
