//! The ledger of what was decided about one customer, by which rule, when.

use jiff::Timestamp;

use crate::reason::Rule;

/// One entry. The plain sentence is made from rule and detail when it is shown (`reason::Rule::sentence`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The rule that decided.
    pub rule: Rule,
    /// What the sentence needs: a date in ISO form, an id, a reply code. Never a value sent in.
    pub detail: Option<String>,
    /// When it was decided.
    pub at: Timestamp,
}
