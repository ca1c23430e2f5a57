//! Requests: the idempotency row and the audit row, written in the transaction of the effect (promises 2.2, 2.15).

use canvass_domain::id::{BatchId, CustomerId};
use canvass_domain::message::{Evidence, Slot};
use jiff::Timestamp;

use super::Page;
use crate::Result;

/// What identifies a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestKey {
    /// The route without its version, such as `expoints/customer/add`.
    pub route: String,
    /// Hash of the client's key, or 16 random bytes when it sent none.
    pub key: Vec<u8>,
    /// The client sent a key.
    pub is_client_key: bool,
    /// Who asks: token or client id.
    pub principal: String,
    /// Digest of the raw body.
    pub body: Vec<u8>,
    /// When.
    pub at: Timestamp,
}

/// How a request stands against earlier ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Never seen: its row is inserted.
    Fresh,
    /// Same key, same body, within 7 days: the kept answer.
    Replay(String),
    /// Same key, other body.
    OtherBody,
    /// No key, but the same body of the same principal on the same route within 15 minutes: the earlier batch and the
    /// kept answer. Its row is inserted.
    Repeat(Option<BatchId>, String),
}

/// An audit row to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAudit {
    /// Who: token, client or user id; `system` for jobs.
    pub actor: String,
    /// What, as verb and noun: `import-customers`.
    pub action: String,
    /// On what: `batch 12`.
    pub object: String,
    /// When.
    pub at: Timestamp,
}

impl NewAudit {
    /// The row of a message in doubt that a person's opening or answer settles: the evidence is that person's (OUT-20).
    pub fn of_evidence((customer, slot): (CustomerId, Slot), evidence: Evidence, at: Timestamp) -> Self {
        Self {
            actor: "respondent".to_owned(),
            action: "settle-message".to_owned(),
            object: format!("message {customer}/{slot} was-sent: {}", evidence.as_str()),
            at,
        }
    }

    /// The row of a message in doubt that leaves once more under the key by which its relay drops a second copy (OUT-19).
    pub fn of_second_copy((customer, slot): (CustomerId, Slot), attempt: i32, at: Timestamp) -> Self {
        Self {
            actor: "system".to_owned(),
            action: "settle-message".to_owned(),
            object: format!(
                "message {customer}/{slot} send-again as attempt {attempt}: the relay drops a second copy"
            ),
            at,
        }
    }
}

/// An audit row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRecord {
    /// Its number.
    pub id: i64,
    /// As written.
    pub audit: NewAudit,
}

/// Requests.
pub trait Requests {
    /// Inserts the row of a request and tells how it stands. A concurrent request under the same key is waited for.
    /// Rows older than 7 days do not count and are replaced.
    fn begin_request(&mut self, key: &RequestKey) -> Result<Standing>;
    /// Keeps the answer in the row made by [`Self::begin_request`].
    fn finish_request(&mut self, key: &RequestKey, answer: &str, batch: Option<BatchId>) -> Result<()>;
    /// Writes an audit row.
    fn audit(&mut self, audit: &NewAudit) -> Result<()>;
    /// Audit rows by id.
    fn audit_trail(&mut self, page: Page) -> Result<Vec<AuditRecord>>;
}
