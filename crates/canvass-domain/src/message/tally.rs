//! Nobody is forgotten: the equation P5, counted from rows.

use super::MessageState;

/// The messages of a batch, a workspace or an installation by where they stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Customers who are to be asked: each has exactly one invitation.
    pub accepted: u64,
    /// The peer took it.
    pub sent: u64,
    /// Handed over without a result.
    pub in_doubt: u64,
    /// Refused for good.
    pub rejected: u64,
    /// The end date came first.
    pub expired: u64,
    /// Lock, answer, rejection or cancel came first.
    pub cancelled: u64,
    /// Could not be made.
    pub failed: u64,
    /// Waiting, held, claimed or handing over.
    pub waiting: u64,
}

impl Tally {
    /// Counts messages of one state; `accepted` is counted from customers, elsewhere.
    pub fn add(&mut self, state: MessageState, count: u64) {
        let field = match state {
            MessageState::Sent => &mut self.sent,
            MessageState::InDoubt => &mut self.in_doubt,
            MessageState::Rejected => &mut self.rejected,
            MessageState::Expired => &mut self.expired,
            MessageState::Cancelled => &mut self.cancelled,
            MessageState::Failed => &mut self.failed,
            MessageState::Waiting
            | MessageState::Held
            | MessageState::Claimed
            | MessageState::HandingOver => &mut self.waiting,
        };
        *field = field.saturating_add(count);
    }

    /// accepted = sent + in doubt + rejected + expired + cancelled + failed + waiting (P5).
    pub fn is_balanced(&self) -> bool {
        [self.sent, self.in_doubt, self.rejected, self.expired, self.cancelled, self.failed, self.waiting]
            .into_iter()
            .try_fold(0_u64, u64::checked_add)
            == Some(self.accepted)
    }
}

#[cfg(test)]
mod tests {
    use super::Tally;
    use crate::message::MessageState;
    use proptest::prelude::*;

    #[test]
    fn p5_each_state_stands_on_one_side_of_the_equation_once() {
        for state in MessageState::ALL {
            let mut tally = Tally { accepted: 3, ..Tally::default() };
            assert!(!tally.is_balanced());
            tally.add(state, 3);
            assert!(tally.is_balanced(), "{state:?}");
            tally.add(state, 1);
            assert!(!tally.is_balanced(), "{state:?}");
        }
        assert!(!Tally { sent: u64::MAX, failed: 1, ..Tally::default() }.is_balanced());
    }

    proptest! {
        #[test]
        fn p5_the_sum_of_the_states_is_what_was_accepted(counts in prop::collection::vec(0_u64..1_000, 10)) {
            let mut tally = Tally { accepted: counts.iter().sum(), ..Tally::default() };
            for (state, count) in MessageState::ALL.into_iter().zip(counts) {
                tally.add(state, count);
            }
            prop_assert!(tally.is_balanced());
        }
    }
}
