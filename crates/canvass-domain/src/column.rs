//! Data columns: the named, maybe required, maybe archived values that a customer carries (E29-E36).

use crate::id::ColumnId;

/// A data column of the workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its number, shown on the wires.
    pub id: ColumnId,
    /// Its technical name; unique without case.
    pub name: String,
    /// What people see.
    pub display_name: String,
    /// A second technical name that senders may use (E29).
    pub external_name: Option<String>,
    /// Each customer must bring a value (E32).
    pub is_required: bool,
    /// No longer written, still read (E34).
    pub is_archived: bool,
    /// Tells one person from another; may be the key of a lock (E74).
    pub is_identifying: bool,
    /// Results can be cut by it: its values are counted when an answer is stored.
    pub is_reportable: bool,
}
