//! The one profile that is read (E98): RSA-OAEP with SHA-256 around a key of 32 bytes, AES-256-GCM with a nonce of 12
//! bytes in front and a tag of 16 behind. Whatever is wrong, the answer is the same: it stays opaque.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::rsa::{OAEP_SHA256_MGF1SHA256, OaepPrivateDecryptingKey};
use data_encoding::BASE64;

const KEY_BYTES: usize = 32;

/// A key that a private key unwrapped.
pub(super) struct DataKey(LessSafeKey);

impl std::fmt::Debug for DataKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DataKey(..)")
    }
}

impl DataKey {
    /// Unwraps the base64 of a wrapped key.
    pub(super) fn unwrap(private: &OaepPrivateDecryptingKey, wrapped: &str) -> Option<Self> {
        let wrapped = BASE64.decode(wrapped.trim().as_bytes()).ok()?;
        let mut room = vec![0; private.min_output_size()];
        let key = private.decrypt(&OAEP_SHA256_MGF1SHA256, &wrapped, &mut room, None).ok()?;
        let key = UnboundKey::new(&AES_256_GCM, key).ok().filter(|_| key.len() == KEY_BYTES)?;
        Some(Self(LessSafeKey::new(key)))
    }

    /// Opens the base64 of a value that is bound to this associated data.
    pub(super) fn open(&self, sealed: &str, associated: &str) -> Option<Vec<u8>> {
        self.open_bytes(BASE64.decode(sealed.trim().as_bytes()).ok()?, associated)
    }

    /// Opens the bytes of a file that is bound to this associated data.
    pub(super) fn open_bytes(&self, mut sealed: Vec<u8>, associated: &str) -> Option<Vec<u8>> {
        let nonce = Nonce::try_assume_unique_for_key(sealed.get(..NONCE_LEN)?).ok()?;
        let clear =
            self.0.open_within(nonce, Aad::from(associated.as_bytes()), &mut sealed, NONCE_LEN..).ok()?.len();
        // What was opened was moved to the front.
        sealed.truncate(clear);
        Some(sealed)
    }
}
