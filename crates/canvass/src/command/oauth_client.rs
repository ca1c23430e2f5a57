//! OAuth2 clients.

use clap::Subcommand;
use reqwest::Method;
use serde_json::json;

use super::body::{Limits, Of};
use super::client::Client;
use super::show;

/// OAuth2 clients.
#[derive(Debug, Subcommand)]
pub(crate) enum OauthClient {
    /// Make a client; its secret is printed once.
    Add {
        #[command(flatten)]
        of: Of,
        /// What people call it.
        name: String,
        /// What it may do; may be given several times.
        #[arg(long = "scope", default_values = ["customers.write", "customers.read"])]
        scopes: Vec<String>,
        /// A repeated body gets the first answer and no second effect.
        #[arg(long)]
        replays: bool,
        /// Writes that were done are answered without a body.
        #[arg(long)]
        empty_answers: bool,
        /// A scope text that means all the client has.
        #[arg(long)]
        scope_alias: Option<String>,
        /// What outside issuers call it in their tokens.
        #[arg(long)]
        outside_name: Option<String>,
        #[command(flatten)]
        limits: Limits,
    },
    /// Change what a client is called and how it is answered; an empty text is taken away.
    Change {
        #[command(flatten)]
        of: Of,
        /// The client's id.
        id: String,
        /// What people call it.
        #[arg(long)]
        name: Option<String>,
        /// A repeated body gets the first answer and no second effect.
        #[arg(long)]
        replays: Option<bool>,
        /// Writes that were done are answered without a body.
        #[arg(long)]
        empty_answers: Option<bool>,
        /// A scope text that means all the client has.
        #[arg(long)]
        scope_alias: Option<String>,
        /// What outside issuers call it in their tokens.
        #[arg(long)]
        outside_name: Option<String>,
        #[command(flatten)]
        limits: Limits,
    },
    /// All clients.
    List {
        #[command(flatten)]
        of: Of,
    },
    /// Make a new secret; the present one stays valid beside it.
    Rotate {
        #[command(flatten)]
        of: Of,
        /// The client's id.
        id: String,
    },
    /// Void a client.
    Disable {
        #[command(flatten)]
        of: Of,
        /// The client's id.
        id: String,
    },
}

impl OauthClient {
    /// Runs it.
    pub(crate) fn run(self, client: &Client, json: bool) -> anyhow::Result<()> {
        match self {
            Self::Add { of, name, scopes, replays, empty_answers, scope_alias, outside_name, limits } => {
                let body = limits.with(json!({
                    "name": name, "scopes": scopes, "replays": replays, "emptyAnswers": empty_answers,
                    "scopeAlias": scope_alias, "outsideName": outside_name,
                }));
                show::object(&client.call(Method::POST, &of.path("clients"), &body)?, json);
            }
            Self::Change { of, id, name, replays, empty_answers, scope_alias, outside_name, limits } => {
                let body = limits.with(json!({
                    "name": name, "replays": replays, "emptyAnswers": empty_answers,
                    "scopeAlias": scope_alias, "outsideName": outside_name,
                }));
                client.call(Method::PATCH, &of.path(&format!("clients/{id}")), &body)?;
            }
            Self::List { of } => {
                let columns = ["clientId", "name", "scopes", "createdAt", "disabledAt"];
                show::list(&client.list(&of.path("clients"))?, &columns, json);
            }
            Self::Rotate { of, id } => {
                let path = of.path(&format!("clients/{id}/rotate"));
                show::object(&client.call(Method::POST, &path, &json!({}))?, json);
            }
            Self::Disable { of, id } => {
                client.call(Method::DELETE, &of.path(&format!("clients/{id}")), &json!({}))?;
            }
        }
        Ok(())
    }
}
