//! Transactions that a call brings: stored, invited to or given a link (Q21-Q57), and responses that were given
//! elsewhere (Q68, Q69). Both end in the one way in which customers are stored.

mod import_response;
mod import_transactions;
mod kept;
mod outcome;
mod prepare;

pub use import_response::import_response;
pub use import_transactions::import_transactions;
pub use outcome::{ResponseOutcome, RowStanding, RowsRefused, TransactionsOutcome};
