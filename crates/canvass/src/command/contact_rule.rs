//! Contact-frequency rules.

use clap::{Args, Subcommand};
use reqwest::Method;
use serde_json::{Value, json};

use super::body::{Of, given};
use super::client::Client;
use super::show;

/// What a rule says.
#[derive(Debug, Args)]
pub(crate) struct Terms {
    /// Its window in days.
    #[arg(long)]
    days: Option<i32>,
    /// Contacts that a window may hold; 1 if not given.
    #[arg(long)]
    most: Option<i32>,
    /// A questionnaire it is for; may be given several times. All of them without it; 0 = all from now on.
    #[arg(long = "questionnaire")]
    questionnaires: Vec<i32>,
    /// What starts the clock: invitation (if not given) or response.
    #[arg(long)]
    clock: Option<String>,
    /// mail, sms or any (if not given).
    #[arg(long)]
    channel: Option<String>,
    /// Whom it is for: COLUMN=VALUE[|VALUE...] or COLUMN!=VALUE; 0= takes the condition away.
    #[arg(long = "when", value_parser = condition)]
    condition: Option<Value>,
    /// What becomes of an invitation that comes too soon: defer (if not given) or drop.
    #[arg(long)]
    outcome: Option<String>,
    /// Whether a reminder that left counts like an invitation.
    #[arg(long)]
    reminders: Option<bool>,
}

impl Terms {
    fn body(self) -> Value {
        let named = !self.questionnaires.is_empty();
        let questionnaires: Vec<i32> = self.questionnaires.into_iter().filter(|id| *id != 0).collect();
        given(json!({
            "days": self.days, "most": self.most, "questionnaires": named.then_some(questionnaires),
            "clock": self.clock, "channel": self.channel, "condition": self.condition,
            "outcome": self.outcome, "countsReminders": self.reminders,
        }))
    }
}

/// Contact-frequency rules.
#[derive(Debug, Subcommand)]
pub(crate) enum ContactRule {
    /// Make a rule.
    Add {
        #[command(flatten)]
        of: Of,
        /// What people call it, unique in the workspace.
        name: String,
        #[command(flatten)]
        terms: Terms,
        /// Keep it, and let it do nothing yet.
        #[arg(long)]
        off: bool,
    },
    /// All rules.
    List {
        #[command(flatten)]
        of: Of,
    },
    /// Change a rule.
    Set {
        #[command(flatten)]
        of: Of,
        /// Its number.
        id: i32,
        /// What people call it.
        #[arg(long)]
        name: Option<String>,
        /// Whether it does anything.
        #[arg(long)]
        enabled: Option<bool>,
        #[command(flatten)]
        terms: Terms,
    },
    /// Take a rule away.
    Remove {
        #[command(flatten)]
        of: Of,
        /// Its number.
        id: i32,
    },
    /// What a rule would have deferred and dropped; nothing is saved.
    Forecast {
        #[command(flatten)]
        of: Of,
        #[command(flatten)]
        terms: Terms,
        /// Look at the invitations of so many days.
        #[arg(long, default_value_t = 90)]
        back: i32,
    },
}

impl ContactRule {
    /// Runs it.
    pub(crate) fn run(self, client: &Client, json: bool) -> anyhow::Result<()> {
        match self {
            Self::Add { of, name, terms, off } => {
                let body = with(terms.body(), json!({ "name": name, "enabled": !off }));
                show::object(&client.call(Method::POST, &of.path("contact-rules"), &body)?, json);
            }
            Self::List { of } => {
                let columns = ["id", "name", "enabled", "questionnaires", "clock", "days", "most", "outcome"];
                show::list(&client.list(&of.path("contact-rules"))?, &columns, json);
            }
            Self::Set { of, id, name, enabled, terms } => {
                let body = with(terms.body(), given(json!({ "name": name, "enabled": enabled })));
                let path = of.path(&format!("contact-rules/{id}"));
                show::object(&client.call(Method::PATCH, &path, &body)?, json);
            }
            Self::Remove { of, id } => {
                client.call(Method::DELETE, &of.path(&format!("contact-rules/{id}")), &json!({}))?;
            }
            Self::Forecast { of, terms, back } => {
                let body = json!({ "rule": terms.body(), "days": back });
                let answer = client.call(Method::POST, &of.path("contact-rules/forecast"), &body)?;
                if json {
                    show::object(&answer, true);
                } else {
                    let items = answer["questionnaires"].as_array().cloned().unwrap_or_default();
                    show::list(
                        &items,
                        &["questionnaire", "name", "invitations", "deferred", "dropped"],
                        false,
                    );
                }
            }
        }
        Ok(())
    }
}

fn with(mut body: Value, more: Value) -> Value {
    if let (Value::Object(members), Value::Object(more)) = (&mut body, more) {
        members.extend(more);
    }
    body
}

fn condition(text: &str) -> Result<Value, String> {
    let (column, values) = text.split_once('=').ok_or("a condition is written COLUMN=VALUE")?;
    let (column, differs) = column.strip_suffix('!').map_or((column, false), |column| (column, true));
    let column: i32 = column.parse().map_err(|_cause| "COLUMN is the number of a column")?;
    if column == 0 {
        return Ok(json!({ "column": 0 }));
    }
    let values: Vec<&str> = values.split('|').collect();
    let comparison = match (differs, values.len()) {
        (true, _) => "differs",
        (false, 1) => "equals",
        (false, _) => "one-of",
    };
    Ok(json!({ "column": column, "comparison": comparison, "values": values }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_written_as_people_say_them() {
        let read = |text| condition(text).unwrap();
        assert_eq!(read("18=Gold"), json!({ "column": 18, "comparison": "equals", "values": ["Gold"] }));
        assert_eq!(read("18!=Gold"), json!({ "column": 18, "comparison": "differs", "values": ["Gold"] }));
        assert_eq!(read("18=a|b"), json!({ "column": 18, "comparison": "one-of", "values": ["a", "b"] }));
        assert_eq!(read("0="), json!({ "column": 0 }));
        assert!(condition("x=1").is_err());
    }
}
