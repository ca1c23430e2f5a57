//! A member with parts, on its way into an object or a list.

use super::{Filled, Most, Table, Walk};
use crate::node::{Kind, Node};
use crate::value::{Scan, Sent, plain, text};

/// The node of a member and the walk that came to it.
#[derive(Debug)]
pub struct Spot<'s, 'd> {
    pub(super) node: &'s Node<'s>,
    pub(super) most: Option<Most>,
    pub(super) walk: &'s mut Walk<'d>,
}

impl Spot<'_, '_> {
    /// An object; null is none (V12).
    pub fn object<T: Default>(self, table: &'static Table<T>, into: &mut Option<T>) -> Filled {
        if self.node.kind == Kind::Null {
            return Ok(false);
        }
        self.walk.object(self.node, table, into.insert(T::default()))
    }

    /// A list of objects; null is empty (V11).
    pub fn list<T: Default>(self, table: &'static Table<T>, into: &mut Vec<T>) -> Filled {
        self.walk.list(self.node, table, self.most, into)
    }

    /// A list of values, in XML elements of this name (`int`).
    pub fn values<V: Scan>(self, item: &str, into: &mut Vec<V>) -> Filled {
        let is_strict = self.walk.dialect.is_strict;
        self.walk.items(self.node, item, self.most, |_, node| {
            into.extend(plain::<V>(Sent::of(node, is_strict))?);
            Ok(true)
        })
    }

    /// A list of strings, in XML elements named `string`.
    pub fn texts(self, into: &mut Vec<String>) -> Filled {
        let is_strict = self.walk.dialect.is_strict;
        self.walk.items(self.node, "string", self.most, |_, node| {
            into.extend(text(Sent::of(node, is_strict))?.map(str::to_owned));
            Ok(true)
        })
    }

    /// As [`Self::texts`], each of at most `longest` characters; nulls are no fault and keep their place.
    pub fn sparse_texts(self, longest: usize, into: &mut Vec<Option<String>>) -> Filled {
        let (is_strict, name) = (self.walk.dialect.is_strict, self.walk.path.last_name());
        self.walk.sparse_items(self.node, "string", self.most, |walk, node| {
            let sent = text(Sent::of(node, is_strict));
            if let Ok(text) = sent {
                walk.measure(node, name, text, longest);
            }
            into.push(sent.clone().ok().flatten().map(str::to_owned));
            sent.map(|text| text.is_some())
        })
    }

    /// As [`Self::list`]; nulls are no fault and keep their place.
    pub fn sparse_list<T: Default>(self, table: &'static Table<T>, into: &mut Vec<Option<T>>) -> Filled {
        self.walk.sparse_items(self.node, table.name, self.most, |walk, item| {
            if item.kind == Kind::Null {
                into.push(None);
                return Ok(false);
            }
            let mut value = T::default();
            let read = walk.object(item, table, &mut value);
            into.push(Some(value));
            read
        })
    }
}
