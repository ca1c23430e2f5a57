//! Commands: what a surface asks for, in our own words. Every surface, the console, the program and files meet here.

mod create_organisation;
mod import_customers;
mod import_response;
mod import_transactions;
mod record_answer;

pub use create_organisation::{ChangeOrganisation, CreateOrganisation, NewField, TieContact};
pub use import_customers::{ImportCustomers, NewAnswer, NewCustomer, NewFile, NewPosition, NewValue, Place};
pub use import_response::{ChosenAnswer, ImportResponse, ResponseAnswer, ResponsePlace, ResponseTime};
pub use import_transactions::{
    Choices, ImportTransactions, Member, ProductLine, TransactionMode, TransactionRow,
};
pub use record_answer::{AnswerInput, RecordAnswer};
