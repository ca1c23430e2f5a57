//! Workspaces.

use clap::{Args, Subcommand};
use reqwest::Method;
use serde_json::{Value, json};

use super::body::given;
use super::client::Client;
use super::show;

/// Workspaces.
#[expect(clippy::large_enum_variant, reason = "a run of the program makes one")]
#[derive(Debug, Subcommand)]
pub(crate) enum Workspace {
    /// Make a workspace.
    Add {
        /// Its word in URLs.
        slug: String,
        /// What people see.
        #[arg(long)]
        name: Option<String>,
        /// Its IANA time zone.
        #[arg(long)]
        zone: Option<String>,
        /// Start of the send window, such as 09:00.
        #[arg(long)]
        send_time: Option<String>,
        /// Closing hour; 00:00 is the end of the day.
        #[arg(long)]
        closing_time: Option<String>,
        /// Days a questionnaire stays open.
        #[arg(long)]
        open_days: Option<i32>,
        /// Language of pages and mails.
        #[arg(long)]
        language: Option<String>,
        /// The sender's name in mails.
        #[arg(long)]
        sender_name: Option<String>,
    },
    /// Change settings and contact rules; what is not named stays.
    Set {
        /// Its word in URLs.
        slug: String,
        /// What changes.
        #[command(flatten)]
        changes: Changes,
    },
    /// All workspaces.
    List,
}

/// What can change of a workspace.
#[derive(Debug, Args)]
pub(crate) struct Changes {
    /// What people see.
    #[arg(long)]
    name: Option<String>,
    /// Its IANA time zone.
    #[arg(long)]
    zone: Option<String>,
    /// Start of the send window, such as 09:00.
    #[arg(long)]
    send_time: Option<String>,
    /// Closing hour; 00:00 is the end of the day.
    #[arg(long)]
    closing_time: Option<String>,
    /// Days a questionnaire stays open.
    #[arg(long)]
    open_days: Option<i32>,
    /// Language of pages and mails.
    #[arg(long)]
    language: Option<String>,
    /// The sender's name in mails.
    #[arg(long)]
    sender_name: Option<String>,
    /// Days that a lock lasts; 0 = locks block nothing.
    #[arg(long)]
    lock_days: Option<i32>,
    /// Days between two invitations to one person; 0 = off.
    #[arg(long)]
    rest_days: Option<i32>,
    /// Whether doubles in a batch refuse the whole request.
    #[arg(long)]
    duplicates_reject: Option<bool>,
    /// Whether several tokens for organisations alone live side by side.
    #[arg(long)]
    several_organisation_tokens: Option<bool>,
    /// Questionnaire that transactions ask where nothing nearer says; 0 = none.
    #[arg(long)]
    default_questionnaire: Option<i32>,
    /// Template that invites to it; 0 = none.
    #[arg(long)]
    default_template: Option<i32>,
    /// Order of day and month in dates of transactions: dd/MM/yyyy or MM/dd/yyyy.
    #[arg(long)]
    date_order: Option<String>,
    /// Calling code of mobile numbers without one, such as 31; 0 = none.
    #[arg(long)]
    calling_code: Option<i32>,
    /// Whether unknown segment codes make segments.
    #[arg(long)]
    creates_segments: Option<bool>,
    /// Whether an api-key is also taken as apiKey from query or header; for the time of a move.
    #[arg(long)]
    loose_api_keys: Option<bool>,
    /// Mail address that hears of batches that name nobody else; empty = nobody.
    #[arg(long)]
    front_office_address: Option<String>,
    /// What becomes of mail in doubt of which nothing is heard: hold, resend-once (somebody may get it twice) or
    /// count-as-sent.
    #[arg(long)]
    in_doubt: Option<String>,
    /// After how many hours in doubt.
    #[arg(long)]
    in_doubt_hours: Option<i32>,
    /// Whether a batch is approved by somebody else than who brought it in.
    #[arg(long)]
    four_eyes: Option<bool>,
    /// Days that a personal link of a transaction works.
    #[arg(long)]
    link_days: Option<i32>,
    /// So many soft bounces put an address on the do-not-contact list; 0 = never.
    #[arg(long)]
    soft_bounces: Option<i32>,
    /// In so many days.
    #[arg(long)]
    soft_bounce_days: Option<i32>,
    #[command(flatten)]
    schedule: Schedule,
    #[command(flatten)]
    texts: Texts,
}

