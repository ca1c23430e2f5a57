//! Batches and decisions about them.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use reqwest::Method;
use serde_json::{Value, json};

use super::body::{Of, given, read_json};
use super::client::Client;
use super::show;

/// Batches; `canvass import` makes them.
#[derive(Debug, Subcommand)]
pub(crate) enum Batch {
    /// Take in a native batch from a JSON file.
    Add {
        #[command(flatten)]
        of: Of,
        /// The body of the native intake call.
        file: PathBuf,
    },
    /// All batches.
    List {
        #[command(flatten)]
        of: Of,
    },
    /// One batch with its counts.
    Show {
        #[command(flatten)]
        of: Of,
        /// Its number.
        id: i32,
    },
    /// Show how the mails of its odd ones out look, before anybody approves them.
    Preview {
        #[command(flatten)]
        of: Of,
        /// Its number.
        id: i32,
    },
    /// Approve all who wait in a batch, or a part of them; the rest waits on.
    Approve {
        #[command(flatten)]
        of: Of,
        /// Its number.
        id: i32,
        #[command(flatten)]
        part: Part,
    },
    /// Reject all who wait in a batch, or a part of them; the rest waits on.
    Reject {
        #[command(flatten)]
        of: Of,
        /// Its number.
        id: i32,
        #[command(flatten)]
        part: Part,
        /// Why; kept in the ledger of each of them.
        #[arg(long)]
        reason: Option<String>,
    },
    /// Cancel a batch; tells what had left already.
    Cancel {
        #[command(flatten)]
        of: Of,
        /// Its number.
        id: i32,
    },
}

/// About whom of those who wait; nothing named = all.
#[derive(Debug, Args)]
#[group(multiple = false)]
pub(crate) struct Part {
    /// Only these customers, with commas between their numbers.
    #[arg(long, value_delimiter = ',')]
    customers: Option<Vec<i32>>,
    /// Only so many, in the order in which they came.
    #[arg(long)]
    first: Option<i32>,
    /// All but these customers, with commas between their numbers.
    #[arg(long, value_delimiter = ',')]
    except: Option<Vec<i32>>,
}

impl Part {
    fn body(self, reason: Option<&str>) -> Value {
        given(json!({
            "customers": self.customers, "first": self.first, "except": self.except, "reason": reason,
        }))
    }
}

impl Batch {
    /// Runs it.
    pub(crate) fn run(self, client: &Client, json: bool) -> anyhow::Result<()> {
        let decide = |of: &Of, id: i32, verb: &str, body: Value| {
            client.call(Method::POST, &of.path(&format!("batches/{id}/{verb}")), &body)
        };
        let answer = match self {
            Self::List { of } => {
                let columns = ["id", "name", "kind", "state", "customers", "createdAt"];
                show::list(&client.list(&of.path("batches"))?, &columns, json);
                return Ok(());
            }
            Self::Add { of, file } => client.call(Method::POST, &of.path("batches"), &read_json(&file)?)?,
            Self::Show { of, id } => client.get(&of.path(&format!("batches/{id}")))?,
            Self::Preview { of, id } => {
                let preview = client.get(&of.path(&format!("batches/{id}/preview")))?;
                if json {
                    show::object(&preview, json);
                } else {
                    for line in previewed(&preview) {
                        show::line(&line);
                    }
                }
                return Ok(());
            }
            Self::Approve { of, id, part } => decide(&of, id, "approve", part.body(None))?,
            Self::Reject { of, id, part, reason } => decide(&of, id, "reject", part.body(reason.as_deref()))?,
            Self::Cancel { of, id } => decide(&of, id, "cancel", json!({}))?,
        };
        show::object(&answer, json);
        Ok(())
    }
}

/// A message after the other, for people: why it is shown, to whom it would go, and what it says; of a text message its length,
/// which has no subject.
fn previewed(preview: &Value) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut lines = Vec::new();
    for mail in preview["mails"].as_array().map(Vec::as_slice).unwrap_or_default() {
        let why = mail["why"].as_array().map(Vec::as_slice).unwrap_or_default();
        let why: Vec<String> = why
            .iter()
            .map(|why| match why["about"].as_str() {
                Some(about) => format!("{} {about}", text(&why["code"])),
                None => text(&why["code"]),
            })
            .collect();
        lines.push(format!("--- customer {}: {}", mail["customer"], why.join(", ")));
        lines.push(format!("To: {}", text(&mail["to"])));
        if let Some(fault) = mail["fault"].as_str() {
            lines.push(format!("This {} cannot be made: {fault}.", what_of(mail)));
        } else {
            lines.push(length_of(mail).unwrap_or_else(|| format!("Subject: {}", text(&mail["subject"]))));
            lines.push(String::new());
            lines.extend(text(&mail["text"]).lines().map(str::to_owned));
        }
        lines.push(String::new());
    }
    lines.push(format!("{} of {} customers were looked at.", preview["looked"], preview["customers"]));
    // What people are called must not steer a terminal.
    let plain = |line: String| line.replace(char::is_control, " ");
    lines.into_iter().map(plain).collect()
}

fn what_of(mail: &Value) -> &'static str {
    if mail["channel"] == "sms" { "text message" } else { "mail" }
}

/// What only a text message has.
fn length_of(mail: &Value) -> Option<String> {
    let length = mail["length"].as_object()?;
    let number = |name: &str| length.get(name).and_then(Value::as_u64);
    let (segments, units) = (number("segments")?, number("units")?);
    let encoding = length.get("encoding")?.as_str()?;
    Some(format!(
        "Length: {segments} {}, {units} units ({encoding})",
        if segments == 1 { "segment" } else { "segments" }
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preview_is_told_mail_by_mail_and_steers_no_terminal() {
        let mail = json!({
            "customer": 7, "why": [{ "code": "first", "about": null }, { "code": "otherLanguage", "about": "nl" }],
            "to": "ann@example.org", "subject": "Hi \u{1b}[2J", "text": "one\ntwo", "fault": null,
        });
        let faulty = json!({ "customer": 8, "why": [], "to": null, "fault": "it is not there" });
        let told = previewed(&json!({ "customers": 9, "looked": 9, "mails": [mail, faulty] }));
        assert_eq!(
            told,
            [
                "--- customer 7: first, otherLanguage nl",
                "To: ann@example.org",
                "Subject: Hi  [2J",
                "",
                "one",
                "two",
                "",
                "--- customer 8: ",
                "To: ",
                "This mail cannot be made: it is not there.",
                "",
                "9 of 9 customers were looked at.",
            ]
        );
    }
    #[test]
    fn a_text_message_is_told_with_its_length() {
        let shown = |segments: u64| {
            let mail = json!({
                "customer": 7, "why": [], "channel": "sms", "to": "+31612345678", "subject": "Text message",
                "text": "one", "length": { "encoding": "gsm-7", "units": 170, "segments": segments }, "fault": null,
            });
            previewed(&json!({ "customers": 1, "looked": 1, "mails": [mail] }))[2..5].to_vec()
        };
        assert_eq!(shown(2), ["Length: 2 segments, 170 units (gsm-7)", "", "one"]);
        assert_eq!(shown(1)[0], "Length: 1 segment, 170 units (gsm-7)");
        let faulty = json!({ "customer": 8, "why": [], "channel": "sms", "to": null, "fault": "no mobile" });
        let told = previewed(&json!({ "customers": 1, "looked": 1, "mails": [faulty] }));
        assert_eq!(told[2], "This text message cannot be made: no mobile.");
    }
}
