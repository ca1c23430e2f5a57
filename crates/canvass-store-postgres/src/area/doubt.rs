//! What is in doubt, counted, and what follows when a report says that a mail came back.

use canvass_domain::id::{BatchId, CustomerId};
use canvass_domain::message::{Evidence, MessageState, Slot};
use canvass_store::Result;
use canvass_store::area::{InDoubt, NewAudit, Requests as _};
use jiff::Timestamp;

use crate::catalogue;
use crate::transaction::{PostgresTx, moment_opt, named};

impl PostgresTx<'_> {
    pub(super) fn count_in_doubt(&mut self) -> Result<InDoubt> {
        let workspace = self.ws();
        let Some(row) = self.query_opt(catalogue::COUNT_IN_DOUBT, &[&workspace])? else {
            return Ok(InDoubt::default());
        };
        Ok(InDoubt {
            messages: named(&row, "messages")?,
            notifications: named(&row, "notifications")?,
            oldest: moment_opt(&row, "oldest")?,
        })
    }

    /// Whose mail came back is not asked any more, nor reminded; maybe the batch has nobody else (E5). The customer is
    /// held.
    pub(super) fn came_back(&mut self, customer: CustomerId, batch: BatchId, at: i64) -> Result<()> {
        let workspace = self.ws();
        self.stop_mail((&[workspace], &[customer.0]), MessageState::Cancelled, at)?;
        if self.execute(catalogue::BOUNCE_CUSTOMERS, &[&vec![workspace], &vec![customer.0]])? > 0 {
            self.execute(catalogue::MARK_BATCH, &[&workspace, &batch.0, &customer.0])?;
        }
        Ok(())
    }

    /// Each doubt that evidence ends has its row in the trail, which says which (OUT-20).
    pub(super) fn audit_evidence(
        &mut self,
        customer: CustomerId,
        slots: &[Slot],
        evidence: Evidence,
        at: Timestamp,
    ) -> Result<()> {
        for slot in slots {
            self.audit(&NewAudit::of_evidence((customer, *slot), evidence, at))?;
        }
        Ok(())
    }
}
