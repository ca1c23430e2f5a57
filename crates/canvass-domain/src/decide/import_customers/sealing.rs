//! The encryption members of a value or a file (E96, E97).

use super::findings::Findings;
use super::{Notice, Problem};
use crate::certificate::{Certificate, Thumbprint};
use crate::command::Place;
use crate::fold;

/// The encryption members as sent.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sealing<'a> {
    pub(super) is_encrypted: bool,
    pub(super) thumbprint: Option<&'a str>,
    pub(super) key: Option<&'a str>,
}

/// Where they stand.
#[derive(Debug, Clone, Copy)]
pub(super) struct SealPlaces {
    pub(super) whole: Place,
    pub(super) thumbprint: Place,
    pub(super) key: Place,
}

impl Sealing<'_> {
    /// Thumbprint and key belong to what is encrypted and to nothing else.
    pub(super) fn check(self, places: SealPlaces, certificates: &[Certificate], findings: &mut Findings) {
        let thumbprint = self.thumbprint.filter(|text| !fold::is_blank(text));
        let key = self.key.filter(|text| !fold::is_blank(text));
        if !self.is_encrypted {
            if thumbprint.is_some() || key.is_some() {
                findings.warning(places.whole, Notice::EncryptionDropped);
            }
            return;
        }
        match thumbprint.map(Thumbprint::parse) {
            None => findings.fault(places.thumbprint, Problem::ThumbprintMissing),
            Some(None) => findings.fault(places.thumbprint, Problem::ThumbprintInvalid),
            Some(Some(known)) if certificates.iter().any(|certificate| certificate.has(&known)) => {}
            Some(Some(_)) => findings.warning(places.thumbprint, Notice::ThumbprintUnregistered),
        }
        if key.is_none() {
            findings.fault(places.key, Problem::KeyMissing);
        }
    }
}
