//! Data columns.

use clap::Subcommand;
use reqwest::Method;
use serde_json::json;

use super::body::{Of, given};
use super::client::Client;
use super::show;

/// Data columns.
#[derive(Debug, Subcommand)]
pub(crate) enum Column {
    /// Make a column.
    Add {
        #[command(flatten)]
        of: Of,
        /// Technical name.
        name: String,
        /// A wanted number.
        #[arg(long)]
        id: Option<i32>,
        /// What people see.
        #[arg(long)]
        display_name: Option<String>,
        /// Second technical name.
        #[arg(long)]
        external_name: Option<String>,
        /// Each customer must bring a value.
        #[arg(long)]
        required: bool,
        /// Tells persons apart.
        #[arg(long)]
        identifying: bool,
        /// Results can be cut by it.
        #[arg(long)]
        reportable: bool,
    },
    /// All columns.
    List {
        #[command(flatten)]
        of: Of,
    },
    /// Archive a column: it is read, but no longer written.
    Archive {
        #[command(flatten)]
        of: Of,
        /// Its number.
        id: i32,
    },
}

impl Column {
    /// Runs it.
    pub(crate) fn run(self, client: &Client, json: bool) -> anyhow::Result<()> {
        match self {
            Self::Add { of, name, id, display_name, external_name, required, identifying, reportable } => {
                let body = given(json!({
                    "id": id, "name": name, "displayName": display_name, "externalName": external_name,
                    "required": required, "identifying": identifying, "reportable": reportable,
                }));
                show::object(&client.call(Method::POST, &of.path("columns"), &body)?, json);
            }
            Self::List { of } => {
                let columns = ["id", "name", "displayName", "required", "archived", "reportable"];
                show::list(&client.list(&of.path("columns"))?, &columns, json);
            }
            Self::Archive { of, id } => {
                let path = of.path(&format!("columns/{id}"));
                show::object(&client.call(Method::PATCH, &path, &json!({ "archived": true }))?, json);
            }
        }
        Ok(())
    }
}
