//! Which rows of a call become transactions, and which of them are invited (Q20-Q49).
//!
//! Two steps: `check` finds every error of every row and what must be made first - segments, columns, products -,
//! `judge` makes the sound rows customers of a batch. Whom locks, sampling or the resting period forbid is found where
//! the batch is stored, as for every other batch (`block`).

mod check;
mod date;
mod facts;
mod fault;
mod judge;
mod mail;
mod person;
mod route;
#[cfg(test)]
mod tests;
mod text;

pub use check::{Checked, Needs, check};
pub use facts::{Facts, column_name};
pub use fault::{DateOrder, EmailStatus, RowError, RowProblem};
pub use judge::{DecidedTransactions, Made, judge, link_end};
