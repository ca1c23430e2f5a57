//! Requests: the idempotency row and the audit row, in the transaction of the effect (promises 2.2).

use canvass_domain::id::BatchId;
use canvass_store::area::{AuditRecord, NewAudit, Page, RequestKey, Requests, Standing};
use canvass_store::{Result, StoreError, to_ticks};
use jiff::{SignedDuration, Timestamp};

use super::{cursor, limit};
use crate::catalogue;
use crate::sequence::Counted;
use crate::transaction::{PostgresTx, moment, named};

/// Keys are kept so long (E115).
pub(super) const KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);
/// The same body again within this time is a repeat (E116).
const REPEATED: SignedDuration = SignedDuration::from_mins(15);

pub(super) fn ticks_before(at: Timestamp, span: SignedDuration) -> i64 {
    at.checked_sub(span).map_or(i64::MIN, to_ticks)
}

impl PostgresTx<'_> {
    /// How a request stands whose key was there before it.
    fn standing_of_earlier(&mut self, key: &RequestKey) -> Result<Standing> {
        let workspace = self.ws();
        let row = self
            .query_opt(catalogue::FIND_REQUEST, &[&workspace, &key.route, &key.key])?
            // Another transaction held the row and took it away: nothing of it stands.
            .ok_or(StoreError::Contended)?;
        if named::<&[u8]>(&row, "body")? != key.body {
            return Ok(Standing::OtherBody);
        }
        Ok(Standing::Replay(named::<Option<String>>(&row, "answer")?.unwrap_or_default()))
    }

    fn repeat_of(&mut self, key: &RequestKey) -> Result<Option<Standing>> {
        let workspace = self.ws();
        let since = ticks_before(key.at, REPEATED);
        let row = self.query_opt(
            catalogue::FIND_REPEAT,
            &[&workspace, &key.body, &key.route, &key.principal, &since, &key.key],
        )?;
        row.map(|row| {
            let batch = named::<Option<i32>>(&row, "batch_id")?.map(BatchId);
            Ok(Standing::Repeat(batch, named(&row, "answer")?))
        })
        .transpose()
    }
}

impl Requests for PostgresTx<'_> {
    fn begin_request(&mut self, key: &RequestKey) -> Result<Standing> {
        let workspace = self.ws();
        let is_inserted = self
            .query_opt(
                catalogue::INSERT_REQUEST,
                &[
                    &workspace,
                    &key.route,
                    &key.key,
                    &key.principal,
                    &key.body,
                    &to_ticks(key.at),
                    &key.is_client_key,
                    &ticks_before(key.at, KEPT),
                ],
            )?
            .is_some();
        if !is_inserted {
            return self.standing_of_earlier(key);
        }
        if key.is_client_key {
            return Ok(Standing::Fresh);
        }
        Ok(self.repeat_of(key)?.unwrap_or(Standing::Fresh))
    }

    fn finish_request(&mut self, key: &RequestKey, answer: &str, batch: Option<BatchId>) -> Result<()> {
        let workspace = self.ws();
        let batch = batch.map(|batch| batch.0);
        self.execute_on(
            catalogue::FINISH_REQUEST,
            "request",
            &[&workspace, &key.route, &key.key, &answer, &batch],
        )
    }

    fn audit(&mut self, audit: &NewAudit) -> Result<()> {
        let workspace = self.ws();
        let id = self.shared.sequences.next(self.workspace_id(), Counted::Audit)?;
        self.execute_exactly(
            catalogue::INSERT_AUDIT,
            1,
            &[&workspace, &id, &audit.actor, &audit.action, &audit.object, &to_ticks(audit.at)],
        )
    }

    fn audit_trail(&mut self, page: Page) -> Result<Vec<AuditRecord>> {
        let workspace = self.ws();
        self.query(catalogue::LIST_AUDIT, &[&workspace, &cursor(page.after), &limit(page.most)])?
            .iter()
            .map(|row| {
                Ok(AuditRecord {
                    id: named::<i32>(row, "id")?.into(),
                    audit: NewAudit {
                        actor: named(row, "actor")?,
                        action: named(row, "action")?,
                        object: named(row, "object")?,
                        at: moment(row, "at")?,
                    },
                })
            })
            .collect()
    }
}
