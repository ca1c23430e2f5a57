//! Messages in doubt that may leave once more, because their relay drops a second copy (OUT-19).

use canvass_domain::decision::Decision;
use canvass_domain::id::{CustomerId, WorkspaceId};
use canvass_domain::message::MessageKey;
use canvass_domain::reason::Rule;
use canvass_store::area::{Attempt, Claim, Copies, Doubt, NewAudit, Retake};
use canvass_store::{Result, to_ticks};
use jiff::Timestamp;
use rusqlite::params;

use super::limit;
use super::messages::slot;
use crate::catalogue;
use crate::tx::SqliteTx;

impl Copies for SqliteTx<'_> {
    fn mark_copy(&mut self, attempt: Attempt, key: &str) -> Result<()> {
        let MessageKey { workspace, customer, slot } = attempt.key;
        let row = (workspace.0, customer.0, slot.number(), attempt.fence, key);
        self.change_one(catalogue::MARK_COPY, row)
    }

    fn doubts_under_key(
        &mut self,
        workspace: WorkspaceId,
        key: &str,
        first_after: Timestamp,
        most: usize,
    ) -> Result<Vec<Doubt>> {
        let row = (workspace.0, key, to_ticks(first_after), limit(most));
        self.rows(catalogue::LIST_DOUBTS, row, |cells| {
            let key = MessageKey { workspace, customer: CustomerId(cells.next()?), slot: slot(cells)? };
            let claim = Claim {
                key,
                fence: cells.next()?,
                tries: cells.next()?,
                window: cells.window()?,
                round: cells.round()?,
                first_left_at: cells.maybe_moment()?,
                departure: cells.departure()?,
            };
            Ok(Doubt { claim, attempts: cells.next()?, since: cells.moment()? })
        })
    }

    fn take_doubt(&mut self, doubt: Attempt, by: &Retake) -> Result<bool> {
        let MessageKey { workspace, customer, slot } = doubt.key;
        let now = self.time();
        let lease_until = to_ticks(now.checked_add(by.lease).unwrap_or(Timestamp::MAX));
        self.walled(workspace);
        if !slot.may_wait(self.standing(customer)?.0) {
            return Ok(false);
        }
        let row = params![
            workspace.0,
            customer.0,
            slot.number(),
            doubt.fence,
            by.node.0,
            lease_until,
            to_ticks(by.window.due_at),
            to_ticks(by.window.closes_at),
            by.key,
            to_ticks(by.first_after),
        ];
        if self.change(catalogue::TAKE_DOUBT, row)? == 0 {
            return Ok(false);
        }
        let decision = Decision { rule: Rule::MessageSentUnderKey, detail: Some(slot.to_string()), at: now };
        self.add_decision(customer, &decision)?;
        self.insert_audit(&NewAudit::of_second_copy((customer, slot), by.attempt, now))?;
        Ok(true)
    }
}
