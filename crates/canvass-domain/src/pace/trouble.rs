//! Patience with a recipient domain that says "not now" again and again: it is left alone for a growing while, all others
//! go on.

use std::time::Duration;

/// So many in a row are chance.
const CHANCE: u32 = 2;
const FIRST: Duration = Duration::from_secs(10);
const LONGEST: Duration = Duration::from_mins(10);

/// How often a domain has said "not now" since it last took a mail.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Trouble(u32);

impl Trouble {
    /// One more refusal.
    #[must_use]
    pub fn refused(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// How long to leave the domain alone.
    pub fn wait(self) -> Duration {
        match self.0.saturating_sub(CHANCE) {
            0 => Duration::ZERO,
            beyond => (FIRST * 2_u32.pow((beyond - 1).min(6))).min(LONGEST),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_is_left_alone_for_a_growing_while() {
        let mut trouble = Trouble::default();
        let waits: Vec<u64> = (0..11)
            .map(|_| {
                trouble = trouble.refused();
                trouble.wait().as_secs()
            })
            .collect();
        assert_eq!(waits, [0, 0, 10, 20, 40, 80, 160, 320, 600, 600, 600]);
    }
}
