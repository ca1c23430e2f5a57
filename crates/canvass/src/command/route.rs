//! Routing rules.

use clap::Subcommand;
use reqwest::Method;
use serde_json::{Value, json};

use super::body::{Of, given};
use super::client::Client;
use super::show;

/// Routing rules.
#[derive(Debug, Subcommand)]
pub(crate) enum Route {
    /// Make a route; without --when it is a catch-all.
    Add {
        #[command(flatten)]
        of: Of,
        /// The questionnaire's number.
        #[arg(long)]
        questionnaire: i32,
        /// Lower is tried first.
        #[arg(long, default_value_t = 100)]
        position: i32,
        /// COLUMN=VALUE[|VALUE...]; all must hold.
        #[arg(long = "when", value_parser = condition)]
        conditions: Vec<Value>,
        /// A mail template's number.
        #[arg(long)]
        template: Option<i32>,
        /// Language of mail and page.
        #[arg(long)]
        language: Option<String>,
    },
    /// All routes.
    List {
        #[command(flatten)]
        of: Of,
    },
    /// Take a route away.
    Remove {
        #[command(flatten)]
        of: Of,
        /// Its number.
        id: i32,
    },
}

impl Route {
    /// Runs it.
    pub(crate) fn run(self, client: &Client, json: bool) -> anyhow::Result<()> {
        match self {
            Self::Add { of, questionnaire, position, conditions, template, language } => {
                let body = given(json!({
                    "questionnaire": questionnaire, "position": position, "conditions": conditions,
                    "template": template, "language": language,
                }));
                show::object(&client.call(Method::POST, &of.path("routes"), &body)?, json);
            }
            Self::List { of } => {
                let columns = ["id", "position", "questionnaire", "template", "language", "conditions"];
                show::list(&client.list(&of.path("routes"))?, &columns, json);
            }
            Self::Remove { of, id } => {
                client.call(Method::DELETE, &of.path(&format!("routes/{id}")), &json!({}))?;
            }
        }
        Ok(())
    }
}

fn condition(text: &str) -> Result<Value, String> {
    let (column, values) = text.split_once('=').ok_or("a condition is written COLUMN=VALUE")?;
    let column: i32 = column.parse().map_err(|_cause| "COLUMN is the number of a column")?;
    let values: Vec<&str> = values.split('|').collect();
    Ok(json!({ "column": column, "values": values }))
}
