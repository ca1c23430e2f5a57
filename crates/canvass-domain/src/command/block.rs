//! `AddLock`, `OptOut`, `CheckOptOuts`, `DeleteOptOuts`: blocks of invitations to a person (E71-E85).

use super::{NewValue, QuestionnaireKey};
use crate::when::When;

/// Whom a call names (E73). Each given key stands for itself, and any key that matches is enough.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NamedPerson {
    /// A customer: its address, and its identifying columns together.
    pub customer: Option<i32>,
    /// A mail address as sent; blank = none.
    pub email: Option<String>,
    /// Identifying columns, in the order sent: all of them must match. A list with a blank value is no key.
    pub values: Vec<NewValue>,
}

/// Blocks invitations for a time.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AddLock {
    /// From when it counts; `None` = now.
    pub created_at: Option<When>,
    /// The person may lift it (E79); kept as sent.
    pub opt_in: Option<bool>,
    /// Only its invitations; `None` = all.
    pub questionnaire: Option<QuestionnaireKey>,
    /// Whom.
    pub person: NamedPerson,
}

/// Blocks invitations for ever (E80).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OptOut {
    /// Whom.
    pub person: NamedPerson,
}

/// Asks whether people opted out (E82). Items name no customer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CheckOptOuts {
    /// In the order asked.
    pub people: Vec<NamedPerson>,
}

/// Takes opt-outs away (E81). Names no customer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DeleteOptOuts {
    /// Whose.
    pub person: NamedPerson,
}
