//! POST finished: a response that was given elsewhere (E86).

use canvass_app::Refusal;
use canvass_app::add_finished::{FinishedOutcome, add_finished, check_add_finished};
use canvass_app::request::{Answering, RequestIdentity};
use canvass_domain::command::AddFinished;
use canvass_domain::decide::import_customers::Fault;
use canvass_domain::id::WorkspaceId;
use canvass_store::Pending;
use canvass_wire::fault::Faults;
use canvass_wire::member::Bound;
use canvass_wire::native::batch_add::Names;
use canvass_wire::native::finished_add::{self, FinishedAddRequest};
use canvass_wire::native::one_customer::warning;
use serde_json::{Value, json};

use super::write::{Write, trial, warnings, write};
use super::{Answer, Call, Trouble};
use crate::surface::asker::Asker;

/// POST finished
pub(crate) async fn add(mut call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let is_trial = trial(call.query())?;
    write::<Finished>(&mut call, workspace, ("native/finished", is_trial)).await
}

#[derive(Debug)]
struct Finished;

impl Write for Finished {
    type Request = FinishedAddRequest;
    type Command = AddFinished;
    type Outcome = FinishedOutcome;

    fn read(body: &[u8]) -> Result<Bound<FinishedAddRequest>, Faults> {
        finished_add::read(body)
    }

    fn names(request: &FinishedAddRequest) -> Names {
        Names::of_one(&request.data)
    }

    fn lower(request: FinishedAddRequest) -> AddFinished {
        finished_add::lower(request)
    }

    fn check(asker: &Asker, command: AddFinished) -> Pending<Vec<Fault>, Refusal> {
        check_add_finished(&asker.app, &asker.principal, asker.workspace, command)
    }

    fn begin(asker: &Asker, command: AddFinished, request: &RequestIdentity) -> Answering<FinishedOutcome> {
        add_finished(&asker.app, &asker.principal, asker.workspace, command, request)
    }

    fn judge(body: &[u8], faults: &mut Faults, broken: &[Fault], names: &Names) {
        finished_add::judge(body, faults, broken, names);
    }

    fn view(_asker: &Asker, outcome: &FinishedOutcome, names: &Names) -> Value {
        json!({
            "id": outcome.customer.0,
            "batch": outcome.batch.0,
            "state": "Finished",
            "warnings": warnings(outcome.warnings.iter().map(|told| warning(told, names))),
        })
    }
}
