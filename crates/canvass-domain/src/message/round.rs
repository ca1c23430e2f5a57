//! Which of the times a message goes out (Q48): mail that came back softly leaves once more as the next round of the same
//! message. A round is no attempt: attempts of one round are one mail, rounds are mails of their own.

use std::fmt;

use super::MessageState;

/// The number of a round, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Round(u8);

impl Round {
    /// The round of every message that never came back.
    pub const FIRST: Self = Self(1);
    /// So often is a message tried (Q48).
    pub const MOST: u8 = 3;
    /// All rounds.
    pub const ALL: [Self; 3] = [Self(1), Self(2), Self(3)];

    /// The round of a number from storage or from a return address.
    pub fn new(number: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|round| round.number() == number)
    }

    /// Its number.
    pub fn number(self) -> i16 {
        i16::from(self.0)
    }

    /// The round after it; none after the last.
    pub fn next(self) -> Option<Self> {
        Self::new(self.number() + 1)
    }

    /// What the message falls back to if it does not leave in this round: it left before, unless this is the first.
    pub fn fallback(self) -> Option<MessageState> {
        self.is_again().then_some(MessageState::Sent)
    }

    /// Whether the message came back before.
    pub fn is_again(self) -> bool {
        self != Self::FIRST
    }
}

impl Default for Round {
    fn default() -> Self {
        Self::FIRST
    }
}

impl fmt::Display for Round {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn q48_a_message_has_three_rounds() {
        assert_eq!(Round::ALL.map(Round::number), [1, 2, i16::from(Round::MOST)]);
        assert_eq!(Round::ALL.map(Round::next), [Round::new(2), Round::new(3), None]);
        assert_eq!(Round::ALL.map(Round::is_again), [false, true, true]);
        let sent = Some(MessageState::Sent);
        assert_eq!(Round::ALL.map(Round::fallback), [None, sent, sent]);
        for number in [i16::MIN, -1, 0, 4, i16::MAX] {
            assert_eq!(Round::new(number), None, "{number}");
        }
    }
}
