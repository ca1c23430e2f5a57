//! From a body to a typed request of this surface: the text (Q13, Q14) and the member tables (Q16-Q18). All faults of
//! the shape are told together; none of it repeats a value.
//!
//! Differs from `crate::member` in what the vendor's clients need: names with numbers (`custom17`), any name without
//! case, doubled names told with their line.

mod document;
mod fault;
mod names;
mod table;
mod walk;

pub use document::{Bound, Refused};
pub use fault::Faults;
pub use table::Numbered;

pub(super) use document::{read_array, read_call, read_object};
pub(super) use table::{Family, Member, Table};
pub(super) use walk::Walk;

#[cfg(test)]
mod tests;
