//! Opens values with the private keys of registered certificates. One opener serves one batch or one letter: senders
//! wrap one key for many values, so keys that were unwrapped are kept as long as it lives.

use std::collections::HashMap;
use std::sync::Arc;

use canvass_domain::certificate::{Certificate, Thumbprint};
use canvass_domain::id::ColumnId;
use canvass_domain::value::{Opener, Sealed};
use parking_lot::Mutex;

use super::profile::DataKey;
use super::{PrivateKey, PrivateKeys};
use crate::App;

/// Wrapped keys that are remembered, readable or not; a hostile batch costs no more memory.
const MOST_REMEMBERED: usize = 4_096;

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
        let thumbprint = Thumbprint::parse(thumbprint)?;
        let certificate = self.certificates.iter().find(|certificate| certificate.has(&thumbprint))?;
        self.keys.of(&certificate.public_key)
    }

    /// The key of a value. A key that was wrapped for another certificate is found unreadable once for each of both.
    fn data_key(&self, sealed: Sealed<'_>) -> Option<Arc<DataKey>> {
        let private = self.private_key(sealed.thumbprint)?;
        let name = format!("{} {}", private.public_key().as_str(), sealed.key);
        if let Some(known) = self.unwrapped.lock().get(&name) {
            return known.clone();
        }
        let unwrapped = DataKey::unwrap(&private.oaep, sealed.key).map(Arc::new);
        let mut kept = self.unwrapped.lock();
        if kept.len() < MOST_REMEMBERED {
            kept.insert(name, unwrapped.clone());
        }
        unwrapped
    }
}

impl Opener for CertifiedOpener {
    fn open(&self, column: ColumnId, sealed: Sealed<'_>) -> Option<String> {
        let clear = self.data_key(sealed)?.open(sealed.value, &column.0.to_string())?;
        // What no text column could hold stays opaque.
        String::from_utf8(clear).ok().filter(|text| !text.contains('\0'))
    }
}
