//! Customers and their ledgers.

use clap::Subcommand;

use super::body::Of;
use super::client::Client;
use super::show;

/// Customers.
#[derive(Debug, Subcommand)]
pub(crate) enum Customer {
    /// Customers, all or of one batch.
    List {
        #[command(flatten)]
        of: Of,
        /// Of this batch only.
        #[arg(long)]
        batch: Option<i32>,
    },
    /// Why was this person (not) asked?
    Decisions {
        #[command(flatten)]
        of: Of,
        /// The customer's number.
        id: i32,
    },
}

impl Customer {
    /// Runs it.
    pub(crate) fn run(self, client: &Client, json: bool) -> anyhow::Result<()> {
        match self {
            Self::List { of, batch } => {
                let filter = batch.map_or_else(String::new, |batch| format!("?batch={batch}"));
                let items = client.list(&of.path(&format!("customers{filter}")))?;
                show::list(&items, &["id", "batch", "index", "state", "reason", "email"], json);
            }
            Self::Decisions { of, id } => {
                let answer = client.get(&of.path(&format!("customers/{id}/decisions")))?;
                let items = answer["items"].as_array().cloned().unwrap_or_default();
                show::list(&items, &["at", "rule", "sentence"], json);
            }
        }
        Ok(())
    }
}
