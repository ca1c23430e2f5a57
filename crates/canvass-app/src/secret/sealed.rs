//! What we encrypt ourselves: secrets that must be read again, such as those that sign webhooks. Bound to the place it is
//! stored in (promises P11): moved to another row, it does not open.
//!
//! Version 1 (1 byte), 16 random bytes, then ChaCha20-Poly1305 under a key of its own, derived from the instance key and
//! the random bytes: a nonce can never come twice for one key, however many are sealed (ENC-07).

use aws_lc_rs::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

use super::keys::{Keys, sign};
use crate::seam::Random;

const VERSION: u8 = 1;
const SALT_BYTES: usize = 16;
const HEAD_BYTES: usize = 1 + SALT_BYTES;

/// Where something sealed is stored: what it was sealed for is part of what opens it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    /// Workspace.
    pub(crate) workspace: i32,
    /// Table and column.
    pub(crate) column: &'a str,
}

impl Place<'_> {
    fn bytes(&self) -> Vec<u8> {
        [&self.workspace.to_be_bytes(), self.column.as_bytes()].concat()
    }
}

impl Keys {
    /// Seals bytes for a place. `None` only if the library refuses, which it has no reason to.
    pub(crate) fn seal(&self, place: Place<'_>, random: &dyn Random, clear: &[u8]) -> Option<Vec<u8>> {
        let mut salt = [0; SALT_BYTES];
        random.fill(&mut salt);
        let mut body = clear.to_vec();
        let key = self.sealing_key(&salt)?;
        key.seal_in_place_append_tag(nonce(), Aad::from(place.bytes()), &mut body).ok()?;
        Some([&[VERSION], salt.as_slice(), &body].concat())
    }

    /// Opens what was sealed for this place.
    pub(crate) fn open(&self, place: Place<'_>, sealed: &[u8]) -> Option<Vec<u8>> {
        let (head, body) = sealed.split_at_checked(HEAD_BYTES)?;
        let (&VERSION, salt) = head.split_first()? else { return None };
        let mut body = body.to_vec();
        let clear =
            self.sealing_key(salt)?.open_in_place(nonce(), Aad::from(place.bytes()), &mut body).ok()?;
        Some(clear.to_vec())
    }

    fn sealing_key(&self, salt: &[u8]) -> Option<LessSafeKey> {
        let derived = sign(&self.sealing, &[salt]);
        UnboundKey::new(&CHACHA20_POLY1305, derived.as_ref()).ok().map(LessSafeKey::new)
    }
}

/// Each key seals once.
fn nonce() -> Nonce {
    Nonce::assume_unique_for_key([0; NONCE_LEN])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SystemRandom;

    const HERE: Place<'_> = Place { workspace: 3, column: "webhook.secret" };

    #[test]
    fn p11_what_is_sealed_opens_in_its_place_only() {
        let (keys, random) = (Keys::new(&[7; 32]), SystemRandom::default());
        let sealed = keys.seal(HERE, &random, b"hunter2").unwrap();
        assert_eq!(keys.open(HERE, &sealed).as_deref(), Some(b"hunter2".as_slice()));
        assert_eq!(keys.open(Place { workspace: 4, ..HERE }, &sealed), None);
        assert_eq!(keys.open(Place { column: "webhook.headers", ..HERE }, &sealed), None);
        assert_eq!(Keys::new(&[8; 32]).open(HERE, &sealed), None);
        assert!(!sealed.windows(7).any(|part| part == b"hunter2"));
        assert_ne!(keys.seal(HERE, &random, b"hunter2").unwrap(), sealed);
    }

    #[test]
    fn p11_every_changed_byte_is_noticed() {
        let (keys, random) = (Keys::new(&[7; 32]), SystemRandom::default());
        let sealed = keys.seal(HERE, &random, b"hunter2").unwrap();
        for place in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[place] ^= 1;
            assert_eq!(keys.open(HERE, &changed), None, "byte {place}");
        }
        assert_eq!(keys.open(HERE, &sealed[..10]), None);
        assert_eq!(keys.open(HERE, &[]), None);
    }
}
