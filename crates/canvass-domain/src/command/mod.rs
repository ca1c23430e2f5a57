//! Commands: what a surface asks for, in our own words. Every surface, the console, the program and files meet here.

mod import_customers;
mod record_answer;

pub use import_customers::{ImportCustomers, NewAnswer, NewCustomer, NewFile, NewPosition, NewValue, Place};
pub use record_answer::{AnswerInput, RecordAnswer};
