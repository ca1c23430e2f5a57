//! Private keys for signatures: read from PEM, made anew. Neither errors nor `Debug` show one.

use std::fmt;

use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair};
use data_encoding::BASE64;
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject as _;
use secrecy::SecretString;

use super::record::{DkimRecord, check_dkim_place};

/// Readers need not look at signatures of larger keys (RFC 8301, 3.2).
const LARGEST_RSA_BYTES: usize = 512;

/// How a key signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DkimAlgorithm {
    /// rsa-sha256, which every reader knows.
    Rsa,
    /// ed25519-sha256 (RFC 8463), shorter, which not every reader knows.
    Ed25519,
}

impl DkimAlgorithm {
    /// The word of the tag `k=`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rsa => "rsa",
            Self::Ed25519 => "ed25519",
        }
    }
}

/// What is wrong with a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DkimKeyError {
    /// Not a domain name in its ASCII form.
    #[error("the domain {0:?} is not a domain name such as example.org")]
    Domain(String),
    /// Not a name that can stand in front of `._domainkey`.
    #[error("the selector {0:?} may have letters, digits, dots and hyphens, such as canvass-2026")]
    Selector(String),
    /// Not PEM with a private key.
    #[error("it holds no private key in PEM form")]
    NoKey,
    /// A key of a kind or size that cannot sign mail.
    #[error("its key cannot sign mail: RSA of 2048 to 4096 bits and Ed25519 can")]
    Unfit,
    /// No key could be made.
    #[error("no key could be made")]
    NotMade,
}

enum Pair {
    Rsa(Box<RsaKeyPair>),
    Ed25519(Ed25519KeyPair),
}

/// A private key with its place in the DNS.
pub struct DkimKey {
    domain: String,
    selector: String,
    pair: Pair,
}

impl fmt::Debug for DkimKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("DkimKey")
            .field("domain", &self.domain)
            .field("selector", &self.selector)
            .field("algorithm", &self.algorithm())
            .finish_non_exhaustive()
    }
}

impl DkimKey {
    /// Reads a key: PKCS#8, or PKCS#1 for RSA, in PEM.
    pub fn read(domain: &str, selector: &str, pem: &[u8]) -> Result<Self, DkimKeyError> {
        let (domain, selector) = check_dkim_place(domain, selector)?;
        let der = PrivateKeyDer::from_pem_slice(pem).ok().ok_or(DkimKeyError::NoKey)?;
        let pair = match &der {
            PrivateKeyDer::Pkcs8(key) => read_pkcs8(key.secret_pkcs8_der()),
            PrivateKeyDer::Pkcs1(key) => {
                RsaKeyPair::from_der(key.secret_pkcs1_der()).ok().map(|pair| Pair::Rsa(Box::new(pair)))
            }
            PrivateKeyDer::Sec1(_) | _ => None,
        };
        let pair = pair.filter(Pair::is_read_everywhere).ok_or(DkimKeyError::Unfit)?;
        Ok(Self { domain, selector, pair })
    }

    /// The domain that vouches (`d=`).
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// Which of its keys (`s=`).
    pub fn selector(&self) -> &str {
        &self.selector
    }

    /// How it signs.
    pub fn algorithm(&self) -> DkimAlgorithm {
        match &self.pair {
            Pair::Rsa(_) => DkimAlgorithm::Rsa,
            Pair::Ed25519(_) => DkimAlgorithm::Ed25519,
        }
    }

    /// What must stand in the DNS for readers to find the public half.
    pub fn record(&self) -> DkimRecord {
        let public = match &self.pair {
            Pair::Rsa(pair) => {
                let der: Result<PublicKeyX509Der<'_>, _> = pair.public_key().as_der();
                der.map(|der| BASE64.encode(der.as_ref())).unwrap_or_default()
            }
            Pair::Ed25519(pair) => BASE64.encode(pair.public_key().as_ref()),
        };
        DkimRecord::new(&self.domain, &self.selector, self.algorithm(), &public)
    }

    /// The signature of a SHA-256 input: RSA hashes the text, Ed25519 signs its hash (RFC 8463, 3).
    pub(super) fn sign(&self, text: &[u8]) -> Option<Vec<u8>> {
        match &self.pair {
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                let signed = pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text, &mut signature);
                signed.ok().map(|()| signature)
            }
            Pair::Ed25519(pair) => {
                let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, text);
                pair.try_sign(hash.as_ref()).ok().map(|signature| signature.as_ref().to_vec())
            }
        }
    }
}

impl Pair {
    fn is_read_everywhere(&self) -> bool {
        match self {
            Self::Rsa(pair) => pair.public_modulus_len() <= LARGEST_RSA_BYTES,
            Self::Ed25519(_) => true,
        }
    }
}

fn read_pkcs8(der: &[u8]) -> Option<Pair> {
    let rsa = RsaKeyPair::from_pkcs8(der).ok().map(|pair| Pair::Rsa(Box::new(pair)));
    rsa.or_else(|| Ed25519KeyPair::from_pkcs8_maybe_unchecked(der).ok().map(Pair::Ed25519))
}

/// A new private key in PEM: RSA of 2048 bits, which fits a DNS answer, or Ed25519.
pub fn new_dkim_key(algorithm: DkimAlgorithm) -> Result<SecretString, DkimKeyError> {
    let der = match algorithm {
        DkimAlgorithm::Rsa => {
            let pair = RsaKeyPair::generate(KeySize::Rsa2048).ok().ok_or(DkimKeyError::NotMade)?;
            let der: Pkcs8V1Der<'_> = pair.as_der().ok().ok_or(DkimKeyError::NotMade)?;
            der.as_ref().to_vec()
        }
        DkimAlgorithm::Ed25519 => {
            let pair = Ed25519KeyPair::generate().ok().ok_or(DkimKeyError::NotMade)?;
            let document = pair.to_pkcs8v1().ok().ok_or(DkimKeyError::NotMade)?;
            document.as_ref().to_vec()
        }
    };
    let text = BASE64.encode(&der);
    let mut pem = String::from("-----BEGIN PRIVATE KEY-----\n");
    for line in text.as_bytes().chunks(64) {
        pem.push_str(&String::from_utf8_lossy(line));
        pem.push('\n');
    }
    pem.push_str("-----END PRIVATE KEY-----\n");
    Ok(SecretString::from(pem))
}
