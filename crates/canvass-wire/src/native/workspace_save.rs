//! POST workspaces and PATCH of one: the word in URLs, name and settings. Zones, times and languages are judged by the
//! use case, which knows what they must be.

use super::read as read_native;
use crate::fault::Faults;
use crate::member::{Member, Most, Table, maybe};

/// A workspace to make, or what changes of one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WorkspaceSaveRequest {
    /// The word in URLs; only for a new one.
    pub slug: Option<String>,
    /// What people see.
    pub name: Option<String>,
    /// IANA name of the time zone.
    pub zone: Option<String>,
    /// Start of the send window.
    pub send_time: Option<String>,
    /// Closing hour.
    pub closing_time: Option<String>,
    /// Days a questionnaire stays open.
    pub open_days: Option<i32>,
    /// Language of pages and mails.
    pub language: Option<String>,
    /// The sender's name in mails.
    pub sender_name: Option<String>,
    /// Days that a lock lasts.
    pub lock_days: Option<i32>,
    /// Days between two invitations to one person.
    pub rest_days: Option<i32>,
    /// Doubles refuse the whole request.
    pub duplicates_reject: Option<bool>,
    /// Several tokens for organisations alone live side by side.
    pub several_organisation_tokens: Option<bool>,
    /// What transactions ask by default; 0 = none.
    pub default_questionnaire: Option<i32>,
    /// The mail that invites to it by default; 0 = none.
    pub default_template: Option<i32>,
    /// Order of day and month.
    pub date_order: Option<String>,
    /// Calling code of mobile numbers without one; 0 = none.
    pub calling_code: Option<i32>,
    /// Unknown segment codes make segments.
    pub creates_segments: Option<bool>,
    /// An api-key is also taken from query or another header.
    pub loose_api_keys: Option<bool>,
    /// Who hears of batches that name nobody else; empty = nobody.
    pub front_office_address: Option<String>,
    /// What becomes of mail in doubt: `hold`, `resend-once` or `count-as-sent`.
    pub in_doubt: Option<String>,
    /// After how many hours.
    pub in_doubt_hours: Option<i32>,
    /// A batch is approved by somebody else than who brought it in.
    pub four_eyes: Option<bool>,
    /// Days that a personal link of a transaction works.
    pub link_days: Option<i32>,
    /// So many soft bounces put an address on the do-not-contact list; 0 = never.
    pub soft_bounces: Option<i32>,
    /// In so many days.
    pub soft_bounce_days: Option<i32>,
    /// Weekdays by name: usual, closed, or hours of their own.
    pub weekdays: Vec<(String, Option<String>)>,
    /// Hours in which nothing leaves; empty = none.
    pub quiet_hours: Option<String>,
    /// All days on which nothing leaves.
    pub holidays: Option<Vec<String>>,
    /// The data column that names the zone of a person; 0 = none.
    pub zone_column: Option<i32>,
    /// What becomes of mail that is late after nothing could be sent.
    pub late_mail: Option<String>,
    /// Minutes after which it is late.
    pub grace_minutes: Option<i32>,
    /// By what customers are invited.
    pub channel: Option<String>,
    /// In how many segments a text message may travel.
    pub most_segments: Option<i32>,
}

const MOST_HOLIDAYS: Most = Most { count: 500, text: "At most 500 days are accepted." };

type Setting = Member<WorkspaceSaveRequest>;

