//! POST finished: a response that was given elsewhere (E86).

use std::sync::Arc;

use canvass_app::add_finished::{FinishedOutcome, add_finished, check_add_finished};
use canvass_app::request::{Answering, RequestIdentity};
use canvass_app::{App, Principal, Refusal};
use canvass_domain::decide::import_customers::Fault;
use canvass_domain::id::WorkspaceId;
use canvass_wire::fault::Faults;
use canvass_wire::native::batch_add::Names;
use canvass_wire::native::finished_add;
use canvass_wire::native::one_customer::warning;
use serde_json::{Value, json};

use super::{Answer, Call, Trouble};
use crate::surface::beside::beside;
use crate::surface::idempotency;

/// POST finished
pub(crate) async fn add(mut call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    call.query().finish()?;
    let key = idempotency::key(&call.headers).map_err(|_malformed| Trouble::malformed_key())?;
    let intake = Intake {
        app: call.app().clone(),
        principal: call.principal.clone(),
        workspace,
        request: RequestIdentity::of_body("native/finished", key, &call.body),
        body: Arc::new(std::mem::take(&mut call.body)),
    };
    let (answering, names) = {
        let intake = intake.clone();
        beside(&call.state, move || intake.begin()).await?
    };
    match answering.ready().await {
        Ok(answered) => {
            let mut answer = Answer::ok(&view(&answered.result, &names));
            idempotency::tell(answer.headers(), &answered);
            Ok(answer)
        }
        Err(Refusal::Import(broken)) => {
            beside(&call.state, move || Err(intake.invalid(Faults::new(), &broken, &names))).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}

#[derive(Debug, Clone)]
struct Intake {
    app: App,
    principal: Principal,
    workspace: WorkspaceId,
    request: RequestIdentity,
    body: Arc<Vec<u8>>,
}

impl Intake {
    /// On a thread that may block.
    fn begin(&self) -> Result<(Answering<FinishedOutcome>, Names), Trouble> {
        let bound = finished_add::read(&self.body).map_err(Trouble::Faults)?;
        let names = Names::of_one(&bound.request.data);
        let command = finished_add::lower(bound.request);
        if bound.faults.is_empty() {
            return Ok((
                add_finished(&self.app, &self.principal, self.workspace, command, &self.request),
                names,
            ));
        }
        // All faults at once: the rules judge what could be bound (S9).
        let broken = check_add_finished(&self.app, &self.principal, self.workspace, command).wait()?;
        Err(self.invalid(bound.faults, &broken, &names))
    }

    fn invalid(&self, mut faults: Faults, broken: &[Fault], names: &Names) -> Trouble {
        finished_add::judge(&self.body, &mut faults, broken, names);
        Trouble::Faults(faults)
    }
}

fn view(outcome: &FinishedOutcome, names: &Names) -> Value {
    let warnings = outcome.warnings.iter().map(|told| warning(told, names));
    json!({
        "id": outcome.customer.0,
        "batch": outcome.batch.0,
        "state": "Finished",
        "warnings": warnings
            .map(|warning| json!({ "path": warning.path, "text": warning.text }))
            .collect::<Vec<Value>>(),
    })
}
