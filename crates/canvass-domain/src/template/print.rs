//! Prints a tree. Total: whatever the data are, a mail comes out, and they cannot change its structure.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt::Write;

use jiff::tz::TimeZone;

use super::date;
use super::document::Kind;
use super::language::direction;
use super::link::{encode_into, followed};
use super::markup::Escape;
use super::name::Plain;
use super::number;
use super::syntax::Operator;
use super::tree::{Condition, Node, Source, Typed};
use crate::id::ColumnId;

/// Longer subjects are cut: no reader shows them.
const MOST_SUBJECT_CHARS: usize = 250;

/// The values of a customer.
pub trait Values {
    /// The value of a column; empty where there is none.
    fn value(&self, column: ColumnId) -> Cow<'_, str>;
}

/// What stands behind the names that every template has.
#[derive(Debug, Clone, Copy)]
pub struct Names<'a> {
    /// The personal link.
    pub link: &'a str,
    /// The page that says no.
    pub preferences: &'a str,
    /// The workspace's name.
    pub workspace: &'a str,
    /// Who signs.
    pub sender: &'a str,
    /// The language that is printed.
    pub language: &'a str,
    /// Moments are told in it.
    pub zone: &'a TimeZone,
}

/// One mail being printed.
pub(super) struct Printer<'a> {
    pub(super) names: Names<'a>,
    pub(super) values: &'a dyn Values,
}

impl Printer<'_> {
    pub(super) fn print(&self, nodes: &[Node], out: &mut String) {
        for node in nodes {
            match node {
                Node::Text(text) => out.push_str(text),
                Node::Print(source, escape) => {
                    escaped_into(out, &self.printed(source), *escape, source);
                }
                Node::Root { has_direction } => self.root(*has_direction, out),
                Node::If(arms, otherwise) => {
                    let arm = arms.iter().find(|(condition, _)| self.holds(condition));
                    self.print(arm.map_or(otherwise, |(_, body)| body), out);
                }
            }
        }
    }

    fn root(&self, has_direction: bool, out: &mut String) {
        out.push_str(" lang=\"");
        push_escaped(out, self.names.language);
        out.push('"');
        if !has_direction {
            out.push_str(" dir=\"");
            out.push_str(direction(self.names.language));
            out.push('"');
        }
    }

    /// The value as it was sent.
    fn raw<'s>(&'s self, source: &Source) -> Cow<'s, str> {
        let names = &self.names;
        match source {
            Source::Column(column) => self.values.value(*column),
            Source::Typed(typed) => self.values.value(typed.column),
            Source::Plain(plain) => Cow::Borrowed(match plain {
                Plain::Link => names.link,
                Plain::Preferences => names.preferences,
                Plain::Workspace => names.workspace,
                Plain::Sender => names.sender,
                Plain::Language => names.language,
                Plain::Direction => direction(names.language),
            }),
        }
    }

    fn printed<'s>(&'s self, source: &'s Source) -> Cow<'s, str> {
        let raw = self.raw(source);
        let Source::Typed(typed) = source else { return raw };
        match self.shaped(typed, raw) {
            Some(text) => text,
            None => Cow::Borrowed(typed.if_empty.get(self.names.language).unwrap_or_default()),
        }
    }

    /// The value in the form of its placeholder; `None` where there is none of its kind.
    fn shaped<'s>(&'s self, typed: &'s Typed, raw: Cow<'s, str>) -> Option<Cow<'s, str>> {
        if raw.trim().is_empty() {
            return None;
        }
        let language = self.names.language;
        Some(match &typed.kind {
            Kind::Text => raw,
            Kind::Number { decimals, is_grouped, has_comma } => {
                let (number, written) = number::read(&raw, *has_comma)?;
                Cow::Owned(number.print(decimals.map_or(written, usize::from), *is_grouped, language))
            }
            Kind::Date { format, .. } => {
                let read = date::read(&raw, typed.reads.as_ref(), self.names.zone)?;
                let pattern = format.get(language).and_then(|format| date::Pattern::new(format).ok());
                Cow::Owned(match pattern {
                    Some(pattern) => pattern.print(read, language),
                    None => read.date().to_string(),
                })
            }
            Kind::Choice { choices, otherwise } => {
                let found = choices.iter().find(|choice| choice.value == raw.trim());
                let wording = found.map_or(otherwise, |choice| &choice.text);
                Cow::Borrowed(wording.get(language)?)
            }
            Kind::Link => Cow::Owned(followed(&raw)?.to_owned()),
        })
    }

    fn holds(&self, condition: &Condition) -> bool {
        match condition {
            Condition::Filled(Source::Typed(typed)) => match typed.kind {
                Kind::Text | Kind::Choice { .. } => !self.values.value(typed.column).trim().is_empty(),
                Kind::Number { .. } | Kind::Date { .. } | Kind::Link => {
                    self.shaped(typed, self.values.value(typed.column)).is_some()
                }
            },
            Condition::Filled(source) => !self.raw(source).trim().is_empty(),
            Condition::Same(one, other) => self.raw(one) == self.raw(other),
            Condition::Text(source, text) => self.raw(source) == text.as_str(),
            Condition::Number(source, operator, number) => {
                let has_comma = matches!(source, Source::Typed(typed) if matches!(typed.kind, Kind::Number { has_comma: true, .. }));
                let value = number::read(&self.raw(source), has_comma);
                value.is_some_and(|(value, _)| compares(value.cmp(number), *operator))
            }
            Condition::Day(source, operator, day) => {
                let pattern = match source {
                    Source::Typed(typed) => typed.reads.as_ref(),
                    Source::Plain(_) | Source::Column(_) => None,
                };
                let value = date::read(&self.raw(source), pattern, self.names.zone);
                value.is_some_and(|value| compares(value.date().cmp(day), *operator))
            }
            Condition::Not(inner) => !self.holds(inner),
            Condition::All(parts) => parts.iter().all(|part| self.holds(part)),
            Condition::Any(parts) => parts.iter().any(|part| self.holds(part)),
        }
    }
}

