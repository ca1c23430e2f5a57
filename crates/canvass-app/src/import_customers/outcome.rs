//! What an import became, as the asker is told.

use canvass_domain::batch::{BatchKind, BatchState};
use canvass_domain::customer::CustomerState;
use canvass_domain::decide::import_customers::{Import, Warning};
use canvass_domain::id::{BatchId, CustomerId, WorkspaceId};
use canvass_domain::message::Notification;
use canvass_domain::reason::Reason;
use canvass_store::area::SavedImport;

use crate::secret::Link;

/// The generation that links of a new customer have. A replayed answer shows these, whatever happened since.
const FIRST_GENERATION: i32 = 1;

/// What an import became.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportOutcome {
    /// The batch.
    pub batch: BatchId,
    /// `PendingApproval` or `Approved`.
    pub batch_state: BatchState,
    /// By mail or link.
    pub kind: BatchKind,
    /// The customers in the order sent.
    pub customers: Vec<Imported>,
    /// What did not change the outcome (E23).
    pub warnings: Vec<Warning>,
}

/// What became of one customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Imported {
    /// Its place in the request, from 0.
    pub index: usize,
    /// Its number.
    pub id: CustomerId,
    /// Where it stands.
    pub state: CustomerState,
    /// Why it is not asked.
    pub reason: Option<Reason>,
}

impl ImportOutcome {
    pub(super) fn of(import: &Import, saved: SavedImport) -> Self {
        let customers = import
            .customers
            .iter()
            .zip(saved.first_customer.0..)
            .enumerate()
            .map(|(index, (customer, id))| Imported {
                index,
                id: CustomerId(id),
                state: customer.state,
                reason: customer.reason,
            })
            .collect();
        Self {
            batch: saved.batch,
            batch_state: import.state,
            kind: import.kind,
            customers,
            warnings: import.warnings.clone(),
        }
    }

    /// The link of a customer who is asked by link only and may answer already (E53): of a portal batch that is
    /// approved, in state 1.
    pub fn portal_link(&self, workspace: WorkspaceId, customer: &Imported) -> Option<Link> {
        let is_open = self.kind == BatchKind::Portal
            && self.batch_state == BatchState::Approved
            && customer.state == CustomerState::Initial;
        is_open.then_some(Link { workspace, customer: customer.id, generation: FIRST_GENERATION })
    }

    /// What is told of it by mail (E8): the numbers of the answer.
    pub(super) fn notification(&self, receivers: Vec<String>) -> Notification {
        Notification {
            receivers,
            total: self.customers.len(),
            accepted: self.accepted(),
            faulty: self.count(CustomerState::Fault),
            locked: self.count(CustomerState::Locked),
            opted_out: self.count(CustomerState::OptedOut),
            needs_approval: self.batch_state == BatchState::PendingApproval,
        }
    }

    /// How many customers stand here.
    pub fn count(&self, state: CustomerState) -> usize {
        self.customers.iter().filter(|customer| customer.state == state).count()
    }

    /// How many were taken as they are: neither faulted, locked nor opted out. One whose end date lies before its first
    /// send window is among them, though it is closed at once (E50): so the four counts add up.
    pub fn accepted(&self) -> usize {
        let refused = [CustomerState::Fault, CustomerState::Locked, CustomerState::OptedOut];
        self.customers.iter().filter(|customer| !refused.contains(&customer.state)).count()
    }
}
