//! What a gateway is asked, and how its answers are judged.

use std::str::FromStr;
use std::time::Duration;

use secrecy::SecretString;
use serde_json::Value;

/// Names that values may hold in braces.
const NAMES: [&str; 5] = ["to", "from", "text", "id", "receipt"];

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

/// What is told, with names in braces: `{to}`, `{from}`, `{text}`, `{id}`, `{receipt}`. A member that is `{receipt}` and
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
    #[error("there is no {{{0}}}; there are {{to}}, {{from}}, {{text}}, {{id}} and {{receipt}}")]
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

impl Body {
    /// Whether all names mean something, and recipient and text occur.
    pub fn check(&self) -> Result<(), DescriptionFault> {
        let mut texts = Vec::new();
        match self {
            Self::Form(members) => texts.extend(members.iter().map(|(_, value)| value.as_str())),
            Self::Json(value) => collect(value, &mut texts),
        }
        let mut seen = Vec::new();
        for text in texts {
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
    }
}
