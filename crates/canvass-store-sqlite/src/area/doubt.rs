//! What is in doubt, counted, and what follows when a report says that a mail came back.

use canvass_domain::id::{BatchId, CustomerId};
use canvass_domain::message::{Evidence, MessageState, Slot};
use canvass_store::Result;
use canvass_store::area::{InDoubt, NewAudit};
use jiff::Timestamp;

use crate::catalogue;
use crate::tx::SqliteTx;

impl SqliteTx<'_> {
    pub(super) fn count_in_doubt(&self) -> Result<InDoubt> {
        let counted = self.row(catalogue::COUNT_IN_DOUBT, (self.wall(),), |cells| {
            Ok(InDoubt {
                messages: cells.next()?,
                notifications: cells.next()?,
                oldest: cells.maybe_moment()?,
            })
        })?;
        Ok(counted.unwrap_or_default())
    }

    /// Whose mail came back is not asked any more, nor reminded; maybe the batch has nobody else (E5).
    pub(super) fn came_back(&self, customer: CustomerId, batch: BatchId, at: i64) -> Result<()> {
        self.stop_mail(customer, MessageState::Cancelled, at)?;
        if self.change(catalogue::BOUNCE_CUSTOMER, (self.wall(), customer.0))? > 0 {
            self.look_if_last(customer, batch)?;
        }
        Ok(())
    }

    /// Each doubt that evidence ends has its row in the trail, which says which (OUT-20).
    pub(super) fn audit_evidence(
        &self,
        customer: CustomerId,
        slots: &[Slot],
        evidence: Evidence,
        at: Timestamp,
    ) -> Result<()> {
        for slot in slots {
            self.insert_audit(&NewAudit::of_evidence((customer, *slot), evidence, at))?;
        }
        Ok(())
    }
}
