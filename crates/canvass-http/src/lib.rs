//! The HTTP side of canvass, and its only asynchronous part: front (limits, deadlines), surfaces, pages, console.

pub mod asset;
pub mod console;
pub mod endpoint;
mod fields;
pub mod front;
mod html;
mod metering;
pub mod page;
mod state;
mod text;

pub use state::{HttpState, Nudge};
