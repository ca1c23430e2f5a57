//! Mail templates.

use std::path::PathBuf;

use clap::Subcommand;
use reqwest::Method;
use serde_json::json;

use super::body::{Of, given, read_text};
use super::client::Client;
use super::show;

/// Mail templates.
#[derive(Debug, Subcommand)]
pub(crate) enum Template {
    /// Make a template.
    Add {
        #[command(flatten)]
        of: Of,
        /// What people call it.
        name: String,
        /// Subject line.
        #[arg(long)]
        subject: String,
        /// File with the text body.
        #[arg(long)]
        text: PathBuf,
        /// File with the HTML body.
        #[arg(long)]
        html: Option<PathBuf>,
        /// File with the text message.
        #[arg(long)]
        sms: Option<PathBuf>,
    },
    /// All templates.
    List {
        #[command(flatten)]
        of: Of,
    },
}

impl Template {
    /// Runs it.
    pub(crate) fn run(self, client: &Client, json: bool) -> anyhow::Result<()> {
        match self {
            Self::Add { of, name, subject, text, html, sms } => {
                let html = html.as_ref().map(read_text).transpose()?;
                let sms = sms.as_ref().map(read_text).transpose()?;
                let body = given(json!({
                    "name": name, "subject": subject, "text": read_text(&text)?, "html": html, "sms": sms,
                }));
                show::object(&client.call(Method::POST, &of.path("templates"), &body)?, json);
            }
            Self::List { of } => {
                show::list(&client.list(&of.path("templates"))?, &["id", "name", "subject"], json);
            }
        }
        Ok(())
    }
}
