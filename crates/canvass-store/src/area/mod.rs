//! The contract by area. Methods speak of facts and decisions, bulk by default. Object-safe: engines implement these
//! traits on their transaction type.

mod access;
mod answers;
mod batches;
mod blocks;
mod configuration;
mod contact_rules;
mod contacts;
mod copies;
mod customers;
mod delivery;
mod files;
mod imports;
mod installation;
mod mailbox;
mod messages;
mod notes;
mod numbers;
mod organisations;
mod products;
mod requests;
mod results;
mod suppressions;
mod webhook_queue;
mod webhooks;

pub use access::{
    Access, CallLimits, CallSettings, ClientRecord, HostRecord, IssuerKeys, IssuerRecord, NewClient,
    NewIssuer, NewSession, NewSignIn, NewToken, SessionRecord, TokenRecord, UserRecord,
};
pub use answers::{Answers, Cut, NewAnswers, Respondent, ScoredAnswer};
pub use batches::{ApprovalFacts, BatchRecord, Batches, CustomerChange, SavedImport};
pub use blocks::{Asked, Blocks, Meeting};
pub use configuration::{
    Configuration, ConfigurationTx, NewColumn, NewQuestionnaire, NewRoute, NewTemplate, QuestionnaireRecord,
};
pub use contact_rules::{ContactRules, NewContactRule, PastCursor};
pub use contacts::{ContactChange, Contacts};
pub use copies::{Copies, Doubt, Retake};
pub use customers::{CustomerFilter, CustomerRecord, Customers};
pub use delivery::{
    Attempt, Claim, Delivery, HandOver, LetterFacts, NodeId, Nodes, NoticeFacts, Settlement, Swept, Verdict,
};
pub use files::{FileRecord, Files};
pub use imports::{
    BucketCount, ChunkRecord, ImportCounts, ImportRecord, Imports, NewImport, RowRecord, SavedChunk,
};
pub use installation::{Installation, InstallationRecord, NewWorkspace, WorkspaceRecord};
pub use mailbox::{CapturedMail, Mailbox, NewCapturedMail};
pub use messages::{InDoubt, MessageFilter, MessageRecord, Messages, OperatorSettlement};
pub use notes::{NoteRecord, Notes};
pub use numbers::{Numbers, Unkeyed, UnkeyedStep};
pub use organisations::Organisations;
pub use products::{NewSegment, Products};
pub use requests::{AuditRecord, NewAudit, RequestKey, Requests, Standing};
pub use results::{FunnelCount, ResultFilter, Results, ScoreCount};
pub use suppressions::Suppressions;
pub use webhook_queue::{
    ClaimedDelivery, SweptWebhooks, TriedDelivery, WebhookClaim, WebhookKey, WebhookQueue, WebhookSample,
};
pub use webhooks::{
    AttemptRecord, DeliveryFilter, DeliveryRecord, DeliveryState, NewWebhook, Replayed, WebhookRecord,
    Webhooks,
};

use canvass_domain::id::WorkspaceId;
use jiff::Timestamp;

/// A transaction: the only way to a statement. Which rows it may touch is decided by the side it is entered from.
pub trait Tx {
    /// The side of one workspace: every statement is walled to it.
    fn workspace(&mut self, workspace: WorkspaceId) -> &mut dyn WorkspaceTx;

    /// The side over workspaces: only what [`SystemTx`] lists.
    fn system(&mut self) -> &mut dyn SystemTx;
}

/// What can be done inside one workspace.
pub trait WorkspaceTx:
    ConfigurationTx
    + Batches
    + Blocks
    + ContactRules
    + Customers
    + Messages
    + Answers
    + Results
    + Requests
    + Mailbox
    + Notes
    + Numbers
    + Organisations
    + Contacts
    + Products
    + Files
    + Suppressions
    + Webhooks
    + Imports
{
    /// The workspace it is walled to.
    fn workspace_id(&self) -> WorkspaceId;

    /// The time of this transaction, by the database's clock where it has one; the same at every call.
    fn now(&mut self) -> crate::Result<Timestamp>;
}

/// What may cross workspaces: finding the workspace of a credential or a word, and the delivery queue.
pub trait SystemTx: Installation + Access + Delivery + Copies + WebhookQueue {
    /// The time of this transaction, by the database's clock where it has one; the same at every call.
    fn now(&mut self) -> crate::Result<Timestamp>;
}

/// One page of a list: rows after the cursor in ascending id, at most so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// Only ids above this; 0 = from the start.
    pub after: i64,
    /// At most so many rows.
    pub most: usize,
}
