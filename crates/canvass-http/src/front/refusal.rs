//! What a connection is told whose request never came whole: in the words of the surface that was meant, written by
//! hand, because the HTTP library has seen nothing of it.

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::Response;
use http_body_util::BodyExt as _;

use super::guard::Fault;

/// A request that never came whole.
#[derive(Debug)]
pub struct HalfRequest {
    /// What is wrong.
    pub fault: Fault,
    /// The path, or its beginning; empty when it is not known.
    pub path: String,
    /// The lines that had come, as far as they can be read.
    pub headers: HeaderMap,
}

impl HalfRequest {
    /// What is known of it.
    pub(super) fn new(fault: Fault, head: &[u8]) -> Self {
        let mut lines = head.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
        let request_line = lines.next().unwrap_or_default();
        let target = request_line.split(|byte| *byte == b' ').nth(1).unwrap_or_default();
        let path = target.split(|byte| *byte == b'?').next().unwrap_or_default();
        let path = std::str::from_utf8(path).unwrap_or_default().to_owned();
        Self { fault, path, headers: lines.filter_map(header).collect() }
    }
}

fn header(line: &[u8]) -> Option<(HeaderName, HeaderValue)> {
    let colon = line.iter().position(|byte| *byte == b':')?;
    let (name, value) = line.split_at_checked(colon)?;
    let value = HeaderValue::from_bytes(value.get(1..)?.trim_ascii()).ok()?;
    Some((HeaderName::from_bytes(name).ok()?, value))
}

/// An answer as it stands on the wire, the last of its connection.
pub(super) async fn written(response: Response) -> Vec<u8> {
    let (parts, body) = response.into_parts();
    // Made by us a moment ago: it is there.
    let body = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    let mut bytes = format!("HTTP/1.1 {}\r\n", parts.status).into_bytes();
    for (name, value) in &parts.headers {
        bytes.extend_from_slice(name.as_str().as_bytes());
        bytes.extend_from_slice(b": ");
        bytes.extend_from_slice(value.as_bytes());
        bytes.extend_from_slice(b"\r\n");
    }
    bytes
        .extend_from_slice(format!("content-length: {}\r\nconnection: close\r\n\r\n", body.len()).as_bytes());
    bytes.extend_from_slice(&body);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_of_a_head_tells_for_whom_the_answer_is() {
        let half =
            HalfRequest::new(Fault::TooSlow, b"POST /a/b?c=d HTTP/1.1\r\nAccept: text/xml\r\nbad\r\nX");
        assert_eq!((half.path.as_str(), half.headers.len()), ("/a/b", 1));
        assert_eq!(half.headers["accept"], "text/xml");
        assert_eq!(HalfRequest::new(Fault::TooSlow, b"GET /exter").path, "/exter");
        assert_eq!(HalfRequest::new(Fault::TooSlow, b"GE").path, "");
        assert_eq!(HalfRequest::new(Fault::Malformed, b"\x16\x03 \xff\xfe \n\n").path, "");
    }

    #[tokio::test]
    async fn an_answer_is_written_with_its_length_and_ends_the_connection() {
        let mut response = Response::new(axum::body::Body::from("no"));
        *response.status_mut() = axum::http::StatusCode::REQUEST_TIMEOUT;
        response.headers_mut().insert("x-a", HeaderValue::from_static("b"));
        let expected =
            b"HTTP/1.1 408 Request Timeout\r\nx-a: b\r\ncontent-length: 2\r\nconnection: close\r\n\r\nno";
        assert_eq!(written(response).await, expected);
    }
}
