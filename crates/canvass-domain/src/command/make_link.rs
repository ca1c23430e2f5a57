//! `MakeLink`: a personal link for one person, handed out by the asker; nothing is mailed.

use super::NewCustomer;

/// Who gets a link and how.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a member of the wire")]
pub struct MakeLink {
    /// Left out of results (E55).
    pub is_test: bool,
    /// Uses the concept version, implies test (E56).
    pub is_concept: bool,
    /// Required columns are checked.
    pub validates: bool,
    /// Other host of the link; must be on the workspace's list.
    pub host: Option<String>,
    /// The answer repeats the workspace's standard text, if one is set up.
    pub wants_intro: bool,
    /// The answer has a short link, if a shortener is set up.
    pub wants_short: bool,
    /// The workspace's data mappings are applied first.
    pub maps: bool,
    /// Stored as sent, no effect.
    pub counts: Option<bool>,
    /// Stored as sent, no effect: the link always works.
    pub creates_answers: bool,
    /// What a lock or an opt-out does (E85).
    pub blocking: Blocking,
    /// Who: transaction date, previous customer, values, pre-filled and copied answers. Its place in faults is
    /// customer 0.
    pub customer: NewCustomer,
}

/// What blocks a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blocking {
    /// A lock or an opt-out becomes the customer's state, and there is no link (E84).
    State,
    /// A lock, an opt-out, or with `auto_lock_days` an earlier customer refuses the call with a reason; nothing is
    /// stored (E85).
    Refusal {
        /// Customers of every status but 10 and 13 count as earlier ones, not only those invited or opened.
        every_state: bool,
    },
}
