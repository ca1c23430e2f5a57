//! What identifies a request: route, key of the client, digest of the raw body (E115, E116).

use aws_lc_rs::digest::{SHA256, digest};
use canvass_store::area::RequestKey;
use jiff::Timestamp;

use crate::{App, Principal};

const MOST_KEY_CHARS: usize = 255;
const DIGEST_BYTES: usize = 16;

/// A request as far as repeats are concerned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestIdentity {
    /// The route without its version, such as `some-wire/customer/add`.
    pub route: String,
    /// The key the client sent.
    pub key: Option<String>,
    /// Digest of the raw body.
    pub body_digest: Vec<u8>,
    /// Nothing is to be stored: the answer says what would become of it.
    pub is_trial: bool,
}

impl RequestIdentity {
    /// The identity of a request with this body.
    pub fn of_body(route: &str, key: Option<String>, body: &[u8]) -> Self {
        let body_digest = digest(&SHA256, body).as_ref().iter().copied().take(DIGEST_BYTES).collect();
        Self { route: route.to_owned(), key, body_digest, is_trial: false }
    }

    /// The same request, without effect.
    #[must_use]
    pub fn tried(self, is_trial: bool) -> Self {
        Self { is_trial, ..self }
    }

    /// Whether a text may be an idempotency key: 1 to 255 visible ASCII characters.
    pub fn is_key(text: &str) -> bool {
        (1..=MOST_KEY_CHARS).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
    }

    /// The row of the request; its time is set by the transaction.
    pub(crate) fn key(&self, app: &App, principal: &Principal) -> RequestKey {
        let key = if let Some(key) = &self.key {
            app.keys.idempotency(key)
        } else {
            let mut bytes = vec![0; DIGEST_BYTES];
            app.random.fill(&mut bytes);
            bytes
        };
        RequestKey {
            route: self.route.clone(),
            key,
            is_client_key: self.key.is_some(),
            principal: principal.actor.clone(),
            body: self.body_digest.clone(),
            at: Timestamp::UNIX_EPOCH,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn int_11_a_key_is_1_to_255_visible_ascii_characters() {
        assert!(RequestIdentity::is_key("a"));
        assert!(RequestIdentity::is_key(&"~".repeat(255)));
        for text in ["", "a b", "a\u{7}", "\u{e9}", &"a".repeat(256)] {
            assert!(!RequestIdentity::is_key(text), "{text:?}");
        }
    }

    #[test]
    fn one_changed_byte_changes_the_digest() {
        let one = RequestIdentity::of_body("r", None, b"{}");
        assert_eq!(one, RequestIdentity::of_body("r", None, b"{}"));
        assert_ne!(one, RequestIdentity::of_body("r", None, b"{ }"));
        assert_eq!(one.body_digest.len(), 16);
    }
}