fn compares(ordering: Ordering, operator: Operator) -> bool {
    match operator {
        Operator::Equal => ordering.is_eq(),
        Operator::Less => ordering.is_lt(),
        Operator::LessOrEqual => ordering.is_le(),
        Operator::Greater => ordering.is_gt(),
        Operator::GreaterOrEqual => ordering.is_ge(),
    }
}

fn escaped_into(out: &mut String, text: &str, escape: Escape, source: &Source) {
    match escape {
        Escape::None => out.extend(cleaned(text)),
        Escape::Text => push_escaped(out, text),
        Escape::CommentedText => {
            let from = out.len();
            push_escaped(out, text);
            let made = out.split_off(from);
            out.push_str(&made.replace('-', "&#45;"));
        }
        Escape::Address => {
            // A fall-back is an author's, but no less bound to be an address.
            let address = if matches!(source, Source::Plain(_)) { Some(text) } else { followed(text) };
            push_escaped(out, address.unwrap_or("#"));
        }
        // The address of a page of ours is one already; only after a question mark it is a value.
        Escape::InAddress(super::link::Part::Path) if matches!(source, Source::Plain(plain) if plain.is_address()) =>
        {
            push_escaped(out, text);
        }
        Escape::InAddress(part) => encode_into(out, text, part),
        Escape::Style => {
            out.extend(text.chars().filter(|sign| sign.is_ascii_alphanumeric() || " #%.,-".contains(*sign)));
        }
        Escape::Unsafe => out.extend(text.chars().filter(char::is_ascii_alphanumeric)),
    }
}

/// Line breaks of every kind are one; what else controls a terminal or an old reader is dropped.
fn cleaned(text: &str) -> impl Iterator<Item = char> + '_ {
    let mut after_return = false;
    text.chars().filter_map(move |sign| {
        let was_return = std::mem::replace(&mut after_return, sign == '\r');
        match sign {
            '\n' if was_return => None,
            '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' | '\n' => Some('\n'),
            '\t' => Some('\t'),
            _ if sign.is_control() => None,
            _ => Some(sign),
        }
    })
}

fn push_escaped(out: &mut String, text: &str) {
    let is_clean = text.bytes().all(|byte| (b' '..0x7f).contains(&byte));
    // Writing to a String cannot fail.
    if is_clean { escape_into(out, text) } else { escape_into(out, &cleaned(text).collect::<String>()) }
        .unwrap_or_default();
}

/// Appends text so that it is text, in an element and in a quoted attribute.
pub fn escape_into(out: &mut impl Write, text: &str) -> std::fmt::Result {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"', '\'', '`']) {
        let (before, from) = rest.split_at(at);
        out.write_str(before)?;
        let mut signs = from.chars();
        out.write_str(match signs.next() {
            Some('&') => "&amp;",
            Some('<') => "&lt;",
            Some('>') => "&gt;",
            Some('"') => "&quot;",
            Some('`') => "&#96;",
            _ => "&#39;",
        })?;
        rest = signs.as_str();
    }
    out.write_str(rest)
}

/// A subject is one line: what breaks lines or controls terminals becomes a blank, runs of blanks one.
pub fn one_line(text: &str) -> String {
    let breaks = |sign: char| sign.is_whitespace() || sign.is_control();
    let mut line = String::with_capacity(text.len());
    for word in text.split(breaks).filter(|word| !word.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    match line.char_indices().nth(MOST_SUBJECT_CHARS) {
        Some((at, _)) => line.get(..at).unwrap_or_default().to_owned(),
        None => line,
    }
}
