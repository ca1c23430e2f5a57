//! The member tables of this surface: names and kinds. Lengths and signs are rules of a row, judged with the command.

use super::Walk;
use crate::node::Node;

/// The members of a request type, and those whose names end in a number.
#[derive(Debug)]
pub(in crate::questionpro) struct Table<T: 'static> {
    pub(in crate::questionpro) members: &'static [Member<T>],
    pub(in crate::questionpro) numbered: Option<Family<T>>,
}

/// One member.
#[derive(Debug)]
pub(in crate::questionpro) struct Member<T: 'static> {
    pub(super) name: &'static str,
    pub(super) slot: Slot<T>,
    /// What is said where it is missing.
    pub(super) required: Option<&'static str>,
}

/// `custom1` to `custom255`: one name, many numbers.
#[derive(Debug)]
pub(in crate::questionpro) struct Family<T: 'static> {
    /// The name without its number.
    pub(in crate::questionpro) prefix: &'static str,
    /// The last number; the first is 1.
    pub(in crate::questionpro) last: u8,
    /// Where the texts go.
    pub(in crate::questionpro) field: fn(&mut T) -> &mut Vec<Numbered>,
}

/// A text of a member with a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbered {
    /// The number of its name.
    pub number: u8,
    /// The text as sent.
    pub text: String,
}

/// Reads a member with parts.
pub(super) type ReadPart<T> = fn(&mut T, &mut Walk<'_>, &Node<'_>);

/// Where a value goes.
#[derive(Debug)]
pub(super) enum Slot<T: 'static> {
    Text(fn(&mut T) -> &mut Option<String>),
    Whole(fn(&mut T) -> &mut Option<i64>),
    Part(ReadPart<T>),
}

impl<T> Member<T> {
    /// A text, as sent (Q18, Q20).
    pub(in crate::questionpro) const fn text(
        name: &'static str,
        field: fn(&mut T) -> &mut Option<String>,
    ) -> Self {
        Self { name, slot: Slot::Text(field), required: None }
    }

    /// An integer, or the text of one (Q18).
    pub(in crate::questionpro) const fn whole(
        name: &'static str,
        field: fn(&mut T) -> &mut Option<i64>,
    ) -> Self {
        Self { name, slot: Slot::Whole(field), required: None }
    }

    /// An object or an array.
    pub(in crate::questionpro) const fn part(name: &'static str, read: ReadPart<T>) -> Self {
        Self { name, slot: Slot::Part(read), required: None }
    }

    /// The same member, but the request is refused with this text where it is missing.
    pub(in crate::questionpro) const fn required(mut self, text: &'static str) -> Self {
        self.required = Some(text);
        self
    }
}
