//! Shows a template that nobody has saved with data that nobody has sent. Writes nothing.

use std::collections::BTreeMap;

use canvass_domain::decide::import_customers::Routing;
use canvass_domain::id::{BatchId, ColumnId, CustomerId, QuestionnaireId, VersionNumber, WorkspaceId};
use canvass_domain::message::{Channel, Departure, MessageKey, Round, Slot};
use canvass_domain::template::{Document, column_of, compile};
use canvass_domain::value::Value;
use canvass_store::Pending;
use canvass_store::area::{Configuration, LetterFacts};

use super::Faults;
use super::add_template::too_long;
use crate::render::{MailTexts, Renderer, check_plain_body};
use crate::{App, FieldFault, Principal, Refusal};

/// Nobody has this number: its links lead nowhere, and are as long as those of anybody.
const NOBODY: CustomerId = CustomerId(0);

/// A template to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateSample {
    /// What its mail says.
    pub document: Document,
    /// Text message of every language that has none of its own.
    pub sms: Option<String>,
    /// Values by the names of columns.
    pub data: Vec<(String, String)>,
    /// Language of the customer; `None` = that of the workspace.
    pub language: Option<String>,
}

/// What a template would make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplatePreview {
    /// The mail, or why it cannot be made.
    pub mail: Result<MailTexts, String>,
    /// The text message, likewise.
    pub sms: Option<Result<TextShown, String>>,
    /// What would be told if it were saved.
    pub faults: Vec<FieldFault>,
}

/// A text message as it would be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextShown {
    /// The language that it is written in.
    pub language: String,
    /// What it says.
    pub text: String,
}

/// Shows it.
pub fn preview_template(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    sample: TemplateSample,
) -> Pending<TemplatePreview, Refusal> {
    let kept = app.clone();
    app.look(principal, workspace, move |tx| {
        let configuration = kept.configuration(tx)?;
        let facts = facts(workspace, &configuration, &sample)?;
        let TemplateSample { document, sms, .. } = &sample;
        let renderer = Renderer::default();
        let mail = renderer.texts(&kept, &configuration, document, &facts);
        let faults = faults(document, sms.as_deref(), &configuration);
        let usual = &configuration.workspace.settings.language;
        let wanted = sample.language.as_ref().unwrap_or(usual);
        let sms = document.text_message(sms.as_deref(), wanted, usual).map(|text| {
            let language = text.language.unwrap_or(wanted).to_owned();
            let made = renderer.plain_body(&kept, &configuration, (document, text), &facts);
            made.map(|text| TextShown { language, text: text.trim().to_owned() })
        });
        Ok(TemplatePreview {
            mail: mail.map_err(|fault| fault.to_string()),
            sms: sms.map(|made| made.map_err(|fault| fault.to_string())),
            faults,
        })
    })
}

fn facts(
    workspace: WorkspaceId,
    configuration: &Configuration,
    sample: &TemplateSample,
) -> Result<LetterFacts, Refusal> {
    let mut unknown = Faults::default();
    let mut values: BTreeMap<ColumnId, Value> = BTreeMap::new();
    for (name, value) in &sample.data {
        match column_of(&configuration.columns, name) {
            Some(column) => drop(values.insert(column, Value::Plain(value.clone()))),
            None => unknown.add("/data", format!("There is no column {name}.")),
        }
    }
    unknown.into_result()?;
    let language = sample.language.clone();
    let language = language.unwrap_or_else(|| configuration.workspace.settings.language.clone());
    Ok(LetterFacts {
        key: MessageKey { workspace, customer: NOBODY, slot: Slot::Invitation },
        round: Round::FIRST,
        departure: Departure::FIRST,
        batch: BatchId(0),
        channel: Channel::Mail,
        email: None,
        phone: None,
        routing: Some(Routing {
            questionnaire: QuestionnaireId(0),
            version: VersionNumber(0),
            template: None,
            language,
        }),
        values,
        link_generation: 0,
    })
}

fn faults(document: &Document, sms: Option<&str>, configuration: &Configuration) -> Vec<FieldFault> {
    let faults = compile(document, &configuration.columns).faults;
    let mut told: Vec<FieldFault> =
        faults.iter().map(|fault| FieldFault { path: fault.path.clone(), text: fault.to_string() }).collect();
    let of_text =
        sms.and_then(|sms| check_plain_body(sms, document, &configuration.columns).err()).unwrap_or_default();
    told.extend(of_text.into_iter().map(|text| FieldFault { path: "/sms".to_owned(), text }));
    let lengths = too_long(document, sms, configuration.workspace.policy.most_segments);
    told.extend(lengths.into_iter().map(|(path, text)| FieldFault { path, text }));
    told
}
