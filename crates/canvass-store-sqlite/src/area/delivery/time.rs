//! End dates: closing customers (E15, E50) and batches (E5). A batch row says when to look (`look_at`), so that no index
//! over customers is paid for at intake.

use canvass_domain::batch::BatchKind;
use canvass_domain::customer::{CustomerState, Ended};
use canvass_domain::decision::Decision;
use canvass_domain::id::{BatchId, CustomerId, WorkspaceId};
use canvass_domain::message::MessageState;
use canvass_domain::reason::Reason;
use canvass_store::Result;
use canvass_store::area::Swept;
use canvass_store::to_ticks;
use jiff::Timestamp;

use super::super::batches::{Range, batch_kind};
use super::super::limit;
use crate::catalogue;
use crate::tx::SqliteTx;

/// A batch to look at.
struct LookRow {
    workspace: WorkspaceId,
    id: BatchId,
    kind: BatchKind,
    range: Range,
}

/// A customer whose end date passed.
struct EndedRow {
    id: CustomerId,
    state: CustomerState,
    message: Option<MessageState>,
}

impl SqliteTx<'_> {
    /// Looks at the batches whose time has come, closing at most so many customers.
    pub(super) fn sweep_batches(&mut self, most: usize, swept: &mut Swept) -> Result<()> {
        let now = self.time();
        let looks = self.rows(catalogue::LIST_LOOKS, (to_ticks(now), limit(most)), |cells| {
            Ok(LookRow {
                workspace: WorkspaceId(cells.next()?),
                id: BatchId(cells.next()?),
                kind: batch_kind(cells)?,
                range: (cells.next()?, cells.next()?),
            })
        })?;
        let mut left = most;
        for look in looks {
            self.walled(look.workspace);
            let closed = self.close_customers(&look, now, left, swept)?;
            left -= closed.min(left);
            // A batch with more customers than may be closed at once keeps its look and is met again.
            if left == 0 {
                break;
            }
            if self.look_again(look.id, look.range, to_ticks(now))? {
                let row = (self.wall(), look.id.0, to_ticks(now));
                let closed = self.change(catalogue::CLOSE_BATCH, row)?;
                if closed > 0 {
                    swept.expired += self.expire_held(&look, now)?;
                }
                swept.closed_batches += closed;
            }
        }
        Ok(())
    }

    /// A partial answer stays one, so nothing else ends its reminder while that waits for a person (E15, E51).
    fn expire_held(&self, look: &LookRow, now: Timestamp) -> Result<u64> {
        let row = (self.wall(), look.range.0, look.range.1, look.id.0, to_ticks(now));
        self.change(catalogue::EXPIRE_HELD, row)
    }

    fn close_customers(
        &self,
        look: &LookRow,
        now: Timestamp,
        most: usize,
        swept: &mut Swept,
    ) -> Result<usize> {
        let ended = self.rows(
            catalogue::LIST_ENDED_CUSTOMERS,
            (self.wall(), look.range.0, look.range.1, to_ticks(now), limit(most), look.id.0),
            |cells| {
                Ok(EndedRow {
                    id: CustomerId(cells.next()?),
                    state: cells.customer_state()?,
                    message: cells.maybe_message_state()?,
                })
            },
        )?;
        for customer in &ended {
            let Some(end) = end_of(customer, look.kind) else { continue };
            let row = (self.wall(), customer.id.0, end.reason.map(Reason::as_str));
            self.change_one(catalogue::CLOSE_CUSTOMER, row)?;
            self.add_decision(customer.id, &Decision { rule: end.rule, detail: None, at: now })?;
            swept.expired += self.stop_mail(customer.id, MessageState::Expired, to_ticks(now))?;
            swept.closed_customers += 1;
        }
        Ok(ended.len())
    }
}

/// How a customer ends. Mail that is with the peer, or may be, counts as an invitation.
fn end_of(customer: &EndedRow, kind: BatchKind) -> Option<Ended> {
    match customer.message {
        Some(MessageState::HandingOver | MessageState::InDoubt) => CustomerState::Invited.ended(kind),
        _ => customer.state.ended(kind),
    }
}
