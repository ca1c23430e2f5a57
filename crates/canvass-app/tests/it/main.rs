//! Stories of the use cases on SQLite, with a stepped clock. Dropping a `TestApp` checks every invariant.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "clippy exempts test functions, not what they share"
)]

mod access;
mod approval;
mod batch_decisions;
mod blocks;
mod bounces;
mod contact_rules;
mod delivering;
mod delivery;
mod digest;
mod encryption;
mod engines;
mod faults_page;
mod files;
mod finished;
mod import;
mod invariants;
mod links;
mod lock_race;
mod messages;
mod notes;
mod organisations;
mod preferences;
mod repeats;
mod respondent;
mod results;
mod setup;
mod shared_contacts;
mod simulation;
mod transactions;
mod webhooks;
mod whole;
