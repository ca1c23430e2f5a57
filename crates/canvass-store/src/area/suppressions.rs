//! The do-not-contact list and the reports that fill it (Q47, Q48). An entry is a block of the contact, so intake and fence
//! find it where they look for locks and opt-outs; it ends as they do, by `Blocks::end_block`.

use canvass_domain::bounce::{CameBack, NewBounce, NewSuppression, Suppression, TryAgain};
use canvass_domain::id::{BlockId, ContactHash, CustomerId};
use canvass_domain::message::Slot;
use jiff::Timestamp;

use super::Page;
use crate::Result;

/// The do-not-contact list.
pub trait Suppressions {
    /// Puts an address on the list; `None` if it stands there. Nobody is handed over or taken in beside it in the workspace
    /// until the transaction ends; called before any row is held, or after `Blocks::hold_people`.
    fn suppress(&mut self, new: &NewSuppression, at: Timestamp) -> Result<Option<BlockId>>;
    /// The entry of an address that holds at a moment.
    fn suppression_of(&mut self, contact: ContactHash, at: Timestamp) -> Result<Option<Suppression>>;
    /// Entries by number, ended ones too.
    fn suppressions(&mut self, page: Page) -> Result<Vec<Suppression>>;
    /// Keeps a report; false if it is known: one of a kind for each round of a message, and without a message one of a kind for each
    /// address and moment.
    fn add_bounce(&mut self, bounce: &NewBounce, at: Timestamp) -> Result<bool>;
    /// How many soft bounces of an address were kept since a moment.
    fn soft_bounces(&mut self, contact: ContactHash, since: Timestamp) -> Result<i64>;
    /// The newest customers of an address.
    fn customers_of(&mut self, contact: ContactHash, most: usize) -> Result<Vec<CustomerId>>;
    /// A message came back: in doubt or being handed over it becomes rejected; what waits for the customer is cancelled; a
    /// customer who is Scheduled, Invited or Reminded becomes Bounced, and the sweep looks at a batch that has nobody else.
    /// The ledger tells it. `None` if it never left, and then nothing changes.
    fn mail_came_back(
        &mut self,
        customer: CustomerId,
        slot: Slot,
        line: &str,
        at: Timestamp,
    ) -> Result<Option<CameBack>>;
    /// A message came back softly and leaves once more (Q48): sent, in doubt or being handed over it waits, as the round after
    /// the one it is in. What its last attempt stands for goes to the ledger first. A reminder that waits behind an
    /// invitation is gone: it is made anew when the invitation has left. False if the message is elsewhere, or in another
    /// round, by now; then nothing changes.
    fn try_again(&mut self, again: &TryAgain, at: Timestamp) -> Result<bool>;
}
