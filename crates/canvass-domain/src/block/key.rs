//! What tells a person apart: the address, and values of identifying columns. A group of keys means whoever has all of
//! them.

use std::collections::BTreeMap;

use crate::address;
use crate::column::Column;
use crate::contact::{CallingCode, Mobile};
use crate::fold;
use crate::id::{ColumnId, ContactHash};
use crate::value::Value;

/// A key before it is hashed, in the form under which equal ones meet.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NamedKey {
    /// A mail address.
    Address(String),
    /// A mobile number.
    Mobile(Mobile),
    /// The value of an identifying column.
    Column(ColumnId, String),
}

impl NamedKey {
    /// The key of an address as sent, or of a mobile number: with its `+`, or of the workspace's country; blank is none. What
    /// is neither (E28) is a key that nobody has.
    pub fn of_address(text: &str, country: Option<CallingCode>) -> Option<Self> {
        if fold::is_blank(text) {
            return None;
        }
        if let Ok(address) = address::normalise(text) {
            return Some(Self::Address(address));
        }
        Some(Mobile::parse(text, country).map_or_else(|| Self::Address(fold::key(text)), Self::Mobile))
    }

    /// The key of a value: without case and outer blanks (E36); blank is none.
    pub fn of_value(column: ColumnId, text: &str) -> Option<Self> {
        (!fold::is_blank(text)).then(|| Self::Column(column, fold::key(text)))
    }

    /// The keys that a customer's data holds: readable values of identifying columns.
    pub fn of_values(columns: &[Column], values: &BTreeMap<ColumnId, Value>) -> Vec<Self> {
        columns
            .iter()
            .filter(|column| column.is_identifying)
            .filter_map(|column| Self::of_value(column.id, values.get(&column.id)?.plain()?))
            .collect()
    }
}

/// A hashed key (E83).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// Which column; [`Key::CONTACT`] for the hash of a contact.
    pub column: ColumnId,
    /// The keyed hash.
    pub hash: [u8; 16],
}

impl Key {
    /// Stands for the address, or the number of a contact without one; a contact with an address has that of its number
    /// beside it, as a key of each customer who brought both. No column has this number.
    pub const CONTACT: ColumnId = ColumnId(0);

    /// The key of a contact.
    pub fn of_contact(contact: ContactHash) -> Self {
        Self { column: Self::CONTACT, hash: contact.0 }
    }
}

/// Keys that must all match; sorted, none twice.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Group(Vec<Key>);

impl Group {
    /// A group of these keys; nobody is meant by none of them.
    pub fn new(mut keys: Vec<Key>) -> Option<Self> {
        keys.sort_unstable();
        keys.dedup();
        (!keys.is_empty()).then_some(Self(keys))
    }

    /// Its keys.
    pub fn keys(&self) -> &[Key] {
        &self.0
    }

    /// Whether whoever has these keys is meant.
    pub fn is_among(&self, keys: &[Key]) -> bool {
        self.0.iter().all(|key| keys.contains(key))
    }
}

/// The groups by which a customer is named (E73): address and number are one each, all identifying values together are
/// another.
pub fn group_of_columns(keys: &[Key]) -> Vec<Group> {
    let (contacts, columns): (Vec<Key>, Vec<Key>) = keys.iter().partition(|key| key.column == Key::CONTACT);
    contacts.into_iter().map(|key| vec![key]).chain([columns]).filter_map(Group::new).collect()
}

/// Whether a block with these groups is one of the person who is asked about by one key of an item (E81, E82): the item
/// has all keys of a group, or all keys of the item belong to the blocked person.
pub fn is_meant(item: &Group, block: &[Group]) -> bool {
    block.iter().any(|group| group.is_among(item.keys()))
        || item.keys().iter().all(|key| block.iter().any(|group| group.keys().contains(key)))
}
