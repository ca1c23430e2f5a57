//! The mark in page 1 of a database that ties its log to it, kept where SQLite leaves four bytes to programs
//! (`user_version`).
//!
//! SQLite numbers its logs: each time one begins anew, its first salt and its sequence grow by one. The base of an opening
//! is chosen so that the difference of both is known from it, hence every log of that opening, and by chance one of 2^30
//! others, fits to it.

const BASE: u32 = 0x3FFF_FFFF;
const STAGE_SHIFT: u32 = 30;

/// How far an opening has come, by what the file itself says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// Nothing is said, as in files of earlier versions; in a log: the base of the opening before.
    Unbound,
    /// The base is chosen; everything that was committed stands in the file.
    Bound,
    /// What was committed last stands in the log alone.
    Open,
    /// Stopped in order: everything stands in the file.
    Closed,
}

/// Stage and base.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tag(u32);

impl Tag {
    /// The tag as it stands in page 1.
    pub(super) fn read(raw: u32) -> Self {
        Self(raw)
    }

    /// The tag that this log fits, and every one that follows it.
    pub(super) fn bound_to(salt: u32, sequence: u32) -> Self {
        Self(salt.wrapping_sub(sequence).wrapping_add(1) & BASE).at(Stage::Bound)
    }

    /// As the database takes it.
    pub(super) fn number(self) -> i32 {
        self.0.cast_signed()
    }

    /// The same base at another stage.
    pub(super) fn at(self, stage: Stage) -> Self {
        let bits: u32 = match stage {
            Stage::Unbound => 0,
            Stage::Bound => 1,
            Stage::Open => 2,
            Stage::Closed => 3,
        };
        Self((self.0 & BASE) | (bits << STAGE_SHIFT))
    }

    pub(super) fn stage(self) -> Stage {
        match self.0 >> STAGE_SHIFT {
            0 => Stage::Unbound,
            1 => Stage::Bound,
            2 => Stage::Open,
            _ => Stage::Closed,
        }
    }

    /// Whether a log with these numbers is of the opening with this base.
    pub(super) fn owns(self, salt: u32, sequence: u32) -> bool {
        salt.wrapping_sub(self.0) & BASE == sequence.wrapping_sub(1) & BASE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_logs_of_an_opening_fit_its_tag_at_every_stage_and_no_others_do() {
        for salt in [0, 1, 0x3FFF_FFFE, 0x3FFF_FFFF, 0x4000_0000, u32::MAX] {
            let bound = Tag::bound_to(salt, 0);
            assert_eq!(Tag::bound_to(salt.wrapping_add(9), 9), bound, "{salt}");
            for stage in [Stage::Unbound, Stage::Bound, Stage::Open, Stage::Closed] {
                let tag = Tag::read(bound.at(stage).number().cast_unsigned());
                assert_eq!((tag.stage(), tag.at(Stage::Bound)), (stage, bound));
                for restarts in 0..5 {
                    assert!(tag.owns(salt.wrapping_add(restarts), restarts), "{salt} {restarts}");
                    assert!(!tag.owns(salt.wrapping_add(restarts), restarts + 1), "{salt} {restarts}");
                    assert!(!tag.owns(salt.wrapping_add(7), restarts), "{salt} {restarts}");
                }
            }
        }
    }
}
