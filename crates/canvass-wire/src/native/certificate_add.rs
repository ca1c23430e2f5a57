//! POST certificates: a certificate of a sender who encrypts, as PEM text (E97).

use super::read as read_native;
use crate::fault::Faults;
use crate::member::{Member, Table};

/// A certificate to register.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CertificateAddRequest {
    /// The text of the PEM file.
    pub certificate: Option<String>,
}

static CERTIFICATE_ADD: Table<CertificateAddRequest> = Table {
    name: "CertificateAddRequest",
    members: &[Member::required(Member::text("certificate", 20_000, |request| &mut request.certificate))],
};

/// Reads a body.
pub fn read(body: &[u8]) -> Result<CertificateAddRequest, Faults> {
    read_native(body, &CERTIFICATE_ADD)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_is_a_text() {
        assert_eq!(read(br#"{"certificate":"x"}"#).unwrap().certificate.as_deref(), Some("x"));
        assert!(read(b"{}").is_err());
    }
}
