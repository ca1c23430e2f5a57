//! The do-not-contact list, and mail that came back.

use std::io::Read as _;

use anyhow::Context as _;
use clap::Subcommand;
use reqwest::Method;
use serde_json::json;

use super::body::{Of, given};
use super::client::Client;
use super::show;

/// So much of a mail is read: what a report needs stands in front.
const MOST_BYTES: u64 = 1024 * 1024;

/// The do-not-contact list.
#[derive(Debug, Subcommand)]
pub(crate) enum Suppression {
    /// Put an address on the list: nothing is mailed to it any more.
    Add {
        #[command(flatten)]
        of: Of,
        /// The address.
        #[arg(long)]
        email: String,
        /// Why, for those who read the list.
        #[arg(long)]
        note: Option<String>,
    },
    /// All entries, taken away ones too.
    List {
        #[command(flatten)]
        of: Of,
    },
    /// Take an entry away.
    Remove {
        #[command(flatten)]
        of: Of,
        /// Its number.
        id: i32,
    },
}

impl Suppression {
    /// Runs it.
    pub(crate) fn run(self, client: &Client, json: bool) -> anyhow::Result<()> {
        match self {
            Self::Add { of, email, note } => {
                let body = given(json!({ "email": email, "note": note }));
                show::object(&client.call(Method::POST, &of.path("suppressions"), &body)?, json);
            }
            Self::List { of } => {
                let columns = ["id", "kind", "source", "customer", "since", "liftedAt", "lastLine"];
                show::list(&client.list(&of.path("suppressions"))?, &columns, json);
            }
            Self::Remove { of, id } => {
                client.call(Method::DELETE, &of.path(&format!("suppressions/{id}")), &json!({}))?;
            }
        }
        Ok(())
    }
}

/// Mail that came back.
#[derive(Debug, Subcommand)]
pub(crate) enum Bounce {
    /// Take in one mail from the standard input, as a mail server pipes it.
    Read {
        #[command(flatten)]
        of: Of,
    },
}

impl Bounce {
    /// Runs it.
    pub(crate) fn run(self, client: &Client, json: bool) -> anyhow::Result<()> {
        let Self::Read { of } = self;
        let mut mail = Vec::new();
        std::io::stdin().take(MOST_BYTES).read_to_end(&mut mail).context("the mail cannot be read")?;
        let taken = client.post_mail(&of.path("bounces"), mail)?;
        show::object(&taken, json);
        Ok(())
    }
}
