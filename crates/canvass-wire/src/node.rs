//! The tree that both readers build: what was sent, nothing bound yet.
//!
//! Numbers stay text, doubled names and NUL stay visible, and each node knows where it began, so that the member
//! tables can refuse with a path and faults can be put in the order of the document.

use std::borrow::Cow;

/// One value of the document.
#[derive(Debug, Clone, PartialEq)]
pub struct Node<'a> {
    /// Byte offset of the value in the text.
    pub position: usize,
    /// What stands there.
    pub kind: Kind<'a>,
}

/// The kinds of values. JSON never gives a `Leaf` or an `Element`, XML gives only these and, for nil, `Null`.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind<'a> {
    /// JSON `null`, or an element marked nil.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, digits as sent.
    Number(&'a str),
    /// A text, escapes resolved.
    Text(Cow<'a, str>),
    /// A JSON list.
    List(Vec<Node<'a>>),
    /// A JSON object, doubled names kept.
    Object(Vec<Member<'a>>),
    /// An XML element without child elements: its text. Only the table knows whether it is a value, an empty object
    /// or an empty list.
    Leaf(Cow<'a, str>),
    /// An XML element with child elements, known or not.
    Element(Box<Element<'a>>),
}

/// A named value of an object or a child of an element.
#[derive(Debug, Clone, PartialEq)]
pub struct Member<'a> {
    /// The name; for an element its local name.
    pub name: Cow<'a, str>,
    /// The value.
    pub node: Node<'a>,
}

/// What stands between the tags of an element.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Element<'a> {
    /// Its text, pieces joined. Blank text beside child elements is dropped.
    pub text: Cow<'a, str>,
    /// Child elements of known namespaces.
    pub children: Vec<Member<'a>>,
}

impl<'a> Kind<'a> {
    /// Text and children, if it is an element.
    pub fn as_element(&self) -> Option<(&str, &[Member<'a>])> {
        match self {
            Self::Leaf(text) => Some((text, &[])),
            Self::Element(element) => Some((&element.text, &element.children)),
            Self::Null
            | Self::Bool(_)
            | Self::Number(_)
            | Self::Text(_)
            | Self::List(_)
            | Self::Object(_) => None,
        }
    }
}

/// The blanks of JSON and XML.
pub fn is_blank(letter: char) -> bool {
    matches!(letter, ' ' | '\t' | '\n' | '\r')
}

/// Line and column, both from 1, of a byte offset; columns count characters (J6).
pub fn line_and_column(text: &str, position: usize) -> (usize, usize) {
    let end = (0..=position.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    let before = text.get(..end).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = before.bytes().filter(|&byte| byte == b'\n').count() + 1;
    let column = before.get(line_start..).unwrap_or_default().chars().count() + 1;
    (line, column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn j6_columns_are_counted_in_characters() {
        let text = "{\n\"é\u{1F600}\": x";
        assert_eq!(line_and_column(text, text.find('x').unwrap()), (2, 7));
        assert_eq!(line_and_column(text, 0), (1, 1));
        assert_eq!(line_and_column("ab", 99), (1, 3));
    }
}
