//! The names a template may use: `link`, `preferences`, `workspace`, `sender`, and `data.<name>` for each column.
//!
//! A column's name becomes an identifier: lower case, every run of other signs than ASCII letters and digits one `_`,
//! none at the ends, `_` in front of a digit. `First name` is `data.first_name`. Where two columns would have the same
//! one, the lower number keeps it; `data.column_<number>` names any column.

use std::collections::HashMap;

use canvass_domain::column::Column;
use canvass_domain::id::ColumnId;

/// Names outside `data`.
pub(super) const PLAIN: [&str; 4] = ["link", "preferences", "workspace", "sender"];
/// Those that are addresses: they alone may begin the value of an attribute, and neither belongs in a subject.
pub(super) const ADDRESSES: [&str; 2] = ["link", "preferences"];

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

/// The columns by the identifiers that name them. Archived ones too: they are still read (E34).
pub(super) fn identifiers(columns: &[Column]) -> HashMap<String, ColumnId> {
    let mut sorted: Vec<&Column> = columns.iter().collect();
    sorted.sort_by_key(|column| column.id);
    let mut named = HashMap::with_capacity(2 * columns.len());
    for column in sorted {
        named.insert(format!("column_{}", column.id), column.id);
        named.entry(identifier(&column.name)).or_insert(column.id);
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
}
