//! Messages, and settling those in doubt or held: one, a list, or all that fit.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::{Args, Subcommand};
use reqwest::Method;
use serde_json::{Value, json};

use super::body::{Of, given};
use super::client::Client;
use super::show;

/// Messages.
#[derive(Debug, Subcommand)]
pub(crate) enum Message {
    /// Messages, all or in one state; a page of them.
    List {
        #[command(flatten)]
        of: Of,
        /// In this state only, such as in_doubt.
        #[arg(long)]
        state: Option<String>,
        /// Of this batch only.
        #[arg(long)]
        batch: Option<i32>,
        /// Messages of customers with higher numbers than this.
        #[arg(long, default_value_t = 0)]
        after: i64,
        /// Messages of a page, from 1 to 1000.
        #[arg(long, default_value_t = 1000)]
        limit: u16,
        /// All pages.
        #[arg(long, conflicts_with_all = ["after", "limit"])]
        all: bool,
    },
    /// Settle messages that are in doubt or held: one, those of a list of Message-IDs, or all that fit.
    Settle {
        #[command(flatten)]
        of: Of,
        /// The customer's number.
        #[arg(required_unless_present_any = ["message_ids", "all"], conflicts_with_all = ["message_ids", "all"])]
        customer: Option<i32>,
        /// The slot.
        #[arg(default_value = "invitation")]
        slot: String,
        /// was-sent, send-again or give-up.
        #[arg(long = "as")]
        settlement: String,
        #[command(flatten)]
        many: Many,
    },
}

/// Which of many messages.
#[derive(Debug, Args)]
pub(crate) struct Many {
    /// File with a Message-ID a line, such as a relay's log gave them; - is standard input.
    #[arg(long, conflicts_with = "all")]
    message_ids: Option<PathBuf>,
    /// All in this state: in_doubt or held.
    #[arg(long, value_name = "STATE")]
    all: Option<String>,
    /// With --all: of this batch.
    #[arg(long, requires = "all")]
    batch: Option<i32>,
    /// With --all: handed to this peer.
    #[arg(long, requires = "all")]
    peer: Option<String>,
    /// With --all: handed over at this moment or later.
    #[arg(long, requires = "all")]
    from: Option<String>,
    /// With --all: handed over before this moment.
    #[arg(long, requires = "all")]
    to: Option<String>,
}

const COLUMNS: [&str; 10] = [
    "customer",
    "slot",
    "batch",
    "state",
    "dueAt",
    "attempts",
    "handedOverAt",
    "peer",
    "lastLine",
    "messageId",
];

/// Message-IDs of one call.
const MOST_IDS: usize = 5_000;

impl Message {
    /// Runs it.
    pub(crate) fn run(self, client: &Client, json: bool) -> anyhow::Result<()> {
        match self {
            Self::List { of, state, batch, after, limit, all } => {
                let mut words = Vec::new();
                words.extend(state.map(|state| format!("state={state}")));
                words.extend(batch.map(|batch| format!("batch={batch}")));
                let path = of.path("messages");
                if all {
                    let joint = if words.is_empty() { "" } else { "?" };
                    let items = client.list(&format!("{path}{joint}{}", words.join("&")))?;
                    show::list(&items, &COLUMNS, json);
                    return Ok(());
                }
                words.extend([format!("after={after}"), format!("limit={limit}")]);
                let page = client.get(&format!("{path}?{}", words.join("&")))?;
                show::list(page["items"].as_array().map_or(&[], Vec::as_slice), &COLUMNS, json);
                if let Some(next) = page["next"].as_i64() {
                    show::aside(&format!("There are more: --after {next}"));
                }
                Ok(())
            }
            Self::Settle { of, customer: Some(customer), slot, settlement, many: _ } => {
                let path = of.path(&format!("messages/{customer}/{slot}/settle"));
                show::object(&client.call(Method::POST, &path, &json!({ "as": settlement }))?, json);
                Ok(())
            }
            Self::Settle { of, customer: None, settlement, many, .. } => {
                let path = of.path("messages/settle");
                let settle = |body: &Value| client.call(Method::POST, &path, body);
                show::object(&many.settle(&settlement, settle)?, json);
                Ok(())
            }
        }
    }
}

impl Many {
    /// Calls until all are settled, and adds the counts up.
    fn settle(
        self,
        settlement: &str,
        settle: impl Fn(&Value) -> anyhow::Result<Value>,
    ) -> anyhow::Result<Value> {
        let mut sum = json!({});
        if let Some(path) = &self.message_ids {
            let ids = message_ids(path)?;
            if ids.is_empty() {
                bail!("{} holds no Message-ID", path.display());
            }
            for ids in ids.chunks(MOST_IDS) {
                add(&mut sum, &settle(&json!({ "as": settlement, "messageIds": ids }))?);
            }
            return Ok(sum);
        }
        let all = given(json!({
            "state": self.all, "batch": self.batch, "peer": self.peer, "from": self.from, "to": self.to,
        }));
        loop {
            let counts = settle(&json!({ "as": settlement, "all": all }))?;
            add(&mut sum, &counts);
            // What could not be settled stays, and would be found for ever.
            if counts["hasMore"] != json!(true) || counts["settled"] == json!(0) {
                return Ok(sum);
            }
        }
    }
}

/// Adds numbers; the last answer tells whether there are more.
fn add(sum: &mut Value, counts: &Value) {
    for (name, count) in counts.as_object().into_iter().flatten() {
        sum[name.as_str()] = match (sum[name.as_str()].as_u64(), count.as_u64()) {
            (Some(own), Some(more)) => json!(own + more),
            _ => count.clone(),
        };
    }
}

fn message_ids(path: &Path) -> anyhow::Result<Vec<String>> {
    let text = if path == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).context("standard input could not be read")?;
        text
    } else {
        std::fs::read_to_string(path).with_context(|| format!("{} could not be read", path.display()))?
    };
    Ok(text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect())
}
