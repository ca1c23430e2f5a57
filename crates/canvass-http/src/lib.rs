//! The HTTP side of canvass, and its only asynchronous part: front (limits, deadlines), surfaces, pages, console.

pub mod asset;
pub mod console;
pub mod endpoint;
mod faces;
mod fields;
pub mod front;
mod health;
pub mod help;
mod html;
mod metering;
pub mod page;
pub mod routes;
mod serve;
mod state;
mod surface;
mod text;

pub use faces::face;
pub use serve::{router, serve};
pub use state::{HttpState, Nudge};
pub use surface::questionpro::TransactionLimits;
