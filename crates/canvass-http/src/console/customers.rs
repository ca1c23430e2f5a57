//! GET /console/customers and /console/customers/{id}: who was taken in, and why each was or was not asked.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use canvass_app::view::{DecisionView, list_customers, show_customer, show_decisions};
use canvass_domain::id::{BatchId, CustomerId};
use canvass_domain::value::Value;
use canvass_store::area::{Configuration, CustomerFilter, CustomerRecord, Page};
use serde::Deserialize;

use super::desk::{Desk, Tab};
use super::page::{missing, page, refused};
use super::session::Visitor;
use super::word;
use crate::{HttpState, html};

const CUSTOMERS: usize = 100;

/// What may stand in the address.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    batch: Option<i32>,
    /// Only customers with higher numbers.
    after: Option<i64>,
}

/// The field of the search.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    number: String,
}

#[derive(Debug, Template)]
#[template(path = "console/customers.html")]
pub(super) struct CustomersPage {
    desk: Desk,
    heading: String,
    customers: Vec<CustomerLine>,
    next: Option<String>,
}

#[derive(Debug)]
struct CustomerLine {
    id: CustomerId,
    address: String,
    state: &'static str,
    tone: &'static str,
    reason: &'static str,
    received: String,
}

#[derive(Debug, Template)]
#[template(path = "console/customer.html")]
pub(super) struct CustomerPage {
    desk: Desk,
    id: CustomerId,
    batch: BatchId,
    state: &'static str,
    tone: &'static str,
    is_test: bool,
    facts: Vec<Fact>,
    story: Vec<Entry>,
}

#[derive(Debug)]
struct Fact {
    name: String,
    value: String,
}

#[derive(Debug)]
struct Entry {
    sentence: String,
    rule: &'static str,
    at: String,
}

/// GET /console/customers.
pub(super) async fn list(
    State(state): State<HttpState>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Response {
    let batch = asked.batch.map(BatchId);
    let filter = CustomerFilter { batch, state: None };
    let cursor = Page { after: asked.after.unwrap_or(0).max(0), most: CUSTOMERS };
    let (principal, workspace) = (&visitor.session.principal, visitor.session.workspace);
    match list_customers(&state.app, principal, workspace, filter, cursor).ready().await {
        Ok(customers) => {
            page(&CustomersPage::new(Desk::new(&visitor, Tab::Customers, "Customers"), batch, &customers))
        }
        Err(refusal) => refused(&visitor, Tab::Customers, refusal),
    }
}

/// GET /console/customers/find?number=: the form above the list.
pub(super) async fn find(visitor: Visitor, Query(wanted): Query<Wanted>) -> Response {
    match wanted.number.trim().parse().map(CustomerId) {
        Ok(id) => html::see_other(&format!("/console/customers/{id}")),
        Err(_not_a_number) => missing(&visitor, Tab::Customers, "customer"),
    }
}

/// GET /console/customers/{id}.
pub(super) async fn show(
    State(state): State<HttpState>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Response {
    let Ok(id) = id.parse().map(CustomerId) else { return missing(&visitor, Tab::Customers, "customer") };
    let (principal, workspace) = (&visitor.session.principal, visitor.session.workspace);
    let customer = show_customer(&state.app, principal, workspace, id);
    let decisions = show_decisions(&state.app, principal, workspace, id);
    match (customer.ready().await, decisions.ready().await) {
        (Ok(customer), Ok(decisions)) => {
            let desk = Desk::new(&visitor, Tab::Customers, format!("Customer {id}"));
            page(&CustomerPage::new(desk, &visitor.configuration, &customer, decisions))
        }
        (Err(refusal), _) | (_, Err(refusal)) => refused(&visitor, Tab::Customers, refusal),
    }
}

impl CustomersPage {
    fn new(desk: Desk, batch: Option<BatchId>, customers: &[CustomerRecord]) -> Self {
        let line = |customer: &CustomerRecord| {
            let (state, tone) = word::customer_state(customer.state);
            CustomerLine {
                id: customer.id,
                address: customer.email.clone().unwrap_or_default(),
                state,
                tone,
                reason: customer.reason.map_or("", word::reason),
                received: desk.moment(customer.created_at),
            }
        };
        let last = customers.last().filter(|_| customers.len() == CUSTOMERS);
        let next = last.map(|last| match batch {
            Some(batch) => format!("/console/customers?batch={batch}&after={}", last.id),
            None => format!("/console/customers?after={}", last.id),
        });
        let heading =
            batch.map_or_else(|| "Customers".to_owned(), |batch| format!("Customers of batch {batch}"));
        Self { customers: customers.iter().map(line).collect(), heading, next, desk }
    }
}

impl CustomerPage {
    /// The page of a customer.
    pub(super) fn new(
        desk: Desk,
        configuration: &Configuration,
        customer: &CustomerRecord,
        decisions: Vec<DecisionView>,
    ) -> Self {
        let (state, tone) = word::customer_state(customer.state);
        let entry = |decision: DecisionView| Entry {
            sentence: decision.sentence,
            rule: decision.code,
            at: desk.moment(decision.at),
        };
        Self {
            id: customer.id,
            batch: customer.batch,
            state,
            tone,
            is_test: customer.is_test,
            facts: facts(&desk, configuration, customer),
            story: decisions.into_iter().map(entry).collect(),
            desk,
        }
    }
}

fn facts(desk: &Desk, configuration: &Configuration, customer: &CustomerRecord) -> Vec<Fact> {
    let moments = [
        ("Received", Some(customer.created_at)),
        ("May be asked from", Some(customer.send_at)),
        ("Invited", customer.invited_at),
        ("Reminded", customer.reminded_at),
        ("Reminded to finish", customer.partially_reminded_at),
        ("Opened", customer.opened_at),
        ("Finished", customer.finished_at),
        ("Ends", customer.ends_at),
    ];
    let texts = [
        ("Address", customer.email.clone()),
        ("Phone", customer.phone.clone()),
        ("Not asked, because", customer.reason.map(|reason| word::reason(reason).to_owned())),
    ];
    let texts = texts.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    let moments =
        moments.into_iter().filter_map(|(name, moment)| Some((name.to_owned(), desk.moment(moment?))));
    let values = customer.values.iter().map(|(id, value)| {
        let column = configuration.columns.iter().find(|column| column.id == *id);
        let name = column.map_or_else(|| format!("Column {id}"), |column| column.display_name.clone());
        let value = match value {
            Value::Plain(text) => text.clone(),
            Value::Encrypted { .. } => "encrypted by the sender; never read here".to_owned(),
        };
        (name, value)
    });
    texts.chain(moments).chain(values).map(|(name, value)| Fact { name, value }).collect()
}
