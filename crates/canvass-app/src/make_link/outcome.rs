//! What became of a wish for a link.

use canvass_domain::customer::CustomerState;
use canvass_domain::decide::import_customers::Warning;
use canvass_domain::id::{BatchId, CustomerId, WorkspaceId};
use canvass_domain::reason::Reason;

use crate::App;
use crate::secret::Link;

/// The generation that links of a new customer have. A replayed answer shows these, whatever happened since.
const FIRST_GENERATION: i32 = 1;

/// What became of a wish for a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkOutcome {
    /// The customer, or why there is none: `OptedOut` or `Locked` (E85).
    pub result: Result<MadeLink, Reason>,
    /// What did not change the outcome (E23).
    pub warnings: Vec<Warning>,
}

/// A customer who got a link, or who is not to be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeLink {
    /// Who.
    pub customer: CustomerId,
    /// The batch of the day.
    pub batch: BatchId,
    /// Where the customer stands.
    pub state: CustomerState,
    /// Why it is not asked (E84).
    pub reason: Option<Reason>,
    /// The host that was asked for.
    pub host: Option<String>,
}

impl MadeLink {
    /// The link; whoever is locked or opted out has none (E84).
    pub fn link(&self, workspace: WorkspaceId) -> Option<Link> {
        let is_open = self.state == CustomerState::Initial;
        is_open.then_some(Link { workspace, customer: self.customer, generation: FIRST_GENERATION })
    }

    /// The personal part of the address: derived, never stored (promises 2.10).
    pub fn access_key(&self, app: &App, workspace: WorkspaceId) -> Option<String> {
        self.link(workspace).map(|link| link.text(&app.keys))
    }

    /// The whole address, at the host that was asked for.
    pub fn url(&self, app: &App, workspace: WorkspaceId) -> Option<String> {
        let link = self.link(workspace)?;
        let own = app.questionnaire_url(link);
        let Some(host) = &self.host else { return Some(own) };
        let (scheme, rest) = own.split_once("://")?;
        let path = rest.find('/').and_then(|at| rest.get(at..))?;
        Some(format!("{scheme}://{host}{path}"))
    }
}
