//! PATCH of an OAuth2 client: what is absent stays as it stands, an empty text is taken away.

use super::call_limits::{CallLimits, HasLimits, burst, calls, reads, writes};
use super::read as read_native;
use crate::fault::Faults;
use crate::member::{Member, Table, maybe};

/// What changes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClientChangeRequest {
    /// What people call it.
    pub name: Option<String>,
    /// A repeat without a key gets the first answer (E116).
    pub replays: Option<bool>,
    /// A write that was done is answered without a body.
    pub empty_answers: Option<bool>,
    /// A scope text that means all it has (E121).
    pub scope_alias: Option<String>,
    /// What outside issuers call it (E120).
    pub outside_name: Option<String>,
    /// How many calls it may make.
    pub limits: CallLimits,
}

impl HasLimits for ClientChangeRequest {
    fn limits(&mut self) -> &mut CallLimits {
        &mut self.limits
    }
}

static CLIENT_CHANGE: Table<ClientChangeRequest> = Table {
    name: "ClientChangeRequest",
    members: &[
        Member::text("name", 200, |client| &mut client.name),
        Member::value("replays", |client, sent| maybe(sent, &mut client.replays)),
        Member::value("emptyAnswers", |client, sent| maybe(sent, &mut client.empty_answers)),
        Member::text("scopeAlias", 200, |client| &mut client.scope_alias),
        Member::text("outsideName", 200, |client| &mut client.outside_name),
        reads(),
        writes(),
        burst(),
        calls(),
    ],
};

/// Reads a body.
pub fn read(body: &[u8]) -> Result<ClientChangeRequest, Faults> {
    read_native(body, &CLIENT_CHANGE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_sent_changes() {
        let change = read(br#"{"emptyAnswers":true,"scopeAlias":""}"#).unwrap();
        let expected = ClientChangeRequest {
            empty_answers: Some(true),
            scope_alias: Some(String::new()),
            ..ClientChangeRequest::default()
        };
        assert_eq!(change, expected);
        assert!(read(br#"{"secret":"x"}"#).is_err());
    }
}
