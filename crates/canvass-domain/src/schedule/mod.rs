//! Send windows, due times and end dates in the workspace's zone (E42-E50). Nothing here is ever early.

mod end;
mod hours;
mod opening;
#[cfg(test)]
mod tests;

pub use end::{end_of, is_over};
pub use hours::Hours;
pub use opening::{Opening, Openings, again, is_past_grace, window};

use jiff::SignedDuration;

/// What was due longer ago than this waits for a person (promises, section 0).
pub const GRACE: SignedDuration = SignedDuration::from_hours(6);
