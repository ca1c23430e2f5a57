//! What a contact rule says, as it is stored. A member that a text lacks has its default.

use std::collections::BTreeSet;

use canvass_domain::contact_rule::{Comparison, ContactRule, Outcome, RuleClock, RuleCondition, Terms};
use canvass_domain::id::{ColumnId, ContactRuleId, QuestionnaireId};
use canvass_domain::message::Channel;
use serde::{Deserialize, Serialize};

use crate::{Result, StoreError};

const CORRUPT: StoreError = StoreError::Corrupt("contact_rule.document");

#[derive(Serialize, Deserialize)]
#[serde(tag = "format")]
enum Stored {
    #[serde(rename = "1")]
    V1(StoredTerms),
}

#[derive(Serialize, Deserialize)]
#[serde(default)]
struct StoredTerms {
    questionnaires: BTreeSet<i32>,
    clock: String,
    days: i32,
    channel: Option<String>,
    condition: Option<StoredCondition>,
    outcome: String,
    counts_reminders: bool,
    most: i32,
}

#[derive(Serialize, Deserialize)]
struct StoredCondition {
    column: i32,
    comparison: String,
    values: Vec<String>,
}

impl Default for StoredTerms {
    fn default() -> Self {
        Self::from(&Terms::default())
    }
}

impl From<&Terms> for StoredTerms {
    fn from(terms: &Terms) -> Self {
        Self {
            questionnaires: terms.questionnaires.iter().map(|id| id.0).collect(),
            clock: terms.clock.as_str().to_owned(),
            days: terms.days,
            channel: terms.channel.map(|channel| channel.as_str().to_owned()),
            condition: terms.condition.as_ref().map(|condition| StoredCondition {
                column: condition.column.0,
                comparison: condition.comparison.as_str().to_owned(),
                values: condition.values.clone(),
            }),
            outcome: terms.outcome.as_str().to_owned(),
            counts_reminders: terms.counts_reminders,
            most: terms.most,
        }
    }
}

impl TryFrom<StoredTerms> for Terms {
    type Error = StoreError;

    fn try_from(stored: StoredTerms) -> Result<Self> {
        let condition = |stored: StoredCondition| {
            Ok(RuleCondition {
                column: ColumnId(stored.column),
                comparison: Comparison::from_word(&stored.comparison).ok_or(CORRUPT)?,
                values: stored.values,
            })
        };
        let channel = |word: String| Channel::from_word(&word).ok_or(CORRUPT);
        Ok(Self {
            questionnaires: stored.questionnaires.into_iter().map(QuestionnaireId).collect(),
            clock: RuleClock::from_word(&stored.clock).ok_or(CORRUPT)?,
            days: stored.days,
            channel: stored.channel.map(channel).transpose()?,
            condition: stored.condition.map(condition).transpose()?,
            outcome: Outcome::from_word(&stored.outcome).ok_or(CORRUPT)?,
            counts_reminders: stored.counts_reminders,
            most: stored.most,
        })
    }
}

/// The text of what a rule says.
pub fn terms_to_text(terms: &Terms) -> String {
    serde_json::to_string(&Stored::V1(terms.into())).unwrap_or_default()
}

/// The terms of a text made by [`terms_to_text`] of this or an earlier release.
pub fn terms_from_text(text: &str) -> Result<Terms> {
    let Stored::V1(stored) = serde_json::from_str(text).map_err(|_cause| CORRUPT)?;
    stored.try_into()
}

/// The enabled rules of a workspace as a statement gathers them: a JSON list of `[id, name, terms]`; none without a text.
pub fn enabled_rules_from_text(text: Option<&str>) -> Result<Vec<ContactRule>> {
    let Some(text) = text else { return Ok(Vec::new()) };
    let stored: Vec<(i32, String, Stored)> = serde_json::from_str(text).map_err(|_cause| CORRUPT)?;
    let rule = |(id, name, Stored::V1(terms)): (i32, String, Stored)| {
        Ok(ContactRule { id: ContactRuleId(id), name, is_enabled: true, terms: terms.try_into()? })
    };
    stored.into_iter().map(rule).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ours() -> Terms {
        let condition = RuleCondition {
            column: ColumnId(18),
            comparison: Comparison::OneOf,
            values: vec!["Gold".to_owned(), String::new()],
        };
        Terms {
            questionnaires: BTreeSet::from([QuestionnaireId(3), QuestionnaireId(1)]),
            clock: RuleClock::Response,
            days: 90,
            channel: Some(Channel::Sms),
            condition: Some(condition),
            outcome: Outcome::Drop,
            counts_reminders: true,
            most: 4,
        }
    }

    #[test]
    fn terms_come_back_as_they_were() {
        for terms in [Terms::default(), ours()] {
            assert_eq!(terms_from_text(&terms_to_text(&terms)), Ok(terms));
        }
        assert_eq!(terms_from_text(r#"{"format":"1"}"#), Ok(Terms::default()));
        for text in ["{}", r#"{"format":"2"}"#, r#"{"format":"1","clock":"moon"}"#] {
            assert_eq!(terms_from_text(text), Err(CORRUPT), "{text}");
        }
    }

    #[test]
    fn rules_that_a_statement_gathered_are_enabled() {
        assert_eq!(enabled_rules_from_text(None), Ok(Vec::new()));
        let text = format!(r#"[[7, "Once a \"month\"", {}]]"#, terms_to_text(&ours()));
        let name = "Once a \"month\"".to_owned();
        let rule = ContactRule { id: ContactRuleId(7), name, is_enabled: true, terms: ours() };
        assert_eq!(enabled_rules_from_text(Some(&text)), Ok(vec![rule]));
    }
}
