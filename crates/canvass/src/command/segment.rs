//! Segments and product groups: where transactions happen and what they are about.

use clap::{Args, Subcommand};
use reqwest::Method;
use serde_json::json;

use super::body::{Of, given};
use super::client::Client;
use super::show;

/// Where transactions lead.
#[derive(Debug, Args)]
pub(crate) struct Rule {
    /// The questionnaire's number; 0 = none of its own.
    #[arg(long)]
    questionnaire: Option<i32>,
    /// A mail template's number; 0 = none of its own.
    #[arg(long)]
    template: Option<i32>,
}

/// Segments.
#[derive(Debug, Subcommand)]
pub(crate) enum Segment {
    /// Make a segment.
    Add {
        #[command(flatten)]
        of: Of,
        /// Its code, compared exactly.
        code: String,
        /// What people see.
        #[arg(long)]
        name: Option<String>,
        /// Code of the segment above; the main segment without it.
        #[arg(long)]
        parent: Option<String>,
        #[command(flatten)]
        rule: Rule,
    },
    /// Change a segment.
    Set {
        #[command(flatten)]
        of: Of,
        /// Its number.
        id: i32,
        /// Its code.
        #[arg(long)]
        code: Option<String>,
        /// What people see.
        #[arg(long)]
        name: Option<String>,
        #[command(flatten)]
        rule: Rule,
    },
    /// All segments.
    List {
        #[command(flatten)]
        of: Of,
    },
}

impl Segment {
    /// Runs it.
    pub(crate) fn run(self, client: &Client, json: bool) -> anyhow::Result<()> {
        match self {
            Self::Add { of, code, name, parent, rule } => {
                let body = given(json!({
                    "code": code, "name": name, "parent": parent,
                    "questionnaire": rule.questionnaire, "template": rule.template,
                }));
                show::object(&client.call(Method::POST, &of.path("segments"), &body)?, json);
            }
            Self::Set { of, id, code, name, rule } => {
                let body = given(json!({
                    "code": code, "name": name,
                    "questionnaire": rule.questionnaire, "template": rule.template,
                }));
                let path = of.path(&format!("segments/{id}"));
                show::object(&client.call(Method::PATCH, &path, &body)?, json);
            }
            Self::List { of } => {
                let columns = ["id", "parent", "code", "name", "questionnaire", "template"];
                show::list(&client.list(&of.path("segments"))?, &columns, json);
            }
        }
        Ok(())
    }
}

/// Product groups.
#[derive(Debug, Subcommand)]
pub(crate) enum ProductGroup {
    /// Make a product group; transactions make those that they name, too.
    Add {
        #[command(flatten)]
        of: Of,
        /// Its name, compared without case.
        name: String,
        #[command(flatten)]
        rule: Rule,
    },
    /// Change a product group.
    Set {
        #[command(flatten)]
        of: Of,
        /// Its number.
        id: i32,
        /// Its name.
        #[arg(long)]
        name: Option<String>,
        #[command(flatten)]
        rule: Rule,
    },
    /// All product groups.
    List {
        #[command(flatten)]
        of: Of,
    },
}

impl ProductGroup {
    /// Runs it.
    pub(crate) fn run(self, client: &Client, json: bool) -> anyhow::Result<()> {
        match self {
            Self::Add { of, name, rule } => {
                let body = given(json!({
                    "name": name, "questionnaire": rule.questionnaire, "template": rule.template,
                }));
                show::object(&client.call(Method::POST, &of.path("product-groups"), &body)?, json);
            }
            Self::Set { of, id, name, rule } => {
                let body = given(json!({
                    "name": name, "questionnaire": rule.questionnaire, "template": rule.template,
                }));
                let path = of.path(&format!("product-groups/{id}"));
                show::object(&client.call(Method::PATCH, &path, &body)?, json);
            }
            Self::List { of } => {
                let columns = ["id", "name", "questionnaire", "template"];
                show::list(&client.list(&of.path("product-groups"))?, &columns, json);
            }
        }
        Ok(())
    }
}

/// Contacts: the persons behind customers.
#[derive(Debug, Subcommand)]
pub(crate) enum Contact {
    /// All contacts.
    List {
        #[command(flatten)]
        of: Of,
    },
}

impl Contact {
    /// Runs it.
    pub(crate) fn run(self, client: &Client, json: bool) -> anyhow::Result<()> {
        let Self::List { of } = self;
        let columns = ["id", "organisation", "firstName", "lastName", "email", "mobile"];
        show::list(&client.list(&of.path("contacts"))?, &columns, json);
        Ok(())
    }
}
