//! Customers: reading them and their ledger.

use std::collections::BTreeMap;

use canvass_domain::customer::CustomerState;
use canvass_domain::decide::import_customers::{KeptAnswer, Routing};
use canvass_domain::decision::Decision;
use canvass_domain::id::{BatchId, ColumnId, ContactHash, CustomerId};
use canvass_domain::message::Channel;
use canvass_domain::reason::Reason;
use canvass_domain::transaction::Transaction;
use canvass_domain::value::Value;
use jiff::Timestamp;

use super::Page;
use crate::Result;

/// A customer with everything that was taken in.
#[derive(Debug, Clone, PartialEq)]
pub struct CustomerRecord {
    /// Its number.
    pub id: CustomerId,
    /// Its batch.
    pub batch: BatchId,
    /// Its place in the batch, from 0.
    pub index: i32,
    /// Where it stands.
    pub state: CustomerState,
    /// Why, if not asked.
    pub reason: Option<Reason>,
    /// Address as sent.
    pub email: Option<String>,
    /// Phone as sent.
    pub phone: Option<String>,
    /// By what it is invited.
    pub channel: Channel,
    /// Not before this moment.
    pub send_at: Timestamp,
    /// The date used in reports.
    pub transaction_at: Timestamp,
    /// The effective end, once known.
    pub ends_at: Option<Timestamp>,
    /// 0 unless sent.
    pub priority: i32,
    /// The previous customer.
    pub previous: Option<i32>,
    /// What it is asked.
    pub routing: Option<Routing>,
    /// Raising it revokes all links.
    pub link_generation: i32,
    /// Its values.
    pub values: BTreeMap<ColumnId, Value>,
    /// Its pre-filled answers.
    pub prefilled: Vec<KeptAnswer>,
    /// What it is about.
    pub transaction: Option<Transaction>,
    /// The person behind.
    pub contact: Option<ContactHash>,
    /// Left out of results.
    pub is_test: bool,
    /// The person asked to be called.
    pub is_contact_requested: bool,
    /// What a maker of links said about counting.
    pub link_counter: Option<bool>,
    /// It is the previous customer of another one (E64).
    pub is_previous: bool,
    /// When it came.
    pub created_at: Timestamp,
    /// When its invitation was taken by the peer.
    pub invited_at: Option<Timestamp>,
    /// When a reminder was handed over and taken (E51).
    pub reminded_at: Option<Timestamp>,
    /// The same of a reminder to finish a partial answer.
    pub partially_reminded_at: Option<Timestamp>,
    /// First opening.
    pub opened_at: Option<Timestamp>,
    /// Completion.
    pub finished_at: Option<Timestamp>,
}

/// Which customers; all given members must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CustomerFilter {
    /// Of this batch.
    pub batch: Option<BatchId>,
    /// In this state.
    pub state: Option<CustomerState>,
}

/// Customers.
pub trait Customers {
    /// One customer.
    fn customer(&mut self, id: CustomerId) -> Result<Option<CustomerRecord>>;
    /// Customers by id.
    fn customers(&mut self, filter: &CustomerFilter, page: Page) -> Result<Vec<CustomerRecord>>;
    /// The ledger of one customer in the order in which it was decided: the intake's entries first, later ones after
    /// them. Empty for an unknown customer.
    fn decisions(&mut self, id: CustomerId) -> Result<Vec<Decision>>;
    /// Adds entries to ledgers.
    fn add_decisions(&mut self, entries: &[(CustomerId, Decision)]) -> Result<()>;
}
