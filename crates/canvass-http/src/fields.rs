//! The fields of a form that a browser sends, in the order sent.

use axum::body::Body;
use axum::http::{HeaderMap, header};
use url::form_urlencoded;

use crate::front::{BodyFault, BodyLimits, read_body};

const MOST_BYTES: usize = 2 * 1024 * 1024;

/// The fields of a form that a browser sends, in the order sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads a form. Anything but a form has no fields, so it fails at the first check of a token or nonce.
    pub(crate) async fn read(headers: &HeaderMap, body: Body) -> Result<Self, BodyFault> {
        let bytes = read_body(headers, body, BodyLimits { bytes: MOST_BYTES }).await?;
        let is_form = headers
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split(';').next())
            .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded"));
        if !is_form {
            return Ok(Self::default());
        }
        Ok(Self::parse(&bytes))
    }

    /// The same, also of a form in parts, which mail programs may send (RFC 8058, 3.2).
    pub(crate) async fn read_either(headers: &HeaderMap, body: Body) -> Result<Self, BodyFault> {
        let Some(boundary) = boundary(headers) else { return Self::read(headers, body).await };
        let bytes = read_body(headers, body, BodyLimits { bytes: MOST_BYTES }).await?;
        let text = String::from_utf8_lossy(&bytes);
        // The line end in front of a boundary belongs to it.
        let boundary = format!("--{boundary}");
        let parts = text.split(&boundary).skip(1);
        Ok(Self(parts.filter_map(part).collect()))
    }

    /// The fields of a form's text or of a query.
    pub(crate) fn parse(bytes: &[u8]) -> Self {
        let pairs = form_urlencoded::parse(bytes);
        Self(pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect())
    }

    /// The first field of this name.
    pub(crate) fn first(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// All fields.
    pub(crate) fn all(&self) -> &[(String, String)] {
        &self.0
    }
}

/// What parts of a form are told apart by, if it is one in parts.
fn boundary(headers: &HeaderMap) -> Option<&str> {
    let kind = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    let (kind, parameters) = kind.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    parameter(parameters, "boundary").filter(|boundary| !boundary.is_empty())
}

/// The value of a parameter, with or without its quotes.
fn parameter<'t>(parameters: &'t str, name: &str) -> Option<&'t str> {
    parameters.split(';').find_map(|parameter| {
        let (found, value) = parameter.split_once('=')?;
        let value = value.trim();
        let bare = value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value);
        found.trim().eq_ignore_ascii_case(name).then_some(bare)
    })
}

/// Name and value of a part; a part without a name is none.
fn part(text: &str) -> Option<(String, String)> {
    let text = text.strip_prefix("\r\n")?;
    let (head, value) = text.split_once("\r\n\r\n")?;
    let disposition = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.trim().eq_ignore_ascii_case("content-disposition").then_some(value)
    })?;
    let value = value.strip_suffix("\r\n").unwrap_or(value);
    Some((parameter(disposition, "name")?.to_owned(), value.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(kind: &str) -> HeaderMap {
        HeaderMap::from_iter([(header::CONTENT_TYPE, kind.parse().unwrap())])
    }

    #[tokio::test]
    async fn a_form_is_read_in_order_and_anything_else_has_no_fields() {
        let body = "q1=3&q2=1&q2=2&lang=nl&t=a%0D%0Ab+%C3%A9%FF";
        let form = headers("application/x-www-form-urlencoded; charset=utf-8");
        let fields = Fields::read(&form, Body::from(body)).await.unwrap();
        assert_eq!(fields.first("lang"), Some("nl"));
        assert_eq!(fields.all().iter().filter(|(name, _)| name == "q2").count(), 2);
        assert_eq!(fields.first("t"), Some("a\r\nb é\u{fffd}"));
        assert_eq!(Fields::read(&headers("text/plain"), Body::from(body)).await, Ok(Fields::default()));
        assert_eq!(Fields::read(&HeaderMap::new(), Body::from(body)).await, Ok(Fields::default()));
    }

    #[tokio::test]
    async fn a_form_in_parts_is_read_where_mail_programs_send_it() {
        let body = "--x-1\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n\
            --x-1\r\ncontent-type: text/plain\r\ncontent-disposition: form-data; name=b\r\n\r\n1\r\n2\r\n\
            --x-1\r\n\r\nnobody\r\n--x-1--\r\n";
        for kind in ["multipart/form-data; boundary=x-1", "Multipart/Form-Data; charset=x; boundary=\"x-1\""]
        {
            let fields = Fields::read_either(&headers(kind), Body::from(body)).await.unwrap();
            let expected = [("List-Unsubscribe", "One-Click"), ("b", "1\r\n2")];
            assert_eq!(fields.0, expected.map(|(name, value)| (name.to_owned(), value.to_owned())), "{kind}");
        }
        for kind in ["multipart/form-data; boundary=", "multipart/form-data; boundary=y", "multipart/mixed"] {
            let fields = Fields::read_either(&headers(kind), Body::from(body)).await;
            assert_eq!(fields, Ok(Fields::default()), "{kind}");
        }
        let form = headers("application/x-www-form-urlencoded");
        let fields = Fields::read_either(&form, Body::from("List-Unsubscribe=One-Click")).await.unwrap();
        assert_eq!(fields.first("List-Unsubscribe"), Some("One-Click"));
    }

    #[tokio::test]
    async fn a_form_beyond_the_limit_is_refused() {
        let body = Body::from(vec![b'a'; MOST_BYTES + 1]);
        let form = headers("application/x-www-form-urlencoded");
        assert_eq!(Fields::read(&form, body).await, Err(BodyFault::TooLarge));
    }
}
