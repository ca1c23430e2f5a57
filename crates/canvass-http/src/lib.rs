//! The HTTP side of canvass, and its only asynchronous part: front (limits, deadlines), surfaces, pages, console.

pub mod front;
mod state;

pub use state::{HttpState, Nudge};
