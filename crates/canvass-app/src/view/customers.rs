//! Customers, and why each was or was not asked.

use canvass_domain::decision::Decision;
use canvass_domain::id::{CustomerId, WorkspaceId};
use canvass_store::Pending;
use canvass_store::area::{CustomerFilter, CustomerRecord, Page};
use jiff::Timestamp;

use crate::secret::Link;
use crate::{App, Principal, Refusal};

/// An entry of the ledger as people read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionView {
    /// Code of the rule that decided.
    pub code: &'static str,
    /// What it decided, as a plain sentence.
    pub sentence: String,
    /// When.
    pub at: Timestamp,
}

impl From<Decision> for DecisionView {
    fn from(decision: Decision) -> Self {
        let sentence = decision.rule.sentence(decision.detail.as_deref());
        Self { code: decision.rule.code(), sentence, at: decision.at }
    }
}

/// Customers by number.
pub fn list_customers(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    filter: CustomerFilter,
    page: Page,
) -> Pending<Vec<CustomerRecord>, Refusal> {
    app.look(principal, workspace, move |tx| Ok(tx.customers(&filter, page)?))
}

/// One customer.
pub fn show_customer(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    id: CustomerId,
) -> Pending<CustomerRecord, Refusal> {
    app.look(principal, workspace, move |tx| tx.customer(id)?.ok_or(Refusal::NotFound("customer")))
}

/// What was decided about a customer, in the order in which it was decided.
pub fn show_decisions(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    id: CustomerId,
) -> Pending<Vec<DecisionView>, Refusal> {
    app.look(principal, workspace, move |tx| {
        // A ledger is never empty: the intake writes its first entry with the customer.
        let decisions = tx.decisions(id)?;
        if decisions.is_empty() {
            return Err(Refusal::NotFound("customer"));
        }
        Ok(decisions.into_iter().map(DecisionView::from).collect())
    })
}

/// The link of a customer, as long as its generation stands.
pub fn link_of(workspace: WorkspaceId, customer: &CustomerRecord) -> Link {
    Link { workspace, customer: customer.id, generation: customer.link_generation }
}
