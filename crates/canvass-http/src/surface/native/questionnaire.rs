//! Questionnaires: made with a first draft, listed, the draft shown and replaced, frozen as the next version or as the concept.

use canvass_app::setup::{
    QuestionnaireInput, QuestionnairePolicyInput, add_questionnaire, freeze_concept, list_questionnaires,
    publish_questionnaire, save_draft, save_questionnaire_policy, show_draft,
};
use canvass_domain::id::{QuestionnaireId, WorkspaceId};
use canvass_domain::questionnaire::Document;
use canvass_store::area::QuestionnaireRecord;
use canvass_wire::native::{questionnaire_add, questionnaire_change, questionnaire_document};
use serde_json::{Value, json};
use uuid::Uuid;

use super::list::Cursor;
use super::{Answer, Call, Trouble};

/// GET questionnaires
pub(crate) async fn list(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let mut query = call.query();
    let cursor = Cursor::take(&mut query);
    query.finish()?;
    let records = list_questionnaires(call.app(), &call.principal, workspace).ready().await?;
    Ok(cursor.answer_whole(&records, |record| i64::from(record.id.0), view))
}

/// POST questionnaires
pub(crate) async fn add(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    // Questions that bring no GUID get theirs from that of the questionnaire, so it is made first.
    let fresh = fresh_guid(&call);
    let (request, draft) = questionnaire_add::read(&call.body, fresh).map_err(Trouble::Faults)?;
    let name = request.name.unwrap_or_default();
    let guid = request.guid.unwrap_or(fresh);
    let input = QuestionnaireInput { guid: Some(guid), name: name.clone(), draft };
    let made = add_questionnaire(call.app(), &call.principal, workspace, input).ready().await?;
    let made =
        json!({ "id": made.id.0, "guid": made.guid.hyphenated().to_string(), "name": name, "version": null });
    Ok(Answer::created(&made))
}

/// GET questionnaires/{questionnaire}: with the draft.
pub(crate) async fn show(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let id = QuestionnaireId(call.number("questionnaire")?);
    call.query().finish()?;
    let record = record(&call, workspace, id).await?;
    let draft = show_draft(call.app(), &call.principal, workspace, id).ready().await?;
    Ok(Answer::ok(&with_draft(&record, &draft)))
}

/// PUT questionnaires/{questionnaire}: replaces the draft; the body is the document.
pub(crate) async fn save(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let id = QuestionnaireId(call.number("questionnaire")?);
    let record = record(&call, workspace, id).await?;
    let draft = questionnaire_document::read(&call.body, record.guid).map_err(Trouble::Faults)?;
    save_draft(call.app(), &call.principal, workspace, id, draft.clone()).ready().await?;
    Ok(Answer::ok(&with_draft(&record, &draft)))
}

/// PATCH questionnaires/{questionnaire}: its contact rules.
pub(crate) async fn change(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let id = QuestionnaireId(call.number("questionnaire")?);
    let request = questionnaire_change::read(&call.body).map_err(Trouble::Faults)?;
    let input = QuestionnairePolicyInput {
        rest_days: request.rest_days,
        sampling_percent: request.sampling_percent,
        template: request.template,
        reminder_days: request.reminder_days,
        partial_reminder_days: request.partial_reminder_days,
        reminder_template: request.reminder_template,
        channel: request.channel,
    };
    save_questionnaire_policy(call.app(), &call.principal, workspace, id, input).ready().await?;
    Ok(Answer::ok(&view(&record(&call, workspace, id).await?)))
}

/// POST questionnaires/{questionnaire}/publish
pub(crate) async fn publish(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    call.says_nothing()?;
    let id = QuestionnaireId(call.number("questionnaire")?);
    let version = publish_questionnaire(call.app(), &call.principal, workspace, id).ready().await?;
    Ok(Answer::ok(&json!({ "version": version.0 })))
}

/// POST questionnaires/{questionnaire}/concept
pub(crate) async fn concept(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    call.says_nothing()?;
    let id = QuestionnaireId(call.number("questionnaire")?);
    let version = freeze_concept(call.app(), &call.principal, workspace, id).ready().await?;
    Ok(Answer::ok(&json!({ "concept": version.0 })))
}

async fn record(
    call: &Call,
    workspace: WorkspaceId,
    id: QuestionnaireId,
) -> Result<QuestionnaireRecord, Trouble> {
    let records = list_questionnaires(call.app(), &call.principal, workspace).ready().await?;
    records.into_iter().find(|record| record.id == id).ok_or(Trouble::NotFound)
}

fn fresh_guid(call: &Call) -> Uuid {
    let mut bytes = [0; 16];
    call.app().random.fill(&mut bytes);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

fn view(record: &QuestionnaireRecord) -> Value {
    json!({
        "id": record.id.0,
        "guid": record.guid.hyphenated().to_string(),
        "name": record.name,
        "version": record.version.map(|version| version.0),
        "concept": record.concept.map(|version| version.0),
        "restDays": record.policy.rest_days,
        "samplingPercent": record.policy.sampling_percent,
        "template": record.policy.template.map(|id| id.0),
        "reminderDays": record.policy.reminders.after_days.unwrap_or(0),
        "partialReminderDays": record.policy.reminders.partial_after_days.unwrap_or(0),
        "reminderTemplate": record.policy.reminders.template.map(|id| id.0),
        "channel": record.policy.channel.map(canvass_domain::message::ChannelChoice::as_str),
    })
}

fn with_draft(record: &QuestionnaireRecord, draft: &Document) -> Value {
    let document = serde_json::from_str::<Value>(&questionnaire_document::write(draft)).unwrap_or_default();
    let mut value = view(record);
    if let Some(members) = value.as_object_mut() {
        members.insert("document".to_owned(), document);
    }
    value
}
