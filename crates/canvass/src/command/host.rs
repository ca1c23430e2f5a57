//! Host names of a workspace.

use clap::Subcommand;
use reqwest::Method;
use serde_json::json;

use super::body::Of;
use super::client::Client;
use super::show;

/// Host names that stand for one workspace.
#[derive(Debug, Subcommand)]
pub(crate) enum Host {
    /// Bind a host name: calls of other workspaces' clients by it are refused.
    Add {
        #[command(flatten)]
        of: Of,
        /// The name, without scheme, port and path.
        host: String,
    },
    /// All names of a workspace.
    List {
        #[command(flatten)]
        of: Of,
    },
    /// Free a host name.
    Remove {
        #[command(flatten)]
        of: Of,
        /// The name.
        host: String,
    },
}

impl Host {
    /// Runs it.
    pub(crate) fn run(self, client: &Client, json: bool) -> anyhow::Result<()> {
        match self {
            Self::Add { of, host } => {
                let body = json!({ "host": host });
                show::object(&client.call(Method::POST, &of.path("hosts"), &body)?, json);
            }
            Self::List { of } => {
                show::list(&client.list(&of.path("hosts"))?, &["host", "createdAt"], json);
            }
            Self::Remove { of, host } => {
                client.call(Method::DELETE, &of.path(&format!("hosts/{host}")), &json!({}))?;
            }
        }
        Ok(())
    }
}
