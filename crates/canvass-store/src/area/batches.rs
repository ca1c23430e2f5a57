//! Batches: taking them in and deciding about them.

use std::collections::BTreeMap;

use canvass_domain::batch::{BatchKind, BatchState, Remark};
use canvass_domain::customer::CustomerState;
use canvass_domain::decide::import_customers::{Import, Previous};
use canvass_domain::decision::Decision;
use canvass_domain::id::{BatchId, ContactHash, CustomerId};
use canvass_domain::message::{MessageState, Notification, Window};
use canvass_domain::reason::Reason;
use jiff::{Timestamp, civil};

use super::Page;
use crate::Result;

/// What an import became.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SavedImport {
    /// The batch.
    pub batch: BatchId,
    /// Number of the first customer; the others follow without gaps, in the order of the import.
    pub first_customer: CustomerId,
}

/// A batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchRecord {
    /// Its number.
    pub id: BatchId,
    /// What people see.
    pub name: String,
    /// By mail or link.
    pub kind: BatchKind,
    /// Where it stands.
    pub state: BatchState,
    /// Left out of results.
    pub is_test: bool,
    /// Start of its send window, if it named one.
    pub send_time: Option<civil::Time>,
    /// How many customers it brought.
    pub customers: i64,
    /// When it came.
    pub created_at: Timestamp,
    /// When it was approved, rejected or cancelled.
    pub decided_at: Option<Timestamp>,
    /// When it closed.
    pub closed_at: Option<Timestamp>,
    /// What its report tells besides.
    pub remarks: Vec<Remark>,
    /// Who brought it in, as audit rows name askers; kept of batches that wait for approval.
    pub author: Option<String>,
    /// Why it or a part of it was rejected last, as the person said it.
    pub rejection: Option<String>,
}

/// What a decision about a batch needs to know of one of its customers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovalFacts {
    /// Who.
    pub customer: CustomerId,
    /// Where the customer stands.
    pub state: CustomerState,
    /// Where its invitation stands, if there is one.
    pub message: Option<MessageState>,
    /// Not before this moment.
    pub send_at: Timestamp,
    /// The effective end, if it is known.
    pub ends_at: Option<Timestamp>,
    /// A decision about a part of its batch left it waiting.
    pub is_waiting: bool,
}

/// What becomes of one customer by a decision about its batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerChange {
    /// Who.
    pub customer: CustomerId,
    /// The new state.
    pub state: CustomerState,
    /// The new reason.
    pub reason: Option<Reason>,
    /// The effective end, if it is newly known.
    pub ends_at: Option<Timestamp>,
    /// A message to make (approval).
    pub window: Option<Window>,
    /// Ledger entry.
    pub decision: Decision,
}

/// Batches.
pub trait Batches {
    /// The data and answers of those of these customers that the workspace has.
    fn load_previous(&mut self, customers: &[i32]) -> Result<BTreeMap<i32, Previous>>;
    /// Numbers for so many customers, for [`Import::reserved`]; the first of them.
    fn reserve_customers(&mut self, count: usize) -> Result<CustomerId>;
    /// Writes batch, contacts, customers, messages, and the batch's number into the ledger's first entry. `contacts` is as
    /// long as the import's customers: the hash of each valid address, or of a mobile number without one. What customers say
    /// of a person is laid over what is known of it, and what that replaces is logged (Q31).
    fn save_import(
        &mut self,
        import: &Import,
        contacts: &[Option<ContactHash>],
        at: Timestamp,
    ) -> Result<SavedImport>;
    /// Makes the mails that tell of a batch, of the same transaction as the batch (E8). They are messages like others for
    /// claim, fence and result, but nobody's own: they change no customer, are in no ledger and no count, and neither
    /// cancel, answer, block nor end date reaches them.
    fn save_notification(&mut self, saved: SavedImport, told: &Notification, window: Window) -> Result<()>;
    /// A batch; locks its row until the transaction ends when the transaction may write.
    fn batch(&mut self, id: BatchId) -> Result<Option<BatchRecord>>;
    /// Batches by id.
    fn batches(&mut self, page: Page) -> Result<Vec<BatchRecord>>;
    /// The customers of a batch that are not at an end, by id.
    fn approval_facts(&mut self, batch: BatchId) -> Result<Vec<ApprovalFacts>>;
    /// Cancels what waits, is claimed or held of a batch, and tells how many; what left before and waits for another try
    /// falls back to sent and is none of them. From then on until the transaction ends no
    /// mail of the batch is handed over and none that comes back waits again: what [`Self::approval_facts`] says of its
    /// messages stays true as far as a decision can depend on it.
    fn stop_messages(&mut self, batch: BatchId, at: Timestamp) -> Result<u64>;
    /// Writes a decision about a batch: its state and what becomes of its customers.
    fn save_batch_decision(
        &mut self,
        batch: BatchId,
        state: BatchState,
        changes: &[CustomerChange],
        at: Timestamp,
    ) -> Result<()>;
    /// Keeps who brought a batch in.
    fn name_author(&mut self, batch: BatchId, author: &str) -> Result<()>;
    /// Keeps why a batch or a part of it was rejected.
    fn name_rejection(&mut self, batch: BatchId, reason: &str) -> Result<()>;
    /// All in state 1 of a batch from this number on wait, until a decision names them: before a part of the batch is
    /// approved, and when more of a file comes after that. Their links do not work meanwhile, like those of a batch that
    /// waits.
    fn keep_waiting(&mut self, batch: BatchId, from: CustomerId) -> Result<u64>;
    /// How many customers of a batch wait for approval.
    fn waiting_count(&mut self, batch: BatchId) -> Result<i64>;
    /// How many messages of a batch have left or may have, by state: handed over, in doubt, sent. All slots but those of
    /// notifications.
    fn left_counts(&mut self, batch: BatchId) -> Result<Vec<(MessageState, i64)>>;
    /// How many customers of a batch stand where: state, reason, count.
    fn batch_counts(&mut self, batch: BatchId) -> Result<Vec<(CustomerState, Option<Reason>, i64)>>;
    /// Of a batch or the whole workspace: how many invitations stand where. Counted from rows (P5).
    fn message_counts(&mut self, batch: Option<BatchId>) -> Result<Vec<(MessageState, i64)>>;
    /// Of the whole workspace, reminders too: how many messages to customers stand where. For whoever watches what leaves;
    /// what was accepted is compared with invitations alone.
    fn own_message_counts(&mut self) -> Result<Vec<(MessageState, i64)>>;
}
