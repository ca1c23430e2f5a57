//! What can be wrong with a lock, an opt-out or a question about them; all of it refuses the call (E73, E74).

use crate::id::ColumnId;

/// A fault: nothing is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockFault {
    /// Where.
    pub place: BlockPlace,
    /// What.
    pub problem: BlockProblem,
}

/// A place in the request. The first number is the item of a list of people, 0 where the call names one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BlockPlace {
    /// From when the lock counts.
    CreatedAt,
    /// The questionnaire.
    Questionnaire,
    /// The list of people.
    People,
    /// One person as a whole.
    Person(usize),
    /// Its mail address or mobile number.
    Email(usize),
    /// Its customer number.
    Customer(usize),
    /// One of its values, by its place in the list.
    Value(usize, usize),
}

/// What is wrong. Texts are made by the surface; names, ids and limits may be repeated there, values never.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BlockProblem {
    /// Nothing tells whom (E73).
    NoKey,
    /// Nobody is asked about.
    NoPeople,
    /// More people than one call may ask about.
    TooManyPeople {
        /// The limit.
        most: usize,
    },
    /// No such customer in the workspace.
    CustomerUnknown,
    /// No such questionnaire in the workspace.
    QuestionnaireUnknown,
    /// More than five minutes ahead.
    DateAhead,
    /// Neither a column id nor a name.
    ColumnUnnamed,
    /// No column has this id (E31).
    ColumnIdUnknown(i32),
    /// No column has this name (E31).
    ColumnNameUnknown(String),
    /// The column occurs twice with different values (E35).
    ColumnTwice(ColumnId, String),
    /// The column does not tell persons apart (E74).
    ColumnNotIdentifying(ColumnId, String),
    /// A telephone number that cannot be read, such as one without its country where the workspace names none: it would
    /// block nobody.
    NumberUnreadable,
    /// An encrypted value is no key (E74).
    ValueEncrypted,
}
