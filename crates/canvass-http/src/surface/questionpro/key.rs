//! Whose key a request brings: from the header `api-key`, and during a move also as `apiKey` (Q1-Q3).

use std::borrow::Cow;

use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName};
use canvass_app::authenticate::{Denial, authenticate};
use canvass_app::setup::show_configuration;
use canvass_app::{App, Principal, Reach, Refusal};
use canvass_domain::id::WorkspaceId;
use canvass_wire::query::{decode, pairs};

use super::Trouble;
use crate::surface::outage::Outage;

const HEADER: HeaderName = HeaderName::from_static("api-key");
/// The other name, as a header and in the query.
const LOOSE: &str = "apiKey";
const LOOSE_HEADER: HeaderName = HeaderName::from_static("apikey");

/// A key where it was found.
#[derive(Debug, PartialEq, Eq)]
enum Sent {
    Header(String),
    /// Counts only in a workspace that says so.
    Elsewhere(String),
}

/// The asker and the workspace of the key. All that is wrong with a key is answered alike (Q2).
pub(super) async fn principal(app: &App, parts: &Parts) -> Result<(Principal, WorkspaceId), Trouble> {
    let sent = sent(&parts.headers, parts.uri.query().unwrap_or_default()).ok_or_else(Trouble::key)?;
    let (Sent::Header(key) | Sent::Elsewhere(key)) = &sent;
    let principal = authenticate(app, key).ready().await.map_err(|denial| match denial {
        Denial::Denied => Trouble::key(),
        Denial::Store(error) => Outage::of(&error).into(),
    })?;
    // The key selects the workspace; the operator has none.
    let Reach::Workspace(workspace) = principal.reach else { return Err(Trouble::key()) };
    if matches!(sent, Sent::Elsewhere(_)) && !is_moving(app, &principal, workspace).await? {
        return Err(Trouble::key());
    }
    Ok((principal, workspace))
}

/// Q3
async fn is_moving(app: &App, principal: &Principal, workspace: WorkspaceId) -> Result<bool, Trouble> {
    match show_configuration(app, principal, workspace).ready().await {
        Ok(configuration) => Ok(configuration.workspace.policy.loose_api_keys),
        Err(Refusal::Store(error)) => Err(Outage::of(&error).into()),
        Err(_) => Err(Trouble::key()),
    }
}

/// The one key of a request. One that comes twice is somebody's game: none counts. Only keys of our own API are keys
/// here, no access tokens of clients.
fn sent(headers: &HeaderMap, query: &str) -> Option<Sent> {
    if headers.contains_key(HEADER) {
        return single(headers, &HEADER).map(Sent::Header).filter(is_key);
    }
    let in_query: Vec<&str> = pairs(query)
        .filter(|(_, name, _)| decode(name).is_some_and(|name| name.eq_ignore_ascii_case(LOOSE)))
        .map(|(_, _, value)| value)
        .collect();
    let key = match (single(headers, &LOOSE_HEADER), in_query.as_slice()) {
        (Some(key), []) => Some(key),
        (None, [key]) if !headers.contains_key(LOOSE_HEADER) => decode(key).map(Cow::into_owned),
        _ => None,
    };
    key.map(Sent::Elsewhere).filter(is_key)
}

fn is_key(sent: &Sent) -> bool {
    let (Sent::Header(key) | Sent::Elsewhere(key)) = sent;
    key.starts_with("cvt_")
}

fn single(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let mut lines = headers.get_all(name).iter();
    let (Some(line), None) = (lines.next(), lines.next()) else { return None };
    line.to_str().ok().map(|key| key.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
        lines.iter().map(|(name, line)| (HeaderName::from_static(name), line.parse().unwrap())).collect()
    }

    fn header(key: &str) -> Sent {
        Sent::Header(key.to_owned())
    }

    fn elsewhere(key: &str) -> Sent {
        Sent::Elsewhere(key.to_owned())
    }

    #[test]
    fn q1_the_header_counts_once() {
        assert_eq!(sent(&headers(&[("api-key", " cvt_a.b ")]), ""), Some(header("cvt_a.b")));
        assert_eq!(sent(&headers(&[("api-key", "cvt_a.b"), ("api-key", "cvt_a.b")]), ""), None);
        assert_eq!(sent(&headers(&[("api-key", "c1.a.b")]), ""), None);
        assert_eq!(sent(&headers(&[("authorization", "Bearer cvt_a.b")]), ""), None);
        assert_eq!(sent(&headers(&[]), ""), None);
    }

    #[test]
    fn q3_another_place_is_told_apart_and_never_helps_a_wrong_header() {
        assert_eq!(sent(&headers(&[("apikey", "cvt_a.b")]), ""), Some(elsewhere("cvt_a.b")));
        assert_eq!(sent(&headers(&[]), "x=1&apiKey=cvt_a%2Eb"), Some(elsewhere("cvt_a.b")));
        assert_eq!(sent(&headers(&[("api-key", "cvt_x.y")]), "apiKey=cvt_a.b"), Some(header("cvt_x.y")));
        assert_eq!(sent(&headers(&[("api-key", "nonsense")]), "apiKey=cvt_a.b"), None);
        assert_eq!(sent(&headers(&[("apikey", "cvt_a.b")]), "apiKey=cvt_a.b"), None);
        assert_eq!(sent(&headers(&[]), "apiKey=cvt_a.b&apikey=cvt_a.b"), None);
    }
}
