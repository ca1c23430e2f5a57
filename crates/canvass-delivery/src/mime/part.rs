//! The texts of a letter as MIME parts, always base64 or quoted-printable (RUSTSEC-2026-0561).

use lettre::message::header::{ContentTransferEncoding, ContentType};
use lettre::message::{Body, MultiPart, SinglePart};
use memchr::memchr2;

use super::BuildError;
use crate::Letter;

/// The content headers, an empty line and the encoded content.
pub(super) fn content(letter: &Letter) -> Result<Vec<u8>, BuildError> {
    let text = single(ContentType::TEXT_PLAIN, &letter.text)?;
    Ok(match &letter.html {
        None => text.formatted(),
        Some(html) => MultiPart::alternative()
            .boundary(boundary(&letter.message_id))
            .singlepart(text)
            .singlepart(single(ContentType::TEXT_HTML, html)?)
            .formatted(),
    })
}

fn single(content_type: ContentType, text: &str) -> Result<SinglePart, BuildError> {
    Ok(SinglePart::builder().header(content_type).body(encoded(text)?))
}

/// `=_` stands in neither base64 nor quoted-printable, so no content can hold the boundary.
fn boundary(message_id: &str) -> String {
    let left = message_id.split('@').next().unwrap_or_default();
    let letters: String = left.chars().filter(char::is_ascii_alphanumeric).take(40).collect();
    format!("=_canvass_{letters}")
}

fn encoded(text: &str) -> Result<Body, BuildError> {
    let lines = with_crlf(text);
    let foreign = if lines.is_ascii() { 0 } else { lines.bytes().filter(|byte| !byte.is_ascii()).count() };
    // Quoted-printable triples a foreign byte, base64 adds a third to every byte: they meet at a sixth.
    let encoding = if foreign * 6 > lines.len() {
        ContentTransferEncoding::Base64
    } else {
        ContentTransferEncoding::QuotedPrintable
    };
    // As bytes and not as a String: lettre's own line end conversion is quadratic.
    match Body::new_with_encoding(lines.into_bytes(), encoding) {
        Ok(body) if encoding == ContentTransferEncoding::QuotedPrintable => {
            Ok(Body::dangerous_pre_encoded(without_leading_dots(body.as_ref()), encoding))
        }
        Ok(body) => Ok(body),
        Err(_) => Err(BuildError::Encoding),
    }
}

/// All line ends as CRLF, none at the very end (the part ends with one anyway).
fn with_crlf(text: &str) -> String {
    let mut lines = String::with_capacity(text.len() + text.len() / 32);
    let mut rest = text;
    while let Some((line, end)) = memchr2(b'\r', b'\n', rest.as_bytes()).map(|at| rest.split_at(at)) {
        lines.push_str(line);
        lines.push_str("\r\n");
        rest = end.strip_prefix("\r\n").or_else(|| end.get(1..)).unwrap_or_default();
    }
    lines.push_str(rest);
    if lines.ends_with("\r\n") {
        lines.truncate(lines.len() - 2);
    }
    lines
}

/// Writes a leading dot of a quoted-printable line as `=2E`, with a soft break where the line would be too long.
fn without_leading_dots(encoded: &[u8]) -> Vec<u8> {
    const LONGEST_LINE: usize = 76;
    let mut out = Vec::with_capacity(encoded.len() + 64);
    for whole in encoded.split_inclusive(|byte| *byte == b'\n') {
        let mut line = whole;
        while let Some(rest) = line.strip_prefix(b".") {
            out.extend_from_slice(b"=2E");
            let visible = rest.trim_ascii_end().len();
            if visible + 3 > LONGEST_LINE {
                out.extend_from_slice(b"=\r\n");
                line = rest;
            } else {
                out.extend_from_slice(rest);
                line = b"";
            }
        }
        out.extend_from_slice(line);
    }
    out
}
