//! The judgements: (facts, command, now) -> decision. Pure; the same input always gives the same decision.

mod approval;
pub mod approve_batch;
pub mod import_customers;
pub mod record_answer;
