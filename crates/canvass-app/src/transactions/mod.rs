//! Transactions that a call brings: stored, invited to or given a link (Q21-Q57), and responses that were given
//! elsewhere (Q68, Q69).

mod outcome;

pub use outcome::{ResponseOutcome, RowsRefused, TransactionsOutcome};
