//! Seams to the world that tests replace: randomness (the clock is the store's, see `canvass_store::Clock`).

use aws_lc_rs::rand::{SecureRandom, SystemRandom as Source};

/// Gives random bytes.
pub trait Random: Send + Sync {
    /// Fills the slice.
    fn fill(&self, bytes: &mut [u8]);
}

/// The operating system's randomness.
#[derive(Debug)]
pub struct SystemRandom(Source);

impl Default for SystemRandom {
    fn default() -> Self {
        Self(Source::new())
    }
}

impl Random for SystemRandom {
    #[expect(
        clippy::expect_used,
        reason = "without randomness no secret may be made: stopping is the only safe answer"
    )]
    fn fill(&self, bytes: &mut [u8]) {
        self.0.fill(bytes).expect("the operating system gives random bytes");
    }
}
