//! Webhooks: endpoints, their delivery log, and replay.

use clap::{Args, Subcommand};
use reqwest::Method;
use serde_json::{Map, Value, json};

use super::body::{Of, given};
use super::client::Client;
use super::show;

/// Places that are told what happens.
#[derive(Debug, Subcommand)]
pub(crate) enum Webhook {
    /// Make an endpoint; its secret is printed once.
    Add {
        #[command(flatten)]
        of: Of,
        /// Its address, such as `https://hooks.example.org/canvass`.
        url: String,
        #[command(flatten)]
        what: What,
        /// A secret that the receiver has already, as whsec_...
        #[arg(long)]
        secret: Option<String>,
    },
    /// All endpoints, and how they stand.
    List {
        #[command(flatten)]
        of: Of,
    },
    /// Change an endpoint, turn it off or on again.
    Change {
        #[command(flatten)]
        of: Of,
        /// Its number.
        id: i32,
        /// Its address.
        #[arg(long)]
        url: Option<String>,
        #[command(flatten)]
        what: What,
        /// Whether it is sent to.
        #[arg(long)]
        on: Option<bool>,
    },
    /// Take an endpoint away, with all that was kept for it.
    Remove {
        #[command(flatten)]
        of: Of,
        /// Its number.
        id: i32,
    },
    /// Make a new secret; the one before signs too for a day.
    Rotate {
        #[command(flatten)]
        of: Of,
        /// Its number.
        id: i32,
    },
    /// Send an event of no meaning, to try an endpoint out.
    Ping {
        #[command(flatten)]
        of: Of,
        /// Its number.
        id: i32,
    },
    /// What was sent to an endpoint, and what waits for it.
    Deliveries {
        #[command(flatten)]
        of: Of,
        /// Its number.
        id: i32,
        /// waiting, under_way, delivered or given_up.
        #[arg(long)]
        state: Option<String>,
        /// One delivery by its number, with all its tries.
        #[arg(long)]
        sequence: Option<i64>,
    },
    /// Send deliveries that came to an end once more.
    Replay {
        #[command(flatten)]
        of: Of,
        /// Its number.
        id: i32,
        #[command(flatten)]
        range: Range,
    },
}

/// What an endpoint is told, and how.
#[derive(Debug, Args)]
pub(crate) struct What {
    /// What it is for.
    #[arg(long)]
    description: Option<String>,
    /// A kind of event, such as message.sent; may be given several times. None = all.
    #[arg(long = "event")]
    events: Vec<String>,
    /// A header that is sent along, as name=value; may be given several times.
    #[arg(long = "header", value_parser = header)]
    headers: Vec<(String, String)>,
    /// How many days deliveries are kept.
    #[arg(long)]
    keep_days: Option<i32>,
}

impl What {
    fn body(self, rest: Value) -> Value {
        let headers = self.headers.into_iter().map(|(name, value)| (name, Value::String(value)));
        let headers: Map<String, Value> = headers.collect();
        let mut body = json!({
            "description": self.description,
            "events": (!self.events.is_empty()).then_some(self.events),
            "headers": (!headers.is_empty()).then_some(headers),
            "keepDays": self.keep_days,
        });
        if let (Value::Object(members), Value::Object(rest)) = (&mut body, rest) {
            members.extend(rest);
        }
        given(body)
    }
}

/// Which deliveries: all that are given must hold.
#[derive(Debug, Args)]
pub(crate) struct Range {
    /// Only this one.
    #[arg(long, conflicts_with_all = ["from", "to"])]
    sequence: Option<i64>,
    /// From this number on.
    #[arg(long)]
    from: Option<i64>,
    /// Up to this number.
    #[arg(long)]
    to: Option<i64>,
    /// Not before this moment.
    #[arg(long)]
    since: Option<String>,
    /// Not after it.
    #[arg(long)]
    until: Option<String>,
    /// delivered or given_up.
    #[arg(long)]
    state: Option<String>,
}

impl Webhook {
    /// Runs it.
    pub(crate) fn run(self, client: &Client, json: bool) -> anyhow::Result<()> {
        match self {
            Self::Add { of, url, what, secret } => {
                let body = what.body(json!({ "url": url, "secret": secret }));
                show::object(&client.call(Method::POST, &of.path("webhooks"), &body)?, json);
            }
            Self::List { of } => {
                let columns =
                    ["id", "url", "standing", "failures", "lastSequence", "deliveredAt", "description"];
                show::list(&client.list(&of.path("webhooks"))?, &columns, json);
            }
            Self::Change { of, id, url, what, on } => {
                let body = what.body(json!({ "url": url, "on": on }));
                let path = of.path(&format!("webhooks/{id}"));
                show::object(&client.call(Method::PATCH, &path, &body)?, json);
            }
            Self::Remove { of, id } => {
                client.call(Method::DELETE, &of.path(&format!("webhooks/{id}")), &json!({}))?;
            }
            Self::Rotate { of, id } => {
                let path = of.path(&format!("webhooks/{id}/rotate"));
                show::object(&client.call(Method::POST, &path, &json!({}))?, json);
            }
            Self::Ping { of, id } => {
                let path = of.path(&format!("webhooks/{id}/ping"));
                show::object(&client.call(Method::POST, &path, &json!({}))?, json);
            }
            Self::Deliveries { of, id, state, sequence } => {
                let path = of.path(&format!("webhooks/{id}/deliveries"));
                deliveries(client, &path, state, sequence, json)?;
            }
            Self::Replay { of, id, range } => {
                replay(client, &of.path(&format!("webhooks/{id}/replay")), range, json)?;
            }
        }
        Ok(())
    }
}

fn deliveries(
    client: &Client,
    path: &str,
    state: Option<String>,
    sequence: Option<i64>,
    json: bool,
) -> anyhow::Result<()> {
    if let Some(sequence) = sequence {
        show::object(&client.get(&format!("{path}/{sequence}"))?, json);
        return Ok(());
    }
    let filter = state.map_or_else(String::new, |state| format!("?state={state}"));
    let columns = ["sequence", "type", "state", "tries", "status", "failure", "dueAt", "webhookId"];
    show::list(&client.list(&format!("{path}{filter}"))?, &columns, json);
    Ok(())
}

/// One call puts so many in line and tells the last one; the next begins behind it.
fn replay(client: &Client, path: &str, range: Range, json: bool) -> anyhow::Result<()> {
    let Range { sequence, from, to, since, until, state } = range;
    let (mut from, to) = (sequence.or(from), sequence.or(to));
    let mut deliveries = 0;
    loop {
        let body = given(json!({ "from": from, "to": to, "since": since, "until": until, "state": state }));
        let told = client.call(Method::POST, path, &body)?;
        deliveries += told["deliveries"].as_u64().unwrap_or_default();
        match told["last"].as_i64() {
            Some(last) => from = Some(last + 1),
            None => break,
        }
        if from > to && to.is_some() {
            break;
        }
    }
    show::object(&json!({ "deliveries": deliveries }), json);
    Ok(())
}

fn header(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("use name=value")?;
    Ok((name.to_owned(), value.to_owned()))
}
