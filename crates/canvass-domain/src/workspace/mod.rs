//! The workspace: the tenant, its zone and the settings its rules depend on.

mod policy;

use jiff::{civil, tz::TimeZone};

pub use policy::{Policy, TransactionPolicy};

use crate::id::WorkspaceId;

/// A workspace and its settings.
#[derive(Debug, Clone, PartialEq)]
pub struct Workspace {
    /// Its number.
    pub id: WorkspaceId,
    /// The word in URLs: lower-case letters, digits and dashes, 1 to 40.
    pub slug: String,
    /// What people see.
    pub name: String,
    /// What its rules depend on.
    pub settings: Settings,
    /// Its contact rules and doors.
    pub policy: Policy,
}

/// Settings of a workspace that decide when and how people are asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// The zone that gives local dates and times their meaning; carries its IANA name.
    pub zone: TimeZone,
    /// Start of the send window when a batch names none (E45).
    pub send_time: civil::Time,
    /// Closing hour of the send window (E45); midnight (00:00) means the end of the day.
    pub closing_time: civil::Time,
    /// Days a questionnaire stays open when nobody says otherwise (E48).
    pub open_days: i32,
    /// Language of pages and mails when neither route nor questionnaire decides.
    pub language: String,
    /// The sender's name in mails.
    pub sender_name: String,
}

impl Settings {
    /// The IANA name of the zone.
    pub fn zone_name(&self) -> &str {
        self.zone.iana_name().unwrap_or("UTC")
    }
}
