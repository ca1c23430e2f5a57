//! Mail templates: made, listed, replaced.

use canvass_app::render::text_length;
use canvass_app::setup::{add_template, save_template};
use canvass_domain::id::{TemplateId, WorkspaceId};
use canvass_domain::template::Template;
use canvass_store::area::NewTemplate;
use canvass_wire::native::template_save;
use serde_json::{Value, json};

use super::batch_decision::length_view;
use super::list::Cursor;
use super::{Answer, Call, Trouble};

/// GET templates
pub(crate) async fn list(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let mut query = call.query();
    let cursor = Cursor::take(&mut query);
    query.finish()?;
    let templates = &call.configuration(workspace).await?.templates;
    Ok(cursor.answer_whole(templates, |template| i64::from(template.id.0), view))
}

/// POST templates
pub(crate) async fn add(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let request = template_save::read(&call.body).map_err(Trouble::Faults)?;
    let template = NewTemplate {
        name: request.name.unwrap_or_default(),
        subject: request.subject.unwrap_or_default(),
        text: request.text.unwrap_or_default(),
        html: request.html,
        sms: request.sms,
    };
    let made = add_template(call.app(), &call.principal, workspace, template).ready().await?;
    Ok(Answer::created(&view(&made)))
}

/// PUT templates/{template}
pub(crate) async fn save(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let id = TemplateId(call.number("template")?);
    let request = template_save::read(&call.body).map_err(Trouble::Faults)?;
    let template = Template {
        id,
        name: request.name.unwrap_or_default(),
        subject: request.subject.unwrap_or_default(),
        text: request.text.unwrap_or_default(),
        html: request.html,
        sms: request.sms,
    };
    let saved = save_template(call.app(), &call.principal, workspace, template).ready().await?;
    Ok(Answer::ok(&view(&saved)))
}

fn view(template: &Template) -> Value {
    json!({
        "id": template.id.0,
        "name": template.name,
        "subject": template.subject,
        "text": template.text,
        "html": template.html,
        "sms": template.sms,
        "smsLength": template.sms.as_deref().map(|sms| length_view(text_length(sms))),
    })
}
