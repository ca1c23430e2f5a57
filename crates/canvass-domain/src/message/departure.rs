//! How often a person let a message leave again. Attempts of one departure are one and the same to whoever drops second copies;
//! who says "send again" wants another one, not the answer that was given before.

use std::borrow::Cow;
use std::fmt;

/// The number of a departure, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Departure(i32);

impl Departure {
    /// That of every message that no person let leave again.
    pub const FIRST: Self = Self(1);

    /// The departure of a number from storage.
    pub fn new(number: i32) -> Option<Self> {
        (number >= Self::FIRST.0).then_some(Self(number))
    }

    /// By what a relay or gateway tells copies of a message apart: its Message-ID, which all departures share, and their number.
    pub fn copy_id(self, message_id: &str) -> Cow<'_, str> {
        if self == Self::FIRST {
            return Cow::Borrowed(message_id);
        }
        Cow::Owned(format!("{self}.{message_id}"))
    }
}

impl fmt::Display for Departure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn departures_of_a_message_are_told_apart_and_the_first_is_the_message_itself() {
        let copy_id =
            |number: i32| Departure::new(number).map(|departure| departure.copy_id("a@b").into_owned());
        assert_eq!(copy_id(1).as_deref(), Some("a@b"));
        assert_eq!(copy_id(2).as_deref(), Some("2.a@b"));
        assert_eq!(copy_id(12).as_deref(), Some("12.a@b"));
        assert_eq!([0, -1, i32::MIN].map(Departure::new), [None; 3]);
    }
}
