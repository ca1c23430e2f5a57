//! End dates: closing customers (E15, E50) and batches (E5). A batch row says when to look (`look_at`), so that no index
//! over customers is paid for at intake.

use canvass_domain::batch::BatchKind;
use canvass_domain::customer::{CustomerState, Ended};
use canvass_domain::decision::Decision;
use canvass_domain::id::{CustomerId, WorkspaceId};
use canvass_domain::message::MessageState;
use canvass_domain::reason::Reason;
use canvass_store::area::Swept;
use canvass_store::{Result, StoreError};
use postgres::Row;

use super::super::customers::Entry;
use super::super::{customer_state, limit, message_state, state_code};
use crate::catalogue;
use crate::transaction::{PostgresTx, field, named};

impl PostgresTx<'_> {
    /// Looks at the batches whose time has come, closing at most so many customers. A batch with more of them has a
    /// next look in the past and is met again.
    pub(super) fn sweep_batches(&mut self, most: usize, swept: &mut Swept) -> Result<()> {
        let now = self.ticks()?;
        let mut workspaces: Vec<i32> = Vec::new();
        let mut batches: Vec<i32> = Vec::new();
        for row in self.query(catalogue::LOCK_LOOKS, &[&now, &limit(most)])? {
            workspaces.push(field(&row, 0)?);
            batches.push(field(&row, 1)?);
        }
        if batches.is_empty() {
            return Ok(());
        }
        self.close_ended(&workspaces, &batches, most, swept)?;
        self.execute(catalogue::SET_LOOKS, &[&workspaces, &batches, &now])?;
        swept.closed_batches = self.execute(catalogue::CLOSE_BATCHES, &[&workspaces, &batches, &now])?;
        if swept.closed_batches > 0 {
            // A partial answer stays one, so nothing else ends its reminder while that waits for a person (E15, E51).
            swept.expired += self.execute(catalogue::EXPIRE_HELD, &[&workspaces, &batches, &now])?;
        }
        Ok(())
    }

    fn close_ended(
        &mut self,
        workspaces: &[i32],
        batches: &[i32],
        most: usize,
        swept: &mut Swept,
    ) -> Result<()> {
        let (now, ticks) = (self.time()?, self.ticks()?);
        let rows =
            self.query(catalogue::LOCK_ENDED_CUSTOMERS, &[&workspaces, &batches, &ticks, &limit(most)])?;
        let mut ended = EndedColumns::default();
        let mut entries: Vec<Entry> = Vec::new();
        for row in &rows {
            let Some(end) = end_of(row)? else { continue };
            let (workspace, customer): (i32, i32) = (field(row, 0)?, field(row, 1)?);
            ended.workspaces.push(workspace);
            ended.customers.push(customer);
            ended.states.push(state_code(end.state));
            ended.reasons.push(end.reason.map(Reason::as_str));
            let decision = Decision { rule: end.rule, detail: None, at: now };
            entries.push((WorkspaceId(workspace), CustomerId(customer), decision));
        }
        swept.closed_customers = self.execute(
            catalogue::CLOSE_CUSTOMERS,
            &[&ended.workspaces, &ended.customers, &ended.states, &ended.reasons],
        )?;
        self.write_decisions(&entries)?;
        swept.expired =
            self.stop_mail((&ended.workspaces, &ended.customers), MessageState::Expired, ticks)?;
        Ok(())
    }
}

#[derive(Default)]
struct EndedColumns {
    workspaces: Vec<i32>,
    customers: Vec<i32>,
    states: Vec<i16>,
    reasons: Vec<Option<&'static str>>,
}

/// How a customer ends. Mail that is with the peer, or may be, counts as an invitation.
fn end_of(row: &Row) -> Result<Option<Ended>> {
    let kind = BatchKind::from_word(named(row, "kind")?).ok_or(StoreError::Corrupt("batch.kind"))?;
    let message = named::<Option<i16>>(row, "message_state")?.map(message_state).transpose()?;
    Ok(match message {
        Some(MessageState::HandingOver | MessageState::InDoubt) => CustomerState::Invited.ended(kind),
        _ => customer_state(row)?.ended(kind),
    })
}
