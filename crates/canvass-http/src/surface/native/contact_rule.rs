//! Contact-frequency rules: made, listed, changed, taken away, and tried on the past before they are saved.

use canvass_app::contact_rule::{
    ConditionInput, ContactRuleInput, QuestionnaireForecast, add_contact_rule, forecast_contact_rule,
    remove_contact_rule, save_contact_rule,
};
use canvass_domain::contact_rule::ContactRule;
use canvass_domain::id::{ContactRuleId, WorkspaceId};
use canvass_domain::message::Channel;
use canvass_wire::native::contact_rule_save::{self, ContactRuleRequest};
use serde_json::{Value, json};

use super::list::Cursor;
use super::moment::moment;
use super::{Answer, Call, Trouble};

/// GET contact-rules
pub(crate) async fn list(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let mut query = call.query();
    let cursor = Cursor::take(&mut query);
    query.finish()?;
    let configuration = call.configuration(workspace).await?;
    Ok(cursor.answer_whole(&configuration.contact_rules, |rule| i64::from(rule.id.0), view))
}

/// POST contact-rules
pub(crate) async fn add(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let request = contact_rule_save::read(&call.body).map_err(Trouble::Faults)?;
    let made = add_contact_rule(call.app(), &call.principal, workspace, input(request)).ready().await?;
    Ok(Answer::created(&view(&made)))
}

/// PATCH contact-rules/{rule}
pub(crate) async fn change(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let id = ContactRuleId(call.number("rule")?);
    let request = contact_rule_save::read_change(&call.body).map_err(Trouble::Faults)?;
    let saved = save_contact_rule(call.app(), &call.principal, workspace, id, input(request)).ready().await?;
    Ok(Answer::ok(&view(&saved)))
}

/// DELETE contact-rules/{rule}
pub(crate) async fn remove(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let id = ContactRuleId(call.number("rule")?);
    remove_contact_rule(call.app(), &call.principal, workspace, id).ready().await?;
    Ok(Answer::nothing())
}

/// POST contact-rules/forecast: stores nothing.
pub(crate) async fn forecast(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    call.query().finish()?;
    let request = contact_rule_save::read_forecast(&call.body).map_err(Trouble::Faults)?;
    let rule = input(request.rule.unwrap_or_default());
    let zone = call.zone(workspace).await?;
    let told = forecast_contact_rule(call.app(), &call.principal, workspace, rule, request.days);
    let told = told.ready().await?;
    let sum = |part: fn(&QuestionnaireForecast) -> u64| told.questionnaires.iter().map(part).sum::<u64>();
    Ok(Answer::ok(&json!({
        "since": moment(told.since, &zone),
        "until": moment(told.until, &zone),
        "invitations": sum(|part| part.forecast.invitations),
        "deferred": sum(|part| part.forecast.deferred),
        "dropped": sum(|part| part.forecast.dropped),
        "questionnaires": told.questionnaires.iter().map(part_view).collect::<Vec<Value>>(),
    })))
}

fn input(request: ContactRuleRequest) -> ContactRuleInput {
    ContactRuleInput {
        name: request.name,
        is_enabled: request.enabled,
        questionnaires: request.has_questionnaires.then_some(request.questionnaires),
        clock: request.clock,
        days: request.days,
        channel: request.channel,
        condition: request.condition.map(|condition| ConditionInput {
            column: condition.column,
            comparison: condition.comparison,
            values: condition.values,
        }),
        outcome: request.outcome,
        counts_reminders: request.counts_reminders,
        most: request.most,
    }
}

fn view(rule: &ContactRule) -> Value {
    let terms = &rule.terms;
    json!({
        "id": rule.id.0,
        "name": rule.name,
        "enabled": rule.is_enabled,
        "questionnaires": terms.questionnaires.iter().map(|id| id.0).collect::<Vec<i32>>(),
        "clock": terms.clock.as_str(),
        "days": terms.days,
        "most": terms.most,
        "channel": terms.channel.map_or("any", Channel::as_str),
        "condition": terms.condition.as_ref().map(|condition| json!({
            "column": condition.column.0,
            "comparison": condition.comparison.as_str(),
            "values": condition.values,
        })),
        "outcome": terms.outcome.as_str(),
        "countsReminders": terms.counts_reminders,
    })
}

fn part_view(part: &QuestionnaireForecast) -> Value {
    json!({
        "questionnaire": part.id.0,
        "name": part.name,
        "invitations": part.forecast.invitations,
        "deferred": part.forecast.deferred,
        "dropped": part.forecast.dropped,
    })
}
