//! The stored policies of a workspace and of its questionnaires. A member that a text lacks has its default, so a new
//! setting needs no migration; a member that is not known is dropped.

use std::sync::Arc;

use canvass_domain::address::EmailAddress;
use canvass_domain::bounce::SoftLimit;
use canvass_domain::contact::CallingCode;
use canvass_domain::decide::import_transactions::DateOrder;
use canvass_domain::id::{ColumnId, QuestionnaireId, TemplateId};
use canvass_domain::message::{ChannelChoice, DoubtRule};
use canvass_domain::schedule::{Calendar, CatchUp, Day, Late, Quiet};
use canvass_domain::{questionnaire, workspace};
use serde::{Deserialize, Serialize};

use super::memo::Memo;
use crate::{Result, StoreError};

#[derive(Serialize, Deserialize)]
#[serde(tag = "format")]
enum StoredWorkspace {
    #[serde(rename = "1")]
    V1(WorkspacePolicy),
}

#[derive(Serialize, Deserialize)]
#[serde(default)]
struct WorkspacePolicy {
    lock_days: i32,
    rest_days: i32,
    duplicates_reject: bool,
    several_organisation_tokens: bool,
    loose_api_keys: bool,
    doubt: String,
    doubt_hours: Option<i32>,
    soft_bounces: i32,
    soft_bounce_days: i32,
    front_office_address: Option<String>,
    four_eyes: bool,
    questionnaire: Option<i32>,
    template: Option<i32>,
    date_order: String,
    calling_code: Option<u16>,
    creates_segments: bool,
    link_days: i32,
    week: [String; 7],
    quiet_hours: Option<String>,
    holidays: Vec<String>,
    zone_column: Option<i32>,
    late_mail: String,
    grace_minutes: i32,
    channel: String,
    most_segments: u8,
}

impl Default for WorkspacePolicy {
    fn default() -> Self {
        Self::from(&workspace::Policy::default())
    }
}

impl From<&workspace::Policy> for WorkspacePolicy {
    fn from(policy: &workspace::Policy) -> Self {
        let transactions = &policy.transactions;
        Self {
            lock_days: policy.lock_days,
            rest_days: policy.rest_days,
            duplicates_reject: policy.duplicates_reject,
            several_organisation_tokens: policy.several_organisation_tokens,
            loose_api_keys: policy.loose_api_keys,
            doubt: policy.doubt.as_str().to_owned(),
            doubt_hours: policy.doubt.hours(),
            soft_bounces: policy.soft_bounces.count,
            soft_bounce_days: policy.soft_bounces.days,
            front_office_address: policy
                .front_office_address
                .as_ref()
                .map(|address| address.as_sent().to_owned()),
            four_eyes: policy.four_eyes,
            questionnaire: transactions.questionnaire.map(|id| id.0),
            template: transactions.template.map(|id| id.0),
            date_order: transactions.date_order.as_str().to_owned(),
            calling_code: transactions.country.map(CallingCode::number),
            creates_segments: transactions.creates_segments,
            link_days: transactions.link_days,
            week: policy.calendar.week.map(|day| day.to_string()),
            quiet_hours: policy.calendar.quiet.map(|quiet| quiet.to_string()),
            holidays: policy.calendar.holidays.iter().map(ToString::to_string).collect(),
            zone_column: policy.calendar.zone_column.map(|id| id.0),
            late_mail: policy.catch_up.late.as_str().to_owned(),
            grace_minutes: policy.catch_up.grace_minutes,
            channel: policy.channel.as_str().to_owned(),
            most_segments: policy.most_segments,
        }
    }
}

impl WorkspacePolicy {
    fn calendar(&self) -> Option<Calendar> {
        let mut week = [Day::Usual; 7];
        for (day, text) in week.iter_mut().zip(&self.week) {
            *day = Day::parse(text)?;
        }
        let quiet = match &self.quiet_hours {
            Some(text) => Some(Quiet::parse(text)?),
            None => None,
        };
        let holidays = self.holidays.iter().map(|text| text.parse().ok()).collect::<Option<_>>()?;
        Some(Calendar { week, quiet, holidays, zone_column: self.zone_column.map(ColumnId) })
    }

