//! Which rows of a call become transactions, and which of them are invited (Q20-Q49).

mod fault;

pub use fault::{DateOrder, EmailStatus, RowError, RowProblem};
