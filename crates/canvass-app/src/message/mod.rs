//! What a person decides about messages: settling one that is in doubt or held, and releasing a pause of all sending.

mod resume_sending;
mod settle_message;

pub use resume_sending::{Sending, WaitingMessages, resume_sending, show_sending};
pub use settle_message::{MessageVerdict, settle_message};
