//! Style sheets, scripts and pictures of our pages: embedded, named by their content, kept by browsers for a year.

#[cfg(test)]
mod contrast;

use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::endpoint::{Endpoint, Gate};

/// An embedded file.
#[derive(Debug)]
pub struct Asset {
    stem: &'static str,
    extension: &'static str,
    media_type: &'static str,
    body: &'static str,
    mark: u64,
}

/// Look of all pages.
pub const STYLE: Asset = Asset::new("canvass", "css", include_str!("../../assets/canvass.css"));
/// What the questionnaire gains by script.
pub const QUESTIONNAIRE_SCRIPT: Asset =
    Asset::new("questionnaire", "js", include_str!("../../assets/questionnaire.js"));
/// The sign in the browser's tab.
pub const ICON: Asset = Asset::new("icon", "svg", include_str!("../../assets/icon.svg"));

const ALL: [&Asset; 3] = [&STYLE, &QUESTIONNAIRE_SCRIPT, &ICON];

impl Asset {
    const fn new(stem: &'static str, extension: &'static str, body: &'static str) -> Self {
        let media_type = match extension.as_bytes() {
            b"css" => "text/css; charset=utf-8",
            b"js" => "text/javascript; charset=utf-8",
            _svg => "image/svg+xml; charset=utf-8",
        };
        Self { stem, extension, media_type, body, mark: mark(body.as_bytes()) }
    }

    /// The address of the file as it is now.
    pub fn url(&self) -> String {
        format!("/assets/{}-{:016x}.{}", self.stem, self.mark, self.extension)
    }

    /// The text of the file.
    pub fn body(&self) -> &'static str {
        self.body
    }
}

/// FNV-1a: tells contents apart in a name; no protection is meant.
const fn mark(mut rest: &[u8]) -> u64 {
    let mut mark = 0xcbf2_9ce4_8422_2325_u64;
    while let Some((&first, tail)) = rest.split_first() {
        #[expect(clippy::as_conversions, reason = "From is not const; u8 to u64 loses nothing")]
        let byte = first as u64;
        mark = (mark ^ byte).wrapping_mul(0x0000_0100_0000_01b3);
        rest = tail;
    }
    mark
}

/// The routes of this folder.
pub fn routes() -> Vec<Endpoint> {
    vec![Endpoint::new("/assets/{name}", Gate::Public, get(show))]
}

/// GET of an asset. A name with another mark comes from a page made by another release: it gets what we have, unkept.
async fn show(Path(name): Path<String>) -> Response {
    let wanted = format!("/assets/{name}");
    let found = ALL.into_iter().find(|asset| {
        wanted.starts_with(&format!("/assets/{}-", asset.stem))
            && wanted.ends_with(&format!(".{}", asset.extension))
    });
    let Some(asset) = found else { return StatusCode::NOT_FOUND.into_response() };
    let keep = if asset.url() == wanted { "public, max-age=31536000, immutable" } else { "public, no-cache" };
    let mut response = Response::new(Body::from(asset.body));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.media_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // A picture opened by itself is a document too.
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn get_asset(name: &str) -> Response {
        show(Path(name.to_owned())).await
    }

    #[tokio::test]
    async fn assets_are_kept_by_their_content_only() {
        let name = STYLE.url().replace("/assets/", "");
        let response = get_asset(&name).await;
        assert_eq!(response.headers()[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
        assert_eq!(response.headers()[header::CONTENT_TYPE], "text/css; charset=utf-8");
        let other = get_asset("canvass-0000000000000000.css").await;
        assert_eq!(other.headers()[header::CACHE_CONTROL], "public, no-cache");
        assert_eq!(get_asset("canvass.css").await.status(), StatusCode::NOT_FOUND);
        assert_eq!(get_asset("../Cargo.toml").await.status(), StatusCode::NOT_FOUND);
    }

    #[test]
    fn other_content_gets_another_name() {
        assert_ne!(mark(b"a"), mark(b"b"));
        assert_eq!(mark(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(mark(b"a"), 0xaf63_dc4c_8601_ec8c);
    }
}
