//! DKIM signatures over the finished bytes (RFC 6376 relaxed/relaxed, RFC 8463), so that readers trust the sender's
//! domain and mail programs show the button of RFC 8058.
//!
//! `key` reads, makes and publishes keys, `canonical` brings header and body into the signed form, `signature` writes
//! the header. Invariant: what is signed is exactly what is sent; a key shows itself to nobody.

mod canonical;
mod key;
mod record;
mod signature;
#[cfg(test)]
mod tests;

use jiff::Timestamp;

use crate::Built;
use canonical::Message;
pub use key::{DkimAlgorithm, DkimKey, DkimKeyError, new_dkim_key};
pub use record::{DkimRecord, check_dkim_place};

/// The domain of the address in the header From, in lower case; the envelope may have another.
pub fn sender_domain(bytes: &[u8]) -> Option<String> {
    Message::read(bytes)?.sender_domain()
}

/// The keys of an installation.
#[derive(Debug, Default)]
pub struct DkimSigner {
    keys: Vec<DkimKey>,
}

impl DkimSigner {
    /// A signer with these keys.
    pub fn new(keys: Vec<DkimKey>) -> Self {
        Self { keys }
    }

    /// Nothing will ever be signed.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The keys, in the order of the settings.
    pub fn keys(&self) -> &[DkimKey] {
        &self.keys
    }

    /// Puts a signature of each key of the sender's domain in front of the letter; tells how many. A key of the domain
    /// itself goes before one of a domain above it: the nearer one aligns with more readers' policies.
    pub fn sign(&self, built: &mut Built, at: Timestamp) -> usize {
        if self.keys.is_empty() {
            return 0;
        }
        let Some(message) = Message::read(&built.bytes) else { return 0 };
        let Some(domain) = message.sender_domain() else { return 0 };
        let keys = self.keys_of(&domain);
        let body_hash = canonical::body_hash(message.body);
        let mut head = String::new();
        let mut count = 0;
        for key in keys {
            if let Some(header) = signature::header(key, &message, &body_hash, at) {
                head.push_str(&header);
                count += 1;
            }
        }
        if count > 0 {
            built.bytes.splice(0..0, head.into_bytes());
        }
        count
    }

    /// All keys of the nearest domain that has some.
    fn keys_of(&self, sender: &str) -> Vec<&DkimKey> {
        let mut domain = sender;
        loop {
            let keys: Vec<&DkimKey> = self.keys.iter().filter(|key| key.domain() == domain).collect();
            if !keys.is_empty() {
                return keys;
            }
            match domain.split_once('.') {
                Some((_, above)) => domain = above,
                None => return Vec::new(),
            }
        }
    }
}
