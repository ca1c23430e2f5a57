//! Which reader takes the body (B1-B6) and which form the answer has (G1-G10).

mod accept;
mod content;

pub use accept::answer_type;
pub use content::{Content, UnsupportedMediaType, body_form};

use crate::read::BodyForm;

/// The four types of the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MediaType {
    /// `application/json`
    ApplicationJson,
    /// `text/json`
    TextJson,
    /// `application/xml`
    ApplicationXml,
    /// `text/xml`
    TextXml,
}

impl MediaType {
    /// The form of a body of this type.
    pub fn form(self) -> BodyForm {
        match self {
            Self::ApplicationJson | Self::TextJson => BodyForm::Json,
            Self::ApplicationXml | Self::TextXml => BodyForm::Xml,
        }
    }

    /// The header of an answer of this type (O1, W1).
    pub fn header(self) -> &'static str {
        match self {
            Self::ApplicationJson => "application/json; charset=utf-8",
            Self::TextJson => "text/json; charset=utf-8",
            Self::ApplicationXml => "application/xml; charset=utf-8",
            Self::TextXml => "text/xml; charset=utf-8",
        }
    }

    fn named(kind: &str, subtype: &str) -> Option<Self> {
        let is = |first: &str, second: &str| {
            kind.eq_ignore_ascii_case(first) && subtype.eq_ignore_ascii_case(second)
        };
        if is("application", "json") {
            Some(Self::ApplicationJson)
        } else if is("text", "json") {
            Some(Self::TextJson)
        } else if is("application", "xml") {
            Some(Self::ApplicationXml)
        } else if is("text", "xml") {
            Some(Self::TextXml)
        } else {
            None
        }
    }
}

/// Type and subtype of a header value; parameters are left to the caller.
fn type_and_subtype(value: &str) -> Option<(&str, &str)> {
    let (kind, subtype) = value.trim().split_once('/')?;
    let is_token = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
    };
    (is_token(kind) && is_token(subtype)).then_some((kind, subtype))
}

#[cfg(test)]
mod tests;
