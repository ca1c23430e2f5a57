//! Private keys of the operator: RSA, used for OAEP only, in memory only.

use std::collections::BTreeMap;
use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::encoding::{AsDer as _, PublicKeyX509Der};
use aws_lc_rs::rsa::{OaepPrivateDecryptingKey, PrivateDecryptingKey};
use canvass_domain::certificate::Thumbprint;
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::pki_types::pem::PemObject as _;

/// A private key, read.
#[derive(Clone)]
pub struct PrivateKey {
    /// SHA-256 of its public key: what a certificate is matched by.
    public_key: Thumbprint,
    pub(super) oaep: Arc<OaepPrivateDecryptingKey>,
}

/// Why a private key is not taken. Names nothing of the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    /// Not PEM of an unencrypted PKCS#8 key.
    #[error(
        "a private key in PEM (PKCS#8, BEGIN PRIVATE KEY) is expected; convert others by: openssl pkcs8 -topk8 -nocrypt"
    )]
    Unreadable,
    /// No RSA key, or a weak one.
    #[error("an RSA key of 2048 to 8192 bits is expected")]
    Unfit,
}

impl std::fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PrivateKey").field("public_key", &self.public_key).finish_non_exhaustive()
    }
}

impl PrivateKey {
    /// Reads PEM.
    pub fn read(pem: &[u8]) -> Result<Self, KeyFault> {
        let der = PrivatePkcs8KeyDer::from_pem_slice(pem).ok().ok_or(KeyFault::Unreadable)?;
        let key = PrivateDecryptingKey::from_pkcs8(der.secret_pkcs8_der()).ok().ok_or(KeyFault::Unfit)?;
        if key.key_size_bits() < super::certificate::LEAST_BITS {
            return Err(KeyFault::Unfit);
        }
        let public: PublicKeyX509Der<'_> = key.public_key().as_der().ok().ok_or(KeyFault::Unfit)?;
        let public_key =
            Thumbprint::of_digest(digest(&SHA256, public.as_ref()).as_ref()).ok_or(KeyFault::Unfit)?;
        let oaep = OaepPrivateDecryptingKey::new(key).ok().ok_or(KeyFault::Unfit)?;
        Ok(Self { public_key, oaep: Arc::new(oaep) })
    }

    /// SHA-256 of its public key.
    pub fn public_key(&self) -> &Thumbprint {
        &self.public_key
    }
}

/// The private keys that an operator installed, by their public key.
#[derive(Debug, Clone, Default)]
pub struct PrivateKeys(BTreeMap<Thumbprint, PrivateKey>);

impl PrivateKeys {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The key that belongs to a public key.
    pub fn of(&self, public_key: &Thumbprint) -> Option<&PrivateKey> {
        self.0.get(public_key)
    }
}

impl FromIterator<PrivateKey> for PrivateKeys {
    fn from_iter<I: IntoIterator<Item = PrivateKey>>(keys: I) -> Self {
        Self(keys.into_iter().map(|key| (key.public_key.clone(), key)).collect())
    }
}
