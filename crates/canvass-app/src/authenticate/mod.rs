//! Authentication: from what a request carries to a principal. One answer for every way to fail.
//!
//! API tokens and access tokens stand in the `Authorization` header, sessions in the console's cookie. What a look-up
//! found is kept for two seconds, so that a busy client costs the store nothing; a token revoked elsewhere lives that
//! much longer.

mod access_token;
mod host;
mod kept;
mod outside;
mod session;

use std::sync::Arc;

use canvass_store::area::{ClientRecord, TokenRecord};
use canvass_store::{AsStoreError, StoreError};
use jiff::Timestamp;

pub use access_token::{IssuedToken, TokenRefusal, issue_access_token};
pub use host::is_foreign_host;
pub(crate) use kept::KeptCredentials;
pub(crate) use outside::{KeySet, is_fetchable};
pub use outside::{OutsideDenial, Unfetched, authenticate_outside, is_outside_token};
pub use session::{Session, SignedIn, authenticate_session, sign_in, sign_out};

use crate::secret::{AccessToken, Keys};
use crate::soon::Soon;
use crate::{App, Principal, Reach, Scope};

/// Why nobody was recognised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Denial {
    /// Unknown, expired, revoked, forged, disabled: one answer.
    Denied,
    /// The store could not be asked: neither yes nor no.
    Store(StoreError),
}

impl From<StoreError> for Denial {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl AsStoreError for Denial {
    fn as_store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Store(error) => Some(error),
            Self::Denied => None,
        }
    }
}

/// Recognises the text of a bearer token: `c1.*` of a client, `cvt_*.secret` of our own API.
pub fn authenticate(app: &App, bearer: &str) -> Soon<Principal, Denial> {
    let now = app.clock.now();
    if bearer.starts_with("c1.") {
        return match AccessToken::parse(bearer, &app.keys, now) {
            Ok(token) => by_access_token(app, token, now),
            Err(_fault) => Soon::Known(Err(Denial::Denied)),
        };
    }
    match bearer.split_once('.') {
        Some((id, secret)) if id.starts_with("cvt_") => by_api_token(app, id, secret, now),
        Some(_) | None => Soon::Known(Err(Denial::Denied)),
    }
}

fn by_api_token(app: &App, id: &str, secret: &str, now: Timestamp) -> Soon<Principal, Denial> {
    if let Some(record) = app.credentials.tokens.get(id, now) {
        return Soon::Known(token_principal(&app.keys, Some(&record), secret, now));
    }
    let (app, id, secret) = (app.clone(), id.to_owned(), secret.to_owned());
    Soon::Asked(app.clone().store.read_system(move |tx| {
        let record = tx.token(&id)?.map(Arc::new);
        if let Some(record) = &record {
            app.credentials.tokens.keep(&id, record, now);
        }
        token_principal(&app.keys, record.as_deref(), &secret, now)
    }))
}

fn token_principal(
    keys: &Keys,
    record: Option<&TokenRecord>,
    secret: &str,
    now: Timestamp,
) -> Result<Principal, Denial> {
    // An unknown id costs the same comparison as a known one.
    let hash = record.map_or(&[0; 32][..], |record| &record.token.hash);
    let is_secret = keys.is_secret(secret.as_bytes(), hash);
    let record = record.filter(|_| is_secret).ok_or(Denial::Denied)?;
    let is_over = record.token.expires_at.is_some_and(|end| end <= now);
    if record.revoked_at.is_some() || is_over {
        return Err(Denial::Denied);
    }
    Ok(Principal {
        actor: format!("token:{}", record.token.id),
        reach: record.token.workspace.map_or(Reach::Installation, Reach::Workspace),
        scopes: Scope::from_list(&record.token.scopes),
        settings: record.token.settings,
    })
}

fn by_access_token(app: &App, token: AccessToken, now: Timestamp) -> Soon<Principal, Denial> {
    if let Some(record) = app.credentials.clients.get(&token.client, now) {
        return Soon::Known(client_principal(Some(&record), &token));
    }
    let app = app.clone();
    Soon::Asked(app.clone().store.read_system(move |tx| {
        let record = tx.client(&token.client)?.map(Arc::new);
        if let Some(record) = &record {
            app.credentials.clients.keep(&token.client, record, now);
        }
        client_principal(record.as_deref(), &token)
    }))
}

/// The client must still be there and enabled, and may have lost scopes since the token was given out.
fn client_principal(record: Option<&ClientRecord>, token: &AccessToken) -> Result<Principal, Denial> {
    let record = record
        .filter(|record| record.disabled_at.is_none() && record.client.workspace == token.workspace)
        .ok_or(Denial::Denied)?;
    let held = Scope::from_list(&record.client.scopes);
    let scopes = Scope::from_list(&token.scopes).into_iter().filter(|scope| scope.is_in(&held)).collect();
    Ok(Principal {
        actor: format!("client:{}", record.client.id),
        reach: Reach::Workspace(record.client.workspace),
        scopes,
        settings: record.client.settings,
    })
}
