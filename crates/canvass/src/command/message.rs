//! Messages, and settling those in doubt or held.

use clap::Subcommand;
use reqwest::Method;
use serde_json::json;

use super::body::Of;
use super::client::Client;
use super::show;

/// Messages.
#[derive(Debug, Subcommand)]
pub(crate) enum Message {
    /// Messages, all or in one state.
    List {
        #[command(flatten)]
        of: Of,
        /// In this state only, such as in_doubt.
        #[arg(long)]
        state: Option<String>,
    },
    /// Settle a message that is in doubt or held.
    Settle {
        #[command(flatten)]
        of: Of,
        /// The customer's number.
        customer: i32,
        /// The slot.
        #[arg(default_value = "invitation")]
        slot: String,
        /// was-sent, send-again or give-up.
        #[arg(long = "as")]
        settlement: String,
    },
}

impl Message {
    /// Runs it.
    pub(crate) fn run(self, client: &Client, json: bool) -> anyhow::Result<()> {
        match self {
            Self::List { of, state } => {
                let filter = state.map_or_else(String::new, |state| format!("?state={state}"));
                let items = client.list(&of.path(&format!("messages{filter}")))?;
                let columns =
                    ["customer", "slot", "batch", "state", "dueAt", "attempts", "lastLine", "messageId"];
                show::list(&items, &columns, json);
            }
            Self::Settle { of, customer, slot, settlement } => {
                let path = of.path(&format!("messages/{customer}/{slot}/settle"));
                show::object(&client.call(Method::POST, &path, &json!({ "as": settlement }))?, json);
            }
        }
        Ok(())
    }
}
