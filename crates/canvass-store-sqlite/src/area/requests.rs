//! Requests: the idempotency row and the audit row, in the transaction of the effect.

use canvass_domain::id::BatchId;
use canvass_store::area::{AuditRecord, NewAudit, Page, RequestKey, Requests, Standing};
use canvass_store::{Result, to_ticks};
use jiff::SignedDuration;

use super::limit;
use crate::catalogue;
use crate::tx::SqliteTx;

/// Keys are kept so long (E115).
pub(super) const KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);
/// The same body again within this time is a repeat (E116).
const REPEATED: SignedDuration = SignedDuration::from_mins(15);

/// A row of an earlier request under the same key.
struct RequestRow {
    body: Vec<u8>,
    made_at: jiff::Timestamp,
    answer: Option<String>,
}

impl SqliteTx<'_> {
    pub(super) fn insert_audit(&self, audit: &NewAudit) -> Result<()> {
        let id = self.take_numbers("audit", 1)?;
        self.change_one(
            catalogue::INSERT_AUDIT,
            (self.wall(), id, &audit.actor, &audit.action, &audit.object, to_ticks(audit.at)),
        )
    }

    fn insert_request(&self, key: &RequestKey) -> Result<()> {
        self.change_one(
            catalogue::INSERT_REQUEST,
            (self.wall(), &key.route, &key.key, &key.principal, &key.body, to_ticks(key.at)),
        )
    }

    /// The newest answered request with the same body of the same principal.
    fn repeated(&self, key: &RequestKey) -> Result<Option<(Option<BatchId>, String)>> {
        let since = key.at.saturating_sub(REPEATED).map_or(i64::MIN, to_ticks);
        self.row(
            catalogue::FIND_REPEAT,
            (self.wall(), &key.body, &key.route, &key.principal, since),
            |cells| Ok((cells.next::<Option<i32>>()?.map(BatchId), cells.next()?)),
        )
    }
}

impl Requests for SqliteTx<'_> {
    fn begin_request(&mut self, key: &RequestKey) -> Result<Standing> {
        let earlier = self.row(catalogue::FIND_REQUEST, (self.wall(), &key.route, &key.key), |cells| {
            Ok(RequestRow { body: cells.next()?, made_at: cells.moment()?, answer: cells.next()? })
        })?;
        if let Some(earlier) = earlier {
            let is_over = key.at.duration_since(earlier.made_at) >= KEPT;
            match earlier.answer {
                Some(_) if !is_over && earlier.body != key.body => return Ok(Standing::OtherBody),
                Some(answer) if !is_over => return Ok(Standing::Replay(answer)),
                Some(_) | None => {
                    let row = (self.wall(), &key.route, &key.key);
                    self.change_one(catalogue::DELETE_REQUEST, row)?;
                }
            }
        }
        let repeated = if key.is_client_key { None } else { self.repeated(key)? };
        self.insert_request(key)?;
        Ok(repeated.map_or(Standing::Fresh, |(batch, answer)| Standing::Repeat(batch, answer)))
    }

    fn finish_request(&mut self, key: &RequestKey, answer: &str, batch: Option<BatchId>) -> Result<()> {
        self.change_named(
            catalogue::FINISH_REQUEST,
            (self.wall(), &key.route, &key.key, answer, batch.map(|batch| batch.0)),
            "request",
        )
    }

    fn audit(&mut self, audit: &NewAudit) -> Result<()> {
        self.insert_audit(audit)
    }

    fn audit_trail(&mut self, page: Page) -> Result<Vec<AuditRecord>> {
        self.rows(catalogue::LIST_AUDIT, (self.wall(), page.after, limit(page.most)), |cells| {
            Ok(AuditRecord {
                id: cells.next()?,
                audit: NewAudit {
                    actor: cells.next()?,
                    action: cells.next()?,
                    object: cells.next()?,
                    at: cells.moment()?,
                },
            })
        })
    }
}
