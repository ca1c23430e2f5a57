//! The judgements: (facts, command, now) -> decision. Pure; the same input always gives the same decision.

pub mod import_customers;
