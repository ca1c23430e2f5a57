//! Headers of an endpoint's own, such as a key of the gateway in front of it (HOK-12).

/// At most so many for one endpoint.
pub const MOST_HEADERS: usize = 10;
const MOST_NAME: usize = 64;
const MOST_VALUE: usize = 1_000;

/// Ours, the transport's, and those by which a sender passes for somebody else.
const TAKEN: &[&str] = &[
    "authorization",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "cookie",
    "expect",
    "forwarded",
    "host",
    "http2-settings",
    "keep-alive",
    "set-cookie",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "via",
];
const TAKEN_BEGINNINGS: &[&str] = &["webhook-", "proxy-", "x-forwarded-", "sec-"];

/// A header that is sent along.
#[derive(Clone, PartialEq, Eq)]
pub struct OwnHeader {
    name: String,
    value: String,
}

/// A value may be a secret of the receiver's.
impl std::fmt::Debug for OwnHeader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OwnHeader").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Why a header is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HeaderFault {
    /// Not letters, digits and hyphens.
    #[error("A header name of 1 to 64 letters, digits and hyphens is expected.")]
    Name,
    /// It belongs to the protocol or to us.
    #[error("This header is set by canvass or by the protocol and cannot be chosen.")]
    Taken,
    /// Control characters, or too long.
    #[error("A header value of 1 to 1000 visible ASCII characters and blanks is expected.")]
    Value,
}

impl OwnHeader {
    /// A header that may be sent along.
    pub fn new(name: &str, value: &str) -> Result<Self, HeaderFault> {
        let name = name.to_ascii_lowercase();
        let is_name = (1..=MOST_NAME).contains(&name.len())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if !is_name {
            return Err(HeaderFault::Name);
        }
        if TAKEN.contains(&name.as_str()) || TAKEN_BEGINNINGS.iter().any(|taken| name.starts_with(taken)) {
            return Err(HeaderFault::Taken);
        }
        let is_value = (1..=MOST_VALUE).contains(&value.len())
            && value.trim() == value
            && value.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic());
        if !is_value {
            return Err(HeaderFault::Value);
        }
        Ok(Self { name, value: value.to_owned() })
    }

    /// Its name, in lower case.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its value.
    pub fn value(&self) -> &str {
        &self.value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hok_12_headers_that_are_not_an_endpoints_own_are_refused() {
        for name in [
            "Host",
            "AUTHORIZATION",
            "webhook-id",
            "Webhook-Signature",
            "webhook-x",
            "Content-Length",
            "cookie",
            "Transfer-Encoding",
            "Proxy-Authorization",
            "X-Forwarded-For",
            "TE",
            "Connection",
        ] {
            assert_eq!(OwnHeader::new(name, "x"), Err(HeaderFault::Taken), "{name}");
        }
        for name in ["", "a b", "a:b", "a\r\nb", "a\nHost", "é", &"x".repeat(65)] {
            assert_eq!(OwnHeader::new(name, "x"), Err(HeaderFault::Name), "{name:?}");
        }
        for value in ["", "a\r\nHost: b", "a\nb", "a\0", " a", "a\t", "é", &"x".repeat(1_001)] {
            assert_eq!(OwnHeader::new("X-Api-Key", value), Err(HeaderFault::Value), "{value:?}");
        }
        let header = OwnHeader::new("X-Api-Key", "s3 cret").unwrap();
        assert_eq!((header.name(), header.value()), ("x-api-key", "s3 cret"));
        assert!(!format!("{header:?}").contains("s3"), "a value is not shown");
    }
}
