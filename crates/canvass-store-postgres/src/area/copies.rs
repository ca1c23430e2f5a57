//! Messages in doubt that may leave once more, because their relay drops a second copy (OUT-19).

use canvass_domain::decision::Decision;
use canvass_domain::id::{CustomerId, WorkspaceId};
use canvass_domain::message::MessageKey;
use canvass_domain::reason::Rule;
use canvass_store::area::{Attempt, Claim, Copies, Doubt, NewAudit, Requests as _, Retake, Tx as _};
use canvass_store::{Result, to_ticks};
use jiff::Timestamp;

use super::{departure, limit, round, slot, window};
use crate::catalogue;
use crate::transaction::{PostgresTx, moment, moment_opt, named};

impl Copies for PostgresTx<'_> {
    fn mark_copy(&mut self, attempt: Attempt, key: &str) -> Result<()> {
        let MessageKey { workspace, customer, slot } = attempt.key;
        self.execute_exactly(
            catalogue::MARK_COPY,
            1,
            &[&workspace.0, &customer.0, &slot.number(), &attempt.fence, &key],
        )
    }

    fn doubts_under_key(
        &mut self,
        workspace: WorkspaceId,
        key: &str,
        first_after: Timestamp,
        most: usize,
    ) -> Result<Vec<Doubt>> {
        let first_after = to_ticks(first_after);
        let rows = self.query(catalogue::LIST_DOUBTS, &[&workspace.0, &key, &first_after, &limit(most)])?;
        rows.iter()
            .map(|row| {
                let key = MessageKey {
                    workspace,
                    customer: CustomerId(named(row, "customer_id")?),
                    slot: slot(row)?,
                };
                let claim = Claim {
                    key,
                    fence: named(row, "fence")?,
                    tries: named(row, "tries")?,
                    window: window(row)?,
                    round: round(row)?,
                    first_left_at: moment_opt(row, "first_left_at")?,
                    departure: departure(row)?,
                };
                Ok(Doubt { claim, attempts: named(row, "attempts")?, since: moment(row, "settled_at")? })
            })
            .collect()
    }

    fn take_doubt(&mut self, doubt: Attempt, by: &Retake) -> Result<bool> {
        // The order of locks of the fence, which follows.
        let MessageKey { workspace, customer, .. } = doubt.key;
        self.query(catalogue::GUARD_WORKSPACES, &[&vec![workspace.0]])?;
        self.hold_persons(&[workspace.0], &[customer.0])?;
        self.workspace(workspace);
        let is_taken = self.take_own_doubt(doubt, by);
        self.system();
        is_taken
    }
}

impl PostgresTx<'_> {
    fn take_own_doubt(&mut self, doubt: Attempt, by: &Retake) -> Result<bool> {
        let MessageKey { workspace, customer, slot } = doubt.key;
        let now = self.time()?;
        let may_wait = self.held_standing(customer)?.is_some_and(|(state, _)| slot.may_wait(state));
        if !may_wait {
            return Ok(false);
        }
        let lease_until = to_ticks(now.checked_add(by.lease).unwrap_or(Timestamp::MAX));
        let (due_at, closes_at) = (to_ticks(by.window.due_at), to_ticks(by.window.closes_at));
        let taken = self.execute(
            catalogue::TAKE_DOUBT,
            &[
                &workspace.0,
                &customer.0,
                &slot.number(),
                &doubt.fence,
                &by.node.0,
                &lease_until,
                &due_at,
                &closes_at,
                &by.key,
                &to_ticks(by.first_after),
            ],
        )?;
        if taken == 0 {
            return Ok(false);
        }
        let decision = Decision { rule: Rule::MessageSentUnderKey, detail: Some(slot.to_string()), at: now };
        self.write_decision(customer, decision)?;
        self.audit(&NewAudit::of_second_copy((customer, slot), by.attempt, now))?;
        Ok(true)
    }
}
