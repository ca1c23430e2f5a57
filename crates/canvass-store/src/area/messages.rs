//! Messages as a workspace sees them: lists, and settling what is in doubt or held.

use canvass_domain::id::{BatchId, ContactHash, CustomerId};
use canvass_domain::message::{MessageState, Round, Slot, Window};
use jiff::Timestamp;

use super::Page;
use crate::Result;

/// A message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageRecord {
    /// To whom.
    pub customer: CustomerId,
    /// Which.
    pub slot: Slot,
    /// Of which batch.
    pub batch: BatchId,
    /// Where it stands.
    pub state: MessageState,
    /// When it may leave.
    pub window: Window,
    /// How often it was claimed; grows with every claim (the fence).
    pub fence: i32,
    /// How often it was handed over.
    pub attempts: i32,
    /// How often it was tried, for the back-off: deferrals included.
    pub tries: i32,
    /// Which of its rounds it is in (Q48).
    pub round: Round,
    /// When its first round left, once it is in a later one.
    pub first_left_at: Option<Timestamp>,
    /// The last hand-over.
    pub handed_over_at: Option<Timestamp>,
    /// When its present state was reached, once it is past claiming.
    pub settled_at: Option<Timestamp>,
    /// The peer of the last attempt.
    pub peer: Option<String>,
    /// The last line of the dialogue, or the reason of the last deferral. Holds no personal data of ours.
    pub last_line: Option<String>,
}

/// Which messages; all given members must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MessageFilter {
    /// In this state.
    pub state: Option<MessageState>,
    /// Of this batch.
    pub batch: Option<BatchId>,
    /// Only those that have left or may have: handed over, in doubt, sent. No notifications.
    pub has_left: bool,
}

/// What an operator decides about a message that is in doubt or held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OperatorSettlement {
    /// It did arrive: in doubt becomes sent.
    WasSent,
    /// It goes out (again) in this window: in doubt or held becomes waiting. It is a new departure, which is no copy of what left
    /// before.
    SendAgain(Window),
    /// It goes out again in this window by a rule: in doubt becomes waiting. Of the same departure, so that whoever drops second
    /// copies still does.
    Resend(Window),
    /// It stays unsent: in doubt becomes rejected, held becomes cancelled.
    GiveUp,
    /// A report says that it came back: in doubt becomes rejected, and its customer is bounced as by a refusal.
    CameBack,
}

/// What a workspace has in doubt.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct InDoubt {
    /// Messages to customers.
    pub messages: i64,
    /// Mails about batches.
    pub notifications: i64,
    /// Of the messages, the first hand-over.
    pub oldest: Option<Timestamp>,
}

/// Messages of a workspace.
pub trait Messages {
    /// One message.
    fn message(&mut self, customer: CustomerId, slot: Slot) -> Result<Option<MessageRecord>>;
    /// Messages by customer number. A page is never cut inside the messages of one customer: it may have more rows.
    fn messages(&mut self, filter: &MessageFilter, page: Page) -> Result<Vec<MessageRecord>>;
    /// How many are in doubt, and since when.
    fn in_doubt(&mut self) -> Result<InDoubt>;
    /// Settles; false if the message was in no state for it (somebody else was first). `WasSent` also sets the
    /// customer to Invited if it was Scheduled. `SendAgain` and `Resend` need a customer for whom it still is (`Slot::may_wait`).
    /// A reminder sets it to Reminded if it was Invited. A notification has no customer to look at or change. The caller
    /// writes the ledger entry, at the same moment.
    fn settle_message(
        &mut self,
        customer: CustomerId,
        slot: Slot,
        settlement: OperatorSettlement,
        at: Timestamp,
    ) -> Result<bool>;
    /// Makes the reminder of a customer (E51), once for ever: only where the invitation was sent and the person has neither
    /// answered nor come to an end. False if it is there already or there is nobody to remind.
    fn add_reminder(&mut self, customer: CustomerId, window: Window) -> Result<bool>;
    /// Whether a text message left, or may have left, by this gateway for the number behind a contact.
    fn was_texted(&mut self, number: ContactHash, gateway: &str) -> Result<bool>;
}
