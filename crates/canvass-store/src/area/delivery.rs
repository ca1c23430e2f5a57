//! The delivery queue over all workspaces: claim, hand over, settle (promises 2.3).

use std::collections::BTreeMap;
use std::time::Duration;

use canvass_domain::decide::import_customers::Routing;
use canvass_domain::id::{BatchId, ColumnId, WorkspaceId};
use canvass_domain::message::{AttemptResult, Channel, Departure, MessageKey, Notification, Round, Window};
use canvass_domain::schedule::Late;
use canvass_domain::value::Value;
use jiff::Timestamp;

use crate::Result;

/// One running process: a number made at its start, never used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub i64);

/// A message claimed by a node: it alone may try, as long as the fence is the newest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// Which message.
    pub key: MessageKey,
    /// Number of the claim.
    pub fence: i32,
    /// Tries before this one, for the back-off.
    pub tries: i32,
    /// When it may leave.
    pub window: Window,
    /// Which of its rounds this is (Q48).
    pub round: Round,
    /// When its first round left, if this is a later one.
    pub first_left_at: Option<Timestamp>,
    /// Which of its departures this is.
    pub departure: Departure,
}

/// What a letter is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct LetterFacts {
    /// Whose letter.
    pub key: MessageKey,
    /// Which of its rounds.
    pub round: Round,
    /// Which of its departures.
    pub departure: Departure,
    /// The customer's batch.
    pub batch: BatchId,
    /// By what it leaves.
    pub channel: Channel,
    /// Address as sent.
    pub email: Option<String>,
    /// Phone as sent.
    pub phone: Option<String>,
    /// What is asked, by which mail, in which language.
    pub routing: Option<Routing>,
    /// The customer's values.
    pub values: BTreeMap<ColumnId, Value>,
    /// Generation of the link.
    pub link_generation: i32,
}

/// What a mail about a batch is made of (E8).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeFacts {
    /// Which mail.
    pub key: MessageKey,
    /// Name of the batch.
    pub batch: String,
    /// Whether the batch is a test.
    pub is_test: bool,
    /// What is told, and to whom.
    pub told: Notification,
}

/// One attempt after its hand-over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Attempt {
    /// Which message.
    pub key: MessageKey,
    /// The claim under which it was handed over.
    pub fence: i32,
}

/// A claim that is to be handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandOver {
    /// Which claim.
    pub attempt: Attempt,
    /// To whom, if it is told: all that is known of it when nobody is left to say how it ended.
    pub peer: Option<String>,
}

/// How one attempt ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Settlement {
    /// Which attempt.
    pub attempt: Attempt,
    /// How.
    pub result: AttemptResult,
    /// When to try again (`Deferred`); `None` = never, the end date comes first: the message expires.
    pub next: Option<Window>,
    /// When the person is reminded, if this was the invitation and it was sent (E51); `None` = never.
    pub reminder: Option<Window>,
    /// Who was spoken to.
    pub peer: String,
}

/// What became of a settlement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Stored.
    Stored,
    /// The attempt was settled otherwise meanwhile; nothing changed.
    Stale,
}

/// What a sweep found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Messages whose end date passed, reminders too.
    pub expired: u64,
    /// Notifications that could not leave in their time.
    pub notifications: u64,
    /// Claims whose lease was over.
    pub released: u64,
    /// Hand-overs of dead nodes.
    pub in_doubt: u64,
    /// Customers whose end date passed (E15).
    pub closed_customers: u64,
    /// Customers who waited for one with a higher priority and are decided about (E70).
    pub yielded: u64,
    /// Batches all of whose customers are at an end (E5).
    pub closed_batches: u64,
}

/// How many nodes are alive, by the newest migration that each knows (P15).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Nodes {
    /// Those of an older release: they go by its rules, and the store adds what they leave out.
    pub older: u32,
    /// This one, and those that know as much.
    pub same: u32,
    /// Those of a newer release, for which this one is the older.
    pub newer: u32,
}

