//! The `Idempotency-Key` header and what an answer says about repeats (E115, E116).

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use canvass_app::request::{Answered, RequestIdentity};

/// The header, as it is named in faults.
pub(super) const HEADER: &str = "Idempotency-Key";
/// A malformed or doubled key.
pub(super) const MALFORMED: &str = "The key is not one text of 1 to 255 visible ASCII characters.";
/// The same key with another body.
pub(super) const REUSED: &str = "This key was used before with another body.";

const REPLAYED: HeaderName = HeaderName::from_static("canvass-replayed");
const POSSIBLE_REPEAT: HeaderName = HeaderName::from_static("canvass-possible-repeat");

/// A key that cannot be one, or two of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct MalformedKey;

/// The key of a request, if it has one.
pub(super) fn key(headers: &HeaderMap) -> Result<Option<String>, MalformedKey> {
    let mut lines = headers.get_all("idempotency-key").iter();
    match (lines.next(), lines.next()) {
        (None, _) => Ok(None),
        (Some(line), None) => {
            let key = line.to_str().ok().filter(|key| RequestIdentity::is_key(key));
            key.map(|key| Some(key.to_owned())).ok_or(MalformedKey)
        }
        (Some(_), Some(_)) => Err(MalformedKey),
    }
}

/// Tells of a replay (E115) or a possible repeat (E116).
pub(super) fn tell<R>(headers: &mut HeaderMap, answered: &Answered<R>) {
    if answered.is_replayed {
        headers.insert(REPLAYED, HeaderValue::from_static("true"));
    }
    if let Some(batch) = answered.possible_repeat {
        headers.insert(POSSIBLE_REPEAT, HeaderValue::from(batch.0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(lines: &[&str]) -> HeaderMap {
        let name = HeaderName::from_static("idempotency-key");
        lines.iter().map(|line| (name.clone(), HeaderValue::from_str(line).unwrap())).collect()
    }

    #[test]
    fn e115_a_key_is_one_visible_text() {
        assert_eq!(key(&sent(&[])), Ok(None));
        assert_eq!(key(&sent(&["a-1"])), Ok(Some("a-1".to_owned())));
        assert_eq!(key(&sent(&["a-1", "a-1"])), Err(MalformedKey));
        assert_eq!(key(&sent(&[""])), Err(MalformedKey));
        assert_eq!(key(&sent(&["a b"])), Err(MalformedKey));
        assert_eq!(key(&sent(&[&"a".repeat(255)])).map(|key| key.is_some()), Ok(true));
        assert_eq!(key(&sent(&[&"a".repeat(256)])), Err(MalformedKey));
    }
}
