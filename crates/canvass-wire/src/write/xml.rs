//! XML out, as the data-contract serialiser of the original writes it (W1-W10).

use std::fmt::Write;

use data_encoding::BASE64;

use super::{Of, Out, Record};

const SCHEMA_INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// An answer that is one object.
pub fn xml(record: &dyn Record) -> String {
    let mut writer = Writer::begin(record.type_name(), record.namespace());
    writer.object(record, 2);
    writer.end(record.type_name())
}

/// An answer that is a list (W8): items of a type with this name and namespace.
pub fn xml_list<T: Record>(item: &str, namespace: &'static str, items: &[T]) -> String {
    let name = format!("ArrayOf{item}");
    let mut writer = Writer::begin(&name, namespace);
    writer.items(&Out::list(items), item, namespace, 2);
    writer.end(&name)
}

/// A prefix in scope; the others are made of the depth at which they were declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Prefix {
    Default,
    Depth(usize),
}

#[derive(Debug)]
struct Writer {
    text: String,
    scope: Vec<(Prefix, &'static str)>,
}

impl Writer {
    fn begin(name: &str, namespace: &'static str) -> Self {
        let text = format!("<{name} xmlns:i=\"{SCHEMA_INSTANCE}\" xmlns=\"{namespace}\">");
        Self { text, scope: vec![(Prefix::Default, namespace)] }
    }

    fn end(mut self, name: &str) -> String {
        self.close(None, name);
        self.text
    }

    fn object(&mut self, record: &dyn Record, depth: usize) {
        for (namespace, name, of, out) in record.xml_members() {
            self.element((name, namespace), of, &out, depth);
        }
    }

    /// The prefix of a namespace, unless a newer declaration hides it.
    fn prefix(&self, namespace: &str) -> Option<Prefix> {
        let found = self.scope.iter().enumerate().rev().find(|(at, (prefix, bound))| {
            *bound == namespace && !self.scope.iter().skip(at + 1).any(|newer| newer.0 == *prefix)
        });
        found.map(|(_, (prefix, _))| *prefix)
    }

    fn element(&mut self, (name, namespace): (&str, &'static str), of: Of, out: &Out<'_>, depth: usize) {
        let outer = self.scope.len();
        // W4: a namespace without a prefix is declared on the element itself.
        let own = self.prefix(namespace);
        let declares_own = own.is_none();
        let own = own.unwrap_or(Prefix::Default);
        if declares_own {
            self.scope.push((Prefix::Default, namespace));
        }
        self.open(own, name);
        // W5, W6
        if let Of::Object(inner) | Of::List(_, inner) = of
            && self.prefix(inner).is_none()
        {
            self.scope.push((Prefix::Depth(depth), inner));
            self.put(format_args!(" xmlns:d{depth}p1=\"{inner}\""));
        }
        // W7
        if matches!(out, Out::Null) {
            self.text.push_str(" i:nil=\"true\"");
        }
        if declares_own {
            self.put(format_args!(" xmlns=\"{namespace}\""));
        }
        if matches!(out, Out::Null) || matches!(out, Out::List(items) if items.is_empty()) {
            self.text.push_str(" />");
        } else {
            self.text.push('>');
            match of {
                Of::List(item, inner) => self.items(out, item, inner, depth + 1),
                Of::Value | Of::Object(_) => self.content(out, depth + 1),
            }
            self.close(Some(own), name);
        }
        self.scope.truncate(outer);
    }

    fn items(&mut self, out: &Out<'_>, item: &str, namespace: &'static str, depth: usize) {
        if let Out::List(items) = out {
            for out in items {
                self.element((item, namespace), Of::Value, out, depth);
            }
        }
    }

    fn content(&mut self, out: &Out<'_>, depth: usize) {
        match out {
            Out::Null | Out::List(_) => {}
            Out::Text(own) => xml_text(&mut self.text, own),
            Out::Bool(flag) => self.text.push_str(if *flag { "true" } else { "false" }),
            Out::Int(number) => self.put(format_args!("{number}")),
            Out::Double(number) => self.put(format_args!("{number}")),
            Out::Decimal(number) => self.put(format_args!("{number}")),
            Out::Guid(guid) => self.put(format_args!("{}", guid.hyphenated())),
            Out::Code(_, name) => self.text.push_str(name),
            Out::Bytes(bytes) => self.text.push_str(&BASE64.encode(bytes)),
            Out::Object(record) => self.object(*record, depth),
        }
    }

    fn open(&mut self, prefix: Prefix, name: &str) {
        match prefix {
            Prefix::Default => self.put(format_args!("<{name}")),
            Prefix::Depth(depth) => self.put(format_args!("<d{depth}p1:{name}")),
        }
    }

    fn close(&mut self, prefix: Option<Prefix>, name: &str) {
        match prefix {
            None | Some(Prefix::Default) => self.put(format_args!("</{name}>")),
            Some(Prefix::Depth(depth)) => self.put(format_args!("</d{depth}p1:{name}>")),
        }
    }

    fn put(&mut self, written: std::fmt::Arguments<'_>) {
        let written = self.text.write_fmt(written);
        debug_assert!(written.is_ok(), "a String takes every text");
    }
}

/// A text between tags (W10). What XML cannot carry never got in (J8, J9); it is dropped here all the same.
pub fn xml_text(text: &mut String, own: &str) {
    let is_special =
        |letter: char| matches!(letter, '&' | '<' | '>' | '\0'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}');
    let mut rest = own;
    while let Some(at) = rest.find(is_special) {
        let (plain, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        text.push_str(plain);
        let mut letters = from.chars();
        match letters.next() {
            Some('&') => text.push_str("&amp;"),
            Some('<') => text.push_str("&lt;"),
            Some('>') => text.push_str("&gt;"),
            Some('\r') => text.push_str("&#xD;"),
            Some(blank @ ('\t' | '\n')) => text.push(blank),
            _ => {}
        }
        rest = letters.as_str();
    }
    text.push_str(rest);
}

/// A key as the name of an element (S5): `[` becomes `_x005B_`.
pub fn element_name(key: &str) -> String {
    let mut name = String::with_capacity(key.len());
    for (at, letter) in key.char_indices() {
        let is_start =
            letter.is_alphabetic() || (letter == '_' && !key.get(at..).unwrap_or_default().starts_with("_x"));
        let is_inside = at > 0 && (letter.is_alphanumeric() || matches!(letter, '-' | '.'));
        if is_start || is_inside {
            name.push(letter);
        } else {
            let mut units = [0; 2];
            for unit in letter.encode_utf16(&mut units) {
                let written = write!(name, "_x{unit:04X}_");
                debug_assert!(written.is_ok(), "a String takes every text");
            }
        }
    }
    name
}
