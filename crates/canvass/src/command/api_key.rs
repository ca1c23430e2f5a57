//! Api-keys: API tokens for programs that send their key in the header `api-key`.

use clap::Subcommand;
use reqwest::Method;
use serde_json::json;

use super::body::{Limits, Of};
use super::client::Client;
use super::show;

/// What a new key may do when nobody says otherwise.
const ALL: [&str; 3] = ["cx.write", "cx.read", "cx.tickets"];

/// Api-keys.
#[derive(Debug, Subcommand)]
pub(crate) enum ApiKey {
    /// Make a key; it is printed once. `token list` and `token revoke` are for keys too.
    Add {
        #[command(flatten)]
        of: Of,
        /// What people call it.
        name: String,
        /// What it may do; may be given several times [default: cx.write, cx.read, cx.tickets].
        #[arg(long = "scope")]
        scopes: Vec<String>,
        /// A repeated body gets the first answer and no second effect.
        #[arg(long)]
        replays: bool,
        #[command(flatten)]
        limits: Limits,
    },
}

impl ApiKey {
    /// Runs it.
    pub(crate) fn run(self, client: &Client, json: bool) -> anyhow::Result<()> {
        let Self::Add { of, name, scopes, replays, limits } = self;
        let scopes = if scopes.is_empty() { ALL.map(str::to_owned).to_vec() } else { scopes };
        let body = limits.with(json!({ "name": name, "scopes": scopes, "replays": replays }));
        show::object(&client.call(Method::POST, &of.path("tokens"), &body)?, json);
        Ok(())
    }
}
