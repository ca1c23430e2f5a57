//! Mail templates: made, listed, replaced, shown with data before they are saved.

use canvass_app::render::text_length;
use canvass_app::setup::{TemplatePreview, TemplateSample, add_template, preview_template, save_template};
use canvass_domain::id::{TemplateId, WorkspaceId};
use canvass_domain::template::{Edition, Kind, Placeholder, Template, Wording, direction};
use canvass_store::area::NewTemplate;
use canvass_wire::native::template_save::{self, TemplateSave};
use serde_json::{Map, Value, json};

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
    let TemplateSave { name, document, sms } = template_save::read(&call.body).map_err(Trouble::Faults)?;
    let template = NewTemplate { name, document, sms };
    let made = add_template(call.app(), &call.principal, workspace, template).ready().await?;
    Ok(Answer::created(&view(&made)))
}

/// PUT templates/{template}
pub(crate) async fn save(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let id = TemplateId(call.number("template")?);
    let TemplateSave { name, document, sms } = template_save::read(&call.body).map_err(Trouble::Faults)?;
    let template = Template { id, name, document, sms };
    let saved = save_template(call.app(), &call.principal, workspace, template).ready().await?;
    Ok(Answer::ok(&view(&saved)))
}

/// POST templates/preview
pub(crate) async fn preview(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let sent = template_save::read_preview(&call.body).map_err(Trouble::Faults)?;
    let TemplateSave { document, sms, .. } = sent.template;
    let sample = TemplateSample { document, sms, data: sent.data, language: sent.language };
    let shown = preview_template(call.app(), &call.principal, workspace, sample).ready().await?;
    Ok(Answer::ok(&preview_view(&shown)))
}

fn preview_view(shown: &TemplatePreview) -> Value {
    let faults: Vec<Value> =
        shown.faults.iter().map(|fault| json!({ "path": fault.path, "text": fault.text })).collect();
    let mail = match &shown.mail {
        Ok(mail) => json!({
            "language": mail.language,
            "direction": direction(&mail.language),
            "subject": mail.subject,
            "text": mail.text,
            "html": mail.html,
        }),
        Err(fault) => json!({ "fault": fault }),
    };
    let sms = shown.sms.as_ref().map(|sms| match sms {
        Ok(sms) => json!({ "language": sms.language, "text": sms.text }),
        Err(fault) => json!({ "fault": fault }),
    });
    json!({ "mail": mail, "sms": sms, "faults": faults })
}

/// The texts of the first language stand by themselves as well, for clients that know one mail a template.
fn view(template: &Template) -> Value {
    let first = template.document.editions.first();
    let mut view = json!({
        "id": template.id.0,
        "name": template.name,
        "subject": first.map(|edition| &edition.subject),
        "text": first.map(|edition| &edition.text),
        "html": first.and_then(|edition| edition.html.as_ref()),
        "placeholders": template.document.placeholders.iter().map(placeholder_view).collect::<Vec<_>>(),
        "languages": template.document.editions.iter().filter_map(edition_view).collect::<Vec<_>>(),
        "sms": template.sms,
        "smsLength": template.sms.as_deref().map(|sms| length_view(text_length(sms))),
    });
    let lengths: Map<String, Value> = template.document.editions.iter().filter_map(edition_length).collect();
    if let (Some(members), false) = (view.as_object_mut(), lengths.is_empty()) {
        members.insert("smsLengths".to_owned(), Value::Object(lengths));
    }
    view
}

/// By language, and not within it: what is read of a language may be sent back.
fn edition_length(edition: &Edition) -> Option<(String, Value)> {
    Some((edition.language.clone()?, length_view(text_length(edition.sms.as_deref()?))))
}

/// A mail for whatever language is not one of a language.
fn edition_view(edition: &Edition) -> Option<Value> {
    edition.language.as_ref().map(|language| {
        json!({
            "language": language,
            "subject": edition.subject,
            "text": edition.text,
            "html": edition.html,
            "sms": edition.sms,
        })
    })
}

fn placeholder_view(placeholder: &Placeholder) -> Value {
    let mut members = Map::new();
    let mut member = |name: &str, value: Value| members.insert(name.to_owned(), value);
    member("name", json!(placeholder.name));
    member("column", json!(placeholder.column));
    match &placeholder.kind {
        Kind::Text => member("type", json!("text")),
        Kind::Link => member("type", json!("link")),
        Kind::Number { decimals, is_grouped, has_comma } => {
            member("decimals", json!(decimals));
            member("grouped", json!(is_grouped));
            member("decimalMark", json!(if *has_comma { "," } else { "." }));
            member("type", json!("number"))
        }
        Kind::Date { reads, format } => {
            member("reads", json!(reads));
            member("format", wording_view(format));
            member("type", json!("date"))
        }
        Kind::Choice { choices, otherwise } => {
            let choices = choices
                .iter()
                .map(|choice| json!({ "value": choice.value, "text": wording_view(&choice.text) }));
            member("choices", choices.collect());
            member("otherwise", wording_view(otherwise));
            member("type", json!("choice"))
        }
    };
    member("ifEmpty", wording_view(&placeholder.if_empty));
    Value::Object(members)
}

/// In the form in which it is read: one text, or one a language.
fn wording_view(wording: &Wording) -> Value {
    match wording.0.get("") {
        Some(text) if wording.0.len() == 1 => json!(text),
        _ if wording.0.is_empty() => Value::Null,
        Some(_) | None => json!(wording.0),
    }
}
