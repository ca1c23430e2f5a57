//! PATCH of a data column: what is absent stays as it stands.

use super::read as read_native;
use crate::fault::Faults;
use crate::member::{Member, Table, maybe};

/// What changes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ColumnChangeRequest {
    /// Technical name.
    pub name: Option<String>,
    /// What people see.
    pub display_name: Option<String>,
    /// Second technical name; an empty text takes it away.
    pub external_name: Option<String>,
    /// Each customer must bring a value.
    pub required: Option<bool>,
    /// No longer written, still read.
    pub archived: Option<bool>,
    /// Tells one person from another.
    pub identifying: Option<bool>,
    /// Results can be cut by it.
    pub reportable: Option<bool>,
}

static COLUMN_CHANGE: Table<ColumnChangeRequest> = Table {
    name: "ColumnChangeRequest",
    members: &[
        Member::text("name", 200, |column| &mut column.name),
        Member::text("displayName", 200, |column| &mut column.display_name),
        Member::text("externalName", 200, |column| &mut column.external_name),
        Member::value("required", |column, sent| maybe(sent, &mut column.required)),
        Member::value("archived", |column, sent| maybe(sent, &mut column.archived)),
        Member::value("identifying", |column, sent| maybe(sent, &mut column.identifying)),
        Member::value("reportable", |column, sent| maybe(sent, &mut column.reportable)),
    ],
};

/// Reads a body.
pub fn read(body: &[u8]) -> Result<ColumnChangeRequest, Faults> {
    read_native(body, &COLUMN_CHANGE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_sent_changes() {
        let change = read(br#"{"archived":true,"externalName":""}"#).unwrap();
        let expected = ColumnChangeRequest {
            archived: Some(true),
            external_name: Some(String::new()),
            ..ColumnChangeRequest::default()
        };
        assert_eq!(change, expected);
        let faults = read(br#"{"archived":1}"#).unwrap_err().into_ordered("");
        assert_eq!(faults, [("/archived".to_owned(), "The value is not true or false.".to_owned())]);
    }
}
