//! POST links: a personal link that the asker hands out (E53, E84, E85).

use std::sync::Arc;

use canvass_app::make_link::{LinkOutcome, check_make_link, make_link};
use canvass_app::request::{Answering, RequestIdentity};
use canvass_app::{App, Principal, Refusal};
use canvass_domain::decide::import_customers::Fault;
use canvass_domain::id::WorkspaceId;
use canvass_domain::reason::Reason;
use canvass_wire::fault::Faults;
use canvass_wire::native::batch_add::Names;
use canvass_wire::native::link_add;
use canvass_wire::native::one_customer::warning;
use serde_json::{Value, json};

use super::{Answer, Call, Trouble};
use crate::surface::beside::beside;
use crate::surface::idempotency;

/// POST links
pub(crate) async fn add(mut call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    call.query().finish()?;
    let key = idempotency::key(&call.headers).map_err(|_malformed| Trouble::malformed_key())?;
    let intake = Intake {
        app: call.app().clone(),
        principal: call.principal.clone(),
        workspace,
        request: RequestIdentity::of_body("native/links", key, &call.body),
        body: Arc::new(std::mem::take(&mut call.body)),
    };
    let (answering, names) = {
        let intake = intake.clone();
        beside(&call.state, move || intake.begin()).await?
    };
    match answering.ready().await {
        Ok(answered) => {
            let mut answer = Answer::ok(&view(call.app(), workspace, &answered.result, &names));
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
    fn begin(&self) -> Result<(Answering<LinkOutcome>, Names), Trouble> {
        let bound = link_add::read(&self.body).map_err(Trouble::Faults)?;
        let names = Names::of_one(&bound.request.data);
        let command = link_add::lower(bound.request);
        if bound.faults.is_empty() {
            return Ok((
                make_link(&self.app, &self.principal, self.workspace, command, &self.request),
                names,
            ));
        }
        // All faults at once: the rules judge what could be bound (S9).
        let broken = check_make_link(&self.app, &self.principal, self.workspace, command).wait()?;
        Err(self.invalid(bound.faults, &broken, &names))
    }

    fn invalid(&self, mut faults: Faults, broken: &[Fault], names: &Names) -> Trouble {
        link_add::judge(&self.body, &mut faults, broken, names);
        Trouble::Faults(faults)
    }
}

fn view(app: &App, workspace: WorkspaceId, outcome: &LinkOutcome, names: &Names) -> Value {
    let made = outcome.result.as_ref().ok();
    let reason = outcome.result.as_ref().map_or_else(|reason| Some(*reason), |made| made.reason);
    let warnings = outcome.warnings.iter().map(|told| warning(told, names));
    json!({
        "customer": made.map(|made| made.customer.0),
        "batch": made.map(|made| made.batch.0),
        "state": made.map(|made| made.state.name()),
        "reason": reason.map(Reason::as_str),
        "url": made.and_then(|made| made.url(app, workspace)),
        "warnings": warnings
            .map(|warning| json!({ "path": warning.path, "text": warning.text }))
            .collect::<Vec<Value>>(),
    })
}
