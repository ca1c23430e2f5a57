//! What is wrong with a request, all of it at once: faults of reading and of rules, in the order of the document
//! (S2-S4, S8, S9). Texts never repeat a value (S7).

mod faults;
mod path;
mod places;

pub use faults::{Faults, ModelState};
pub use path::{Path, Step, Style};
pub use places::Places;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where, in the spelling of the surface: `request.Customers[0].Email` or `/customers/0/email`.
    pub path: String,
    /// Byte offset of the nearest node that exists.
    pub position: usize,
    /// What.
    pub text: String,
    /// What it means for other faults.
    pub kind: FaultKind,
}

/// What a fault means for other faults (S9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// Nothing could be bound here: rules on this path and below it are moot.
    Reading,
    /// Something beside the value is wrong (a second member, a stray text); what was read is bound and judged, but
    /// this path itself gets no fault of a rule.
    Stray,
    /// A rule is broken by what was bound.
    Rule,
    /// A rule misses something; moot if anything below this path could not be read.
    Lacking,
}
