//! POST and PATCH of webhooks, and POST of a replay: where events are sent, and which are sent once more.

use canvass_domain::when::When;

use super::read as read_native;
use crate::fault::Faults;
use crate::member::{Member, Most, Table, given, maybe};
use crate::value::words_text;

/// An endpoint to make, or what changes of one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WebhookRequest {
    /// Where it stands.
    pub url: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// Words of the kinds it wants; absent = all, or as before.
    pub events: Option<Vec<String>>,
    /// Headers that are sent along; absent = none, or as before.
    pub headers: Option<Vec<(String, Option<String>)>>,
    /// How many days deliveries are kept.
    pub keep_days: Option<i32>,
    /// A secret that the receiver has already; only for a new one.
    pub secret: Option<String>,
    /// Whether it is sent to; only for a change.
    pub is_on: Option<bool>,
}

/// Which deliveries are sent once more.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReplayRequest {
    /// From this number on.
    pub from: Option<i64>,
    /// Up to this number.
    pub to: Option<i64>,
    /// Not before this moment.
    pub since: Option<When>,
    /// Not after it.
    pub until: Option<When>,
    /// In this state only.
    pub state: Option<&'static str>,
}

const MOST_KINDS: Most = Most { count: 50, text: "At most 50 kinds of events are accepted." };
const MOST_HEADERS: Most = Most { count: 10, text: "At most 10 headers are accepted." };

type Part = Member<WebhookRequest>;

const URL: Part = Member::text("url", 1_000, |webhook| &mut webhook.url);
const DESCRIPTION: Part = Member::text("description", 200, |webhook| &mut webhook.description);
const EVENTS: Part =
    Member::limited("events", MOST_KINDS, |webhook, spot| spot.texts(webhook.events.get_or_insert_default()));
const HEADERS: Part = Member::limited("headers", MOST_HEADERS, |webhook, spot| {
    spot.named_texts(webhook.headers.get_or_insert_default())
});
const KEEP_DAYS: Part = Member::value("keepDays", |webhook, sent| maybe(sent, &mut webhook.keep_days));

static WEBHOOK_ADD: Table<WebhookRequest> = Table {
    name: "WebhookAddRequest",
    members: &[
        Member::required(URL),
        DESCRIPTION,
        EVENTS,
        HEADERS,
        KEEP_DAYS,
        Member::text("secret", 200, |webhook| &mut webhook.secret),
    ],
};

static WEBHOOK_CHANGE: Table<WebhookRequest> = Table {
    name: "WebhookChangeRequest",
    members: &[
        URL,
        DESCRIPTION,
        EVENTS,
        HEADERS,
        KEEP_DAYS,
        Member::value("on", |webhook, sent| given(sent, &mut webhook.is_on)),
    ],
};

static REPLAY: Table<ReplayRequest> = Table {
    name: "WebhookReplayRequest",
    members: &[
        Member::value("from", |replay, sent| maybe(sent, &mut replay.from)),
        Member::value("to", |replay, sent| maybe(sent, &mut replay.to)),
        Member::value("since", |replay, sent| maybe(sent, &mut replay.since)),
        Member::value("until", |replay, sent| maybe(sent, &mut replay.until)),
        Member::value("state", |replay, sent| {
            replay.state = words_text(&["delivered", "given_up"], sent)?;
            Ok(replay.state.is_some())
        }),
    ],
};

/// Reads the body of a new endpoint.
pub fn read(body: &[u8]) -> Result<WebhookRequest, Faults> {
    read_native(body, &WEBHOOK_ADD)
}

/// Reads the body of a change.
pub fn read_change(body: &[u8]) -> Result<WebhookRequest, Faults> {
    read_native(body, &WEBHOOK_CHANGE)
}

/// Reads the body of a replay.
pub fn read_replay(body: &[u8]) -> Result<ReplayRequest, Faults> {
    read_native(body, &REPLAY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_absent_is_told_from_what_is_empty() {
        let made =
            read(br#"{"url":"https://h.example/","events":["lock.added"],"headers":{"X-Key":"v"}}"#).unwrap();
        assert_eq!(made.events, Some(vec!["lock.added".to_owned()]));
        assert_eq!(made.headers, Some(vec![("X-Key".to_owned(), Some("v".to_owned()))]));
        let change = read_change(br#"{"headers":{},"on":false}"#).unwrap();
        assert_eq!((change.headers, change.events, change.is_on), (Some(Vec::new()), None, Some(false)));
        assert!(read(br#"{"description":"x"}"#).is_err(), "a URL is needed");
        assert!(read_change(br#"{"secret":"whsec_x"}"#).is_err(), "a secret is rotated, not set");
    }

    #[test]
    fn hok_08_a_replay_is_a_range_of_numbers_or_of_time() {
        let replay = read_replay(br#"{"from":5,"to":9000000000,"state":"given_up"}"#).unwrap();
        assert_eq!((replay.from, replay.to, replay.state), (Some(5), Some(9_000_000_000), Some("given_up")));
        assert!(read_replay(br#"{"state":"waiting"}"#).is_err());
        assert!(read_replay(br#"{"since":"2026-03-02T10:00:00Z"}"#).unwrap().since.is_some());
    }
}
