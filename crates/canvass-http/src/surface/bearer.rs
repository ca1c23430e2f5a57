//! Who asks, from the `Authorization` header and from nowhere else (E118, IDN-01).

use axum::http::{HeaderMap, header};
use canvass_app::authenticate::{
    Denial, OutsideDenial, authenticate, authenticate_outside, is_foreign_host, is_outside_token,
};
use canvass_app::{App, Principal};
use canvass_domain::id::WorkspaceId;
use canvass_store::StoreError;

use super::outage::Outage;

/// Why nobody was recognised.
#[derive(Debug)]
pub(super) enum Stranger {
    /// No token, or not exactly one.
    NoToken,
    /// A token that is not or no longer one of ours.
    BadToken,
    /// The store, or the issuer's keys, could not be asked for.
    Away(Outage),
}

/// The asker of a request.
pub(super) async fn principal(app: &App, headers: &HeaderMap) -> Result<Principal, Stranger> {
    let token = token(headers).ok_or(Stranger::NoToken)?;
    if is_outside_token(token) {
        return outside(app, token).await;
    }
    Ok(authenticate(app, token).ready().await?)
}

/// The asker of a token that somebody else made (E120). Keys may have to be fetched: never on a thread of the runtime.
async fn outside(app: &App, token: &str) -> Result<Principal, Stranger> {
    let (app, token) = (app.clone(), token.to_owned());
    let known = tokio::task::spawn_blocking(move || authenticate_outside(&app, &token)).await;
    known.map_err(|_panic| Stranger::BadToken)?.map_err(Stranger::from)
}

/// E122: whether the request came by a host name that is bound to another workspace.
pub(super) async fn is_by_foreign_host(
    app: &App,
    host: Option<&str>,
    workspace: WorkspaceId,
) -> Result<bool, StoreError> {
    let Some(host) = host else { return Ok(false) };
    is_foreign_host(app, host, workspace).ready().await.or_else(|denial| match denial {
        Denial::Denied => Ok(true),
        Denial::Store(error) => Err(error),
    })
}

impl From<Denial> for Stranger {
    fn from(denial: Denial) -> Self {
        match denial {
            Denial::Denied => Self::BadToken,
            Denial::Store(error) => Self::Away(Outage::of(&error)),
        }
    }
}

impl From<OutsideDenial> for Stranger {
    fn from(denial: OutsideDenial) -> Self {
        match denial {
            OutsideDenial::Denial(denial) => denial.into(),
            OutsideDenial::Keys(unfetched) => Self::Away(Outage::of_keys(unfetched)),
        }
    }
}

/// The one token of a request. A header that comes twice is somebody's game: none counts.
fn token(headers: &HeaderMap) -> Option<&str> {
    let mut lines = headers.get_all(header::AUTHORIZATION).iter();
    let (Some(line), None) = (lines.next(), lines.next()) else { return None };
    let (scheme, token) = line.to_str().ok()?.trim().split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// An `Authorization` header that holds no token, or more than one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NoBearer;

/// As [`token`], for surfaces where it may stand elsewhere too: `None` without a header.
pub(super) fn sent(headers: &HeaderMap) -> Result<Option<&str>, NoBearer> {
    if !headers.contains_key(header::AUTHORIZATION) {
        return Ok(None);
    }
    token(headers).map(Some).ok_or(NoBearer)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(lines: &[&str]) -> HeaderMap {
        lines.iter().map(|line| (header::AUTHORIZATION, line.parse().unwrap())).collect()
    }

    #[test]
    fn idn_01_a_token_counts_once_and_as_bearer() {
        assert_eq!(token(&sent(&["Bearer cvt_a.b"])), Some("cvt_a.b"));
        assert_eq!(token(&sent(&["bearer  cvt_a.b "])), Some("cvt_a.b"));
        assert_eq!(token(&sent(&[])), None);
        assert_eq!(token(&sent(&["Basic YTpi"])), None);
        assert_eq!(token(&sent(&["cvt_a.b"])), None);
        assert_eq!(token(&sent(&["Bearer cvt_a.b", "Bearer cvt_a.b"])), None);
    }
}
