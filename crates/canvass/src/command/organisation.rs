//! Organisations: company accounts that contacts are tied to by the domain of their address.

use clap::Subcommand;
use reqwest::Method;
use serde_json::{Value, json};

use super::body::{Of, given};
use super::client::Client;
use super::show;

/// Organisations.
#[derive(Debug, Subcommand)]
pub(crate) enum Organisation {
    /// Make an organisation.
    Add {
        #[command(flatten)]
        of: Of,
        /// Its name, unique in the workspace.
        name: String,
        /// A mail domain of its people; may be given several times.
        #[arg(long)]
        domain: Vec<String>,
        /// A value as NAME=VALUE; may be given several times.
        #[arg(long)]
        field: Vec<String>,
        /// It ties nobody and holds no domain.
        #[arg(long)]
        inactive: bool,
    },
    /// All organisations.
    List {
        #[command(flatten)]
        of: Of,
    },
    /// One organisation with its domains and values.
    Show {
        #[command(flatten)]
        of: Of,
        /// Its number.
        id: i32,
    },
    /// Change an organisation; domains are given anew, values are set.
    Change {
        #[command(flatten)]
        of: Of,
        /// Its number.
        id: i32,
        /// Whether it ties people and holds its domains.
        #[arg(long)]
        active: Option<bool>,
        /// All its domains from now on.
        #[arg(long)]
        domain: Vec<String>,
        /// A value as NAME=VALUE.
        #[arg(long)]
        field: Vec<String>,
    },
    /// Tie a contact to an organisation by hand, or to none.
    Tie {
        #[command(flatten)]
        of: Of,
        /// The contact's mail address.
        email: String,
        /// Number of the organisation; without it the contact is untied.
        #[arg(long)]
        to: Option<i32>,
    },
}

impl Organisation {
    /// Runs it.
    pub(crate) fn run(self, client: &Client, json: bool) -> anyhow::Result<()> {
        match self {
            Self::Add { of, name, domain, field, inactive } => {
                let body = json!({
                    "name": name, "active": !inactive, "domains": domain, "fields": fields(&field)?,
                });
                show::object(&client.call(Method::POST, &of.path("organisations"), &body)?, json);
            }
            Self::List { of } => {
                let columns = ["id", "name", "active", "city", "createdAt"];
                show::list(&client.list(&of.path("organisations"))?, &columns, json);
            }
            Self::Show { of, id } => {
                let path = of.path(&format!("organisations/{id}"));
                show::object(&client.get(&path)?, json);
            }
            Self::Change { of, id, active, domain, field } => {
                let domains = (!domain.is_empty()).then_some(domain);
                let fields = (!field.is_empty()).then_some(fields(&field)?);
                let body = given(json!({ "active": active, "domains": domains, "fields": fields }));
                let path = of.path(&format!("organisations/{id}"));
                show::object(&client.call(Method::PATCH, &path, &body)?, json);
            }
            Self::Tie { of, email, to } => {
                let body = json!({ "email": email, "organisation": to });
                show::object(&client.call(Method::POST, &of.path("contacts/tie"), &body)?, json);
            }
        }
        Ok(())
    }
}

fn fields(given: &[String]) -> anyhow::Result<Vec<Value>> {
    let field = |text: &String| {
        let (name, value) =
            text.split_once('=').ok_or_else(|| anyhow::anyhow!("a value is given as NAME=VALUE"))?;
        Ok(json!({ "name": name, "value": value }))
    };
    given.iter().map(field).collect()
}
