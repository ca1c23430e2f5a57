//! POST columns: a new data column. The pattern of a native call: request, table, `read`.

use super::read as read_native;
use crate::fault::Faults;
use crate::member::{Member, Table, maybe, must};

/// A new column.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ColumnAddRequest {
    /// Technical name, unique without case.
    pub name: Option<String>,
    /// What people see; absent = the name.
    pub display_name: Option<String>,
    /// Each customer must bring a value.
    pub required: bool,
    /// Tells one person from another.
    pub identifying: bool,
    /// Results can be cut by it.
    pub reportable: bool,
    /// A second technical name that senders may use.
    pub external_name: Option<String>,
    /// The number it had elsewhere; absent = the next one.
    pub id: Option<i32>,
}

static COLUMN_ADD: Table<ColumnAddRequest> = Table {
    name: "ColumnAddRequest",
    members: &[
        Member::required(Member::text("name", 200, |column| &mut column.name)),
        Member::text("displayName", 200, |column| &mut column.display_name),
        Member::value("required", |column, sent| must(sent, &mut column.required)),
        Member::value("identifying", |column, sent| must(sent, &mut column.identifying)),
        Member::value("reportable", |column, sent| must(sent, &mut column.reportable)),
        Member::text("externalName", 200, |column| &mut column.external_name),
        Member::value("id", |column, sent| maybe(sent, &mut column.id)),
    ],
};

/// Reads a body.
pub fn read(body: &[u8]) -> Result<ColumnAddRequest, Faults> {
    read_native(body, &COLUMN_ADD)
}

#[cfg(test)]
mod tests {
    use super::super::Problem;
    use super::*;

    #[test]
    fn a_column_is_read() {
        let body = br#"{"name":"Gender_customer","required":true,"externalName":null,"id":14}"#;
        let expected = ColumnAddRequest {
            name: Some("Gender_customer".to_owned()),
            required: true,
            id: Some(14),
            ..ColumnAddRequest::default()
        };
        assert_eq!(read(body).unwrap(), expected);
    }

    #[test]
    fn all_faults_are_told_with_pointers() {
        let body = br#"{"Name":"a","required":"true","id":"7","displayName":5}"#;
        let problem = Problem::invalid(read(body).unwrap_err(), "01J8");
        assert_eq!(
            problem.write(),
            r#"{"type":"about:blank","title":"The request is invalid.","status":400,"code":"request_invalid","detail":null,"faults":[{"path":"/name","text":"The name field is required."},{"path":"/Name","text":"The member is not known."},{"path":"/required","text":"The value is not true or false."},{"path":"/id","text":"The value is not a whole number."},{"path":"/displayName","text":"A text is expected."}],"traceId":"01J8"}"#
        );
        let syntax = Problem::invalid(read(b"{'name':'a'}").unwrap_err(), "1");
        assert!(
            syntax
                .write()
                .contains(r#"{"path":"","text":"Line 1, column 2: a name in double quotes is expected."}"#)
        );
    }
}
