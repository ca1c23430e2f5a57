//! What ends a doubt, and what a person decides about messages: settling one or many that are in doubt or held, by a
//! person, by evidence or by the rule of the workspace, and releasing a pause of all sending.

mod resume_sending;
mod settle_by_evidence;
mod settle_by_rule;
mod settle_message;
mod settle_messages;
mod settlement;

pub use resume_sending::{Sending, WaitingMessages, resume_sending, show_sending};
pub use settle_by_evidence::settle_by_evidence;
pub use settle_by_rule::{RuledMessages, settle_by_rule};
pub use settle_message::{MessageVerdict, settle_message};
pub use settle_messages::{
    FoundMessages, MOST_FOUND, MOST_SETTLED, SettledMessages, StuckFilter, WhichMessages, find_messages,
    settle_messages,
};
