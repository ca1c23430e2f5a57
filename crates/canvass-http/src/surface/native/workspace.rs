//! Workspaces: made and listed by the operator, shown and changed by their own administrators.

use canvass_app::setup::{
    CalendarInput, PolicyInput, SettingsInput, WEEKDAYS, WorkspaceInput, add_workspace, list_workspaces,
    save_settings,
};
use canvass_domain::contact::CallingCode;
use canvass_domain::id::WorkspaceId;
use canvass_domain::schedule::Calendar;
use canvass_domain::workspace::Workspace;
use canvass_wire::native::workspace_save::{self, WorkspaceSaveRequest};
use jiff::civil::Time;
use serde_json::{Value, json};

use super::list::Cursor;
use super::{Answer, Call, Trouble};

/// GET /workspaces: those that the asker reaches.
pub(crate) async fn list(call: Call) -> Result<Answer, Trouble> {
    let mut query = call.query();
    let cursor = Cursor::take(&mut query);
    query.finish()?;
    let records = list_workspaces(call.app(), &call.principal).ready().await?;
    let id = |workspace: &Workspace| i64::from(workspace.id.0);
    Ok(cursor.answer_whole(&records, |record| id(&record.workspace), |record| view(&record.workspace)))
}

/// POST /workspaces
pub(crate) async fn add(call: Call) -> Result<Answer, Trouble> {
    let mut request = workspace_save::read(&call.body).map_err(Trouble::Faults)?;
    let input = WorkspaceInput { slug: request.slug.take().unwrap_or_default(), settings: settings(request) };
    let workspace = add_workspace(call.app(), &call.principal, input).ready().await?;
    Ok(Answer::created(&view(&workspace)))
}

/// GET /workspaces/{workspace}
pub(crate) async fn show(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    call.query().finish()?;
    Ok(Answer::ok(&view(&call.configuration(workspace).await?.workspace)))
}

/// PATCH /workspaces/{workspace}
pub(crate) async fn change(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let request = workspace_save::read_change(&call.body).map_err(Trouble::Faults)?;
    let saved = save_settings(call.app(), &call.principal, workspace, settings(request)).ready().await?;
    Ok(Answer::ok(&view(&saved)))
}

fn settings(request: WorkspaceSaveRequest) -> SettingsInput {
    SettingsInput {
        name: request.name,
        zone: request.zone,
        send_time: request.send_time,
        closing_time: request.closing_time,
        open_days: request.open_days,
        language: request.language,
        sender_name: request.sender_name,
        policy: PolicyInput {
            lock_days: request.lock_days,
            rest_days: request.rest_days,
            duplicates_reject: request.duplicates_reject,
            several_organisation_tokens: request.several_organisation_tokens,
            questionnaire: request.default_questionnaire,
            template: request.default_template,
            date_order: request.date_order,
            calling_code: request.calling_code,
            creates_segments: request.creates_segments,
            link_days: request.link_days,
            loose_api_keys: request.loose_api_keys,
            in_doubt: request.in_doubt,
            in_doubt_hours: request.in_doubt_hours,
            front_office_address: request.front_office_address,
            soft_bounces: request.soft_bounces,
            soft_bounce_days: request.soft_bounce_days,
            four_eyes: request.four_eyes,
            channel: request.channel,
            most_segments: request.most_segments,
            calendar: CalendarInput {
                weekdays: request.weekdays,
                quiet_hours: request.quiet_hours,
                holidays: request.holidays,
                zone_column: request.zone_column,
                late_mail: request.late_mail,
                grace_minutes: request.grace_minutes,
            },
        },
    }
}

fn view(workspace: &Workspace) -> Value {
    let (settings, policy) = (&workspace.settings, &workspace.policy);
    json!({
        "id": workspace.id.0,
        "slug": workspace.slug,
        "name": workspace.name,
        "zone": settings.zone_name(),
        "sendTime": time(settings.send_time),
        "closingTime": time(settings.closing_time),
        "openDays": settings.open_days,
        "language": settings.language,
        "senderName": settings.sender_name,
        "lockDays": policy.lock_days,
        "restDays": policy.rest_days,
        "duplicatesReject": policy.duplicates_reject,
        "severalOrganisationTokens": policy.several_organisation_tokens,
        "defaultQuestionnaire": policy.transactions.questionnaire.map(|id| id.0),
        "defaultTemplate": policy.transactions.template.map(|id| id.0),
        "dateOrder": policy.transactions.date_order.as_str(),
        "callingCode": policy.transactions.country.map(CallingCode::number),
        "createsSegments": policy.transactions.creates_segments,
        "linkDays": policy.transactions.link_days,
        "inDoubt": policy.doubt.as_str(),
        "inDoubtHours": policy.doubt.hours(),
        // What resending gives up is told wherever the rule is.
        "atMostOnce": policy.doubt.is_at_most_once(),
        "softBounces": policy.soft_bounces.count,
        "softBounceDays": policy.soft_bounces.days,
        "looseApiKeys": policy.loose_api_keys,
        "fourEyes": policy.four_eyes,
        "frontOfficeAddress": policy.front_office_address.as_ref().map(canvass_domain::address::EmailAddress::as_sent),
        "weekdays": weekdays(&policy.calendar),
        "quietHours": policy.calendar.quiet.map(|quiet| quiet.to_string()),
        "holidays": policy.calendar.holidays.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "zoneColumn": policy.calendar.zone_column.map(|id| id.0),
        "lateMail": policy.catch_up.late.as_str(),
        "graceMinutes": policy.catch_up.grace_minutes,
        "channel": policy.channel.as_str(),
        "mostSegments": policy.most_segments,
    })
}

fn weekdays(calendar: &Calendar) -> Value {
    WEEKDAYS
        .iter()
        .zip(calendar.week)
        .map(|(name, day)| ((*name).to_owned(), json!(day.to_string())))
        .collect()
}

/// `09:00`; seconds only where there are any.
pub(super) fn time(time: Time) -> String {
    let form = if time.second() == 0 { "%H:%M" } else { "%H:%M:%S" };
    time.strftime(form).to_string()
}
