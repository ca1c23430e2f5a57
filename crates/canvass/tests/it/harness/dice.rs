//! Chance with a seed that is printed: `CANVASS_TEST_SEED` repeats a run.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};

/// A xorshift generator; good enough to choose moments.
#[derive(Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    /// Seeded by the environment or, printed, by chance.
    #[expect(clippy::disallowed_methods, reason = "tests have no settings to take this from")]
    pub(crate) fn new(case: &str) -> Self {
        let given = std::env::var("CANVASS_TEST_SEED").ok().and_then(|seed| seed.parse().ok());
        let seed = given.unwrap_or_else(|| RandomState::new().build_hasher().finish());
        println!("{case}: CANVASS_TEST_SEED={seed}");
        Self(seed | 1)
    }

    /// A number of the range.
    pub(crate) fn number(&mut self, from: usize, to: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        let span = u64::try_from(to - from).unwrap();
        from + usize::try_from(self.0 % span).unwrap()
    }
}
