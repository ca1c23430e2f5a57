//! POST settle of many messages: which, and what a person says about all of them.

use canvass_domain::when::When;

use super::message_settle::VERDICTS;
use super::read as read_native;
use crate::fault::Faults;
use crate::member::{Member, Most, Table, maybe};
use crate::value::words_text;

/// What is said of which messages: exactly one of `messages`, `message_ids` and `all` is expected.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MessagesSettleRequest {
    /// `was-sent`, `send-again` or `give-up`.
    pub verdict: Option<&'static str>,
    /// These.
    pub messages: Vec<MessageName>,
    /// Those in doubt with these Message-IDs, with or without angle brackets.
    pub message_ids: Vec<String>,
    /// All that fit.
    pub all: Option<MessagesFilter>,
}

/// A message by customer and slot.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MessageName {
    /// To whom.
    pub customer: Option<i32>,
    /// Which; absent = the invitation.
    pub slot: Option<String>,
}

/// Messages in doubt or held; all given members must hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MessagesFilter {
    /// `in_doubt` or `held`.
    pub state: Option<&'static str>,
    /// Of this batch.
    pub batch: Option<i32>,
    /// Handed to this peer.
    pub peer: Option<String>,
    /// Handed over at this moment or later.
    pub from: Option<When>,
    /// Handed over before this moment.
    pub to: Option<When>,
}

const MOST: Most = Most { count: 10_000, text: "At most 10,000 messages are accepted." };

static MESSAGES_SETTLE: Table<MessagesSettleRequest> = Table {
    name: "MessagesSettleRequest",
    members: &[
        Member::required(Member::value("as", |request, sent| {
            request.verdict = words_text(VERDICTS, sent)?;
            Ok(request.verdict.is_some())
        })),
        Member::limited("messages", MOST, |request, spot| spot.list(&MESSAGE, &mut request.messages)),
        Member::limited("messageIds", MOST, |request, spot| spot.texts(&mut request.message_ids)),
        Member::part("all", |request, spot| spot.object(&ALL, &mut request.all)),
    ],
};

static MESSAGE: Table<MessageName> = Table {
    name: "MessageName",
    members: &[
        Member::required(Member::value("customer", |message, sent| maybe(sent, &mut message.customer))),
        Member::text("slot", 40, |message| &mut message.slot),
    ],
};

static ALL: Table<MessagesFilter> = Table {
    name: "MessagesFilter",
    members: &[
        Member::required(Member::value("state", |filter, sent| {
            filter.state = words_text(&["in_doubt", "held"], sent)?;
            Ok(filter.state.is_some())
        })),
        Member::value("batch", |filter, sent| maybe(sent, &mut filter.batch)),
        Member::text("peer", 300, |filter| &mut filter.peer),
        Member::value("from", |filter, sent| maybe(sent, &mut filter.from)),
        Member::value("to", |filter, sent| maybe(sent, &mut filter.to)),
    ],
};

/// Reads a body.
pub fn read(body: &[u8]) -> Result<MessagesSettleRequest, Faults> {
    read_native(body, &MESSAGES_SETTLE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_named_in_three_ways() {
        let request =
            read(br#"{"as":"was-sent","messages":[{"customer":7},{"customer":8,"slot":"reminder"}]}"#);
        let messages = request.unwrap().messages;
        assert_eq!((messages[0].customer, messages[1].slot.as_deref()), (Some(7), Some("reminder")));
        let request = read(br#"{"as":"give-up","messageIds":["<a@x>","b@x"]}"#).unwrap();
        assert_eq!(request.message_ids, ["<a@x>", "b@x"]);
        let all = read(br#"{"as":"send-again","all":{"state":"in_doubt","peer":"mx","from":"2026-03-02"}}"#);
        let all = all.unwrap().all.unwrap();
        assert_eq!(
            (all.state, all.peer.as_deref(), all.from.is_some()),
            (Some("in_doubt"), Some("mx"), true)
        );
    }

    #[test]
    fn all_faults_are_told() {
        let faults = read(br#"{"messages":[{"slot":"x"}],"all":{"state":"sent"},"force":true}"#).unwrap_err();
        let mut paths: Vec<String> = faults.into_ordered("").into_iter().map(|(path, _)| path).collect();
        paths.sort();
        assert_eq!(paths, ["/all/state", "/as", "/force", "/messages/0/customer"]);
    }
}
