//! What tests of the whole house stand on: an app in process over a fresh store, a clock that is stepped, randomness
//! that is seeded, and a workspace that is ready to ask. Tests only.
//!
//! Everything here panics when something fails: that is how a test is told.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "a failure here is the failure of a test"
)]

mod app;
mod clock;
mod random;
mod sample;
mod workspace;

pub use app::TestApp;
pub use clock::SteppedClock;
pub use random::SeededRandom;
pub use sample::{question, sample_document};
pub use workspace::{TestWorkspace, batch_of, customer};
