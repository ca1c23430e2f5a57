//! Mail that came back softly leaves once more (Q48): the next round of its message. What the row stood for is written to
//! the ledger first, because the row forgets it.

use canvass_domain::bounce::TryAgain;
use canvass_domain::decision::Decision;
use canvass_domain::message::{Evidence, MessageState, Slot};
use canvass_domain::reason::Rule;
use canvass_store::area::Messages as _;
use canvass_store::{Result, to_ticks};
use jiff::Timestamp;

use crate::catalogue;
use crate::transaction::PostgresTx;

impl PostgresTx<'_> {
    pub(super) fn leave_again(&mut self, again: &TryAgain, at: Timestamp) -> Result<bool> {
        let (customer, slot) = (again.customer, again.slot);
        let Some((_, batch)) = self.held_standing(customer)? else { return Ok(false) };
        let Some(message) = self.message(customer, slot)? else { return Ok(false) };
        let delivery = self.unwritten_delivery(customer, slot)?;
        let workspace = self.ws();
        let changed = self.execute(
            catalogue::TRY_AGAIN,
            &[
                &workspace,
                &customer.0,
                &slot.number(),
                &again.round.number(),
                &to_ticks(again.window.due_at),
                &to_ticks(again.window.closes_at),
                &to_ticks(again.window.ends_at),
                &again.last_line,
                &again.round.fallback().map(MessageState::code),
            ],
        )?;
        if changed == 0 {
            return Ok(false);
        }
        for entry in delivery {
            self.write_decision(customer, entry)?;
        }
        if message.state == MessageState::InDoubt {
            let detail = Some(Evidence::Bounced.as_str().to_owned());
            self.write_decision(customer, Decision { rule: Rule::MessageSettled, detail, at })?;
        }
        // It came back, so it left.
        self.left((customer, batch), slot, at)?;
        let detail = Some(again.detail.clone());
        self.write_decision(customer, Decision { rule: Rule::MessageTriedAgain, detail, at })?;
        if slot == Slot::Invitation {
            self.execute(catalogue::DELETE_WAITING_REMINDER, &[&workspace, &customer.0])?;
        }
        Ok(true)
    }
}
