//! `AddNotes`: notes about customers, all of them or none.

use crate::note::NoteKind;
use crate::when::When;

/// Notes in the order sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddNotes {
    /// The notes.
    pub notes: Vec<NewNote>,
}

/// One note, as sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewNote {
    /// About whom.
    pub customer: i32,
    /// Of when; `None` = now.
    pub date: Option<When>,
    /// Who says so, free text.
    pub user: Option<String>,
    /// What.
    pub text: String,
    /// Of which kind.
    pub kind: NoteKind,
}
