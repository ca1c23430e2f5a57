//! The walk through a body along the tables: it binds what it can and tells of everything else.

use std::fmt::Write as _;

use super::table::{Family, Slot};
use super::{Faults, Member, Numbered, Table};
use crate::node::{self, Kind, Node};
use crate::value::{Sent, Wrong, nullable, text};

/// Where the reading stands, and what it found.
#[derive(Debug)]
pub(in crate::questionpro) struct Walk<'t> {
    pub(super) text: &'t str,
    path: String,
    pub(super) faults: Faults,
    /// Rows of the call at most (Q19).
    most_rows: usize,
}

impl<'t> Walk<'t> {
    pub(super) fn new(text: &'t str, most_rows: usize) -> Self {
        Self { text, path: String::new(), faults: Faults::default(), most_rows }
    }

    /// A fault of the shape where the walk stands.
    pub(in crate::questionpro) fn tell(&mut self, position: usize, text: impl Into<String>) {
        self.faults.push(position, &self.path, text);
    }

    /// Binds an object.
    pub(in crate::questionpro) fn object<T>(
        &mut self,
        node: &Node<'_>,
        table: &'static Table<T>,
        into: &mut T,
    ) {
        let Kind::Object(members) = &node.kind else {
            return self.tell(node.position, "an object is expected.");
        };
        self.names(members, node.position);
        for sent in members {
            let known = table.members.iter().find(|member| sent.name.eq_ignore_ascii_case(member.name));
            match (known, &table.numbered) {
                (Some(member), _) => self.at_name(member.name, |walk| walk.member(member, &sent.node, into)),
                (None, Some(family)) => self.numbered(family, sent, into),
                (None, None) => self.unread(&sent.node),
            }
        }
        for member in table.members {
            let is_sent = |sent: &node::Member<'_>| {
                sent.name.eq_ignore_ascii_case(member.name) && sent.node.kind != Kind::Null
            };
            if let Some(text) = member.required.filter(|_| !members.iter().any(is_sent)) {
                self.at_name(member.name, |walk| walk.tell(node.position, text));
            }
        }
    }

    /// Binds the objects of an array.
    pub(in crate::questionpro) fn array<T: Default>(
        &mut self,
        node: &Node<'_>,
        table: &'static Table<T>,
        into: &mut Vec<T>,
    ) {
        let Kind::List(items) = &node.kind else { return self.tell(node.position, "an array is expected.") };
        for (index, item) in items.iter().enumerate() {
            let mut bound = T::default();
            self.at_index(index, |walk| walk.object(item, table, &mut bound));
            into.push(bound);
        }
    }

    /// Binds the rows of a call: one at least, no more than it may have (Q16, Q19).
    pub(in crate::questionpro) fn rows<T: Default>(
        &mut self,
        node: &Node<'_>,
        table: &'static Table<T>,
        into: &mut Vec<T>,
    ) {
        let Kind::List(items) = &node.kind else { return self.tell(node.position, "an array is expected.") };
        if items.is_empty() {
            self.tell(node.position, "at least one contact is expected.");
        }
        if items.len() > self.most_rows {
            let text = format!("at most {} contacts are accepted in one call.", thousands(self.most_rows));
            return self.tell(node.position, text);
        }
        self.array(node, table, into);
    }

    /// Texts by names of the sender's own, in the order sent; null is none.
    pub(in crate::questionpro) fn named(&mut self, node: &Node<'_>, into: &mut Vec<(String, String)>) {
        let Kind::Object(members) = &node.kind else {
            return self.tell(node.position, "an object is expected.");
        };
        self.names(members, node.position);
        for sent in members {
            if let Some(text) = self.read_text(&sent.node) {
                into.push((sent.name.clone().into_owned(), text.to_owned()));
            }
        }
    }

    fn member<T>(&mut self, member: &'static Member<T>, node: &Node<'_>, into: &mut T) {
        match member.slot {
            Slot::Text(field) => *field(into) = self.read_text(node).map(str::to_owned),
            Slot::Whole(field) => *field(into) = self.whole(node),
            // null is absent (Q18).
            Slot::Part(_) if node.kind == Kind::Null => {}
            Slot::Part(read) => read(into, self, node),
        }
    }

    /// A member whose name ends in a number, in range; anything else with such a name is no member at all (Q17).
    fn numbered<T>(&mut self, family: &Family<T>, sent: &node::Member<'_>, into: &mut T) {
        let Some(digits) = digits_after(&sent.name, family.prefix) else { return self.unread(&sent.node) };
        let number = digits.parse().ok().filter(|number| (1..=family.last).contains(number));
        let Some(number) = number.filter(|_| !digits.starts_with('0')) else {
            let (prefix, last) = (family.prefix, family.last);
            return self.tell(sent.node.position, format!("{prefix} goes from {prefix}1 to {prefix}{last}."));
        };
        self.at_name(family.prefix, |walk| {
            walk.step(number);
            if let Some(text) = walk.read_text(&sent.node) {
                (family.field)(into).push(Numbered { number, text: text.to_owned() });
            }
        });
    }

    /// Numbers and literals are kept as the characters sent, null is absent (Q18).
    fn read_text<'n>(&mut self, node: &'n Node<'_>) -> Option<&'n str> {
        match text(Sent::of(node, false)) {
            Ok(text) => text,
            Err(Wrong::Nul) => {
                self.tell(node.position, "the text holds U+0000.");
                None
            }
            Err(_) => {
                self.tell(node.position, "a text is expected.");
                self.unread(node);
                None
            }
        }
    }

    fn whole(&mut self, node: &Node<'_>) -> Option<i64> {
        let is_blank = matches!(&node.kind, Kind::Text(text) if text.trim().is_empty());
        let read = if is_blank { Err(Wrong::NotWhole) } else { nullable(Sent::of(node, false)) };
        read.unwrap_or_else(|wrong| {
            let text = if wrong == Wrong::OutOfRange {
                "the integer is too large."
            } else {
                "an integer is expected."
            };
            self.tell(node.position, text);
            self.unread(node);
            None
        })
    }

    fn at_name(&mut self, name: &str, work: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        if length > 0 {
            self.path.push('.');
        }
        self.path.push_str(name);
        work(self);
        self.path.truncate(length);
    }

    fn at_index(&mut self, index: usize, work: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        self.step(format_args!("[{index}]"));
        work(self);
        self.path.truncate(length);
    }

    fn step(&mut self, step: impl std::fmt::Display) {
        let written = write!(self.path, "{step}");
        debug_assert!(written.is_ok(), "a String takes every text");
    }
}

/// The digits after a name, if there is nothing else.
fn digits_after<'n>(name: &'n str, prefix: &str) -> Option<&'n str> {
    let (start, digits) = name.split_at_checked(prefix.len())?;
    let is_number = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    (is_number && start.eq_ignore_ascii_case(prefix)).then_some(digits)
}

/// A limit as it is told: `1,000`.
fn thousands(number: usize) -> String {
    let (thousands, rest) = (number / 1_000, number % 1_000);
    if thousands == 0 { rest.to_string() } else { format!("{thousands},{rest:03}") }
}
