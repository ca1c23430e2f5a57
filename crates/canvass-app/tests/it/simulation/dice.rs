//! Chance from a seed.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};

use canvass_app::Random as _;
use canvass_testkit::SeededRandom;

/// The seed of the environment, or one by chance.
#[expect(clippy::disallowed_methods, reason = "tests have no settings to take this from")]
pub(super) fn first_seed() -> u64 {
    let given = std::env::var("CANVASS_TEST_SEED").ok().and_then(|seed| seed.parse().ok());
    given.unwrap_or_else(|| RandomState::new().build_hasher().finish())
}

/// What decides in a story.
pub(super) struct Dice(SeededRandom);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(SeededRandom::new(seed))
    }

    /// A number from 0, below the end.
    pub(super) fn below(&mut self, end: usize) -> usize {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        usize::try_from(u64::from_le_bytes(bytes) % end as u64).unwrap()
    }

    /// Whether something happens that has so many chances in a hundred.
    pub(super) fn percent(&mut self, chances: usize) -> bool {
        self.below(100) < chances
    }

    /// One of these, each as often as its weight says.
    pub(super) fn one_of<T: Copy>(&mut self, choices: &[(usize, T)]) -> T {
        let mut left = self.below(choices.iter().map(|(weight, _)| weight).sum());
        for (weight, choice) in choices {
            if left < *weight {
                return *choice;
            }
            left -= weight;
        }
        unreachable!("the weights were summed")
    }
}
