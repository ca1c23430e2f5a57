//! Reads a certificate, PEM or DER, for what its registration keeps.

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use canvass_domain::certificate::Thumbprint;
use jiff::Timestamp;
use x509_parser::pem::parse_x509_pem;
use x509_parser::prelude::{FromDer as _, X509Certificate};
use x509_parser::public_key::PublicKey;

/// Shorter keys can be broken, and what was encrypted with them is not worth the name (ENC-06).
pub(super) const LEAST_BITS: usize = 2048;
const MOST_SUBJECT_CHARS: usize = 500;

/// A certificate, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadCertificate {
    /// SHA-1 of it.
    pub sha1: Thumbprint,
    /// SHA-256 of it.
    pub sha256: Thumbprint,
    /// SHA-256 of its public key.
    pub public_key: Thumbprint,
    /// Whom it names.
    pub subject: String,
    /// When it ends.
    pub ends_at: Timestamp,
}

/// Why a certificate is not registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CertificateFault {
    /// Not a certificate in PEM or DER.
    #[error("A certificate in PEM or DER is expected.")]
    Unreadable,
    /// Another key than RSA.
    #[error("The certificate has no RSA key.")]
    NotRsa,
    /// A key that is too short, or a public exponent that is too small.
    #[error(
        "The RSA key of the certificate is too weak: at least 2048 bits and the exponent 65537 are expected."
    )]
    Weak,
}

impl ReadCertificate {
    /// Reads PEM or DER.
    pub fn read(bytes: &[u8]) -> Result<Self, CertificateFault> {
        if let Ok((_, pem)) = parse_x509_pem(bytes) {
            return Self::read_der(&pem.contents);
        }
        Self::read_der(bytes)
    }

    fn read_der(der: &[u8]) -> Result<Self, CertificateFault> {
        let (rest, certificate) = X509Certificate::from_der(der).ok().ok_or(CertificateFault::Unreadable)?;
        if !rest.is_empty() {
            return Err(CertificateFault::Unreadable);
        }
        let key = certificate.public_key();
        let Ok(PublicKey::RSA(rsa)) = key.parsed() else { return Err(CertificateFault::NotRsa) };
        let bits = significant_bits(rsa.modulus);
        if bits < LEAST_BITS || rsa.try_exponent().map_or(true, |exponent| exponent < 65_537) {
            return Err(CertificateFault::Weak);
        }
        let thumbprint = |bytes: &[u8]| Thumbprint::of_digest(bytes).ok_or(CertificateFault::Unreadable);
        let ends_at = Timestamp::from_second(certificate.validity().not_after.timestamp());
        Ok(Self {
            sha1: thumbprint(digest(&SHA1_FOR_LEGACY_USE_ONLY, der).as_ref())?,
            sha256: thumbprint(digest(&SHA256, der).as_ref())?,
            public_key: thumbprint(digest(&SHA256, key.raw).as_ref())?,
            subject: certificate.subject().to_string().chars().take(MOST_SUBJECT_CHARS).collect(),
            ends_at: ends_at.ok().ok_or(CertificateFault::Unreadable)?,
        })
    }
}

/// The length of a number in bits, leading zeros left out.
fn significant_bits(number: &[u8]) -> usize {
    let Some(first) = number.iter().position(|byte| *byte != 0) else { return 0 };
    let zeros = number.get(first).map_or(0, |byte| byte.leading_zeros());
    (number.len() - first) * 8 - usize::try_from(zeros).unwrap_or_default()
}
