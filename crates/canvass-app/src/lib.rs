//! Use cases, jobs, reports and rendering: what canvass does, apart from how it is asked and where it is stored.
//!
//! Synchronous. A use case is one closure in one store transaction; it takes clock, randomness, store and transports
//! as traits. Surfaces, console, program and files all meet here: there is no second write path.

mod app;
pub mod authenticate;
mod principal;
mod refusal;
mod seam;
pub mod secret;

pub use app::{App, AppSettings};
pub use principal::{Principal, Reach, Scope};
pub use refusal::{Closed, FieldFault, Refusal};
pub use seam::{Random, SystemRandom};
