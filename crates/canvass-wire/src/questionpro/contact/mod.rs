//! The contact object of calls 1, 2 and 3: `request` is the table, `lower` makes the command of it, `row_error` tells
//! what is wrong with a row.

mod lower;
mod request;
mod row_error;

pub use request::{Contact, MOST_CONTACTS, Product, Routing};
pub use row_error::{RowError, refusal};

pub(super) use lower::{choices, row};
pub(super) use request::{IMPORTED, LINKED, routed};
