//! The judgements: (facts, command, now) -> decision. Pure; the same input always gives the same decision.

pub mod add_notes;
mod approval;
pub mod approve_batch;
pub mod block;
pub mod create_organisation;
pub mod import_customers;
pub mod import_response;
pub mod import_transactions;
pub mod record_answer;
