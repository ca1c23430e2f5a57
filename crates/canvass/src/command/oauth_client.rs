//! OAuth2 clients.

use clap::Subcommand;
use reqwest::Method;
use serde_json::json;

use super::body::Of;
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
            Self::Add { of, name, scopes, replays } => {
                let body = json!({ "name": name, "scopes": scopes, "replays": replays });
                show::object(&client.call(Method::POST, &of.path("clients"), &body)?, json);
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
