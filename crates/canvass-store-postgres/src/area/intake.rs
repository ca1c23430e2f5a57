//! The rows of an import turned into columns: PostgreSQL takes arrays, and takes one statement of arrays forty times
//! cheaper than a statement a row.

use canvass_domain::decide::import_customers::DecidedCustomer;
use canvass_domain::decision::Decision;
use canvass_domain::id::ContactHash;
use canvass_domain::message::{Channel, Window};
use canvass_domain::reason::{Reason, Rule};
use canvass_store::document::{answers_to_text, decisions_to_text, transaction_to_text, values_to_text};
use canvass_store::to_ticks;
use postgres::types::ToSql;

use super::state_code;

/// Looks at a batch whose customers are all at an end happen at once.
const LOOK_NOW: i64 = 0;

/// When the sweep must look at a new batch: the soonest end of its open customers, at once if there is none.
pub(super) fn first_look(customers: &[DecidedCustomer]) -> Option<i64> {
    let mut open = customers.iter().filter(|customer| !customer.state.is_end()).peekable();
    if open.peek().is_none() {
        return Some(LOOK_NOW);
    }
    open.filter_map(|customer| customer.ends_at).min().map(to_ticks)
}

/// The intake's ledger with the batch's number in its first entry.
fn intake_ledger(decisions: &[Decision], batch: i32) -> String {
    let numbered: Vec<Decision> = decisions
        .iter()
        .map(|decision| match (decision.rule, &decision.detail) {
            (Rule::Received, None) => Decision { detail: Some(batch.to_string()), ..decision.clone() },
            _ => decision.clone(),
        })
        .collect();
    decisions_to_text(&numbered)
}

/// The columns of customers that differ from row to row.
pub(super) struct CustomerColumns<'a> {
    states: Vec<i16>,
    reasons: Vec<Option<&'static str>>,
    emails: Vec<Option<&'a str>>,
    contacts: Vec<Option<&'a [u8]>>,
    phones: Vec<Option<&'a str>>,
    send: Vec<i64>,
    transaction: Vec<i64>,
    ends: Vec<Option<i64>>,
    priorities: Vec<i32>,
    previous: Vec<Option<i32>>,
    questionnaires: Vec<Option<i32>>,
    versions: Vec<Option<i32>>,
    templates: Vec<Option<i32>>,
    languages: Vec<Option<&'a str>>,
    values: Vec<String>,
    prefilled: Vec<String>,
    decisions: Vec<String>,
    segments: Vec<Option<i32>>,
    abouts: Vec<Option<String>>,
    contact_requests: Vec<bool>,
    link_counters: Vec<Option<bool>>,
    channels: Vec<i16>,
}

impl<'a> CustomerColumns<'a> {
    pub(super) fn of(
        customers: &'a [DecidedCustomer],
        contacts: &'a [Option<ContactHash>],
        batch: i32,
    ) -> Self {
        fn each<'a, T>(customers: &'a [DecidedCustomer], take: impl Fn(&'a DecidedCustomer) -> T) -> Vec<T> {
            customers.iter().map(take).collect()
        }
        Self {
            states: each(customers, |customer| state_code(customer.state)),
            reasons: each(customers, |customer| customer.reason.map(Reason::as_str)),
            emails: each(customers, |customer| customer.email.as_deref()),
            contacts: contacts.iter().map(|hash| hash.as_ref().map(|hash| hash.0.as_slice())).collect(),
            phones: each(customers, |customer| customer.phone.as_deref()),
            send: each(customers, |customer| to_ticks(customer.send_at)),
            transaction: each(customers, |customer| to_ticks(customer.transaction_at)),
            ends: each(customers, |customer| customer.ends_at.map(to_ticks)),
            priorities: each(customers, |customer| customer.priority),
            previous: each(customers, |customer| customer.previous),
            questionnaires: each(customers, |customer| Some(customer.routing.as_ref()?.questionnaire.0)),
            versions: each(customers, |customer| Some(customer.routing.as_ref()?.version.0)),
            templates: each(customers, |customer| Some(customer.routing.as_ref()?.template?.0)),
            languages: each(customers, |customer| Some(customer.routing.as_ref()?.language.as_str())),
            values: each(customers, |customer| values_to_text(&customer.values)),
            prefilled: each(customers, |customer| answers_to_text(&customer.answers)),
            decisions: each(customers, |customer| intake_ledger(&customer.decisions, batch)),
            segments: each(customers, |customer| Some(customer.transaction.as_ref()?.segment.0)),
            abouts: each(customers, |customer| customer.transaction.as_ref().map(transaction_to_text)),
            contact_requests: each(customers, |customer| customer.is_contact_requested),
            link_counters: each(customers, |customer| customer.link_counter),
            channels: each(customers, |customer| customer.channel.code()),
        }
    }

    /// In the order of `batches/insert_customers`.
    pub(super) fn parameters(&self) -> [&(dyn ToSql + Sync); 22] {
        [
            &self.states,
            &self.reasons,
            &self.emails,
            &self.contacts,
            &self.phones,
            &self.send,
            &self.transaction,
            &self.ends,
            &self.priorities,
            &self.previous,
            &self.questionnaires,
            &self.versions,
            &self.templates,
            &self.languages,
            &self.values,
            &self.prefilled,
            &self.decisions,
            &self.segments,
            &self.abouts,
            &self.contact_requests,
            &self.link_counters,
            &self.channels,
        ]
    }
}

/// The columns of new messages.
pub(super) struct MessageColumns {
    pub(super) customers: Vec<i32>,
    pub(super) due: Vec<i64>,
    pub(super) closing: Vec<i64>,
    pub(super) ends: Vec<i64>,
    /// Absent where the customer was stored before and knows it.
    pub(super) priorities: Vec<Option<i32>>,
    /// As the priorities.
    pub(super) channels: Vec<Option<i16>>,
}

impl MessageColumns {
    pub(super) fn of(windows: impl Iterator<Item = (i32, Window, Option<(i32, Channel)>)>) -> Self {
        let mut columns = Self {
            customers: Vec::new(),
            due: Vec::new(),
            closing: Vec::new(),
            ends: Vec::new(),
            priorities: Vec::new(),
            channels: Vec::new(),
        };
        for (customer, window, known) in windows {
            columns.priorities.push(known.map(|(priority, _)| priority));
            columns.channels.push(known.map(|(_, channel)| channel.code()));
            columns.customers.push(customer);
            columns.due.push(to_ticks(window.due_at));
            columns.closing.push(to_ticks(window.closes_at));
            columns.ends.push(to_ticks(window.ends_at));
        }
        columns
    }
}
