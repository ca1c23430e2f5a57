//! Commands: what a surface asks for, in our own words. Every surface, the console, the program and files meet here.

mod add_finished;
mod add_notes;
mod block;
mod create_organisation;
mod import_customers;
mod import_response;
mod import_transactions;
mod make_link;
mod record_answer;

pub use add_finished::{AddFinished, QuestionnaireKey};
pub use add_notes::{AddNotes, NewNote};
pub use block::{AddLock, CheckOptOuts, DeleteOptOuts, NamedPerson, OptOut};
pub use create_organisation::{ChangeOrganisation, CreateOrganisation, NewField, TieContact};
pub use import_customers::{
    ImportCustomers, NewAnswer, NewCustomer, NewFile, NewPosition, NewValue, Place, QuestionKey,
};
pub use import_response::{ChosenAnswer, ImportResponse, ResponseAnswer, ResponsePlace, ResponseTime};
pub use import_transactions::{
    Choices, ImportTransactions, Member, ProductLine, TransactionMode, TransactionRow,
};
pub use make_link::{Blocking, MakeLink};
pub use record_answer::{AnswerInput, RecordAnswer};
