//! Batches and decisions about them.

use std::path::PathBuf;

use clap::Subcommand;
use reqwest::Method;
use serde_json::json;

use super::body::{Of, read_json};
use super::client::Client;
use super::show;

/// Batches; `canvass import` makes them.
#[derive(Debug, Subcommand)]
pub(crate) enum Batch {
    /// Take in a native batch from a JSON file.
    Add {
        #[command(flatten)]
        of: Of,
        /// The body of the native intake call.
        file: PathBuf,
    },
    /// All batches.
    List {
        #[command(flatten)]
        of: Of,
    },
    /// One batch with its counts.
    Show {
        #[command(flatten)]
        of: Of,
        /// Its number.
        id: i32,
    },
    /// Approve a batch.
    Approve {
        #[command(flatten)]
        of: Of,
        /// Its number.
        id: i32,
    },
    /// Reject a batch.
    Reject {
        #[command(flatten)]
        of: Of,
        /// Its number.
        id: i32,
    },
    /// Cancel a batch.
    Cancel {
        #[command(flatten)]
        of: Of,
        /// Its number.
        id: i32,
    },
}

impl Batch {
    /// Runs it.
    pub(crate) fn run(self, client: &Client, json: bool) -> anyhow::Result<()> {
        let decide = |of: &Of, id: i32, verb: &str| {
            client.call(Method::POST, &of.path(&format!("batches/{id}/{verb}")), &json!({}))
        };
        let answer = match self {
            Self::List { of } => {
                let columns = ["id", "name", "kind", "state", "customers", "createdAt"];
                show::list(&client.list(&of.path("batches"))?, &columns, json);
                return Ok(());
            }
            Self::Add { of, file } => client.call(Method::POST, &of.path("batches"), &read_json(&file)?)?,
            Self::Show { of, id } => client.get(&of.path(&format!("batches/{id}")))?,
            Self::Approve { of, id } => decide(&of, id, "approve")?,
            Self::Reject { of, id } => decide(&of, id, "reject")?,
            Self::Cancel { of, id } => decide(&of, id, "cancel")?,
        };
        show::object(&answer, json);
        Ok(())
    }
}
