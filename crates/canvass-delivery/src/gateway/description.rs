//! What a gateway is asked, and how its answers are judged.

use std::str::FromStr;
use std::time::Duration;

use aws_lc_rs::digest::{Context, SHA256};
use data_encoding::HEXLOWER;
use secrecy::SecretString;
use serde_json::Value;

/// Names that values may hold in braces.
const NAMES: [&str; 6] = ["to", "from", "text", "id", "key", "receipt"];

/// How a gateway is spoken to.
#[derive(Debug, Clone)]
pub struct Description {
    /// Its name in lists and logs.
    pub name: String,
    /// Where it is.
    pub url: String,
    /// How it is asked.
    pub method: Method,
    /// Further headers; their values may be secret.
    pub headers: Vec<(String, SecretString)>,
    /// User and password, if it wants them.
    pub sign_in: Option<(String, SecretString)>,
    /// Whom messages come from: a number or a name that the provider knows.
    pub from: String,
    /// What it is told.
    pub body: Body,
    /// How answers are judged.
    pub rules: Rules,
    /// How long it may take to answer.
    pub timeout: Duration,
    /// The header that holds the idempotency key, which is `{key}` in bodies: the same for every attempt of a message.
    pub idempotency_header: Option<String>,
    /// For so long after the first request the provider takes a second one under the same key for the same message.
    pub idempotent_for: Option<Duration>,
    /// Where receipts go: the address to which the word of a message is added.
    pub receipts: Option<String>,
}

/// The method of the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// With a body.
    Post,
    /// With a body.
    Put,
    /// Without a body: a form stands in the query.
    Get,
}

/// What is told, with names in braces: `{to}`, `{from}`, `{text}`, `{id}`, `{key}`, `{receipt}`. A member that is `{receipt}` and
/// nothing else is left out where there are no receipts.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// `application/x-www-form-urlencoded`.
    Form(Vec<(String, String)>),
    /// JSON; names are replaced in its texts.
    Json(Value),
}

/// How answers are judged. What no rule names: 408, 425, 429 and 503 are temporary, other 5xx in doubt, 400, 404, 410
/// and 422 permanent, everything else (a password that is wrong, a redirect) temporary.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rules {
    /// It was taken; none = 200 to 299.
    pub success: Statuses,
    /// It will never be taken.
    pub permanent: Statuses,
    /// It may be taken later.
    pub temporary: Statuses,
    /// Nobody knows.
    pub doubt: Statuses,
    /// Where in a JSON answer the provider's number of the message stands (RFC 6901).
    pub id: Option<String>,
    /// Where the code of a refusal stands.
    pub code: Option<String>,
    /// Codes of refusals that are permanent, whatever the status.
    pub permanent_codes: Vec<String>,
    /// Codes of those that are temporary.
    pub temporary_codes: Vec<String>,
}

/// Ranges of status codes, such as `200, 202` or `500-599`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Statuses(Vec<(u16, u16)>);

/// What is wrong with a description.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DescriptionFault {
    /// A name in braces that means nothing.
    #[error("there is no {{{0}}}; there are {{to}}, {{from}}, {{text}}, {{id}}, {{key}} and {{receipt}}")]
    Name(String),
    /// Text or recipient would not reach the provider.
    #[error("{{{0}}} does not occur")]
    Lacks(&'static str),
    /// Not a list of status codes.
    #[error("{0} is not a status from 100 to 599 or a range such as 500-599")]
    Status(String),
}

impl Statuses {
    /// Whether none is named.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether it names this one.
    pub fn has(&self, status: u16) -> bool {
        self.0.iter().any(|(first, last)| (*first..=*last).contains(&status))
    }
}

impl FromStr for Statuses {
    type Err = DescriptionFault;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        let range = |part: &str| {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            let (first, last): (u16, u16) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
            (first >= 100 && last <= 599 && first <= last).then_some((first, last))
        };
        parts
            .map(|part| range(part).ok_or_else(|| DescriptionFault::Status(part.to_owned())))
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

impl Description {
    /// What the provider tells copies apart by, if it does: a word for this place at this provider. Whoever is spoken to
    /// elsewhere, for another account or with the key in another place, is somebody else.
    pub fn copy_key(&self) -> Option<String> {
        self.idempotent_for?;
        let place = match &self.idempotency_header {
            Some(header) => header.to_ascii_lowercase(),
            None if self.body.has_key() => "body".to_owned(),
            None => return None,
        };
        let user = self.sign_in.as_ref().map_or("", |(user, _)| user.as_str());
        let mut digest = Context::new(&SHA256);
        for part in [&place, &self.name, &self.url, user, &self.from] {
            digest.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            digest.update(part.as_bytes());
        }
        Some(format!("sms {}", HEXLOWER.encode(digest.finish().as_ref())))
    }
}

impl Body {
    /// Whether the idempotency key occurs.
    pub fn has_key(&self) -> bool {
        self.texts().into_iter().flat_map(names).any(|name| name == "key")
    }

