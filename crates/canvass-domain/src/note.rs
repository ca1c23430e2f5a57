//! Notes about customers. They may be added in every state, also after the batch closed (E9).

use jiff::Timestamp;

use crate::id::CustomerId;

/// Who made a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NoteKind {
    /// A system dealt with the person.
    InteractionBySystem,
    /// A user dealt with the person.
    InteractionByUser,
    /// For colleagues only.
    Internal,
}

impl NoteKind {
    /// All kinds in the order of their numbers.
    pub const ALL: [Self; 3] = [Self::InteractionBySystem, Self::InteractionByUser, Self::Internal];

    /// The fixed number.
    pub fn code(self) -> i32 {
        match self {
            Self::InteractionBySystem => 0,
            Self::InteractionByUser => 1,
            Self::Internal => 2,
        }
    }

    /// The kind of a number.
    pub fn from_code(code: i32) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The name served to clients.
    pub fn name(self) -> &'static str {
        match self {
            Self::InteractionBySystem => "InteractionBySystem",
            Self::InteractionByUser => "InteractionByUser",
            Self::Internal => "Internal",
        }
    }
}

/// A note, ready to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// About whom.
    pub customer: CustomerId,
    /// Of when.
    pub at: Timestamp,
    /// Who says so.
    pub user: Option<String>,
    /// What.
    pub text: String,
    /// Of which kind.
    pub kind: NoteKind,
}
