//! Opens values and files with the private keys of registered certificates. One opener serves one batch, one letter or
//! one file: senders wrap one key for many values, so keys that were unwrapped are kept as long as it lives.

use std::collections::HashMap;
use std::sync::Arc;

use canvass_domain::certificate::{Certificate, Thumbprint};
use canvass_domain::file::Seal;
use canvass_domain::id::ColumnId;
use canvass_domain::value::{Opener, Sealed};
use parking_lot::Mutex;

use super::profile::DataKey;
use super::{PrivateKey, PrivateKeys};
use crate::App;

/// Wrapped keys that are remembered, readable or not; a hostile batch costs no more memory.
const MOST_REMEMBERED: usize = 4_096;

/// What is known of a seal before it is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SealStanding {
    /// No certificate of the workspace has its thumbprint (E97).
    UnknownCertificate,
    /// The certificate is registered; its private key is not installed on this node.
    NoPrivateKey,
    /// The private key is here.
    KeyInstalled,
}

/// Where a seal stands in a workspace with these certificates.
pub(crate) fn standing(app: &App, certificates: &[Certificate], seal: &Seal) -> SealStanding {
    match certificate_of(certificates, &seal.thumbprint) {
        None => SealStanding::UnknownCertificate,
        Some(found) if app.private_keys.of(&found.public_key).is_none() => SealStanding::NoPrivateKey,
        Some(_) => SealStanding::KeyInstalled,
    }
}

fn certificate_of<'a>(certificates: &'a [Certificate], thumbprint: &str) -> Option<&'a Certificate> {
    let thumbprint = Thumbprint::parse(thumbprint)?;
    certificates.iter().find(|certificate| certificate.has(&thumbprint))
}

/// Opens what was sealed for certificates of one workspace.
#[derive(Debug, Default)]
pub(crate) struct CertifiedOpener {
    keys: Arc<PrivateKeys>,
    certificates: Vec<Certificate>,
    unwrapped: Mutex<HashMap<String, Option<Arc<DataKey>>>>,
}

impl CertifiedOpener {
    /// An opener for one batch or letter of a workspace with these certificates.
    pub(crate) fn new(app: &App, certificates: &[Certificate]) -> Self {
        let keys = Arc::clone(&app.private_keys);
        // Mostly there is no key, and then nothing is looked up either.
        let certificates = if keys.is_empty() { Vec::new() } else { certificates.to_vec() };
        Self { keys, certificates, unwrapped: Mutex::default() }
    }

    fn private_key(&self, thumbprint: &str) -> Option<&PrivateKey> {
        if self.certificates.is_empty() {
            return None;
        }
        self.keys.of(&certificate_of(&self.certificates, thumbprint)?.public_key)
    }

    /// The bytes of a file, bound to its name; `None` if it stays opaque.
    pub(crate) fn open_file(&self, name: &str, seal: &Seal, bytes: Vec<u8>) -> Option<Vec<u8>> {
        self.data_key(&seal.thumbprint, &seal.key)?.open_bytes(bytes, name)
    }

    /// What a key was wrapped around. A key that was wrapped for another certificate is found unreadable once for each
    /// of both.
    fn data_key(&self, thumbprint: &str, wrapped: &str) -> Option<Arc<DataKey>> {
        let private = self.private_key(thumbprint)?;
        let name = format!("{} {wrapped}", private.public_key().as_str());
        if let Some(known) = self.unwrapped.lock().get(&name) {
            return known.clone();
        }
        let unwrapped = DataKey::unwrap(&private.oaep, wrapped).map(Arc::new);
        let mut kept = self.unwrapped.lock();
        if kept.len() < MOST_REMEMBERED {
            kept.insert(name, unwrapped.clone());
        }
        unwrapped
    }
}

impl Opener for CertifiedOpener {
    fn open(&self, column: ColumnId, sealed: Sealed<'_>) -> Option<String> {
        let clear =
            self.data_key(sealed.thumbprint, sealed.key)?.open(sealed.value, &column.0.to_string())?;
        // What no text column could hold stays opaque.
        String::from_utf8(clear).ok().filter(|text| !text.contains('\0'))
    }
}
