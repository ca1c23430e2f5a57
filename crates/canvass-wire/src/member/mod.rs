//! Member tables: one table a request type drives the reading of JSON and XML alike, finds *all* faults with their
//! paths, and knows what is required and how long a text may be (M1-M8, V11, V12, X4-X9, X15, S10).
//!
//! ```
//! use canvass_wire::member::{Member, Table, maybe};
//!
//! #[derive(Debug, Default)]
//! struct Person { name: Option<String>, age: Option<i32> }
//!
//! static PERSON: Table<Person> = Table {
//!     name: "Person",
//!     members: &[
//!         Member::required(Member::text("Name", 200, |person| &mut person.name)),
//!         Member::value("Age", |person, sent| maybe(sent, &mut person.age)),
//!     ],
//! };
//! # assert_eq!(PERSON.members.len(), 2);
//! ```

mod document;
mod named;
mod spot;
mod walk;

use std::fmt;

pub use document::{Bound, Dialect, places, read_list, read_object};
pub use named::pointer_step;
pub use spot::Spot;
pub use walk::Walk;

use crate::value::{Scan, Sent, Wrong, nullable, plain};

/// The members of a request type, in declared order.
pub struct Table<T: 'static> {
    /// Name of the type: the document element, or the element of a list item.
    pub name: &'static str,
    /// Its members.
    pub members: &'static [Member<T>],
}

/// One member of a type.
pub struct Member<T: 'static> {
    /// Name in declared spelling.
    pub name: &'static str,
    slot: Slot<T>,
    /// Must be there and not blank (S10).
    pub is_required: bool,
    /// A text may have so many characters (S10).
    pub longest: usize,
    /// A list may have so many items.
    pub most: Option<Most>,
}

/// The limit of a list and what is said beyond it (E26).
#[derive(Debug, Clone, Copy)]
pub struct Most {
    /// Items accepted; further ones are not read.
    pub count: usize,
    /// The text that names the limit.
    pub text: &'static str,
}

/// Where a value goes.
enum Slot<T: 'static> {
    Text(fn(&mut T) -> &mut Option<String>),
    Value(fn(&mut T, Sent<'_>) -> Filled),
    Part(fn(&mut T, Spot<'_, '_>) -> Filled),
}

/// Whether a member holds something now, or what is wrong with what was sent.
pub type Filled = Result<bool, Wrong>;

/// A member as help pages show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    /// Name in declared spelling.
    pub name: &'static str,
    /// `text`, `value`, or `object or list`.
    pub kind: &'static str,
    /// Must be there and not blank.
    pub is_required: bool,
    /// Longest text, where there is a limit.
    pub longest: Option<usize>,
    /// Most items, where there is a limit.
    pub most: Option<usize>,
}

impl<T> Table<T> {
    /// The members for people to read.
    pub fn shown(&self) -> Vec<Shown> {
        let shown = |member: &Member<T>| Shown {
            name: member.name,
            kind: match member.slot {
                Slot::Text(_) => "text",
                Slot::Value(_) => "value",
                Slot::Part(_) => "object or list",
            },
            is_required: member.is_required,
            longest: Some(member.longest).filter(|longest| *longest < usize::MAX),
            most: member.most.map(|most| most.count),
        };
        self.members.iter().map(shown).collect()
    }
}

impl<T> Member<T> {
    /// A string of at most `longest` characters.
    pub const fn text(name: &'static str, longest: usize, field: fn(&mut T) -> &mut Option<String>) -> Self {
        Self { name, slot: Slot::Text(field), is_required: false, longest, most: None }
    }

    /// A value without parts: `|request, sent| maybe(sent, &mut request.priority)`.
    pub const fn value(name: &'static str, read: fn(&mut T, Sent<'_>) -> Filled) -> Self {
        Self::new(name, Slot::Value(read))
    }

    /// An object or a list: `|request, spot| spot.list(&CUSTOMER, &mut request.customers)`.
    pub const fn part(name: &'static str, read: fn(&mut T, Spot<'_, '_>) -> Filled) -> Self {
        Self::new(name, Slot::Part(read))
    }

    /// As [`Self::part`], for a list with a limit.
    pub const fn limited(name: &'static str, most: Most, read: fn(&mut T, Spot<'_, '_>) -> Filled) -> Self {
        Self { name, slot: Slot::Part(read), is_required: false, longest: usize::MAX, most: Some(most) }
    }

    const fn new(name: &'static str, slot: Slot<T>) -> Self {
        Self { name, slot, is_required: false, longest: usize::MAX, most: None }
    }

    /// The same member, but it must be there.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.is_required = true;
        self
    }
}

/// A plain member: null leaves its default (M5, M6), a blank text is refused.
pub fn must<V: Scan>(sent: Sent<'_>, field: &mut V) -> Filled {
    let value = plain(sent)?;
    let is_filled = value.is_some();
    if let Some(value) = value {
        *field = value;
    }
    Ok(is_filled)
}

/// A plain member whose default the surface gives: null is as left out (M5, M6), a blank text is refused.
pub fn given<V: Scan>(sent: Sent<'_>, field: &mut Option<V>) -> Filled {
    *field = plain(sent)?;
    Ok(field.is_some())
}

/// A nullable member: null and blank texts are null.
pub fn maybe<V: Scan>(sent: Sent<'_>, field: &mut Option<V>) -> Filled {
    *field = nullable(sent)?;
    Ok(field.is_some())
}

impl<T> fmt::Debug for Table<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Table").field("name", &self.name).field("members", &self.members).finish()
    }
}

impl<T> fmt::Debug for Member<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Member").field("name", &self.name).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
