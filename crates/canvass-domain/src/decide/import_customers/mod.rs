//! Who of a batch may be asked, with which questionnaire, and from when on.
//!
//! Two passes: `check` finds everything that refuses the whole request (E21, E24), `judge` gives each customer of a
//! sound request its state, reason and ledger (E11, E12). Words first: `facts` come in, `import` or `fault` go out.

mod answers;
mod check;
mod columns;
mod contact;
mod dates;
mod day_batch;
mod duplicates;
mod facts;
mod fault;
mod findings;
mod finished;
mod import;
mod judge;
mod link;
mod notify;
mod response;
mod routing;
mod rows;
mod sealing;
mod subject;
#[cfg(test)]
mod tests;
mod values;

pub use check::{MOST_CUSTOMERS, check};
pub use day_batch::{DayBatch, DayKind, FileBatch, Target};
pub use facts::{Edition, Facts, KeptAnswer, Previous, Published};
pub use fault::{Fault, Notice, Problem, Warning};
pub use finished::{check_finished, decide_finished};
pub use import::{DecidedCustomer, Import, Routing};
pub use link::{check_link, decide_link};
pub use notify::notify_addresses;
pub use response::{GivenAnswer, Response};
pub use rows::{JudgedRows, check_header, decide_rows};

pub(in crate::decide) use columns::ColumnIndex;

use jiff::Timestamp;

use crate::command::ImportCustomers;

/// Judges a whole command: all faults, or each customer with its state and reason. The same input always gives the
/// same decision.
pub fn decide(command: ImportCustomers, facts: &Facts<'_>, now: Timestamp) -> Result<Import, Vec<Fault>> {
    let checked = check::run(&command, facts, now);
    if checked.faults.is_empty() {
        Ok(judge::judge(command, checked, facts, now))
    } else {
        Err(checked.faults)
    }
}
