//! Use cases, jobs, reports and rendering: what canvass does, apart from how it is asked and where it is stored.
//!
//! Synchronous. A use case is one closure in one store transaction; it takes clock, randomness, store and transports
//! as traits. Surfaces, console, program and files all meet here: there is no second write path.

pub mod add_finished;
mod app;
pub mod authenticate;
pub mod batch;
pub mod block;
pub mod bounce;
mod change;
mod check;
pub mod contact_rule;
pub mod encryption;
pub mod import_customers;
pub mod import_file;
pub mod job;
pub mod limit;
pub mod make_link;
pub mod message;
pub mod notes;
pub mod organisation;
mod principal;
mod refusal;
mod remind;
pub mod render;
pub mod report;
pub mod request;
pub mod respondent;
mod schedule;
mod seam;
pub mod secret;
pub mod setup;
mod soon;
mod state_digest;
pub mod text_message;
pub mod transactions;
pub mod view;
pub mod webhook;

pub use app::{App, AppSettings};
pub use check::check;
pub use principal::{Principal, Reach, Scope};
pub use refusal::{Closed, FieldFault, Refusal};
pub use seam::{Random, SystemRandom};
pub use soon::Soon;
pub use state_digest::{WorkspaceDigest, state_digest};
