//! Taking in a body of customer/add: for the route of the vendor and for `imports` of our own API.

use std::sync::Arc;

use canvass_app::import_customers::{ImportOutcome, check_import, import_customers};
use canvass_app::request::{Answered, Answering, RequestIdentity};
use canvass_app::{App, Principal, Refusal};
use canvass_domain::customer::CustomerState;
use canvass_domain::decide::import_customers::Fault;
use canvass_domain::id::WorkspaceId;
use canvass_wire::expoints::PARAMETER;
use canvass_wire::expoints::customer_add::{self, AddCustomersAnswer, AddedCustomer};
use canvass_wire::fault::{Faults, ModelState};
use canvass_wire::read::BodyForm;

use super::Trouble;
use crate::HttpState;
use crate::surface::beside::beside;
use crate::surface::idempotency::{HEADER, MALFORMED, MalformedKey};

/// A body and whose it is.
#[derive(Debug, Clone)]
pub(crate) struct Intake {
    pub(crate) app: App,
    pub(crate) principal: Principal,
    pub(crate) workspace: WorkspaceId,
    pub(crate) form: BodyForm,
    /// The route in the identity of the request, without its version.
    pub(crate) route: &'static str,
    pub(crate) key: Result<Option<String>, MalformedKey>,
    pub(crate) body: Arc<Vec<u8>>,
}

impl Intake {
    /// Reads, judges and stores. Reading and judging take a core for milliseconds, so they run beside the threads that
    /// answer, a few at a time.
    pub(crate) async fn run(self, state: &HttpState) -> Result<Answered<ImportOutcome>, Trouble> {
        let importing = {
            let intake = self.clone();
            beside(state, move || intake.begin()).await?
        };
        match importing.ready().await {
            Ok(answered) => {
                if !answered.is_replayed {
                    (state.nudge)();
                }
                Ok(answered)
            }
            Err(Refusal::Import(broken)) => {
                let told = move || Err(self.invalid(Faults::new(), &broken));
                beside(state, told).await
            }
            Err(refusal) => Err(Trouble::of_refusal(refusal)),
        }
    }

    /// On a thread that may block.
    fn begin(&self) -> Result<Answering<ImportOutcome>, Trouble> {
        let bound = match customer_add::read(&self.body, self.form) {
            Ok(bound) => bound,
            Err(faults) => return Err(self.invalid(faults, &[])),
        };
        let command = customer_add::lower(bound.request);
        if let (Ok(key), true) = (&self.key, bound.faults.is_empty()) {
            let request = RequestIdentity::of_body(self.route, key.clone(), &self.body);
            return Ok(import_customers(&self.app, &self.principal, self.workspace, command, &request));
        }
        // All errors at once (S8, S9): the rules judge what could be bound.
        let broken = check_import(&self.app, &self.principal, self.workspace, command).wait();
        Err(self.invalid(bound.faults, &broken.map_err(Trouble::of_refusal)?))
    }

    fn invalid(&self, mut faults: Faults, broken: &[Fault]) -> Trouble {
        customer_add::judge(&self.body, self.form, &mut faults, broken);
        let mut state: ModelState = faults.into_model_state(PARAMETER);
        if self.key.is_err() {
            state.push((HEADER.to_owned(), vec![MALFORMED.to_owned()]));
        }
        Trouble::Invalid(state)
    }
}

/// What a 200 says.
pub(crate) fn answer_of(app: &App, workspace: WorkspaceId, outcome: &ImportOutcome) -> AddCustomersAnswer {
    let number = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
    let customers = outcome.customers.iter().map(|customer| AddedCustomer {
        index: number(customer.index),
        id: customer.id.0,
        status: customer.state,
        reason: customer.reason,
        url: outcome.portal_link(workspace, customer).map(|link| app.questionnaire_url(link)),
    });
    AddCustomersAnswer {
        batch_id: outcome.batch.0,
        batch_status: outcome.batch_state,
        total: number(outcome.customers.len()),
        accepted: number(outcome.accepted()),
        faulted: number(outcome.count(CustomerState::Fault)),
        locked: number(outcome.count(CustomerState::Locked)),
        opted_out: number(outcome.count(CustomerState::OptedOut)),
        customers: customers.collect(),
        warnings: outcome.warnings.iter().map(customer_add::warning).collect(),
    }
}
