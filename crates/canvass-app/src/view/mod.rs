//! Reading what happened: batches, customers and why, messages, captured mails, the audit trail. Lists go by cursor.

mod answers;
mod audit;
mod batches;
mod contacts;
mod customers;
mod files;
mod mailbox;
mod messages;
mod overview;

pub use answers::list_answers;
pub use audit::list_audit;
pub use batches::{BatchView, list_batches, show_batch};
pub use contacts::list_contacts;
pub use customers::{DecisionView, link_of, list_customers, show_customer, show_decisions};
pub use files::{FileForm, ListedFile, ShownFile, list_files, show_file};
pub use mailbox::{list_mails, show_mail};
pub use messages::{list_messages, show_message};
pub use overview::{Overview, show_overview};
