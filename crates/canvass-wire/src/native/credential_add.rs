//! POST tokens and POST clients: a name and what its holder may do.

use canvass_domain::when::When;

use super::call_limits::{CallLimits, HasLimits, burst, calls, reads, writes};
use super::read as read_native;
use crate::fault::Faults;
use crate::member::{Member, Most, Table, maybe, must};

/// A token or client to make.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CredentialAddRequest {
    /// What people call it.
    pub name: Option<String>,
    /// Words of the scopes.
    pub scopes: Vec<String>,
    /// When a token ends; absent = never.
    pub expires_at: Option<When>,
    /// A repeat without a key gets the first answer (E116).
    pub replays: bool,
    /// A write that was done is answered without a body.
    pub empty_answers: bool,
    /// A scope text that means all a client has (E121).
    pub scope_alias: Option<String>,
    /// What outside issuers call a client (E120).
    pub outside_name: Option<String>,
    /// How many calls it may make.
    pub limits: CallLimits,
}

impl HasLimits for CredentialAddRequest {
    fn limits(&mut self) -> &mut CallLimits {
        &mut self.limits
    }
}

const MOST_SCOPES: Most = Most { count: 20, text: "At most 20 scopes are accepted." };

type Part = Member<CredentialAddRequest>;

const NAME: Part = Member::required(Member::text("name", 200, |credential| &mut credential.name));
const SCOPES: Part = Member::required(Member::limited("scopes", MOST_SCOPES, |credential, spot| {
    spot.texts(&mut credential.scopes)
}));
const REPLAYS: Part = Member::value("replays", |credential, sent| must(sent, &mut credential.replays));
const EMPTY_ANSWERS: Part =
    Member::value("emptyAnswers", |credential, sent| must(sent, &mut credential.empty_answers));
static TOKEN_ADD: Table<CredentialAddRequest> = Table {
    name: "TokenAddRequest",
    members: &[
        NAME,
        SCOPES,
        Member::value("expiresAt", |token, sent| maybe(sent, &mut token.expires_at)),
        REPLAYS,
        EMPTY_ANSWERS,
        reads(),
        writes(),
        burst(),
        calls(),
    ],
};

static CLIENT_ADD: Table<CredentialAddRequest> = Table {
    name: "ClientAddRequest",
    members: &[
        NAME,
        SCOPES,
        REPLAYS,
        EMPTY_ANSWERS,
        reads(),
        writes(),
        burst(),
        calls(),
        Member::text("scopeAlias", 200, |client| &mut client.scope_alias),
        Member::text("outsideName", 200, |client| &mut client.outside_name),
    ],
};

/// Reads the body of a new token.
pub fn read_token(body: &[u8]) -> Result<CredentialAddRequest, Faults> {
    read_native(body, &TOKEN_ADD)
}

/// Reads the body of a new client.
pub fn read_client(body: &[u8]) -> Result<CredentialAddRequest, Faults> {
    read_native(body, &CLIENT_ADD)
}

#[cfg(test)]
mod tests {
    use super::super::CallNumber;
    use super::*;

    #[test]
    fn a_token_may_end_and_a_client_may_replay() {
        let token =
            read_token(br#"{"name":"a","scopes":["customers.write"],"expiresAt":"2026-12-31"}"#).unwrap();
        assert!(token.expires_at.is_some());
        let client = read_client(br#"{"name":"a","scopes":["customers.write"],"replays":true}"#).unwrap();
        assert!(client.replays);
    }

    #[test]
    fn limits_are_whole_numbers_and_zero_is_one() {
        let sent = br#"{"name":"a","scopes":["x"],"readsPerMinute":0,"writesPerMinute":7,"burst":1}"#;
        let limits = read_client(sent).unwrap().limits;
        assert_eq!(limits.reads_per_minute, Some(CallNumber(0)));
        assert_eq!((limits.writes_per_minute, limits.calls_per_minute), (Some(CallNumber(7)), None));
        for wrong in ["-1", "1000001", "1.5", "\"7\"", "true"] {
            let sent = format!(r#"{{"name":"a","scopes":["x"],"callsPerMinute":{wrong}}}"#);
            let faults = read_token(sent.as_bytes()).unwrap_err().into_ordered("");
            assert_eq!((faults.len(), faults[0].0.as_str()), (1, "/callsPerMinute"), "{wrong}");
        }
    }

    #[test]
    fn members_of_the_other_are_not_known() {
        let told = |faults: Faults| faults.into_ordered("");
        let token = told(read_token(br#"{"name":"a","scopes":["x"],"scopeAlias":"b"}"#).unwrap_err());
        assert_eq!(token, [("/scopeAlias".to_owned(), "The member is not known.".to_owned())]);
        let client = told(read_client(br#"{"name":"a","scopes":[]}"#).unwrap_err());
        assert_eq!(client, [("/scopes".to_owned(), "The scopes field is required.".to_owned())]);
    }
}
