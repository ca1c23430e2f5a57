//! Customers that wait for the fate of one with a higher priority (E70): free again when that one is asked no more, done
//! with when it was asked or their own end date passed. They are few, so each is written by itself.

use canvass_domain::decision::Decision;
use canvass_domain::id::{CustomerId, WorkspaceId};
use canvass_domain::message::MessageState;
use canvass_domain::reason::Rule;
use canvass_store::Result;

use super::super::{limit, message_state};
use crate::catalogue;
use crate::transaction::{PostgresTx, named};

struct YieldedRow {
    workspace: i32,
    customer: i32,
    winner: i32,
    message: MessageState,
    is_over: bool,
    is_asked: bool,
    batch: i32,
}

impl PostgresTx<'_> {
    /// Decides about those of whom something is to be decided; tells how many.
    pub(super) fn sweep_yielded(&mut self, most: usize) -> Result<u64> {
        let now = self.ticks()?;
        let rows = self
            .query(catalogue::LOCK_YIELDED, &[&now, &limit(most)])?
            .iter()
            .map(|row| {
                Ok(YieldedRow {
                    workspace: named(row, "workspace_id")?,
                    customer: named(row, "customer_id")?,
                    winner: named(row, "winner_id")?,
                    message: message_state(named(row, "message_state")?)?,
                    is_over: named::<Option<bool>>(row, "is_over")?.unwrap_or(true),
                    is_asked: named(row, "is_asked")?,
                    batch: named(row, "batch_id")?,
                })
            })
            .collect::<Result<Vec<_>>>()?;
        for row in &rows {
            self.decide_yielded(row)?;
        }
        Ok(u64::try_from(rows.len()).unwrap_or(u64::MAX))
    }

    fn decide_yielded(&mut self, row: &YieldedRow) -> Result<()> {
        let now = self.ticks()?;
        let YieldedRow { workspace, customer, winner, .. } = *row;
        let told = if row.message != MessageState::Held {
            // A person or a cancel decided.
            None
        } else if row.is_over {
            let state = MessageState::Expired.code();
            self.execute_exactly(catalogue::END_YIELDED, 1, &[&workspace, &customer, &now, &state])?;
            Some((Rule::MessageExpired, format!("customer {winner} had a higher priority")))
        } else if row.is_asked {
            let state = MessageState::Cancelled.code();
            self.execute_exactly(catalogue::END_YIELDED, 1, &[&workspace, &customer, &now, &state])?;
            Some((Rule::MessageDropped, format!("customer {winner} was asked")))
        } else {
            self.execute_exactly(catalogue::RELEASE_YIELDED, 1, &[&workspace, &customer, &now])?;
            self.execute_exactly(catalogue::RETURN_CUSTOMER, 1, &[&workspace, &customer])?;
            Some((Rule::PriorityReleased, winner.to_string()))
        };
        if let Some((rule, detail)) = told {
            let decision = Decision { rule, detail: Some(detail), at: self.time()? };
            self.write_decisions(&[(WorkspaceId(workspace), CustomerId(customer), decision)])?;
        }
        self.execute_exactly(catalogue::DELETE_YIELDED, 1, &[&workspace, &customer])?;
        let batches = [row.batch];
        self.execute(catalogue::LOOK_AT_BATCHES, &[&workspace, &batches.as_slice()]).map(drop)
    }
}
