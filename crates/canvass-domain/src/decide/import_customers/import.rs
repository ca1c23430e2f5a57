//! The decision: a batch with each of its customers, ready to be stored.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil};

use super::{KeptAnswer, Response, Target, Warning};
use crate::batch::{BatchKind, BatchState, Remark};
use crate::block::Key;
use crate::contact::{Mobile, Profile};
use crate::customer::CustomerState;
use crate::decision::Decision;
use crate::id::{ColumnId, CustomerId, QuestionnaireId, TemplateId, VersionNumber};
use crate::message::{Channel, Window};
use crate::reason::Reason;
use crate::transaction::Transaction;
use crate::value::Value;

/// A batch, decided.
#[derive(Debug, Clone, PartialEq)]
pub struct Import {
    /// Its name; blank names are replaced by `API <local date> <local time>`.
    pub name: String,
    /// How its customers are reached.
    pub kind: BatchKind,
    /// `PendingApproval` or `Approved` (E2).
    pub state: BatchState,
    /// Left out of results (E55).
    pub is_test: bool,
    /// Start of its send window; `None` = the workspace's (E45).
    pub send_time: Option<civil::Time>,
    /// Whom to tell, as sent.
    pub notify: Option<String>,
    /// The customers in the order sent.
    pub customers: Vec<DecidedCustomer>,
    /// Where its customers are kept.
    pub target: Target,
    /// The number of the first customer, where numbers had to be known before the judgement (Q49).
    pub reserved: Option<CustomerId>,
    /// What did not change the outcome (E23), in document order; of many the first 100 and one that tells of the others.
    pub warnings: Vec<Warning>,
    /// What the report of the batch tells besides (Q13, Q28).
    pub remarks: Vec<Remark>,
}

/// One customer, decided.
#[derive(Debug, Clone, PartialEq)]
pub struct DecidedCustomer {
    /// Initial, Scheduled or Fault (E12); Closed when no open send window lies before its end date (E50), and then
    /// no message is made.
    pub state: CustomerState,
    /// Why not, if not.
    pub reason: Option<Reason>,
    /// Address as sent, trimmed, whether valid or not.
    pub email: Option<String>,
    /// Normalised address (E40) if it is valid; its keyed hash is the contact.
    pub address: Option<String>,
    /// Phone number as sent.
    pub phone: Option<String>,
    /// The number in normal form (Q29) if it is one: without an address its keyed hash is the contact, beside one a key.
    pub mobile: Option<Mobile>,
    /// What is newly known of the person, for the contact (Q31).
    pub profile: Profile,
    /// What the customer is about: segment and product lines.
    pub transaction: Option<Transaction>,
    /// Not before this moment (E42).
    pub send_at: Timestamp,
    /// The date used in reports.
    pub transaction_at: Timestamp,
    /// The effective end, if it is known already (E48): for an unapproved customer without an end date of its own or
    /// of its batch it is set at approval.
    pub ends_at: Option<Timestamp>,
    /// 0 unless sent.
    pub priority: i32,
    /// The previous customer (E59).
    pub previous: Option<i32>,
    /// Questionnaire, version, template and language (E19).
    pub routing: Option<Routing>,
    /// Identifying values as keyed hashes (E74, E83); hashed by the application.
    pub keys: Vec<Key>,
    /// Values by column, copied ones included (E59).
    pub values: BTreeMap<ColumnId, Value>,
    /// Pre-filled answers, copied ones included (E65).
    pub answers: Vec<KeptAnswer>,
    /// A response that came along: stored right after the customer, who stands at Initial until then.
    pub response: Option<Response>,
    /// The person asked to be called.
    pub is_contact_requested: bool,
    /// What a maker of links said about counting; no effect.
    pub link_counter: Option<bool>,
    /// By what it is invited and reminded.
    pub channel: Channel,
    /// When its invitation may leave; only for Scheduled.
    pub window: Option<Window>,
    /// The ledger so far, in order. The batch number is not known here: the entry `received` has no detail yet.
    pub decisions: Vec<Decision>,
}

impl Import {
    /// An approved mail batch of this name with nobody in it: what others are made of (`..Import::named(...)`), so that a
    /// new part of a batch is neutral for everyone who does not bring it.
    pub fn named(name: String) -> Self {
        Self {
            name,
            kind: BatchKind::Email,
            state: BatchState::Approved,
            is_test: false,
            send_time: None,
            notify: None,
            customers: Vec::new(),
            target: Target::New,
            reserved: None,
            warnings: Vec::new(),
            remarks: Vec::new(),
        }
    }
}

impl DecidedCustomer {
    /// A customer received at this moment of whom nothing is known and whom nobody asks: what others are made of
    /// (`..DecidedCustomer::received(...)`), so that a new part of a customer is neutral for everyone who does not bring
    /// it. Its ledger is empty.
    pub fn received(at: Timestamp) -> Self {
        Self {
            state: CustomerState::Initial,
            reason: None,
            email: None,
            address: None,
            phone: None,
            mobile: None,
            profile: Profile::default(),
            transaction: None,
            send_at: at,
            transaction_at: at,
            ends_at: None,
            priority: 0,
            previous: None,
            routing: None,
            keys: Vec::new(),
            values: BTreeMap::new(),
            answers: Vec::new(),
            response: None,
            is_contact_requested: false,
            link_counter: None,
            channel: Channel::Mail,
            window: None,
            decisions: Vec::new(),
        }
    }
}

/// Where the data of a customer leads (E19).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Routing {
    /// Asked.
    pub questionnaire: QuestionnaireId,
    /// In this version, from now on for this customer.
    pub version: VersionNumber,
    /// The mail; `None` = the built-in invitation.
    pub template: Option<TemplateId>,
    /// The language.
    pub language: String,
}
