//! Stories over HTTP, in process and without a port. Dropping a `TestApp` checks every invariant.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "clippy exempts test functions, not what they share"
)]

mod approval;
mod bounces;
mod browser;
mod cayzu;
mod client_settings;
mod console;
mod contact_rules;
mod customer_add;
mod doorstep;
mod doubt;
mod error_codes;
mod errors;
mod expoints;
mod files;
mod health;
mod help;
mod hostile;
mod imports;
mod kit;
mod limits;
mod native_intake;
mod native_schedule;
mod native_single;
mod native_story;
mod outage;
mod outside_issuer;
mod preferences;
mod questionnaire;
mod questionpro;
mod route_table;
mod samples;
mod templates;
mod text_messages;
mod token;
mod webhooks;
mod workspace_wall;
