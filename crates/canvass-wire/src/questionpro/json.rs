//! Answers of this surface as JSON: members in the order of the vendor's samples, some only where there is something to
//! tell.

use crate::write::json_text;

/// A value to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Json<'a> {
    Null,
    Bool(bool),
    Text(&'a str),
    Owned(String),
    Whole(i64),
    /// A number in the characters it was sent with.
    Number(&'a str),
    Object(Vec<(&'a str, Json<'a>)>),
    List(Vec<Json<'a>>),
}

impl Json<'_> {
    /// The text.
    pub(super) fn write(&self) -> String {
        let mut text = String::with_capacity(256);
        self.put(&mut text);
        text
    }

    fn put(&self, text: &mut String) {
        match self {
            Self::Null => text.push_str("null"),
            Self::Bool(true) => text.push_str("true"),
            Self::Bool(false) => text.push_str("false"),
            Self::Text(own) => json_text(text, own),
            Self::Owned(own) => json_text(text, own),
            Self::Whole(number) => text.push_str(&number.to_string()),
            Self::Number(digits) => text.push_str(digits),
            Self::Object(members) => {
                text.push('{');
                for (index, (name, value)) in members.iter().enumerate() {
                    text.push_str(if index == 0 { "" } else { "," });
                    json_text(text, name);
                    text.push(':');
                    value.put(text);
                }
                text.push('}');
            }
            Self::List(items) => {
                text.push('[');
                for (index, item) in items.iter().enumerate() {
                    text.push_str(if index == 0 { "" } else { "," });
                    item.put(text);
                }
                text.push(']');
            }
        }
    }
}