/// Mail or text messages.
#[derive(Debug, Args)]
pub(crate) struct Texts {
    /// By what customers are invited whose questionnaire does not say: mail, sms, mail-else-sms or sms-else-mail.
    #[arg(long, value_name = "CHANNEL")]
    channel: Option<String>,
    /// In how many segments a text message may travel.
    #[arg(long, value_name = "SEGMENTS")]
    most_segments: Option<i32>,
}

/// Days and hours on which nothing leaves, and late mail.
#[derive(Debug, Args)]
pub(crate) struct Schedule {
    /// A weekday and what it is: closed, usual, or hours of its own, as in saturday=closed or friday=09:00-16:00.
    #[arg(long, value_name = "DAY=WHAT", value_parser = weekday)]
    weekday: Vec<(String, String)>,
    /// Hours in which nothing leaves, such as 20:00-08:00; empty = none.
    #[arg(long, value_name = "HOURS")]
    quiet_hours: Option<String>,
    /// All days on which nothing leaves, with commas between them: 2026-12-25,2026-12-26; empty = none.
    #[arg(long, value_name = "DATES")]
    holidays: Option<String>,
    /// The data column that names the IANA zone of a person; 0 = none.
    #[arg(long, value_name = "COLUMN")]
    zone_column: Option<i32>,
    /// What becomes of mail that is late after nothing could be sent: hold, send or drop.
    #[arg(long, value_name = "WHAT")]
    late_mail: Option<String>,
    /// Minutes after which mail is late.
    #[arg(long, value_name = "MINUTES")]
    grace_minutes: Option<i32>,
}

fn weekday(text: &str) -> Result<(String, String), String> {
    let (day, what) = text.split_once('=').ok_or("A weekday is given as saturday=closed.")?;
    Ok((day.to_owned(), what.to_owned()))
}

impl Schedule {
    /// Its members of the body.
    fn members(self) -> Value {
        let days = |text: String| -> Vec<String> {
            text.split(',').map(str::trim).filter(|day| !day.is_empty()).map(str::to_owned).collect()
        };
        let weekdays: serde_json::Map<String, Value> =
            self.weekday.into_iter().map(|(day, what)| (day, Value::String(what))).collect();
        json!({
            "weekdays": (!weekdays.is_empty()).then_some(weekdays), "quietHours": self.quiet_hours,
            "holidays": self.holidays.map(days), "zoneColumn": self.zone_column,
            "lateMail": self.late_mail, "graceMinutes": self.grace_minutes,
        })
    }
}

impl Changes {
    fn body(self) -> Value {
        let mut body = json!({
            "name": self.name, "zone": self.zone, "sendTime": self.send_time, "closingTime": self.closing_time,
            "openDays": self.open_days, "language": self.language, "senderName": self.sender_name,
            "lockDays": self.lock_days, "restDays": self.rest_days, "duplicatesReject": self.duplicates_reject,
            "severalOrganisationTokens": self.several_organisation_tokens,
            "defaultQuestionnaire": self.default_questionnaire, "defaultTemplate": self.default_template,
            "dateOrder": self.date_order, "callingCode": self.calling_code,
            "createsSegments": self.creates_segments, "linkDays": self.link_days,
            "inDoubt": self.in_doubt, "inDoubtHours": self.in_doubt_hours,
            "softBounces": self.soft_bounces, "softBounceDays": self.soft_bounce_days,
            "looseApiKeys": self.loose_api_keys, "frontOfficeAddress": self.front_office_address,
            "fourEyes": self.four_eyes, "channel": self.texts.channel,
            "mostSegments": self.texts.most_segments,
        });
        if let (Some(into), Value::Object(schedule)) = (body.as_object_mut(), self.schedule.members()) {
            into.extend(schedule);
        }
        given(body)
    }
}

impl Workspace {
    /// Runs it.
    pub(crate) fn run(self, client: &Client, json: bool) -> anyhow::Result<()> {
        match self {
            Self::Add { slug, name, zone, send_time, closing_time, open_days, language, sender_name } => {
                let name = name.unwrap_or_else(|| slug.clone());
                let body = given(json!({
                    "slug": slug, "name": name, "zone": zone, "sendTime": send_time,
                    "closingTime": closing_time, "openDays": open_days, "language": language,
                    "senderName": sender_name,
                }));
                show::object(&client.call(Method::POST, "/api/v1/workspaces", &body)?, json);
            }
            Self::Set { slug, changes } => {
                let path = format!("/api/v1/workspaces/{slug}");
                show::object(&client.call(Method::PATCH, &path, &changes.body())?, json);
            }
            Self::List => {
                show::list(&client.list("/api/v1/workspaces")?, &["id", "slug", "name", "zone"], json);
            }
        }
        Ok(())
    }
}
