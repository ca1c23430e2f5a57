//! Console users and their one-time sign-in links.

use clap::Subcommand;
use reqwest::Method;
use serde_json::json;

use super::body::Of;
use super::client::Client;
use super::show;

/// Console users.
#[derive(Debug, Subcommand)]
pub(crate) enum User {
    /// Make a user.
    Add {
        #[command(flatten)]
        of: Of,
        /// Sign-in name.
        name: String,
        /// manager, approver or reader.
        #[arg(long, default_value = "manager")]
        role: String,
    },
    /// All users.
    List {
        #[command(flatten)]
        of: Of,
    },
    /// Make a one-time sign-in link.
    SignIn {
        #[command(flatten)]
        of: Of,
        /// The user's number.
        id: i32,
    },
}

impl User {
    /// Runs it.
    pub(crate) fn run(self, client: &Client, json: bool) -> anyhow::Result<()> {
        match self {
            Self::Add { of, name, role } => {
                let body = json!({ "name": name, "role": role });
                show::object(&client.call(Method::POST, &of.path("users"), &body)?, json);
            }
            Self::List { of } => {
                show::list(&client.list(&of.path("users"))?, &["id", "name", "role"], json);
            }
            Self::SignIn { of, id } => {
                let path = of.path(&format!("users/{id}/sign-in"));
                show::object(&client.call(Method::POST, &path, &json!({}))?, json);
            }
        }
        Ok(())
    }
}
