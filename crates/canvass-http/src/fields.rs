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
    async fn a_form_beyond_the_limit_is_refused() {
        let body = Body::from(vec![b'a'; MOST_BYTES + 1]);
        let form = headers("application/x-www-form-urlencoded");
        assert_eq!(Fields::read(&form, body).await, Err(BodyFault::TooLarge));
    }
}
