//! The names a template may use: `link`, `preferences`, `workspace`, `sender`, `language`, `direction`, its own
//! placeholders, and `data.<name>` for each column.
//!
//! A column's name becomes an identifier: lower case, every run of other signs than ASCII letters and digits one `_`,
//! none at the ends, `_` in front of a digit. `First name` is `data.first_name`. Where two columns would have the same
//! one, the lower number keeps it; `data.column_<number>` names any column.

use std::collections::HashMap;

use crate::column::Column;
use crate::id::ColumnId;

/// A name that every template has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Plain {
    Link,
    Preferences,
    Workspace,
    Sender,
    Language,
    Direction,
}

const PLAIN: [(&str, Plain); 6] = [
    ("link", Plain::Link),
    ("preferences", Plain::Preferences),
    ("workspace", Plain::Workspace),
    ("sender", Plain::Sender),
    ("language", Plain::Language),
    ("direction", Plain::Direction),
];
/// Words of the language, and the way to the columns.
const TAKEN: [&str; 8] = ["and", "data", "elif", "else", "endif", "if", "in", "not"];

/// The name, if every template has it.
pub(super) fn plain(name: &str) -> Option<Plain> {
    PLAIN.iter().find(|(known, _)| *known == name).map(|(_, plain)| *plain)
}

impl Plain {
    /// It alone may begin the value of an attribute that leads somewhere, and it does not belong in a subject.
    pub(super) fn is_address(self) -> bool {
        matches!(self, Self::Link | Self::Preferences)
    }
}

/// A placeholder can have this name.
pub(super) fn is_free(name: &str) -> bool {
    let is_identifier = name.starts_with(|first: char| first.is_ascii_lowercase() || first == '_')
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    is_identifier && name.len() <= 60 && plain(name).is_none() && name != "or" && !TAKEN.contains(&name)
}

/// The identifier of a column's name in templates; also how a name in a template is looked up, so that its case does
/// not matter.
pub fn identifier(name: &str) -> String {
    let mut made = String::with_capacity(name.len());
    for sign in name.chars() {
        if sign.is_ascii_alphanumeric() {
            made.push(sign.to_ascii_lowercase());
        } else if !made.is_empty() && !made.ends_with('_') {
            made.push('_');
        }
    }
    if made.ends_with('_') {
        made.pop();
    }
    if made.starts_with(|first: char| first.is_ascii_digit()) {
        made.insert(0, '_');
    }
    made
}

/// The column that `data.` names so.
pub fn column_of(columns: &[Column], name: &str) -> Option<ColumnId> {
    let named = identifiers(columns);
    named.get(name).or_else(|| named.get(&identifier(name))).map(|column| column.id)
}

/// The columns by the identifiers that name them. Archived ones too: they are still read (E34).
pub(super) fn identifiers(columns: &[Column]) -> HashMap<String, &Column> {
    let mut sorted: Vec<&Column> = columns.iter().collect();
    sorted.sort_by_key(|column| column.id);
    let mut named = HashMap::with_capacity(2 * columns.len());
    for column in sorted {
        named.insert(format!("column_{}", column.id), column);
        named.entry(identifier(&column.name)).or_insert(column);
    }
    named
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_identifiers() {
        for (name, expected) in [
            ("First name", "first_name"),
            ("FirstName", "firstname"),
            ("  Klant--nr. ", "klant_nr"),
            ("2nd", "_2nd"),
            ("Größe", "gr_e"),
            ("☃", ""),
        ] {
            assert_eq!(identifier(name), expected, "{name}");
        }
    }

    #[test]
    fn looking_an_identifier_up_finds_itself() {
        for name in ["First name", "a_b", "Klant--nr. ", "column_12"] {
            assert_eq!(identifier(&identifier(name)), identifier(name));
        }
    }

    #[test]
    fn a_placeholder_takes_no_name_that_has_a_meaning() {
        for name in ["amount", "_x", "first_visit2"] {
            assert!(is_free(name), "{name}");
        }
        for name in ["", "link", "data", "or", "if", "Amount", "2nd", "a-b", "a.b", "ü"] {
            assert!(!is_free(name), "{name}");
        }
    }
}
