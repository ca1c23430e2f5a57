//! Sessions of the console: the cookie, who comes with it, and the two checks of every form (IDN-10, IDN-11).

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use canvass_app::authenticate::{Denial, Session, authenticate_session};
use canvass_app::secret::Keys;
use canvass_app::setup::show_configuration;
use canvass_app::{App, Refusal};
use canvass_store::area::Configuration;
use data_encoding::BASE32_NOPAD_NOCASE;

use super::door;
use crate::HttpState;
use crate::fields::Fields;

/// Over https the name binds the cookie to this very host and to a secure connection. Browsers refuse that name over
/// plain http, where the first steps on one's own machine happen; so it is used exactly when the public address is
/// https.
fn cookie_name(public_url: &str) -> &'static str {
    if public_url.starts_with("https:") { "__Host-canvass_session" } else { "canvass_session" }
}

/// The header that gives the cookie to the browser. Lax, so that a link to the console works from a mail; no page
/// changes anything by GET.
pub(super) fn cookie(public_url: &str, value: &str, life_seconds: i64) -> Option<HeaderValue> {
    let name = cookie_name(public_url);
    let secure = if public_url.starts_with("https:") { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={life_seconds}{secure}");
    HeaderValue::from_str(&text).ok()
}

/// The session cookie of a request. A name that comes twice is somebody's game: none counts.
pub(super) fn cookie_of(headers: &HeaderMap, public_url: &str) -> Option<String> {
    let name = cookie_name(public_url);
    let lines = headers.get_all(header::COOKIE).into_iter().filter_map(|line| line.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let mut values = pairs.filter(|(own, _)| *own == name).map(|(_, value)| value.to_owned());
    let first = values.next()?;
    values.next().is_none().then_some(first)
}

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub(super) struct Visitor {
    pub(super) session: Session,
    /// The workspace's set-up.
    pub(super) configuration: Arc<Configuration>,
    /// What a form must bring back.
    pub(super) form_token: String,
    cookie: String,
}

impl FromRequestParts<HttpState> for Visitor {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &HttpState) -> Result<Self, Response> {
        let app = &state.app;
        let Some(cookie) = cookie_of(&parts.headers, &app.settings.public_url) else {
            return Err(door::to_the_door());
        };
        let session = match authenticate_session(app, &cookie).ready().await {
            Ok(session) => session,
            Err(Denial::Denied) => return Err(door::to_the_door()),
            Err(Denial::Store(_)) => return Err(door::busy()),
        };
        let configuration = match show_configuration(app, &session.principal, session.workspace).ready().await
        {
            Ok(configuration) => configuration,
            Err(Refusal::Store(_)) => return Err(door::busy()),
            Err(_gone) => return Err(door::to_the_door()),
        };
        let form_token = form_token(&app.keys, &cookie);
        Ok(Self { session, configuration, form_token, cookie })
    }
}

impl Visitor {
    /// The cookie of this session, to end it.
    pub(super) fn cookie(&self) -> &str {
        &self.cookie
    }

    /// Whether a form came from one of our pages, made for this session.
    pub(super) fn sent(&self, app: &App, headers: &HeaderMap, fields: &Fields) -> bool {
        let token = fields.first("token").unwrap_or_default();
        let hash = BASE32_NOPAD_NOCASE.decode(token.as_bytes()).unwrap_or_default();
        is_own_origin(headers, &app.settings.public_url)
            && app.keys.is_secret(&token_text(&self.cookie), &hash)
    }
}

/// Bound to the session and to no other use of the key; nothing is stored.
fn form_token(keys: &Keys, cookie: &str) -> String {
    BASE32_NOPAD_NOCASE.encode(&keys.secret_hash(&token_text(cookie))).to_ascii_lowercase()
}

fn token_text(cookie: &str) -> Vec<u8> {
    format!("form token of {cookie}").into_bytes()
}

/// Whether the browser says that the form stood on a page of the public address. Browsers send `Origin` with every
/// POST; without one it is no browser's form.
pub(super) fn is_own_origin(headers: &HeaderMap, public_url: &str) -> bool {
    let own = url::Url::parse(public_url).map(|url| url.origin().ascii_serialization());
    let sent = headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
    matches!((own, sent), (Ok(own), Some(sent)) if own == sent)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: &header::HeaderName, values: &[&str]) -> HeaderMap {
        values.iter().map(|value| (name.clone(), HeaderValue::from_str(value).unwrap())).collect()
    }

    #[test]
    fn cookie_is_bound_to_the_host_over_https() {
        let secure = cookie("https://ask.example.org", "v", 60).unwrap();
        assert_eq!(
            secure.to_str().unwrap(),
            "__Host-canvass_session=v; Path=/; HttpOnly; SameSite=Lax; Max-Age=60; Secure"
        );
        let plain = cookie("http://127.0.0.1:8080", "v", 60).unwrap();
        assert_eq!(plain, "canvass_session=v; Path=/; HttpOnly; SameSite=Lax; Max-Age=60");
    }

    #[test]
    fn a_cookie_that_comes_twice_counts_for_nothing() {
        let url = "https://ask.example.org";
        let one = headers(&header::COOKIE, &["a=b; __Host-canvass_session=x"]);
        assert_eq!(cookie_of(&one, url).as_deref(), Some("x"));
        let two = headers(&header::COOKIE, &["__Host-canvass_session=x", "__Host-canvass_session=y"]);
        assert_eq!(cookie_of(&two, url), None);
        let plain = headers(&header::COOKIE, &["canvass_session=x"]);
        assert_eq!(cookie_of(&plain, url), None);
    }

    #[test]
    fn idn_11_only_the_public_address_is_our_origin() {
        let url = "https://ask.example.org";
        let sent = |values: &[&str]| is_own_origin(&headers(&header::ORIGIN, values), url);
        assert!(sent(&["https://ask.example.org"]));
        assert!(!sent(&[]));
        assert!(!sent(&["null"]));
        assert!(!sent(&["http://ask.example.org"]));
        assert!(!sent(&["https://ask.example.org.evil.example"]));
        assert!(!sent(&["https://ask.example.org:444"]));
    }

    #[test]
    fn form_token_fits_its_session_only() {
        let keys = Keys::new(&[3; 32]);
        assert_eq!(form_token(&keys, "a"), form_token(&keys, "a"));
        assert_ne!(form_token(&keys, "a"), form_token(&keys, "b"));
        assert_ne!(form_token(&keys, "a"), BASE32_NOPAD_NOCASE.encode(&keys.secret_hash(b"a")));
    }
}
