//! Which bodies are read as JSON (Q12).

use axum::http::{HeaderMap, header};

/// Why a body is not read.
pub(super) fn refusal(headers: &HeaderMap) -> Option<&'static str> {
    if headers.contains_key(header::CONTENT_ENCODING) {
        return Some("A body with a Content-Encoding is not read.");
    }
    let mut lines = headers.get_all(header::CONTENT_TYPE).iter();
    let kind = match (lines.next(), lines.next()) {
        (None, _) => return None,
        (Some(kind), None) => kind.to_str().unwrap_or("?"),
        (Some(_), Some(_)) => return Some("The Content-Type is given twice."),
    };
    let mut parts = kind.split(';').map(str::trim);
    let name = parts.next().unwrap_or_default();
    let is_json = ["application/json", "text/json"].iter().any(|json| name.eq_ignore_ascii_case(json));
    if !is_json {
        return Some("The Content-Type is neither application/json nor text/json.");
    }
    let charsets = parts.filter_map(|part| {
        let (name, value) = part.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches('"'))
    });
    let is_utf8 = |charset: &str| ["utf-8", "utf8"].iter().any(|utf8| charset.eq_ignore_ascii_case(utf8));
    if charsets.into_iter().all(is_utf8) { None } else { Some("The charset is not UTF-8.") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_read(kind: &str) -> bool {
        let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, kind.parse().unwrap())]);
        refusal(&headers).is_none()
    }

    #[test]
    fn q12_json_in_utf8_or_no_type_is_read() {
        assert!(refusal(&HeaderMap::new()).is_none());
        for kind in [
            "application/json",
            "Text/JSON",
            "application/json; charset=UTF-8",
            "application/json;charset=\"utf-8\"; x=y",
        ] {
            assert!(is_read(kind), "{kind}");
        }
        for kind in [
            "text/plain",
            "application/xml",
            "application/x-www-form-urlencoded",
            "application/json; charset=latin1",
            "application/json; charset=utf-8; charset=utf-16",
            "application/jsonx",
            "",
        ] {
            assert!(!is_read(kind), "{kind}");
        }
        let coded = HeaderMap::from_iter([(header::CONTENT_ENCODING, "gzip".parse().unwrap())]);
        assert!(refusal(&coded).is_some());
    }
}