    fn catch_up(&self) -> Option<CatchUp> {
        Some(CatchUp { late: Late::from_word(&self.late_mail)?, grace_minutes: self.grace_minutes })
    }
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "format")]
enum StoredQuestionnaire {
    #[serde(rename = "1")]
    V1(QuestionnairePolicy),
}

#[derive(Serialize, Deserialize, Default)]
#[serde(default)]
struct QuestionnairePolicy {
    rest_days: i32,
    sampling_percent: Option<i32>,
    template: Option<i32>,
    reminder_days: Option<i32>,
    partial_reminder_days: Option<i32>,
    reminder_template: Option<i32>,
    channel: Option<String>,
}

thread_local! {
    static WORKSPACES: Memo<workspace::Policy> = const { Memo::new() };
    static QUESTIONNAIRES: Memo<questionnaire::Policy> = const { Memo::new() };
}

/// The text of a workspace's policy.
pub fn workspace_policy_to_text(policy: &workspace::Policy) -> String {
    serde_json::to_string(&StoredWorkspace::V1(policy.into())).unwrap_or_default()
}

/// The policy of a text made by [`workspace_policy_to_text`] of this or an earlier release; the default without one.
pub fn workspace_policy_from_text(text: Option<&str>) -> Result<workspace::Policy> {
    let Some(text) = text else { return Ok(workspace::Policy::default()) };
    WORKSPACES.with(|memo| memo.read(text, workspace_policy))
}

fn workspace_policy(text: &str) -> Result<workspace::Policy> {
    let StoredWorkspace::V1(stored) =
        serde_json::from_str(text).map_err(|_cause| StoreError::Corrupt("workspace.policy"))?;
    let corrupt = || StoreError::Corrupt("workspace.policy");
    Ok(workspace::Policy {
        calendar: Arc::new(stored.calendar().ok_or_else(corrupt)?),
        catch_up: stored.catch_up().ok_or_else(corrupt)?,
        lock_days: stored.lock_days,
        rest_days: stored.rest_days,
        duplicates_reject: stored.duplicates_reject,
        several_organisation_tokens: stored.several_organisation_tokens,
        loose_api_keys: stored.loose_api_keys,
        four_eyes: stored.four_eyes,
        doubt: DoubtRule::new(&stored.doubt, stored.doubt_hours)
            .ok_or(StoreError::Corrupt("workspace.policy"))?,
        channel: ChannelChoice::from_word(&stored.channel).ok_or_else(corrupt)?,
        most_segments: stored.most_segments,
        soft_bounces: SoftLimit { count: stored.soft_bounces, days: stored.soft_bounce_days },
        front_office_address: stored
            .front_office_address
            .map(|text| EmailAddress::parse(&text).map_err(|_cause| StoreError::Corrupt("workspace.policy")))
            .transpose()?,
        transactions: workspace::TransactionPolicy {
            questionnaire: stored.questionnaire.map(QuestionnaireId),
            template: stored.template.map(TemplateId),
            date_order: DateOrder::from_word(&stored.date_order)
                .ok_or(StoreError::Corrupt("workspace.policy"))?,
            country: stored.calling_code.and_then(CallingCode::new),
            creates_segments: stored.creates_segments,
            link_days: stored.link_days,
        },
    })
}

/// The text of a questionnaire's policy.
pub fn questionnaire_policy_to_text(policy: &questionnaire::Policy) -> String {
    let stored = QuestionnairePolicy {
        rest_days: policy.rest_days,
        sampling_percent: policy.sampling_percent,
        template: policy.template.map(|id| id.0),
        reminder_days: policy.reminders.after_days,
        partial_reminder_days: policy.reminders.partial_after_days,
        reminder_template: policy.reminders.template.map(|id| id.0),
        channel: policy.channel.map(|choice| choice.as_str().to_owned()),
    };
    serde_json::to_string(&StoredQuestionnaire::V1(stored)).unwrap_or_default()
}

