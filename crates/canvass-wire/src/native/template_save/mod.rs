//! POST templates, PUT of one, and POST of one to be shown: a mail, as one text for every language or in several
//! (docs/templates.md). What stands in the texts is judged by the domain.
//!
//! `lower` makes the domain's document of it.

mod lower;
#[cfg(test)]
mod tests;

use canvass_domain::template::Document;

use super::DIALECT;
use crate::fault::{Faults, Path};
use crate::member::{Bound, Filled, Member, Most, Spot, Table, maybe, places, read_object};
use crate::read::BodyForm;
use lower::{Rule, lower};

/// A template to be saved.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TemplateSave {
    /// What people call it.
    pub name: String,
    /// What it says.
    pub document: Document,
    /// Text message of every language that has none of its own.
    pub sms: Option<String>,
}

/// A template to be shown with data.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TemplatePreview {
    /// The template; its name does not matter.
    pub template: TemplateSave,
    /// Values by the names of columns.
    pub data: Vec<(String, String)>,
    /// The language of the customer; absent = the workspace's.
    pub language: Option<String>,
}

/// A template as sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct SentTemplate {
    name: Option<String>,
    subject: Option<String>,
    text: Option<String>,
    html: Option<String>,
    sms: Option<String>,
    placeholders: Vec<SentPlaceholder>,
    languages: Option<Vec<SentEdition>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct SentEdition {
    language: Option<String>,
    subject: Option<String>,
    text: Option<String>,
    html: Option<String>,
    sms: Option<String>,
}

/// A placeholder of any type: which members belong to which type is a rule.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct SentPlaceholder {
    name: Option<String>,
    column: Option<String>,
    kind: Option<String>,
    if_empty: SentWording,
    decimals: Option<i32>,
    grouped: Option<bool>,
    decimal_mark: Option<String>,
    reads: Option<String>,
    format: SentWording,
    choices: Vec<SentChoice>,
    otherwise: SentWording,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct SentChoice {
    value: Option<String>,
    text: SentWording,
}

/// One text for every language, or one a language.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct SentWording {
    single: Option<String>,
    named: Vec<(String, Option<String>)>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct SentPreview {
    template: Option<SentTemplate>,
    data: Vec<(String, Option<String>)>,
    language: Option<String>,
}

impl SentWording {
    fn read(spot: Spot<'_, '_>, into: &mut Self) -> Filled {
        spot.text_or_named(&mut into.single, &mut into.named)
    }
}

const PLACEHOLDERS: Most = Most { count: 200, text: "At most 200 placeholders are accepted." };
const LANGUAGES: Most = Most { count: 50, text: "At most 50 languages are accepted." };
const CHOICES: Most = Most { count: 500, text: "At most 500 choices are accepted." };

static TEMPLATE_SAVE: Table<SentTemplate> = Table {
    name: "TemplateSaveRequest",
    members: &[
        Member::required(Member::text("name", 200, |sent| &mut sent.name)),
        Member::text("subject", 500, |sent| &mut sent.subject),
        Member::text("text", 100_000, |sent| &mut sent.text),
        Member::text("html", 500_000, |sent| &mut sent.html),
        Member::text("sms", 2_000, |sent| &mut sent.sms),
        Member::limited("placeholders", PLACEHOLDERS, |sent, spot| {
            spot.list(&PLACEHOLDER, &mut sent.placeholders)
        }),
        Member::limited("languages", LANGUAGES, |sent, spot| {
            spot.list(&EDITION, sent.languages.insert(Vec::new()))
        }),
    ],
};

static EDITION: Table<SentEdition> = Table {
    name: "TemplateLanguage",
    members: &[
        Member::required(Member::text("language", 35, |sent| &mut sent.language)),
        Member::required(Member::text("subject", 500, |sent| &mut sent.subject)),
        Member::required(Member::text("text", 100_000, |sent| &mut sent.text)),
        Member::text("html", 500_000, |sent| &mut sent.html),
        Member::text("sms", 2_000, |sent| &mut sent.sms),
    ],
};

static PLACEHOLDER: Table<SentPlaceholder> = Table {
    name: "TemplatePlaceholder",
    members: &[
        Member::required(Member::text("name", 60, |sent| &mut sent.name)),
        Member::required(Member::text("column", 200, |sent| &mut sent.column)),
        Member::required(Member::text("type", 20, |sent| &mut sent.kind)),
        Member::part("ifEmpty", |sent, spot| SentWording::read(spot, &mut sent.if_empty)),
        Member::value("decimals", |placeholder, sent| maybe(sent, &mut placeholder.decimals)),
        Member::value("grouped", |placeholder, sent| maybe(sent, &mut placeholder.grouped)),
        Member::text("decimalMark", 1, |sent| &mut sent.decimal_mark),
        Member::text("reads", 100, |sent| &mut sent.reads),
        Member::part("format", |sent, spot| SentWording::read(spot, &mut sent.format)),
        Member::limited("choices", CHOICES, |sent, spot| spot.list(&CHOICE, &mut sent.choices)),
        Member::part("otherwise", |sent, spot| SentWording::read(spot, &mut sent.otherwise)),
    ],
};

static CHOICE: Table<SentChoice> = Table {
    name: "TemplateChoice",
    members: &[
        Member::required(Member::text("value", 500, |sent| &mut sent.value)),
        Member::required(Member::part("text", |sent, spot| SentWording::read(spot, &mut sent.text))),
    ],
};

static TEMPLATE_PREVIEW: Table<SentPreview> = Table {
    name: "TemplatePreviewRequest",
    members: &[
        Member::required(Member::part("template", |sent, spot| {
            spot.object(&TEMPLATE_SAVE, &mut sent.template)
        })),
        Member::part("data", |sent, spot| spot.named_texts(&mut sent.data)),
        Member::text("language", 100, |sent| &mut sent.language),
    ],
};

/// Reads a body that is a template.
pub fn read(body: &[u8]) -> Result<TemplateSave, Faults> {
    let Bound { request, faults } = read_object(body, BodyForm::Json, &TEMPLATE_SAVE, &DIALECT)?;
    let (template, rules) = lower(request, &Path::root(DIALECT.style));
    joined(template, faults, rules, body, TEMPLATE_SAVE.name)
}

/// Reads a body that is a template and what it is to be shown with.
pub fn read_preview(body: &[u8]) -> Result<TemplatePreview, Faults> {
    let Bound { request, faults } = read_object(body, BodyForm::Json, &TEMPLATE_PREVIEW, &DIALECT)?;
    let SentPreview { template, data, language } = request;
    let (template, rules) = lower(template.unwrap_or_default(), &Path::root(DIALECT.style).name("template"));
    let data = data.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
    joined(TemplatePreview { template, data, language }, faults, rules, body, TEMPLATE_PREVIEW.name)
}

fn joined<T>(
    request: T,
    mut faults: Faults,
    rules: Vec<Rule>,
    body: &[u8],
    name: &'static str,
) -> Result<T, Faults> {
    if !rules.is_empty() {
        let places = places(body, BodyForm::Json, name, &DIALECT);
        faults.join(rules.into_iter().map(|rule| rule.placed(&places)));
    }
    if faults.is_empty() { Ok(request) } else { Err(faults) }
}
