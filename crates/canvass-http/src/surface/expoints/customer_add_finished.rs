//! POST customer/addfinished: keeps a response that was given elsewhere (5.2 of the rules).

use axum::response::Response;
use canvass_app::Refusal;
use canvass_app::add_finished::{FinishedOutcome, add_finished, check_add_finished};
use canvass_app::request::{Answering, RequestIdentity};
use canvass_domain::command::AddFinished;
use canvass_domain::customer::CustomerState;
use canvass_domain::decide::import_customers::Fault;
use canvass_store::Pending;
use canvass_wire::expoints::customer_add_finished::{self, AddFinishedAnswer};
use canvass_wire::fault::Faults;
use canvass_wire::member::Bound;
use canvass_wire::read::BodyForm;

use super::write::Write;
use super::{Call, Trouble, customer_add};
use crate::surface::asker::Asker;

/// Keeps a response.
pub(crate) async fn add(call: Call) -> Result<Response, Trouble> {
    let answer = |_: &_, _, outcome: &FinishedOutcome| AddFinishedAnswer {
        id: outcome.customer.0,
        batch_id: outcome.batch.0,
        status: CustomerState::Finished,
        warnings: outcome.warnings.iter().map(customer_add_finished::warning).collect(),
    };
    call.write::<CustomerAddFinished, _>("expoints/customer/addfinished", answer).await
}

#[derive(Debug)]
struct CustomerAddFinished;

impl Write for CustomerAddFinished {
    type Command = AddFinished;
    type Outcome = FinishedOutcome;
    type Broken = Fault;

    fn read(body: &[u8], form: BodyForm) -> Result<Bound<AddFinished>, Faults> {
        Ok(customer_add_finished::read(body, form)?.map(customer_add_finished::lower))
    }

    fn check(asker: &Asker, command: AddFinished) -> Pending<Vec<Fault>, Refusal> {
        check_add_finished(&asker.app, &asker.principal, asker.workspace, command)
    }

    fn begin(asker: &Asker, command: AddFinished, request: &RequestIdentity) -> Answering<FinishedOutcome> {
        add_finished(&asker.app, &asker.principal, asker.workspace, command, request)
    }

    fn broken(refusal: Refusal) -> Result<Vec<Fault>, Refusal> {
        customer_add::broken(refusal)
    }

    fn judge(body: &[u8], form: BodyForm, faults: &mut Faults, broken: &[Fault]) {
        customer_add_finished::judge(body, form, faults, broken);
    }
}
