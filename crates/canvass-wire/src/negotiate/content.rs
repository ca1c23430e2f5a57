//! The reader of a body (section 1).

use super::{MediaType, type_and_subtype};
use crate::node::is_blank;
use crate::read::BodyForm;

/// The reader and what an answer without `Accept` is written in (G2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Content {
    /// Who reads.
    pub form: BodyForm,
    /// The type the answer takes over.
    pub answer: MediaType,
}

impl Content {
    fn of(answer: MediaType) -> Self {
        Self { form: answer.form(), answer }
    }
}

/// The type of the body is not read here (B6); holds the type for the text of S20.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnsupportedMediaType(pub String);

/// Chooses the reader. `body` is looked at only where no type is given, or to see that it is empty.
pub fn body_form(content_type: Option<&str>, body: &[u8]) -> Result<Content, UnsupportedMediaType> {
    let sent = content_type.unwrap_or_default().trim();
    if sent.is_empty() {
        return Ok(by_first_byte(body));
    }
    // B5: parameters say nothing, nor does a bare semicolon.
    let media_type = sent.split(';').next().unwrap_or_default();
    // What is no ASCII is no media type, wherever it stands.
    let known = type_and_subtype(media_type).filter(|_| sent.is_ascii()).and_then(|(kind, subtype)| {
        match (kind, subtype) {
            ("*", "*") => Some(MediaType::ApplicationJson),
            (kind, "*") if kind.eq_ignore_ascii_case("application") => Some(MediaType::ApplicationJson),
            _ => MediaType::named(kind, subtype),
        }
    });
    match known {
        Some(media_type) => Ok(Content::of(media_type)),
        // An empty body of any type is answered for being empty (B8).
        None if body.is_empty() => Ok(by_first_byte(body)),
        None => Err(UnsupportedMediaType(media_type.trim().to_owned())),
    }
}

/// B4
fn by_first_byte(body: &[u8]) -> Content {
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    let first = body.iter().find(|&&byte| !is_blank(char::from(byte)));
    Content::of(if first == Some(&b'<') { MediaType::ApplicationXml } else { MediaType::ApplicationJson })
}
