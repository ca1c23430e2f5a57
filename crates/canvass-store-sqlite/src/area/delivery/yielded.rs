//! Customers that wait for the fate of one with a higher priority (E70): free again when that one is asked no more, done
//! with when it was asked or their own end date passed.

use canvass_domain::decision::Decision;
use canvass_domain::id::{CustomerId, WorkspaceId};
use canvass_domain::message::MessageState;
use canvass_domain::reason::Rule;
use canvass_store::Result;

use super::super::limit;
use crate::catalogue;
use crate::tx::SqliteTx;

struct YieldedRow {
    workspace: WorkspaceId,
    customer: CustomerId,
    winner: i32,
    message: MessageState,
    is_over: bool,
    is_asked: bool,
    batch: i32,
}

impl SqliteTx<'_> {
    /// Decides about those of whom something is to be decided; tells how many.
    pub(super) fn sweep_yielded(&mut self, most: usize) -> Result<u64> {
        let now = self.ticks();
        let rows = self.rows(catalogue::LIST_YIELDED, (now, limit(most)), |cells| {
            Ok(YieldedRow {
                workspace: WorkspaceId(cells.next()?),
                customer: CustomerId(cells.next()?),
                winner: cells.next()?,
                message: cells.message_state()?,
                is_over: cells.next::<Option<bool>>()?.unwrap_or(true),
                is_asked: cells.next()?,
                batch: cells.next()?,
            })
        })?;
        for row in &rows {
            self.decide_yielded(row)?;
        }
        Ok(u64::try_from(rows.len()).unwrap_or(u64::MAX))
    }

    fn decide_yielded(&mut self, row: &YieldedRow) -> Result<()> {
        let (at, now) = (self.time(), self.ticks());
        let tx = self.walled(row.workspace);
        let own = (tx.wall(), row.customer.0);
        let told = |rule, detail| Decision { rule, detail: Some(detail), at };
        if row.message != MessageState::Held {
            // A person or a cancel decided.
        } else if row.is_over {
            tx.change_one(catalogue::END_YIELDED, (own.0, own.1, now, MessageState::Expired.code()))?;
            let detail = format!("customer {} had a higher priority", row.winner);
            tx.add_decision(row.customer, &told(Rule::MessageExpired, detail))?;
        } else if row.is_asked {
            tx.change_one(catalogue::END_YIELDED, (own.0, own.1, now, MessageState::Cancelled.code()))?;
            tx.add_decision(
                row.customer,
                &told(Rule::MessageDropped, format!("customer {} was asked", row.winner)),
            )?;
        } else {
            tx.change_one(catalogue::RELEASE_YIELDED, (own.0, own.1, now))?;
            tx.change_one(catalogue::RETURN_CUSTOMER, own)?;
            tx.add_decision(row.customer, &told(Rule::PriorityReleased, row.winner.to_string()))?;
        }
        tx.change_one(catalogue::DELETE_YIELDED, own)?;
        tx.change(catalogue::LOOK_AT_BATCH, (own.0, row.batch)).map(drop)
    }
}
