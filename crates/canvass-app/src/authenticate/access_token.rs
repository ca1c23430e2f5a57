//! The token endpoint's work: client id and secret become an access token (E119, E121).

use std::sync::Arc;

use canvass_store::area::ClientRecord;
use canvass_store::{AsStoreError, StoreError};
use jiff::{SignedDuration, Timestamp};

use crate::secret::{AccessToken, Keys};
use crate::soon::Soon;
use crate::{App, Scope};

const LIFE: SignedDuration = SignedDuration::from_secs(3600);

/// An access token that was just given out.
#[derive(Clone, PartialEq, Eq)]
pub struct IssuedToken {
    /// What the client sends as bearer.
    pub text: String,
    /// How long it lives, in seconds.
    pub expires_in: i64,
    /// What it may do.
    pub scopes: Vec<Scope>,
}

impl std::fmt::Debug for IssuedToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("IssuedToken").field("scopes", &self.scopes).finish_non_exhaustive()
    }
}

/// Why no token was given out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenRefusal {
    /// Unknown or disabled client, or wrong secret: one answer.
    InvalidClient,
    /// A scope that is unknown or not granted (E121).
    InvalidScope,
    /// The store could not be asked.
    Store(StoreError),
}

impl From<StoreError> for TokenRefusal {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl AsStoreError for TokenRefusal {
    fn as_store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Store(error) => Some(error),
            Self::InvalidClient | Self::InvalidScope => None,
        }
    }
}

/// Gives a client an access token for one of its two secrets.
pub fn issue_access_token(
    app: &App,
    client: &str,
    secret: &str,
    scope: Option<&str>,
) -> Soon<IssuedToken, TokenRefusal> {
    let now = app.clock.now();
    let request = Request { secret: secret.to_owned(), scope: scope.map(str::to_owned), now };
    if let Some(record) = app.credentials.clients.get(client, now) {
        return Soon::Known(request.issue(&app.keys, Some(&record)));
    }
    let (app, client) = (app.clone(), client.to_owned());
    Soon::Asked(app.clone().store.read_system(move |tx| {
        let record = tx.client(&client)?.map(Arc::new);
        if let Some(record) = &record {
            app.credentials.clients.keep(&client, record, now);
        }
        request.issue(&app.keys, record.as_deref())
    }))
}

struct Request {
    secret: String,
    scope: Option<String>,
    now: Timestamp,
}

impl Request {
    fn issue(&self, keys: &Keys, record: Option<&ClientRecord>) -> Result<IssuedToken, TokenRefusal> {
        // Both comparisons are made whatever the first says, and for an unknown client as well.
        let newer = record.map_or(&[0; 32][..], |record| &record.client.secret_hash);
        let older = record.and_then(|record| record.older_secret_hash.as_deref()).unwrap_or(&[0; 32]);
        let is_secret =
            keys.is_secret(self.secret.as_bytes(), newer) | keys.is_secret(self.secret.as_bytes(), older);
        let client = record
            .filter(|record| is_secret && record.disabled_at.is_none())
            .map(|record| &record.client)
            .ok_or(TokenRefusal::InvalidClient)?;
        let held = Scope::from_list(&client.scopes);
        let scopes = granted(&held, self.scope.as_deref(), client.scope_alias.as_deref())?;
        let words: Vec<&str> = scopes.iter().map(|scope| scope.as_str()).collect();
        let token = AccessToken {
            client: client.id.clone(),
            workspace: client.workspace,
            scopes: words.join(" "),
            expires_at: self.now.checked_add(LIFE).unwrap_or(Timestamp::MAX),
        };
        Ok(IssuedToken { text: token.text(keys), expires_in: LIFE.as_secs(), scopes })
    }
}

/// E121: the scopes asked for, of those held.
fn granted(held: &[Scope], asked: Option<&str>, alias: Option<&str>) -> Result<Vec<Scope>, TokenRefusal> {
    let asked = asked.map_or("", str::trim);
    let means_all = asked.is_empty() || asked == ".default" || asked.ends_with("/.default");
    if means_all || alias == Some(asked) {
        return Ok(held.to_vec());
    }
    asked
        .split_ascii_whitespace()
        .map(|word| {
            let name = word.rsplit_once('/').map_or(word, |(_, name)| name);
            Scope::from_word(name).filter(|scope| scope.is_in(held)).ok_or(TokenRefusal::InvalidScope)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn e121_scopes_of_a_token_request() {
        let held = [Scope::CustomersWrite, Scope::CustomersRead];
        for asked in [None, Some(""), Some("  "), Some("api://canvass/.default"), Some("https://x/.default")]
        {
            assert_eq!(granted(&held, asked, None), Ok(held.to_vec()), "{asked:?}");
        }
        assert_eq!(granted(&held, Some("api://x/customers.read"), None), Ok(vec![Scope::CustomersRead]));
        assert_eq!(granted(&held, Some(" everything at all "), Some("everything at all")), Ok(held.to_vec()));
        assert_eq!(
            granted(&held, Some("customers.read  x/y/customers.write"), None),
            Ok(vec![held[1], held[0]])
        );
        for asked in ["reports.read", "customers.read nonsense", "x/", "operator"] {
            assert_eq!(granted(&held, Some(asked), None), Err(TokenRefusal::InvalidScope), "{asked}");
        }
    }
}
