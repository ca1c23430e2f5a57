//! A rule as sent: laid over what stands, all faults at once.

use std::collections::BTreeSet;

use canvass_domain::contact_rule::{Comparison, Outcome, RuleClock, RuleCondition, Terms};
use canvass_domain::id::{ColumnId, QuestionnaireId};
use canvass_domain::message::Channel;
use canvass_store::area::Configuration;

use crate::setup::Faults;

/// The longest window, and the longest time a forecast looks back.
pub(super) const MOST_DAYS: i32 = 3650;
const MOST_CONTACTS: i32 = 100;
const MOST_VALUES: usize = 1_000;
const MOST_NAME_CHARS: usize = 200;

/// A rule to make, or what changes of one; what is absent has its default or stays as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContactRuleInput {
    /// What people call it; unique.
    pub name: Option<String>,
    /// Off, it is kept and does nothing.
    pub is_enabled: Option<bool>,
    /// Whose invitations it limits and which contacts it counts; an empty list = all.
    pub questionnaires: Option<Vec<i32>>,
    /// `invitation` or `response`.
    pub clock: Option<String>,
    /// Its window in days.
    pub days: Option<i32>,
    /// `mail`, `sms` or `any`.
    pub channel: Option<String>,
    /// Whom it is for; column 0 = everybody.
    pub condition: Option<ConditionInput>,
    /// `defer` or `drop`.
    pub outcome: Option<String>,
    /// A reminder that left counts like an invitation.
    pub counts_reminders: Option<bool>,
    /// Contacts that a window may hold.
    pub most: Option<i32>,
}

/// A condition as sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConditionInput {
    /// The column looked at; 0 = no condition.
    pub column: Option<i32>,
    /// `equals`, `differs` or `one-of`.
    pub comparison: Option<String>,
    /// With what.
    pub values: Vec<String>,
}

impl ContactRuleInput {
    /// Lays the name over the one that stands.
    pub(super) fn name_over(&self, name: &mut String, faults: &mut Faults) {
        if let Some(sent) = &self.name {
            faults.text("/name", sent, MOST_NAME_CHARS);
            sent.trim().clone_into(name);
        }
    }

    /// Lays what the rule says over what stands; faults name places below `at`.
    pub(super) fn lay_over(
        &self,
        terms: &mut Terms,
        configuration: &Configuration,
        (at, faults): (&str, &mut Faults),
    ) {
        if let Some(sent) = &self.questionnaires {
            for (index, id) in sent.iter().enumerate() {
                if !configuration.policies.contains_key(&QuestionnaireId(*id)) {
                    let text = "There is no questionnaire of this number.";
                    faults.add(format!("{at}/questionnaires/{index}"), text);
                }
            }
            terms.questionnaires = sent.iter().copied().map(QuestionnaireId).collect::<BTreeSet<_>>();
        }
        if let Some(word) = &self.clock {
            match RuleClock::from_word(word) {
                Some(clock) => terms.clock = clock,
                None => faults.add(format!("{at}/clock"), "This is neither invitation nor response."),
            }
        }
        if let Some(word) = &self.outcome {
            match Outcome::from_word(word) {
                Some(outcome) => terms.outcome = outcome,
                None => faults.add(format!("{at}/outcome"), "This is neither defer nor drop."),
            }
        }
        self.channel_over(terms, (at, &mut *faults));
        if let Some(sent) = &self.condition {
            let at = format!("{at}/condition");
            terms.condition = sent.read(configuration, (at.as_str(), &mut *faults));
        }
        within(self.days, MOST_DAYS, &mut terms.days, (format!("{at}/days"), &mut *faults));
        within(self.most, MOST_CONTACTS, &mut terms.most, (format!("{at}/most"), &mut *faults));
        terms.counts_reminders = self.counts_reminders.unwrap_or(terms.counts_reminders);
    }

    fn channel_over(&self, terms: &mut Terms, (at, faults): (&str, &mut Faults)) {
        let Some(word) = &self.channel else { return };
        match Channel::from_word(word) {
            None if word != "any" => {
                faults.add(format!("{at}/channel"), "This is none of mail, sms and any.");
            }
            channel => terms.channel = channel,
        }
    }
}

impl ConditionInput {
    fn read(
        &self,
        configuration: &Configuration,
        (at, faults): (&str, &mut Faults),
    ) -> Option<RuleCondition> {
        let column = ColumnId(self.column.unwrap_or_default());
        if self.column == Some(0) {
            return None;
        }
        if !configuration.columns.iter().any(|known| known.id == column) {
            faults.add(format!("{at}/column"), "There is no column of this number.");
        }
        let comparison = self.comparison.as_deref().and_then(Comparison::from_word);
        if comparison.is_none() {
            faults.add(format!("{at}/comparison"), "This is none of equals, differs and one-of.");
        }
        let values = &self.values;
        if values.is_empty() || values.len() > MOST_VALUES {
            faults.add(format!("{at}/values"), format!("1 to {MOST_VALUES} values are accepted."));
        } else if values.len() > 1 && comparison.is_some_and(|comparison| comparison != Comparison::OneOf) {
            faults.add(format!("{at}/values"), "Only one-of takes more than one value.");
        }
        Some(RuleCondition { column, comparison: comparison?, values: values.clone() })
    }
}

/// A number from 1 on.
pub(super) fn within(sent: Option<i32>, most: i32, into: &mut i32, (path, faults): (String, &mut Faults)) {
    match sent {
        Some(number) if (1..=most).contains(&number) => *into = number,
        Some(_) => faults.add(path, format!("The number lies between 1 and {most}.")),
        None => {}
    }
}
