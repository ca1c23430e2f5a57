//! Send windows, due times and end dates in the workspace's zone, or by a person's clock (E42-E51). Nothing here is ever
//! early, nothing leaves in closed hours.

mod calendar;
mod catch_up;
mod end;
mod hours;
mod opening;
#[cfg(test)]
mod tests;

pub use calendar::{Calendar, Clock, Day, Quiet};
pub use catch_up::{CatchUp, Late};
pub use end::{end_of, is_over};
pub use hours::Hours;
pub use opening::{Opening, Openings};

use jiff::SignedDuration;

/// What was due longer ago than this waits for a person, where a workspace says nothing else (promises, section 0).
pub const GRACE: SignedDuration = SignedDuration::from_hours(6);
