//! One set of conversions for JSON values, XML text and query text (V1-V10, D1-D12).
//!
//! Each type says how it reads a literal, a number as sent and a text without outer blanks; [`plain`] and [`nullable`]
//! say what null and nothing mean. What is refused is told without the value (S7).

mod bytes;
mod code;
mod date;
mod decimal;
mod flag;
mod guid;
mod number;

use std::borrow::Cow;

pub use bytes::Bytes;
pub use code::{Codes, words_text};
pub use decimal::Decimal;

use crate::node::{Kind, Node};

/// A value without parts, whichever form it came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scalar<'a> {
    /// Null, or nil in XML.
    Null,
    /// A JSON literal.
    Bool(bool),
    /// A JSON number, digits as sent.
    Number(&'a str),
    /// A JSON text, the text of an element, a query value.
    Text(&'a str),
}

impl<'a> Scalar<'a> {
    /// The value of a node; `None` for lists, objects and elements with children (X15).
    pub fn of(node: &'a Node<'_>) -> Option<Self> {
        match &node.kind {
            Kind::Null => Some(Self::Null),
            Kind::Bool(flag) => Some(Self::Bool(*flag)),
            Kind::Number(digits) => Some(Self::Number(digits)),
            Kind::Text(text) | Kind::Leaf(text) => Some(Self::Text(text)),
            Kind::Element(_) | Kind::List(_) | Kind::Object(_) => None,
        }
    }
}

/// The value of a member as its table meets it.
#[derive(Debug, Clone, Copy)]
pub struct Sent<'a> {
    /// `None` for lists, objects and elements with children.
    pub scalar: Option<Scalar<'a>>,
    /// Only the JSON type of the member is taken: our own routes.
    pub is_strict: bool,
}

impl<'a> Sent<'a> {
    /// What a node holds.
    pub fn of(node: &'a Node<'_>, is_strict: bool) -> Self {
        Self { scalar: Scalar::of(node), is_strict }
    }

    fn expect(self, json: JsonType, wrong: Wrong) -> Result<Scalar<'a>, Wrong> {
        let scalar = self.scalar.ok_or(wrong.clone())?;
        let is_type = match scalar {
            Scalar::Null => true,
            Scalar::Bool(_) => json == JsonType::Bool,
            Scalar::Number(_) => json == JsonType::Number,
            Scalar::Text(_) => json == JsonType::Text,
        };
        if is_type || !self.is_strict { Ok(scalar) } else { Err(wrong) }
    }
}

impl<'a> From<Scalar<'a>> for Sent<'a> {
    fn from(scalar: Scalar<'a>) -> Self {
        Self { scalar: Some(scalar), is_strict: false }
    }
}

/// The JSON type in which our own routes take a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonType {
    /// `true` and `false`.
    Bool,
    /// Numbers.
    Number,
    /// Texts.
    Text,
}

/// What is wrong with a value; the texts of section 10.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// int, long.
    NotWhole,
    /// int, long, double, decimal.
    OutOfRange,
    /// double, decimal.
    NotNumber,
    /// bool.
    NotBool,
    /// date.
    NotDate,
    /// A time of day on our own routes.
    NotTime,
    /// A date outside 1900 to 2999 (D8).
    YearOutOfRange,
    /// guid.
    NotGuid,
    /// base64.
    NotBase64,
    /// enum and fixed words: what is accepted.
    NotOneOf(String),
    /// A text was expected.
    NotText,
    /// A list was expected.
    NotList,
    /// An object was expected.
    NotObject,
    /// A text with a NUL (J8).
    Nul,
    /// A null item of a list (M7).
    NullItem,
}

impl Wrong {
    /// The text told to the client.
    pub fn text(&self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::NotWhole => "The value is not a whole number.",
            Self::OutOfRange => "The value is out of range.",
            Self::NotNumber => "The value is not a number.",
            Self::NotBool => "The value is not true or false.",
            Self::NotDate => {
                "The value is not a date. Use for example 2026-03-02 or 2026-03-02T11:30:00+01:00."
            }
            Self::NotTime => "The value is not a time of day. Use for example 11:30.",
            Self::YearOutOfRange => "The year is out of range.",
            Self::NotGuid => "The value is not a GUID.",
            Self::NotBase64 => "The value is not valid Base64.",
            Self::NotOneOf(accepted) => return Cow::Owned(format!("The value is not one of: {accepted}.")),
            Self::NotText => "A text is expected.",
            Self::NotList => "A list is expected.",
            Self::NotObject => "An object is expected.",
            Self::Nul => "The text contains a NUL character.",
            Self::NullItem => "The item is null.",
        })
    }
}

/// A type that can be read from a value without parts. `Ok(None)` is null by another spelling (D7).
pub trait Scan: Sized {
    /// What is said of a value of a wrong kind.
    const WRONG: Wrong;
    /// The type on our own routes.
    const JSON: JsonType = JsonType::Text;

    /// A JSON literal.
    fn from_bool(_: bool) -> Result<Option<Self>, Wrong> {
        Err(Self::WRONG)
    }

    /// A JSON number, digits as sent.
    fn from_number(_: &str) -> Result<Option<Self>, Wrong> {
        Err(Self::WRONG)
    }

    /// A text that is not blank, outer blanks taken off.
    fn from_text(text: &str) -> Result<Option<Self>, Wrong>;
}

/// A value of a plain member: null is as left out (M6), a blank text is refused.
pub fn plain<'a, T: Scan>(sent: impl Into<Sent<'a>>) -> Result<Option<T>, Wrong> {
    let sent = sent.into();
    match sent.scalar {
        Some(Scalar::Text(text)) if text.trim().is_empty() => Err(T::WRONG),
        _ => nullable(sent),
    }
}

/// A value of a nullable member: null and blank texts are null (V3, V5, X9, D10).
pub fn nullable<'a, T: Scan>(sent: impl Into<Sent<'a>>) -> Result<Option<T>, Wrong> {
    match sent.into().expect(T::JSON, T::WRONG)? {
        Scalar::Null => Ok(None),
        Scalar::Bool(flag) => T::from_bool(flag),
        Scalar::Number(digits) => T::from_number(digits),
        Scalar::Text(text) if text.contains('\0') => Err(Wrong::Nul),
        Scalar::Text(text) if text.trim().is_empty() => Ok(None),
        Scalar::Text(text) => T::from_text(text.trim()),
    }
}

/// A string: as sent, blanks kept; numbers and literals as they were written (V1).
pub fn text<'a>(sent: impl Into<Sent<'a>>) -> Result<Option<&'a str>, Wrong> {
    match sent.into().expect(JsonType::Text, Wrong::NotText)? {
        Scalar::Null => Ok(None),
        Scalar::Bool(true) => Ok(Some("true")),
        Scalar::Bool(false) => Ok(Some("false")),
        // J8
        Scalar::Text(text) if text.contains('\0') => Err(Wrong::Nul),
        Scalar::Number(text) | Scalar::Text(text) => Ok(Some(text)),
    }
}

#[cfg(test)]
mod tests;
