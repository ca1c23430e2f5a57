//! JSON out: no blanks, names as declared, the escapes of O6.

use std::fmt::Write;

use data_encoding::BASE64;

use super::{Out, Record};

/// An answer that is one object.
pub fn json(record: &dyn Record) -> String {
    let mut text = String::with_capacity(256);
    object(&mut text, record);
    text
}

/// An answer that is a list.
pub fn json_list<T: Record>(items: &[T]) -> String {
    let mut text = String::new();
    value(&mut text, &Out::list(items));
    text
}

fn object(text: &mut String, record: &dyn Record) {
    text.push('{');
    for (index, (name, member)) in record.json_members().iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        json_text(text, name);
        text.push(':');
        value(text, member);
    }
    text.push('}');
}

fn value(text: &mut String, out: &Out<'_>) {
    match out {
        Out::Null => text.push_str("null"),
        Out::Text(own) => json_text(text, own),
        Out::Bool(flag) => text.push_str(if *flag { "true" } else { "false" }),
        Out::Int(number) => put(text, number),
        Out::Double(number) => {
            put(text, number);
            if number.fract() == 0.0 {
                text.push_str(".0");
            }
        }
        Out::Decimal(number) => put(text, number),
        Out::Guid(guid) => json_text(text, &guid.hyphenated().to_string()),
        Out::Code(number, _) => put(text, number),
        Out::Bytes(bytes) => json_text(text, &BASE64.encode(bytes)),
        Out::Object(record) => object(text, *record),
        Out::List(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                value(text, item);
            }
            text.push(']');
        }
    }
}

fn put(text: &mut String, number: impl std::fmt::Display) {
    let written = write!(text, "{number}");
    debug_assert!(written.is_ok(), "a String takes every text");
}

/// A text in quotes with the escapes of O6.
pub fn json_text(text: &mut String, own: &str) {
    text.push('"');
    let mut rest = own;
    while let Some(at) = rest.find(is_escaped) {
        let (plain, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        text.push_str(plain);
        let mut letters = from.chars();
        if let Some(letter) = letters.next() {
            escape(text, letter);
        }
        rest = letters.as_str();
    }
    text.push_str(rest);
    text.push('"');
}

fn is_escaped(letter: char) -> bool {
    matches!(letter, '"' | '\\' | '\0'..='\u{1F}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn escape(text: &mut String, letter: char) {
    match letter {
        '"' => text.push_str("\\\""),
        '\\' => text.push_str("\\\\"),
        '\n' => text.push_str("\\n"),
        '\r' => text.push_str("\\r"),
        '\t' => text.push_str("\\t"),
        _ => put(text, format_args!("\\u{:04x}", u32::from(letter))),
    }
}
