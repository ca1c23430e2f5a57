//! POST customer/add: takes a batch in (5.1 of the rules), for the route of the vendor and for `imports` of our own API.

use axum::response::Response;
use canvass_app::import_customers::{ImportOutcome, check_import, import_customers};
use canvass_app::request::{Answering, RequestIdentity};
use canvass_app::{App, Refusal};
use canvass_domain::command::ImportCustomers;
use canvass_domain::customer::CustomerState;
use canvass_domain::decide::import_customers::Fault;
use canvass_domain::id::WorkspaceId;
use canvass_store::Pending;
use canvass_wire::expoints::customer_add::{self, AddCustomersAnswer, AddedCustomer};
use canvass_wire::fault::Faults;
use canvass_wire::member::Bound;
use canvass_wire::read::BodyForm;

use super::write::Write;
use super::{Call, Trouble};
use crate::surface::asker::Asker;

/// Takes a batch in.
pub(crate) async fn add(call: Call) -> Result<Response, Trouble> {
    call.write::<CustomerAdd, _>("expoints/customer/add", answer_of).await
}

/// The call.
#[derive(Debug)]
pub(crate) struct CustomerAdd;

impl Write for CustomerAdd {
    type Command = ImportCustomers;
    type Outcome = ImportOutcome;
    type Broken = Fault;

    const WAKES: bool = true;

    fn read(body: &[u8], form: BodyForm) -> Result<Bound<ImportCustomers>, Faults> {
        Ok(customer_add::read(body, form)?.map(customer_add::lower))
    }

    fn check(asker: &Asker, command: ImportCustomers) -> Pending<Vec<Fault>, Refusal> {
        check_import(&asker.app, &asker.principal, asker.workspace, command)
    }

    fn begin(asker: &Asker, command: ImportCustomers, request: &RequestIdentity) -> Answering<ImportOutcome> {
        import_customers(&asker.app, &asker.principal, asker.workspace, command, request)
    }

    fn broken(refusal: Refusal) -> Result<Vec<Fault>, Refusal> {
        broken(refusal)
    }

    fn judge(body: &[u8], form: BodyForm, faults: &mut Faults, broken: &[Fault]) {
        customer_add::judge(body, form, faults, broken);
    }
}

/// The structural faults of a call that brings customers.
pub(super) fn broken(refusal: Refusal) -> Result<Vec<Fault>, Refusal> {
    if let Refusal::Import(broken) = refusal { Ok(broken) } else { Err(refusal) }
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
