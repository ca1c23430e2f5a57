//! The public keys of an issuer, and the check of a signature with them: RS256, PS256 and ES256, nothing else (E120).
//!
//! The kind of a key decides which algorithms it may check, so that no public key ever serves as a shared secret.

use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, JwkSet, KeyAlgorithm, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};

use super::claims::Claims;

/// Keys tried for a token without a key id: more would let a token choose how much work it makes.
const MOST_KEYS: usize = 32;

/// Algorithms that a key of RSA may check.
const OF_RSA: [Algorithm; 2] = [Algorithm::RS256, Algorithm::PS256];

struct Key {
    id: Option<String>,
    is_rsa: bool,
    only: Option<Algorithm>,
    checker: DecodingKey,
}

/// The keys of an issuer that can check a signature.
pub(crate) struct KeySet(Vec<Key>);

impl std::fmt::Debug for KeySet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("KeySet").field(&self.0.len()).finish()
    }
}

impl KeySet {
    /// Reads a JWKS document; keys of other kinds and uses are left out, and a set without any is none.
    pub(crate) fn read(document: &[u8]) -> Option<Self> {
        let set: JwkSet = serde_json::from_slice(document).ok()?;
        let keys: Vec<Key> = set.keys.iter().filter_map(Key::read).take(MOST_KEYS).collect();
        (!keys.is_empty()).then_some(Self(keys))
    }

    /// Whether a token with this key id can be checked at all.
    pub(super) fn has(&self, id: Option<&str>) -> bool {
        id.is_none() || self.0.iter().any(|key| key.id.as_deref() == id)
    }

    /// The claims of a token that one of the keys signed, from this issuer and for this audience.
    pub(super) fn verify(&self, token: &str, issuer: &str, audience: &str) -> Option<Claims> {
        let header = decode_header(token).ok()?;
        // What a header calls critical must be understood, and nothing is (RFC 7515, 4.1.11).
        if header.crit.is_some() {
            return None;
        }
        let mut validation = Validation::new(header.alg);
        validation.set_issuer(&[issuer]);
        validation.set_audience(&[audience]);
        validation.set_required_spec_claims(&["iss", "aud"]);
        // Moments are compared with our own clock.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        let fitting = self.0.iter().filter(|key| key.may_check(header.alg));
        let mut named = fitting.filter(|key| header.kid.is_none() || key.id == header.kid);
        named.find_map(|key| decode::<Claims>(token, &key.checker, &validation).ok()).map(|data| data.claims)
    }
}

impl Key {
    fn read(jwk: &Jwk) -> Option<Self> {
        let is_for_signatures =
            jwk.common.public_key_use.as_ref().is_none_or(|sort| *sort == PublicKeyUse::Signature);
        let is_rsa = matches!(&jwk.algorithm, AlgorithmParameters::RSA(_));
        let is_p256 = matches!(
            &jwk.algorithm,
            AlgorithmParameters::EllipticCurve(curve) if curve.curve == EllipticCurve::P256
        );
        if !is_for_signatures || !is_rsa && !is_p256 {
            return None;
        }
        let only = match jwk.common.key_algorithm {
            None => None,
            Some(KeyAlgorithm::RS256) => Some(Algorithm::RS256),
            Some(KeyAlgorithm::PS256) => Some(Algorithm::PS256),
            Some(KeyAlgorithm::ES256) => Some(Algorithm::ES256),
            Some(_) => return None,
        };
        let checker = DecodingKey::from_jwk(jwk).ok()?;
        Some(Self { id: jwk.common.key_id.clone(), is_rsa, only, checker })
    }

    fn may_check(&self, algorithm: Algorithm) -> bool {
        let fits = if self.is_rsa { OF_RSA.contains(&algorithm) } else { algorithm == Algorithm::ES256 };
        fits && self.only.is_none_or(|only| only == algorithm)
    }
}

/// Which key a token asks for.
pub(super) struct Wanted {
    /// The key's id; `None` = any that fits.
    pub(super) id: Option<String>,
}

impl Wanted {
    /// What a token asks for, if its header can be read and its algorithm is one of ours.
    pub(super) fn by(token: &str) -> Option<Self> {
        let header = decode_header(token).ok()?;
        let is_ours = OF_RSA.contains(&header.alg) || header.alg == Algorithm::ES256;
        is_ours.then_some(Self { id: header.kid })
    }
}
