//! API tokens.

use clap::Subcommand;
use reqwest::Method;
use serde_json::json;

use super::body::{Limits, Of};
use super::client::Client;
use super::show;

/// API tokens.
#[derive(Debug, Subcommand)]
pub(crate) enum Token {
    /// Make a token; it is printed once.
    Add {
        #[command(flatten)]
        of: Of,
        /// What people call it.
        name: String,
        /// What it may do; may be given several times.
        #[arg(long = "scope", required = true)]
        scopes: Vec<String>,
        /// A repeated body gets the first answer and no second effect.
        #[arg(long)]
        replays: bool,
        /// Writes that were done are answered without a body.
        #[arg(long)]
        empty_answers: bool,
        #[command(flatten)]
        limits: Limits,
    },
    /// All tokens.
    List {
        #[command(flatten)]
        of: Of,
    },
    /// Void a token.
    Revoke {
        #[command(flatten)]
        of: Of,
        /// Its public part.
        id: String,
    },
}

impl Token {
    /// Runs it.
    pub(crate) fn run(self, client: &Client, json: bool) -> anyhow::Result<()> {
        match self {
            Self::Add { of, name, scopes, replays, empty_answers, limits } => {
                let body = limits.with(json!({
                    "name": name, "scopes": scopes, "replays": replays, "emptyAnswers": empty_answers,
                }));
                show::object(&client.call(Method::POST, &of.path("tokens"), &body)?, json);
            }
            Self::List { of } => {
                let columns = ["id", "name", "scopes", "createdAt", "revokedAt"];
                show::list(&client.list(&of.path("tokens"))?, &columns, json);
            }
            Self::Revoke { of, id } => {
                client.call(Method::DELETE, &of.path(&format!("tokens/{id}")), &json!({}))?;
            }
        }
        Ok(())
    }
}
