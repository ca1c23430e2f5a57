//! Outside issuers of tokens.

use std::path::PathBuf;

use clap::Subcommand;
use reqwest::Method;
use serde_json::json;

use super::body::{Of, given, read_text};
use super::client::Client;
use super::show;

/// Outside issuers whose tokens name clients of a workspace.
#[derive(Debug, Subcommand)]
pub(crate) enum Issuer {
    /// Trust an issuer.
    Add {
        #[command(flatten)]
        of: Of,
        /// `iss` of its tokens, exactly.
        issuer: String,
        /// `aud` of its tokens, exactly.
        #[arg(long)]
        audience: String,
        /// A file with its key set (JWKS).
        #[arg(long, conflicts_with = "keys_url", required_unless_present = "keys_url")]
        keys: Option<PathBuf>,
        /// The address of its key set.
        #[arg(long)]
        keys_url: Option<String>,
    },
    /// All issuers.
    List {
        #[command(flatten)]
        of: Of,
    },
    /// Trust an issuer no more.
    Remove {
        #[command(flatten)]
        of: Of,
        /// Its number.
        id: i32,
    },
}

impl Issuer {
    /// Runs it.
    pub(crate) fn run(self, client: &Client, json: bool) -> anyhow::Result<()> {
        match self {
            Self::Add { of, issuer, audience, keys, keys_url } => {
                let keys = keys.as_ref().map(read_text).transpose()?;
                let body = given(json!({
                    "issuer": issuer, "audience": audience, "keys": keys, "keysUrl": keys_url,
                }));
                show::object(&client.call(Method::POST, &of.path("issuers"), &body)?, json);
            }
            Self::List { of } => {
                let columns = ["id", "issuer", "audience", "keysUrl", "createdAt"];
                show::list(&client.list(&of.path("issuers"))?, &columns, json);
            }
            Self::Remove { of, id } => {
                client.call(Method::DELETE, &of.path(&format!("issuers/{id}")), &json!({}))?;
            }
        }
        Ok(())
    }
}