/// The word in URLs, which only a new one brings, and behind it what both may bring.
const MEMBERS: &[Setting] = &[
    Member::required(Member::text("slug", 40, |workspace| &mut workspace.slug)),
    Member::text("name", 200, |workspace| &mut workspace.name),
    Member::text("zone", 100, |workspace| &mut workspace.zone),
    Member::text("sendTime", 20, |workspace| &mut workspace.send_time),
    Member::text("closingTime", 20, |workspace| &mut workspace.closing_time),
    Member::value("openDays", |workspace, sent| maybe(sent, &mut workspace.open_days)),
    Member::text("language", 100, |workspace| &mut workspace.language),
    Member::text("senderName", 200, |workspace| &mut workspace.sender_name),
    Member::value("lockDays", |workspace, sent| maybe(sent, &mut workspace.lock_days)),
    Member::value("restDays", |workspace, sent| maybe(sent, &mut workspace.rest_days)),
    Member::value("duplicatesReject", |workspace, sent| maybe(sent, &mut workspace.duplicates_reject)),
    Member::value("severalOrganisationTokens", |workspace, sent| {
        maybe(sent, &mut workspace.several_organisation_tokens)
    }),
    Member::value("defaultQuestionnaire", |workspace, sent| {
        maybe(sent, &mut workspace.default_questionnaire)
    }),
    Member::value("defaultTemplate", |workspace, sent| maybe(sent, &mut workspace.default_template)),
    Member::text("dateOrder", 20, |workspace| &mut workspace.date_order),
    Member::value("callingCode", |workspace, sent| maybe(sent, &mut workspace.calling_code)),
    Member::value("createsSegments", |workspace, sent| maybe(sent, &mut workspace.creates_segments)),
    Member::value("linkDays", |workspace, sent| maybe(sent, &mut workspace.link_days)),
    Member::value("looseApiKeys", |workspace, sent| maybe(sent, &mut workspace.loose_api_keys)),
    Member::text("inDoubt", 20, |workspace| &mut workspace.in_doubt),
    Member::value("inDoubtHours", |workspace, sent| maybe(sent, &mut workspace.in_doubt_hours)),
    Member::value("fourEyes", |workspace, sent| maybe(sent, &mut workspace.four_eyes)),
    Member::value("softBounces", |workspace, sent| maybe(sent, &mut workspace.soft_bounces)),
    Member::value("softBounceDays", |workspace, sent| maybe(sent, &mut workspace.soft_bounce_days)),
    Member::text("frontOfficeAddress", 254, |workspace| &mut workspace.front_office_address),
    Member::part("weekdays", |workspace, spot| spot.named_texts(&mut workspace.weekdays)),
    Member::text("quietHours", 20, |workspace| &mut workspace.quiet_hours),
    Member::limited("holidays", MOST_HOLIDAYS, |workspace, spot| {
        spot.texts(workspace.holidays.get_or_insert_default())
    }),
    Member::value("zoneColumn", |workspace, sent| maybe(sent, &mut workspace.zone_column)),
    Member::text("lateMail", 20, |workspace| &mut workspace.late_mail),
    Member::value("graceMinutes", |workspace, sent| maybe(sent, &mut workspace.grace_minutes)),
    Member::text("channel", 20, |workspace| &mut workspace.channel),
    Member::value("mostSegments", |workspace, sent| maybe(sent, &mut workspace.most_segments)),
];

static WORKSPACE_ADD: Table<WorkspaceSaveRequest> = Table { name: "WorkspaceAddRequest", members: MEMBERS };

static WORKSPACE_CHANGE: Table<WorkspaceSaveRequest> = Table {
    name: "WorkspaceChangeRequest",
    members: match MEMBERS {
        [_slug, settings @ ..] => settings,
        [] => &[],
    },
};

/// Reads the body of a new workspace.
pub fn read(body: &[u8]) -> Result<WorkspaceSaveRequest, Faults> {
    read_native(body, &WORKSPACE_ADD)
}

/// Reads the body of a change; the word in URLs never changes.
pub fn read_change(body: &[u8]) -> Result<WorkspaceSaveRequest, Faults> {
    read_native(body, &WORKSPACE_CHANGE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_workspace_needs_its_word_and_a_change_takes_none() {
        let made = read(br#"{"slug":"acme","openDays":14,"sendTime":"09:30"}"#).unwrap();
        assert_eq!((made.slug.as_deref(), made.open_days), (Some("acme"), Some(14)));
        let lacking = read(br#"{"name":"Acme"}"#).unwrap_err().into_ordered("");
        assert_eq!(lacking, [("/slug".to_owned(), "The slug field is required.".to_owned())]);
        let changed = read_change(br#"{"slug":"b"}"#).unwrap_err().into_ordered("");
        assert_eq!(changed, [("/slug".to_owned(), "The member is not known.".to_owned())]);
    }

    #[test]
    fn a_calendar_is_read_as_it_was_sent() {
        let body = br#"{"weekdays":{"saturday":"closed","monday":null},"quietHours":"20:00-08:00",
            "holidays":["2026-12-25"],"zoneColumn":15,"lateMail":"drop","graceMinutes":90}"#;
        let sent = read_change(body).unwrap();
        let days = [("saturday".to_owned(), Some("closed".to_owned())), ("monday".to_owned(), None)];
        assert_eq!((sent.weekdays, sent.holidays), (days.into(), Some(vec!["2026-12-25".to_owned()])));
        assert_eq!((sent.zone_column, sent.grace_minutes), (Some(15), Some(90)));
        let none = read_change(br#"{"holidays":[]}"#).unwrap();
        assert_eq!(none.holidays, Some(Vec::new()), "no day at all is said so");
        assert_eq!(read_change(b"{}").unwrap().holidays, None);
    }
}