/// The delivery queue.
pub trait Delivery {
    /// Tells that the node lives, and which incarnation it is. The first beat registers it.
    fn beat(&mut self, node: NodeId) -> Result<()>;
    /// The newest beat of any node; `None` on a first start. Asked before the own first beat it tells when the store
    /// was last alive.
    fn newest_beat(&mut self) -> Result<Option<Timestamp>>;
    /// The nodes that are alive. A store of a single process knows itself alone.
    fn nodes(&mut self) -> Result<Nodes>;
    /// Whether sending is paused, and why.
    fn sending_pause(&mut self) -> Result<Option<String>>;
    /// Pauses or releases sending.
    fn set_sending_pause(&mut self, reason: Option<&str>) -> Result<()>;
    /// Claims about so many due messages: state waiting, due, before closing hour and end date. Each workspace with due
    /// messages gets the same share, at least one; those of a workspace go by due time, priority (the highest first) and
    /// customer, and the workspaces take turns (OUT-28). Raises each fence. Rows that another node claims at this moment
    /// are left alone.
    fn claim(&mut self, node: NodeId, most: usize, lease: Duration) -> Result<Vec<Claim>>;
    /// What [`Self::claim`] would take, if only messages of this channel were there. Reads, and takes nothing. What waits
    /// for other channels is not walked, but for messages that an earlier release wrote.
    fn due_by(&mut self, channel: Channel, most: usize) -> Result<Vec<MessageKey>>;
    /// Claims of these messages, in their order, those that are still due and that nobody else claims.
    fn claim_listed(&mut self, node: NodeId, listed: &[MessageKey], lease: Duration) -> Result<Vec<Claim>>;
    /// Takes out of the daily quota of a subject, over all nodes: as much as is left, at most `wanted`; tells how much.
    /// A day is the number of days since 1970-01-01 UTC; days long over are forgotten.
    fn take_quota(&mut self, subject: &str, day: i32, quota: i64, wanted: i64) -> Result<i64>;
    /// Puts back what was taken and not used.
    fn return_quota(&mut self, subject: &str, day: i32, unused: i64) -> Result<()>;
    /// The soonest due time of a waiting message.
    fn next_due(&mut self) -> Result<Option<Timestamp>>;
    /// What the letters of these claims are made of.
    fn load_letter_facts(&mut self, claims: &[Claim]) -> Result<Vec<LetterFacts>>;
    /// The same of notifications.
    fn load_notice_facts(&mut self, claims: &[Claim]) -> Result<Vec<NoticeFacts>>;
    /// THE fence: claimed -> handing_over, where claim, due time, closing hour, end date and lease still hold, and
    /// nothing stands against the person: a block, the sample or rest cancels the message and gives the customer its state
    /// (E72, E76, Q44), a higher priority holds it and gives Locked, reason `LowerPriority` (E67); either has an entry in
    /// the ledger. A notification is to nobody who could object: only its claim and window are looked at. One truth value a
    /// claim, in order. Only for `true` may the final byte leave, and only after the commit.
    fn hand_over_to(&mut self, node: NodeId, claims: &[HandOver]) -> Result<Vec<bool>>;
    /// The same, where it does not matter to whom.
    fn hand_over(&mut self, node: NodeId, claims: &[Attempt]) -> Result<Vec<bool>> {
        let claims: Vec<HandOver> =
            claims.iter().map(|attempt| HandOver { attempt: *attempt, peer: None }).collect();
        self.hand_over_to(node, &claims)
    }
    /// Stores how attempts ended. Before the hand-over: claimed -> waiting, rejected or failed, by the own fence. After
    /// it: handing_over (or in_doubt, for late results) -> sent, rejected, waiting, in_doubt. What does not fit the state
    /// is stale. `Sent` moves the customer from Scheduled to Invited and an Approved batch to Active, and makes the reminder
    /// that the settlement names, as by `Messages::add_reminder`; that of a reminder moves the customer from Invited to
    /// Reminded (E51). `Deferred` becomes cancelled when the message is for the customer no more (`Slot::may_wait`), and
    /// expired without a next window. `Rejected` moves the customer to Bounced if it was Scheduled, Invited or Reminded,
    /// cancels what waits for it, and lets the sweep look at a batch that has nobody else. `InDoubt` becomes sent at once,
    /// with a ledger entry of its own, when the link was opened before; of a reminder, after its hand-over. The
    /// ledger tells each hand-over and each result, in the order of time. A notification is settled alone: it changes neither
    /// customer nor batch nor ledger, and "not now" always waits again.
    fn settle(&mut self, settlements: &[Settlement]) -> Result<Vec<Verdict>>;
    /// Gives claims back unused: claimed -> waiting, by the own fence (closing hour, drain, pause).
    fn give_back(&mut self, claims: &[Attempt], next: Option<Window>) -> Result<()>;
    /// Messages that are due but past their closing hour, with their claims left alone: at most so many, to be given a
    /// new window by [`Self::reschedule`].
    fn past_closing(&mut self, most: usize) -> Result<Vec<(MessageKey, Window)>>;
    /// Gives waiting messages a new window.
    fn reschedule(&mut self, windows: &[(MessageKey, Window)]) -> Result<()>;
    /// Looks after what time brings, at most `most` rows of each kind: end dates, leases, dead nodes (silent
    /// for 30 s), closed customers and batches, reminders of an answer in part (E51). A notification ends by its own end. Every change of a customer has a ledger entry. Forgets requests after 7
    /// days (E115), and sessions and sign-in links that are over.
    fn sweep(&mut self, most: usize) -> Result<Swept>;
    /// The workspaces in which numbers may be missing among the keys of customers ([`super::Numbers`]). Nothing of them is
    /// claimed or handed over.
    fn unkeyed_workspaces(&mut self) -> Result<Vec<WorkspaceId>>;
    /// The numbers of all workspaces.
    fn workspace_ids(&mut self) -> Result<Vec<WorkspaceId>>;
    /// Looks after mail of a workspace that was due before this moment, at most so much of it: it is held, or expires
    /// where such mail is dropped, with an entry in the ledger; tells how much. Notifications are left alone.
    fn catch_up(
        &mut self,
        workspace: WorkspaceId,
        due_before: Timestamp,
        late: Late,
        most: usize,
    ) -> Result<u64>;
    /// Start of a single-process store: every claim and hand-over of an older incarnation is settled at once (claims
    /// wait again, hand-overs are in doubt). On a store for many nodes only those of dead nodes.
    fn settle_dead_nodes(&mut self, node: NodeId) -> Result<Swept>;
}
