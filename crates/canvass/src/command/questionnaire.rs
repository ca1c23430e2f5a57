//! Questionnaires and their versions.

use std::path::PathBuf;

use clap::Subcommand;
use reqwest::Method;
use serde_json::json;

use super::body::{Of, given, read_json};
use super::client::Client;
use super::show;

/// Who is reminded (E51).
#[derive(Debug, clap::Args)]
pub(crate) struct Reminders {
    /// Days after the invitation at which whoever has not answered is reminded; without a number 7, 0 = off.
    #[arg(long, value_name = "DAYS", num_args = 0..=1, default_missing_value = "7")]
    reminder_days: Option<i32>,
    /// Days after the first part of an answer at which whoever has not finished is reminded; without a number 3, 0 = off.
    #[arg(long, value_name = "DAYS", num_args = 0..=1, default_missing_value = "3")]
    partial_reminder_days: Option<i32>,
    /// The mail that reminds; 0 = that of the invitation, with a subject that says so.
    #[arg(long, value_name = "TEMPLATE")]
    reminder_template: Option<i32>,
}

/// Questionnaires.
#[derive(Debug, Subcommand)]
pub(crate) enum Questionnaire {
    /// Make a questionnaire from a document file (docs/questionnaire-format.md).
    Add {
        #[command(flatten)]
        of: Of,
        /// What people call it.
        name: String,
        /// The document.
        file: PathBuf,
        /// The GUID it is known by elsewhere; otherwise a new one is made.
        #[arg(long, value_parser = clap::builder::NonEmptyStringValueParser::new())]
        guid: Option<String>,
    },
    /// All questionnaires.
    List {
        #[command(flatten)]
        of: Of,
    },
    /// Replace the draft by a document file.
    Save {
        #[command(flatten)]
        of: Of,
        /// Its number.
        id: i32,
        /// The document.
        file: PathBuf,
    },
    /// Change the contact rules and reminders; what is not named stays.
    Set {
        #[command(flatten)]
        of: Of,
        /// Its number.
        id: i32,
        /// Days between two invitations of it to one person; 0 = off.
        #[arg(long)]
        rest_days: Option<i32>,
        /// The share of customers who are invited; 100 = all.
        #[arg(long)]
        sampling_percent: Option<i32>,
        /// The mail that invites to it by transactions, where neither call, segment nor product group names one; 0 = that
        /// of the workspace. Batches and files go by their route (`route add --template`).
        #[arg(long)]
        template: Option<i32>,
        /// By what its customers are invited: mail, sms, mail-else-sms or sms-else-mail; empty = as the workspace says.
        #[arg(long)]
        channel: Option<String>,
        #[command(flatten)]
        reminders: Reminders,
    },
    /// Freeze the draft as the concept, for people who try it out, until the next version is published.
    Concept {
        #[command(flatten)]
        of: Of,
        /// Its number.
        id: i32,
    },
    /// Freeze the draft as the next version.
    Publish {
        #[command(flatten)]
        of: Of,
        /// Its number.
        id: i32,
    },
}

impl Questionnaire {
    /// Runs it.
    pub(crate) fn run(self, client: &Client, json: bool) -> anyhow::Result<()> {
        match self {
            Self::Add { of, name, file, guid } => {
                let body = given(json!({ "name": name, "guid": guid, "document": read_json(&file)? }));
                show::object(&client.call(Method::POST, &of.path("questionnaires"), &body)?, json);
            }
            Self::List { of } => {
                let columns = ["id", "name", "version", "concept", "guid"];
                show::list(&client.list(&of.path("questionnaires"))?, &columns, json);
            }
            Self::Save { of, id, file } => {
                let path = of.path(&format!("questionnaires/{id}"));
                show::object(&client.call(Method::PUT, &path, &read_json(&file)?)?, json);
            }
            Self::Set { of, id, rest_days, sampling_percent, template, channel, reminders } => {
                let path = of.path(&format!("questionnaires/{id}"));
                let body = given(json!({
                    "restDays": rest_days, "samplingPercent": sampling_percent, "template": template,
                    "reminderDays": reminders.reminder_days,
                    "partialReminderDays": reminders.partial_reminder_days,
                    "reminderTemplate": reminders.reminder_template, "channel": channel,
                }));
                show::object(&client.call(Method::PATCH, &path, &body)?, json);
            }
            Self::Concept { of, id } => {
                let path = of.path(&format!("questionnaires/{id}/concept"));
                show::object(&client.call(Method::POST, &path, &json!({}))?, json);
            }
            Self::Publish { of, id } => {
                let path = of.path(&format!("questionnaires/{id}/publish"));
                show::object(&client.call(Method::POST, &path, &json!({}))?, json);
            }
        }
        Ok(())
    }
}
