//! Mail templates: one mail by options, or a document of placeholders and languages by a file (docs/templates.md).

use std::path::PathBuf;

use anyhow::{Context as _, bail};
use clap::Subcommand;
use reqwest::Method;
use serde_json::{Map, Value, json};

use super::body::{Of, given, read_text};
use super::client::Client;
use super::show;

/// Members of a stored template that are sent back when it is shown or saved again.
const MEMBERS: [&str; 7] = ["name", "subject", "text", "html", "placeholders", "languages", "sms"];

/// Mail templates.
#[derive(Debug, Subcommand)]
pub(crate) enum Template {
    /// Make a template.
    Add {
        #[command(flatten)]
        of: Of,
        /// What people call it.
        name: String,
        #[command(flatten)]
        texts: Texts,
    },
    /// Replace what a template says.
    Save {
        #[command(flatten)]
        of: Of,
        /// Its number.
        id: i64,
        /// What people call it.
        name: String,
        #[command(flatten)]
        texts: Texts,
    },
    /// One template as a document, fit to be changed and saved.
    Show {
        #[command(flatten)]
        of: Of,
        /// Its number.
        id: i64,
    },
    /// Show what a template makes of data, and what is wrong with it. Nothing is saved.
    Preview {
        #[command(flatten)]
        of: Of,
        /// Its number; or a file that is not saved yet.
        #[arg(required_unless_present = "document", conflicts_with = "document")]
        id: Option<i64>,
        /// File with a document.
        #[arg(long)]
        document: Option<PathBuf>,
        /// A value, as often as needed.
        #[arg(long, value_name = "COLUMN=VALUE")]
        value: Vec<String>,
        /// Language of the customer; without it that of the workspace.
        #[arg(long)]
        language: Option<String>,
    },
    /// All templates.
    List {
        #[command(flatten)]
        of: Of,
    },
}

/// What a template says.
#[derive(Debug, clap::Args)]
pub(crate) struct Texts {
    /// Subject line.
    #[arg(long, required_unless_present = "document")]
    subject: Option<String>,
    /// File with the text body.
    #[arg(long, required_unless_present = "document")]
    text: Option<PathBuf>,
    /// File with the HTML body.
    #[arg(long)]
    html: Option<PathBuf>,
    /// File with the text message.
    #[arg(long)]
    sms: Option<PathBuf>,
    /// File with a JSON document: placeholders, and the mail in its languages.
    #[arg(long, conflicts_with_all = ["subject", "text", "html", "sms"])]
    document: Option<PathBuf>,
}

impl Texts {
    fn body(&self, name: &str) -> anyhow::Result<Value> {
        if let Some(file) = &self.document {
            let mut document = read_document(file)?;
            document.insert("name".to_owned(), json!(name));
            return Ok(Value::Object(document));
        }
        let read = |file: &Option<PathBuf>| file.as_ref().map(read_text).transpose();
        let (text, html, sms) = (read(&self.text)?, read(&self.html)?, read(&self.sms)?);
        Ok(given(json!({ "name": name, "subject": self.subject, "text": text, "html": html, "sms": sms })))
    }
}

impl Template {
    /// Runs it.
    pub(crate) fn run(self, client: &Client, json: bool) -> anyhow::Result<()> {
        match self {
            Self::Add { of, name, texts } => {
                let made = client.call(Method::POST, &of.path("templates"), &texts.body(&name)?)?;
                show::object(&made, json);
            }
            Self::Save { of, id, name, texts } => {
                let path = of.path(&format!("templates/{id}"));
                show::object(&client.call(Method::PUT, &path, &texts.body(&name)?)?, json);
            }
            Self::Show { of, id } => show::object(&Value::Object(stored(client, &of, id)?), json),
            Self::Preview { of, id, document, value, language } => {
                let template = match (&document, id) {
                    (Some(file), _) => read_document(file)?,
                    (None, Some(id)) => stored(client, &of, id)?,
                    (None, None) => bail!("a number or a file is needed"),
                };
                let body = preview_body(template, &value, language.as_deref())?;
                show::object(&client.call(Method::POST, &of.path("templates/preview"), &body)?, json);
            }
            Self::List { of } => {
                show::list(&client.list(&of.path("templates"))?, &["id", "name", "subject"], json);
            }
        }
        Ok(())
    }
}

fn read_document(file: &PathBuf) -> anyhow::Result<Map<String, Value>> {
    let text = read_text(file)?;
    serde_json::from_str(&text).with_context(|| format!("{} is no JSON object", file.display()))
}

/// A template in the form in which it is saved: one mail by itself, or its languages.
fn stored(client: &Client, of: &Of, id: i64) -> anyhow::Result<Map<String, Value>> {
    let all = client.list(&of.path("templates"))?;
    let found = all.into_iter().find(|template| template["id"] == id);
    let Some(Value::Object(mut template)) = found else { bail!("there is no template {id}") };
    template.retain(|member, value| MEMBERS.contains(&member.as_str()) && !value.is_null());
    if template.get("languages").and_then(Value::as_array).is_some_and(|languages| !languages.is_empty()) {
        template.retain(|member, _| !matches!(member.as_str(), "subject" | "text" | "html"));
    }
    Ok(template)
}

fn preview_body(
    mut template: Map<String, Value>,
    given_values: &[String],
    language: Option<&str>,
) -> anyhow::Result<Value> {
    // Its name does not matter for what it makes.
    template.entry("name").or_insert_with(|| json!("preview"));
    let mut values = Map::new();
    for pair in given_values {
        let (column, value) = pair.split_once('=').with_context(|| format!("{pair} has no ="))?;
        values.insert(column.to_owned(), json!(value));
    }
    Ok(given(json!({ "template": template, "data": values, "language": language })))
}
