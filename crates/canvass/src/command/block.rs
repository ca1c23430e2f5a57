//! Locks and opt-outs.

use clap::{Args, Subcommand};
use reqwest::Method;
use serde_json::{Map, Value, json};

use super::body::{Of, given};
use super::client::Client;
use super::show;

/// Whom, by any of these.
#[derive(Debug, Args)]
pub(crate) struct Whom {
    /// A customer: its address, and its identifying values together.
    #[arg(long)]
    customer: Option<i32>,
    /// A mail address.
    #[arg(long)]
    email: Option<String>,
    /// An identifying value, as column=value; all that are given must match.
    #[arg(long, value_parser = column_value)]
    value: Vec<(String, String)>,
}

impl Whom {
    fn data(&self) -> Value {
        if self.value.is_empty() {
            return Value::Null;
        }
        let members = self.value.iter().map(|(column, value)| (column.clone(), Value::from(value.as_str())));
        Value::Object(members.collect::<Map<_, _>>())
    }
}

/// Whether it is only tried.
#[derive(Debug, Args)]
pub(crate) struct Trial {
    /// Store nothing: tell what would come of it.
    #[arg(long)]
    dry_run: bool,
}

impl Trial {
    fn path(&self, of: &Of, rest: &str) -> String {
        let path = of.path(rest);
        if self.dry_run { format!("{path}?dry_run=true") } else { path }
    }
}

/// Locks.
#[derive(Debug, Subcommand)]
pub(crate) enum Lock {
    /// Block invitations to a person for a time.
    Add {
        #[command(flatten)]
        of: Of,
        #[command(flatten)]
        whom: Whom,
        /// Only invitations of this questionnaire.
        #[arg(long)]
        questionnaire: Option<i32>,
        #[command(flatten)]
        trial: Trial,
    },
    /// All locks, over ones too.
    List {
        #[command(flatten)]
        of: Of,
    },
    /// End a lock now.
    End {
        #[command(flatten)]
        of: Of,
        /// Its number.
        id: i32,
    },
}

impl Lock {
    /// Runs it.
    pub(crate) fn run(self, client: &Client, json: bool) -> anyhow::Result<()> {
        match self {
            Self::Add { of, whom, questionnaire, trial } => {
                let body = given(json!({
                    "customer": whom.customer, "email": whom.email, "data": whom.data(),
                    "questionnaire": questionnaire,
                }));
                show::object(&client.call(Method::POST, &trial.path(&of, "locks"), &body)?, json);
            }
            Self::List { of } => {
                let columns = ["id", "questionnaire", "customer", "createdAt", "expiresAt"];
                show::list(&client.list(&of.path("locks"))?, &columns, json);
            }
            Self::End { of, id } => {
                client.call(Method::DELETE, &of.path(&format!("locks/{id}")), &json!({}))?;
            }
        }
        Ok(())
    }
}

/// Opt-outs.
#[derive(Debug, Subcommand)]
pub(crate) enum OptOut {
    /// Never ask a person again, and stop what is under way.
    Add {
        #[command(flatten)]
        of: Of,
        #[command(flatten)]
        whom: Whom,
        #[command(flatten)]
        trial: Trial,
    },
    /// All opt-outs, taken away ones too.
    List {
        #[command(flatten)]
        of: Of,
    },
    /// Take an opt-out away.
    End {
        #[command(flatten)]
        of: Of,
        /// Its number.
        id: i32,
    },
}

impl OptOut {
    /// Runs it.
    pub(crate) fn run(self, client: &Client, json: bool) -> anyhow::Result<()> {
        match self {
            Self::Add { of, whom, trial } => {
                let body =
                    given(json!({ "customer": whom.customer, "email": whom.email, "data": whom.data() }));
                show::object(&client.call(Method::POST, &trial.path(&of, "opt-outs"), &body)?, json);
            }
            Self::List { of } => {
                let columns = ["id", "customer", "createdAt", "endedAt"];
                show::list(&client.list(&of.path("opt-outs"))?, &columns, json);
            }
            Self::End { of, id } => {
                client.call(Method::DELETE, &of.path(&format!("opt-outs/{id}")), &json!({}))?;
            }
        }
        Ok(())
    }
}

fn column_value(text: &str) -> Result<(String, String), String> {
    let (column, value) = text.split_once('=').ok_or("use column=value")?;
    Ok((column.to_owned(), value.to_owned()))
}
