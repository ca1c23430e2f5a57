//! API tokens and client secrets (`id.secret`, only a keyed hash is stored) and access tokens (signed, not stored).

use canvass_domain::id::WorkspaceId;
use data_encoding::{BASE32_NOPAD, BASE64URL_NOPAD};
use jiff::Timestamp;

use super::keys::{Keys, sign};
use crate::seam::Random;

/// A secret that was just made: shown once.
#[derive(Clone, PartialEq, Eq)]
pub struct NewSecret {
    /// Public part: prefix and 80 random bits.
    pub id: String,
    /// 256 random bits.
    pub secret: String,
}

impl std::fmt::Debug for NewSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewSecret").field("id", &self.id).finish_non_exhaustive()
    }
}

impl NewSecret {
    /// A new id with its secret; `prefix` tells people what it is (`cvt`, `cvc`, `cvs`).
    pub fn make(prefix: &str, random: &dyn Random) -> Self {
        let mut id = [0; 10];
        random.fill(&mut id);
        let mut secret = [0; 32];
        random.fill(&mut secret);
        Self {
            id: format!("{prefix}_{}", BASE32_NOPAD.encode(&id).to_ascii_lowercase()),
            secret: BASE64URL_NOPAD.encode(&secret),
        }
    }

    /// What the holder sends: `id.secret`.
    pub fn text(&self) -> String {
        format!("{}.{}", self.id, self.secret)
    }
}

/// An access token of the token endpoint: it carries what it may do, signed, so that none is stored (E119).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessToken {
    /// The client it was given to.
    pub client: String,
    /// The client's workspace.
    pub workspace: WorkspaceId,
    /// What it may do, blank-separated.
    pub scopes: String,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// The text is no access token of ours, or it is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenFault;

const PREFIX: &str = "c1";

impl AccessToken {
    /// The text: `c1.<body>.<tag>`.
    pub fn text(&self, keys: &Keys) -> String {
        let body =
            format!("{}\n{}\n{}\n{}", self.client, self.workspace, self.expires_at.as_second(), self.scopes);
        let tag = sign(&keys.access_token, &[body.as_bytes()]);
        format!(
            "{PREFIX}.{}.{}",
            BASE64URL_NOPAD.encode(body.as_bytes()),
            BASE64URL_NOPAD.encode(tag.as_ref())
        )
    }

    /// The token of a text, if its tag is ours and it is not over.
    pub fn parse(text: &str, keys: &Keys, now: Timestamp) -> Result<Self, TokenFault> {
        let mut parts = text.split('.');
        let (Some(PREFIX), Some(body), Some(tag), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(TokenFault);
        };
        let body = BASE64URL_NOPAD.decode(body.as_bytes()).map_err(|_cause| TokenFault)?;
        let tag = BASE64URL_NOPAD.decode(tag.as_bytes()).map_err(|_cause| TokenFault)?;
        let expected = sign(&keys.access_token, &[&body]);
        aws_lc_rs::constant_time::verify_slices_are_equal(&tag, expected.as_ref())
            .map_err(|_cause| TokenFault)?;
        let body = String::from_utf8(body).map_err(|_cause| TokenFault)?;
        let mut lines = body.split('\n');
        let mut line = || lines.next().ok_or(TokenFault);
        let token = Self {
            client: line()?.to_owned(),
            workspace: WorkspaceId(line()?.parse().map_err(|_cause| TokenFault)?),
            expires_at: line()?
                .parse()
                .ok()
                .and_then(|second| Timestamp::from_second(second).ok())
                .ok_or(TokenFault)?,
            scopes: line()?.to_owned(),
        };
        if token.expires_at <= now { Err(TokenFault) } else { Ok(token) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token() -> AccessToken {
        AccessToken {
            client: "cvc_a".to_owned(),
            workspace: WorkspaceId(4),
            scopes: "customers.write customers.read".to_owned(),
            expires_at: "2026-03-02T11:00:00Z".parse().unwrap(),
        }
    }

    #[test]
    fn e119_an_access_token_lives_until_its_end() {
        let keys = Keys::new(&[9; 32]);
        let text = token().text(&keys);
        let before = "2026-03-02T10:59:59Z".parse().unwrap();
        assert_eq!(AccessToken::parse(&text, &keys, before), Ok(token()));
        assert_eq!(AccessToken::parse(&text, &keys, token().expires_at), Err(TokenFault));
        assert_eq!(AccessToken::parse(&text, &Keys::new(&[1; 32]), before), Err(TokenFault));
    }

    #[test]
    fn a_changed_body_voids_an_access_token() {
        let keys = Keys::new(&[9; 32]);
        let text = token().text(&keys);
        let tag = text.rsplit('.').next().unwrap();
        let mut richer = token();
        richer.scopes.push_str(" operator");
        let richer_text = richer.text(&Keys::new(&[1; 32]));
        let body = richer_text.split('.').nth(1).unwrap();
        let forged = format!("c1.{body}.{tag}");
        assert_eq!(
            AccessToken::parse(&forged, &keys, "2026-03-02T10:00:00Z".parse().unwrap()),
            Err(TokenFault)
        );
    }
}
