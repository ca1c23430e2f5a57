//! Answers in HTML: the headers that keep a page to itself, and rendering.

use askama::Template;
use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;

/// Our pages load our own style, scripts and pictures, and send forms home; nothing else. `connect-src` is for the
/// note of a first opening.
pub(crate) const PAGE_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; \
     img-src 'self' data:; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// A mail as it came out of somebody's template: no scripts, nothing loaded, links open outside the frame.
pub(crate) const MAIL_POLICY: &str = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; \
     style-src 'unsafe-inline'; img-src data:; form-action 'none'; frame-ancestors 'self'";

/// A page.
pub(crate) fn page(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(text) => guarded(status, text, PAGE_POLICY),
        Err(error) => {
            tracing::error!(%error, "a page could not be rendered");
            guarded(StatusCode::INTERNAL_SERVER_ERROR, "The page could not be made.".to_owned(), PAGE_POLICY)
        }
    }
}

/// HTML under a policy of its own.
pub(crate) fn guarded(status: StatusCode, text: String, policy: &'static str) -> Response {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    for (name, value) in guards(policy) {
        headers.insert(name, value);
    }
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response
}

/// A redirect that is followed by GET (after a POST) or just followed. `location` is a path of ours.
pub(crate) fn see_other(location: &str) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    let headers = response.headers_mut();
    for (name, value) in guards(PAGE_POLICY) {
        headers.insert(name, value);
    }
    if let Ok(value) = HeaderValue::from_str(location) {
        headers.insert(header::LOCATION, value);
    }
    response
}

/// An answer without content, to a script.
pub(crate) fn nothing(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    for (name, value) in guards(PAGE_POLICY) {
        response.headers_mut().insert(name, value);
    }
    response
}

fn guards(policy: &'static str) -> [(HeaderName, HeaderValue); 5] {
    [
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy)),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
        (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    ]
}
