//! From the bytes of a body to the text of a document, and what stops the reading at once (B8-B12).

use crate::node::line_and_column;

/// The two forms of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BodyForm {
    /// JSON.
    Json,
    /// XML.
    Xml,
}

/// The body has no tree: one text on the root, nothing else is reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// Byte offset of the offending place.
    pub position: usize,
    /// What is wrong, as told to the client.
    pub text: String,
}

impl Unreadable {
    /// No body, only blanks, or nothing but null (B8).
    pub fn missing() -> Self {
        Self { position: 0, text: "A request body is required.".to_owned() }
    }

    /// Bytes that are not UTF-8 (B11).
    pub fn not_utf8() -> Self {
        Self { position: 0, text: "The body is not valid UTF-8.".to_owned() }
    }

    /// A place in the text: `Line 4, column 17: a comma is expected.` (J6).
    pub fn at(text: &str, position: usize, what: &str) -> Self {
        let (line, column) = line_and_column(text, position);
        Self { position, text: format!("Line {line}, column {column}: {what}") }
    }
}

/// The bytes as text without a byte order mark (B10, B11).
///
/// UTF-16 without a mark can be valid UTF-8 full of NUL; neither JSON nor XML begins with one.
pub fn text_of(body: &[u8]) -> Result<&str, Unreadable> {
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    if body.iter().take(2).any(|&byte| byte == 0) {
        return Err(Unreadable::not_utf8());
    }
    std::str::from_utf8(body).ok().ok_or_else(Unreadable::not_utf8)
}