    fn texts(&self) -> Vec<&str> {
        let mut texts = Vec::new();
        match self {
            Self::Form(members) => texts.extend(members.iter().map(|(_, value)| value.as_str())),
            Self::Json(value) => collect(value, &mut texts),
        }
        texts
    }

    /// Whether all names mean something, and recipient and text occur.
    pub fn check(&self) -> Result<(), DescriptionFault> {
        let mut seen = Vec::new();
        for text in self.texts() {
            for name in names(text) {
                if !NAMES.contains(&name) {
                    return Err(DescriptionFault::Name(name.to_owned()));
                }
                seen.push(name);
            }
        }
        let lacking = ["to", "text"].into_iter().find(|name| !seen.contains(name));
        lacking.map_or(Ok(()), |name| Err(DescriptionFault::Lacks(name)))
    }
}

fn collect<'a>(value: &'a Value, texts: &mut Vec<&'a str>) {
    match value {
        Value::String(text) => texts.push(text),
        Value::Array(items) => items.iter().for_each(|item| collect(item, texts)),
        Value::Object(members) => members.values().for_each(|member| collect(member, texts)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The words in braces, one after the other.
fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn statuses_are_single_or_ranges() {
        let statuses: Statuses = "200, 202,500-503".parse().unwrap();
        assert!(statuses.has(202) && statuses.has(500) && statuses.has(503));
        assert!(!statuses.has(201) && !statuses.has(504));
        for text in ["2xx", "99", "600", "503-500", "200;201"] {
            assert_eq!(text.parse::<Statuses>(), Err(DescriptionFault::Status(text.to_owned())));
        }
    }

    #[test]
    fn a_body_without_recipient_or_text_is_refused() {
        assert_eq!(Body::Json(json!({"to": ["{to}"], "body": {"text": "{text}"}})).check(), Ok(()));
        let form = |value: &str| {
            Body::Form(vec![("a".to_owned(), "{to}".to_owned()), ("b".to_owned(), value.to_owned())])
        };
        assert_eq!(form("{text} {id}").check(), Ok(()));
        assert_eq!(form("x").check(), Err(DescriptionFault::Lacks("text")));
        assert_eq!(form("{text}{tel}").check(), Err(DescriptionFault::Name("tel".to_owned())));
        assert!(form("{text} {key}").has_key() && !form("{text} {id}").has_key());
    }

    #[test]
    fn a_copy_is_known_by_the_provider_that_was_asked_and_by_no_other() {
        let known = |change: fn(&mut Description)| {
            let mut description = Description {
                idempotency_header: Some("Idempotency-Key".to_owned()),
                idempotent_for: Some(Duration::from_hours(24)),
                ..crate::gateway::twilio("texts", "AC1", "secret".into(), "Acme")
            };
            change(&mut description);
            description.copy_key()
        };
        let key = known(|_| {}).unwrap();
        let same: [fn(&mut Description); 3] = [
            |one| one.idempotency_header = Some("idempotency-key".to_owned()),
            |one| one.sign_in = Some(("AC1".to_owned(), "another".into())),
            |one| one.idempotent_for = Some(Duration::from_hours(1)),
        ];
        assert!(same.into_iter().all(|change| known(change).as_ref() == Some(&key)));
        let others: [fn(&mut Description); 5] = [
            |one| one.name = "other".to_owned(),
            |one| one.url.push('x'),
            |one| one.from = "Other".to_owned(),
            |one| one.sign_in = Some(("AC2".to_owned(), "secret".into())),
            |one| one.idempotency_header = Some("X-Key".to_owned()),
        ];
        assert!(others.into_iter().map(known).all(|other| other.is_some_and(|other| other != key)));
        assert_eq!(known(|one| one.idempotent_for = None), None, "nobody says that it drops copies");
        assert_eq!(known(|one| one.idempotency_header = None), None, "it is never told a key");
    }
}
