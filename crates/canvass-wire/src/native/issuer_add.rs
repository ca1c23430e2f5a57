//! POST issuers: an outside issuer of tokens that the workspace trusts, with its keys or their address (E120).

use super::read as read_native;
use crate::fault::Faults;
use crate::member::{Member, Table};

/// A key set has a handful of keys.
const MOST_KEYS_CHARS: usize = 65_536;

/// An issuer to trust.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct IssuerAddRequest {
    /// `iss` of its tokens.
    pub issuer: Option<String>,
    /// `aud` of its tokens.
    pub audience: Option<String>,
    /// The text of a JWKS document.
    pub keys: Option<String>,
    /// The address of one.
    pub keys_url: Option<String>,
}

static ISSUER_ADD: Table<IssuerAddRequest> = Table {
    name: "IssuerAddRequest",
    members: &[
        Member::required(Member::text("issuer", 500, |request| &mut request.issuer)),
        Member::required(Member::text("audience", 500, |request| &mut request.audience)),
        Member::text("keys", MOST_KEYS_CHARS, |request| &mut request.keys),
        Member::text("keysUrl", 1000, |request| &mut request.keys_url),
    ],
};

/// Reads a body.
pub fn read(body: &[u8]) -> Result<IssuerAddRequest, Faults> {
    read_native(body, &ISSUER_ADD)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issuer_has_a_name_and_an_audience() {
        let request =
            read(br#"{"issuer":"https://id.example","audience":"a","keysUrl":"https://id.example/k"}"#);
        assert_eq!(request.unwrap().keys_url.as_deref(), Some("https://id.example/k"));
        assert!(read(br#"{"issuer":"x"}"#).is_err());
    }
}