/// The policy of a text made by [`questionnaire_policy_to_text`]; the default without one.
pub fn questionnaire_policy_from_text(text: Option<&str>) -> Result<questionnaire::Policy> {
    let Some(text) = text else { return Ok(questionnaire::Policy::default()) };
    QUESTIONNAIRES.with(|memo| memo.read(text, questionnaire_policy))
}

fn questionnaire_policy(text: &str) -> Result<questionnaire::Policy> {
    let corrupt = || StoreError::Corrupt("questionnaire.policy");
    let StoredQuestionnaire::V1(stored) = serde_json::from_str(text).map_err(|_cause| corrupt())?;
    Ok(questionnaire::Policy {
        rest_days: stored.rest_days,
        sampling_percent: stored.sampling_percent,
        template: stored.template.map(TemplateId),
        reminders: questionnaire::Reminders {
            after_days: stored.reminder_days,
            partial_after_days: stored.partial_reminder_days,
            template: stored.reminder_template.map(TemplateId),
        },
        channel: stored
            .channel
            .map(|word| ChannelChoice::from_word(&word).ok_or_else(corrupt))
            .transpose()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> jiff::civil::Time {
        text.parse().unwrap()
    }

    #[test]
    fn policies_come_back_as_they_were() {
        let ours = workspace::Policy {
            lock_days: 0,
            rest_days: 30,
            duplicates_reject: true,
            several_organisation_tokens: true,
            loose_api_keys: true,
            four_eyes: true,
            doubt: DoubtRule::ResendOnce { hours: 24 },
            soft_bounces: SoftLimit { count: 3, days: 14 },
            front_office_address: EmailAddress::parse("Desk@example.org").ok(),
            transactions: workspace::TransactionPolicy {
                questionnaire: Some(QuestionnaireId(3)),
                template: Some(TemplateId(4)),
                date_order: DateOrder::MonthFirst,
                country: CallingCode::new(31),
                creates_segments: true,
                link_days: 7,
            },
            calendar: Arc::new(Calendar {
                week: [
                    Day::Own { opens: time("10:00"), closes: time("16:30:15") },
                    Day::Usual,
                    Day::Usual,
                    Day::Usual,
                    Day::Own { opens: time("10:00"), closes: time("00:00") },
                    Day::Closed,
                    Day::Closed,
                ],
                quiet: Quiet::new(time("20:00"), time("08:30")),
                holidays: [jiff::civil::date(2026, 12, 25), jiff::civil::date(2027, 1, 1)].into(),
                zone_column: Some(ColumnId(15)),
            }),
            catch_up: CatchUp { late: Late::Drop, grace_minutes: 90 },
            channel: ChannelChoice::SmsElseMail,
            most_segments: 2,
        };
        assert_eq!(workspace_policy_from_text(Some(&workspace_policy_to_text(&ours))), Ok(ours));
        let asked = questionnaire::Policy {
            rest_days: 7,
            sampling_percent: Some(25),
            template: Some(TemplateId(3)),
            reminders: questionnaire::Reminders {
                after_days: Some(7),
                partial_after_days: Some(3),
                template: Some(TemplateId(4)),
            },
            channel: Some(ChannelChoice::Sms),
        };
        assert_eq!(questionnaire_policy_from_text(Some(&questionnaire_policy_to_text(&asked))), Ok(asked));
    }

    #[test]
    fn what_a_text_lacks_has_its_default() {
        assert_eq!(workspace_policy_from_text(None), Ok(workspace::Policy::default()));
        let older = Some(r#"{"format":"1","rest_days":5,"gone":true}"#);
        let expected = workspace::Policy { rest_days: 5, ..workspace::Policy::default() };
        assert_eq!(workspace_policy_from_text(older), Ok(expected));
        assert_eq!(
            questionnaire_policy_from_text(Some(r#"{"format":"1"}"#)),
            Ok(questionnaire::Policy::default())
        );
        let newer = Some(r#"{"format":"2"}"#);
        assert_eq!(questionnaire_policy_from_text(newer), Err(StoreError::Corrupt("questionnaire.policy")));
    }
}
