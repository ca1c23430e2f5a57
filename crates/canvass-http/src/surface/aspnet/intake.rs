//! Headers and body of a request: what is sent, what is asked for, and the whole of it within its limits.

use std::borrow::Cow;

use axum::body::{Body, HttpBody as _};
use axum::http::{HeaderMap, HeaderName, header};
use canvass_wire::negotiate::{Content, MediaType, answer_type, body_form};
use canvass_wire::read::BodyForm;

use super::{Own, Trouble};
use crate::front::{BodyLimits, read_body_into};
use crate::surface::line::Place;

/// A body and the forms of it and of its answer.
#[derive(Debug)]
pub(crate) struct Taken {
    pub(crate) body: Vec<u8>,
    pub(crate) form: BodyForm,
    pub(crate) answer: MediaType,
}

/// Takes a body in, if the call has one: 413 by length, 415, 408, 413.
pub(crate) async fn take_in<O: Own>(
    headers: &HeaderMap,
    body: Option<Body>,
    limits: BodyLimits,
    place: &Place,
) -> Result<Taken, Trouble<O>> {
    let (body, content) = match body {
        Some(body) => {
            let body = received(headers, body, limits, place).await?;
            let content = body_form(media_type(headers).as_deref(), &body)
                .map_err(|unsupported| Trouble::MediaType(unsupported.0))?;
            (body, Some(content))
        }
        None => (Vec::new(), None),
    };
    let answer = answer_type(accept(headers).as_deref(), content);
    Ok(Taken { body, form: content.map_or(BodyForm::Json, |content| content.form), answer })
}

async fn received<O: Own>(
    headers: &HeaderMap,
    body: Body,
    limits: BodyLimits,
    place: &Place,
) -> Result<Vec<u8>, Trouble<O>> {
    let declared = text(headers, &header::CONTENT_LENGTH).and_then(|length| length.parse::<u64>().ok());
    if declared.is_some_and(|length| usize::try_from(length).map_or(true, |length| length > limits.bytes)) {
        return Err(Trouble::TooLarge(limits.bytes));
    }
    let media_type = media_type(headers);
    if !body.is_end_stream() {
        // Any byte stands for a body: an unknown type is refused before a byte of it is read.
        body_form(media_type.as_deref(), b"x").map_err(|unsupported| Trouble::MediaType(unsupported.0))?;
    }
    let sent = media_type.unwrap_or_default();
    read_body_into(headers, body, limits, place)
        .await
        .map_err(|fault| Trouble::of_body(fault, &sent, limits.bytes))
}

/// The type of an error before the body is read. Without a type the first byte would decide (B4): JSON then.
pub(crate) fn type_of_head(headers: &HeaderMap) -> MediaType {
    let content: Option<Content> = body_form(media_type(headers).as_deref(), b"").ok();
    answer_type(accept(headers).as_deref(), content)
}

/// What is accepted: several lines are one list (RFC 9110, 5.3).
pub(crate) fn accept(headers: &HeaderMap) -> Option<String> {
    let lines: Vec<&str> =
        headers.get_all(header::ACCEPT).iter().filter_map(|line| line.to_str().ok()).collect();
    if lines.is_empty() { None } else { Some(lines.join(",")) }
}

/// The type of the body. Bytes that are no ASCII stay visible as what they are, no part of a type (B6): were they
/// dropped, the body would pass for one without a type.
pub(crate) fn media_type(headers: &HeaderMap) -> Option<Cow<'_, str>> {
    headers.get(header::CONTENT_TYPE).map(|value| String::from_utf8_lossy(value.as_bytes()))
}

/// A header that is text.
pub(crate) fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn g6_lines_of_accept_are_one_list() {
        let headers = |lines: &[&'static str]| {
            lines.iter().map(|line| (header::ACCEPT, header::HeaderValue::from_static(line))).collect()
        };
        let chosen = |lines: &[&'static str]| type_of_head(&headers(lines));
        assert_eq!(chosen(&["text/plain", "application/xml"]), MediaType::ApplicationXml);
        assert_eq!(chosen(&["application/xml;q=0.5", "text/json;q=0.9"]), MediaType::TextJson);
        assert_eq!(chosen(&[]), MediaType::ApplicationJson);
    }
}
