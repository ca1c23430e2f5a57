//! Certificates of senders who encrypt: which thumbprints a workspace knows (E97).

use jiff::Timestamp;

/// A thumbprint in normal form: 40 (SHA-1) or 64 (SHA-256) hexadecimal digits in lower case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Thumbprint(String);

impl Thumbprint {
    /// The normal form of a thumbprint as people and programs write it: blanks and colons are dropped.
    pub fn parse(text: &str) -> Option<Self> {
        let mut digits = String::with_capacity(64);
        for c in text.chars().filter(|c| !c.is_whitespace() && *c != ':') {
            if !c.is_ascii_hexdigit() || digits.len() == 64 {
                return None;
            }
            digits.push(c.to_ascii_lowercase());
        }
        matches!(digits.len(), 40 | 64).then_some(Self(digits))
    }

    /// The thumbprint of a digest.
    pub fn of_digest(digest: &[u8]) -> Option<Self> {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let digit = |nibble: u8| DIGITS.get(usize::from(nibble)).map(|byte| char::from(*byte));
        let digits: Option<String> =
            digest.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect();
        Self::parse(&digits?)
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A registered certificate, as far as anything depends on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// Its number within the workspace.
    pub id: i32,
    /// SHA-1 of the certificate.
    pub sha1: Thumbprint,
    /// SHA-256 of the certificate; unique in the workspace (`certificate_thumbprint`).
    pub sha256: Thumbprint,
    /// SHA-256 of its public key: what a private key is found by.
    pub public_key: Thumbprint,
    /// Whom it names.
    pub subject: String,
    /// When it ends; senders should have a newer one by then.
    pub ends_at: Timestamp,
    /// When it was registered.
    pub created_at: Timestamp,
}

impl Certificate {
    /// Whether a thumbprint means this certificate.
    pub fn has(&self, thumbprint: &Thumbprint) -> bool {
        self.sha1 == *thumbprint || self.sha256 == *thumbprint
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn e97_thumbprints_are_compared_without_blanks_colons_and_case() {
        let plain = Thumbprint::parse(&"ab".repeat(20)).unwrap();
        for text in ["AB:".repeat(19) + "ab", "ab ".repeat(20), " AB".repeat(20)] {
            assert_eq!(Thumbprint::parse(&text).as_ref(), Some(&plain), "{text}");
        }
        assert_eq!(Thumbprint::of_digest(&[0xab; 20]), Some(plain));
        assert!(Thumbprint::parse(&"0".repeat(64)).is_some());
        for text in
            ["", "ab", &"a".repeat(39), &"a".repeat(41), &"a".repeat(65), &"g".repeat(40), &"é".repeat(40)]
        {
            assert_eq!(Thumbprint::parse(text), None, "{text}");
        }
        assert_eq!(Thumbprint::of_digest(&[1, 2]), None);
    }
}
