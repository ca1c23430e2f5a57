//! What stands inside a start tag: its name and its attributes, borrowed, with the checks of XML 1.0 and of the
//! limits of X18.

use std::borrow::Cow;

use super::letter::attribute_value;
use super::{Stop, stop};
use crate::limits::ReadLimits;
use crate::node::is_blank;

/// A name with its prefix, `""` if it has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Name<'a> {
    pub(super) prefix: &'a str,
    pub(super) local: &'a str,
}

impl<'a> Name<'a> {
    /// At most one colon, and both parts names.
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let (prefix, local) = match text.split_once(':') {
            Some((prefix, local)) if is_name(prefix) => (prefix, local),
            Some(_) => return None,
            None => ("", text),
        };
        is_name(local).then_some(Self { prefix, local })
    }
}

fn is_name(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    if text.bytes().all(is_plain) {
        return text.bytes().next().is_some_and(|first| first.is_ascii_alphabetic() || first == b'_');
    }
    let mut letters = text.chars();
    letters.next().is_some_and(begins_name) && letters.all(continues_name)
}

fn begins_name(letter: char) -> bool {
    letter.is_ascii_alphabetic()
        || letter == '_'
        || (!letter.is_ascii()
            && matches!(letter,
                '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}' | '\u{370}'..='\u{37D}'
                | '\u{37F}'..='\u{1FFF}' | '\u{200C}' | '\u{200D}' | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}'
                | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}'
                | '\u{1_0000}'..='\u{E_FFFF}'))
}

fn continues_name(letter: char) -> bool {
    begins_name(letter)
        || letter.is_ascii_digit()
        || matches!(letter, '-' | '.' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}' | '\u{2040}')
}

/// One attribute that declares no namespace.
#[derive(Debug)]
pub(super) struct Attribute<'a> {
    pub(super) name: Name<'a>,
    pub(super) value: Cow<'a, str>,
}

/// A start tag, taken apart.
#[derive(Debug)]
pub(super) struct Tag<'a> {
    pub(super) name: Name<'a>,
    pub(super) attributes: Vec<Attribute<'a>>,
    /// Prefix and namespace; the prefix is `""` for the default.
    pub(super) declarations: Vec<(&'a str, Cow<'a, str>)>,
}

impl<'a> Tag<'a> {
    /// `raw` is what stands between the angle brackets, `at` the place of the first of them.
    pub(super) fn parse(raw: &'a str, at: usize, limits: ReadLimits) -> Result<Self, Stop> {
        let is_end = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
        let end = raw.as_bytes().iter().position(is_end).unwrap_or(raw.len());
        let (name, mut rest) = raw.split_at_checked(end).unwrap_or((raw, ""));
        let name = Name::parse(name).ok_or(stop(at, "the name of the element is not valid."))?;
        let mut tag = Self { name, attributes: Vec::new(), declarations: Vec::new() };
        while !rest.chars().all(is_blank) {
            let (name, value, more) =
                attribute(rest).ok_or(stop(at, "an attribute of the element is not well-formed."))?;
            rest = more;
            tag.add(name, value, at, limits)?;
        }
        Ok(tag)
    }

    fn add(
        &mut self,
        name: Name<'a>,
        value: Cow<'a, str>,
        at: usize,
        limits: ReadLimits,
    ) -> Result<(), Stop> {
        let is_declaration = name.prefix == "xmlns" || (name.prefix.is_empty() && name.local == "xmlns");
        let is_double = if is_declaration {
            let prefix = if name.prefix.is_empty() { "" } else { name.local };
            let is_double = self.declarations.iter().any(|declared| declared.0 == prefix);
            self.declarations.push((prefix, value));
            is_double
        } else {
            let is_double = self.attributes.iter().any(|attribute| attribute.name == name);
            self.attributes.push(Attribute { name, value });
            is_double
        };
        // X18
        if self.attributes.len() > limits.attributes {
            return Err(stop(at, "the element has more than 64 attributes."));
        }
        if self.declarations.len() > limits.namespaces {
            return Err(stop(at, "the element declares more than 32 namespaces."));
        }
        if is_double { Err(stop(at, "an attribute of the element occurs twice.")) } else { Ok(()) }
    }
}

/// The next attribute of a tag: blanks, name, equals sign, value in quotes; and what follows it.
fn attribute(rest: &str) -> Option<(Name<'_>, Cow<'_, str>, &str)> {
    let (name, value, rest) = raw_attribute(rest)?;
    Some((Name::parse(name)?, attribute_value(value)?, rest))
}

/// As [`attribute`], nothing looked at; the declaration uses it too.
pub(super) fn raw_attribute(rest: &str) -> Option<(&str, &str, &str)> {
    let begun = rest.trim_start_matches(is_blank);
    if begun.len() == rest.len() {
        return None;
    }
    let (name, rest) = begun.split_once('=')?;
    let rest = rest.trim_start_matches(is_blank);
    let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let (value, rest) = rest.strip_prefix(quote)?.split_once(quote)?;
    Some((name.trim_end_matches(is_blank), value, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn x16_names_are_those_of_xml() {
        for name in ["a", "a:b", "_a-1.b", "Élan", "名"] {
            assert!(Name::parse(name).is_some(), "{name}");
        }
        for name in ["", ":a", "a:", "a:b:c", "1a", "a/", "a<b", "-a", "a:1b", "a\u{2028}"] {
            assert!(Name::parse(name).is_none(), "{name}");
        }
    }

    #[test]
    fn x16_attributes_need_blanks_names_and_quotes() {
        let parse = |raw| Tag::parse(raw, 0, ReadLimits::WIRE);
        assert_eq!(parse("a b = '1'\n c=\"&lt;'\" ").unwrap().attributes.len(), 2);
        for raw in [
            "a b=1",
            "a b",
            "a b='1'c='2'",
            "a b='1' b='2'",
            "a b='<'",
            "a b='&x;'",
            "a b='&#0;'",
            "a =''",
            "a b='1' x",
        ] {
            assert!(parse(raw).is_err(), "{raw}");
        }
    }
}
