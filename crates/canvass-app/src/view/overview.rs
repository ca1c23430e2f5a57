//! Where a workspace stands: its newest batches with their counts, and all its messages.

use canvass_domain::id::{BatchId, WorkspaceId};
use canvass_domain::message::MessageState;
use canvass_store::area::{BatchRecord, Page};
use canvass_store::{Pending, WorkspaceTx};

use super::BatchView;
use super::batches::waiting;
use crate::{App, Principal, Refusal};

/// Where a workspace stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overview {
    /// Batches, newest first.
    pub batches: Vec<BatchView>,
    /// There are batches with lower numbers than this.
    pub older_than: Option<BatchId>,
    /// How many messages of the whole workspace stand where.
    pub messages: Vec<(MessageState, i64)>,
}

/// The newest batches, or the newest below a number, with the messages of the whole workspace.
pub fn show_overview(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    before: Option<BatchId>,
    most: usize,
) -> Pending<Overview, Refusal> {
    app.look(principal, workspace, move |tx| {
        let last = match before {
            Some(before) => i64::from(before.0) - 1,
            None => newest(tx)?,
        };
        let after = last.saturating_sub(i64::try_from(most).unwrap_or(i64::MAX)).max(0);
        let mut records = tx.batches(Page { after, most })?;
        records.retain(|batch| i64::from(batch.id.0) <= last);
        let older_than = records.first().map(|oldest| oldest.id).filter(|_| after > 0);
        let batches = records.into_iter().rev().map(|batch| counted(tx, batch));
        let batches = batches.collect::<Result<Vec<BatchView>, Refusal>>()?;
        Ok(Overview { batches, older_than, messages: tx.own_message_counts()? })
    })
}

fn counted(tx: &mut dyn WorkspaceTx, batch: BatchRecord) -> Result<BatchView, Refusal> {
    let (customers, messages) = (tx.batch_counts(batch.id)?, tx.message_counts(Some(batch.id))?);
    let waiting = waiting(tx, batch.id, &customers)?;
    Ok(BatchView { batch, customers, messages, waiting })
}

/// The highest batch number. Lists only go upwards, so it is closed in on: the numbers count from 1 without gaps worth
/// speaking of, and each look reads one row of the primary key.
fn newest(tx: &mut dyn WorkspaceTx) -> Result<i64, Refusal> {
    let mut next = |after: i64| -> Result<Option<i64>, Refusal> {
        Ok(tx.batches(Page { after, most: 1 })?.first().map(|batch| i64::from(batch.id.0)))
    };
    let mut known = 0;
    let mut step = 1;
    while let Some(found) = next(known + step)? {
        known = found;
        step *= 2;
    }
    // The highest lies in known ..= known + step.
    let mut above = known + step;
    while let Some(found) = next(known)? {
        known = found;
        let middle = known.midpoint(above);
        match next(middle)? {
            Some(found) => known = found,
            None => above = middle,
        }
    }
    Ok(known)
}
