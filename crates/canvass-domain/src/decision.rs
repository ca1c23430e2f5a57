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

impl Decision {
    /// Its place among entries that were kept apart: by moment; that a message goes under its key stands before the hand-over
    /// of the same moment, which it is the reason of.
    pub fn place(&self) -> (Timestamp, bool) {
        (self.at, self.rule != Rule::MessageSentUnderKey)
    }
}
