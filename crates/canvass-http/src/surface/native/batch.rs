//! Batches: taken in, listed, shown with their counts, decided about.

use std::sync::Arc;

use canvass_app::batch::{approve_batch, cancel_batch, reject_batch};
use canvass_app::import_customers::{ImportOutcome, check_import, import_customers};
use canvass_app::request::{Answering, RequestIdentity};
use canvass_app::view::{BatchView, list_batches, show_batch};
use canvass_app::{App, Principal, Refusal};
use canvass_domain::batch::Remark;
use canvass_domain::decide::import_customers::Fault;
use canvass_domain::id::{BatchId, WorkspaceId};
use canvass_domain::message::MessageState;
use canvass_domain::reason::Reason;
use canvass_store::area::BatchRecord;
use canvass_wire::fault::Faults;
use canvass_wire::native::batch_add::{self, Names};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::list::Cursor;
use super::moment::{maybe_moment, moment};
use super::workspace::time;
use super::{Answer, Call, Trouble};
use crate::surface::beside::beside;
use crate::surface::idempotency;

/// GET batches
pub(crate) async fn list(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let mut query = call.query();
    let cursor = Cursor::take(&mut query);
    query.finish()?;
    let zone = call.zone(workspace).await?;
    let batches = list_batches(call.app(), &call.principal, workspace, cursor.page()).ready().await?;
    Ok(cursor.answer(&batches, |batch| i64::from(batch.id.0), |batch| view(batch, &zone)))
}

/// GET batches/{batch}
pub(crate) async fn show(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let id = BatchId(call.number("batch")?);
    call.query().finish()?;
    let zone = call.zone(workspace).await?;
    let batch = show_batch(call.app(), &call.principal, workspace, id).ready().await?;
    Ok(Answer::ok(&with_counts(&batch, &zone)))
}

/// POST batches/{batch}/approve
pub(crate) async fn approve(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    call.says_nothing()?;
    let id = BatchId(call.number("batch")?);
    let zone = call.zone(workspace).await?;
    let batch = approve_batch(call.app(), &call.principal, workspace, id).ready().await?;
    (call.state.nudge)();
    Ok(Answer::ok(&view(&batch, &zone)))
}

/// POST batches/{batch}/reject
pub(crate) async fn reject(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    call.says_nothing()?;
    let id = BatchId(call.number("batch")?);
    let zone = call.zone(workspace).await?;
    let batch = reject_batch(call.app(), &call.principal, workspace, id).ready().await?;
    Ok(Answer::ok(&view(&batch, &zone)))
}

/// POST batches/{batch}/cancel; tells how many messages of the batch do not leave.
pub(crate) async fn cancel(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    call.says_nothing()?;
    let id = BatchId(call.number("batch")?);
    let zone = call.zone(workspace).await?;
    let batch = cancel_batch(call.app(), &call.principal, workspace, id).ready().await?;
    let counts = show_batch(call.app(), &call.principal, workspace, id).ready().await?.messages;
    let cancelled: i64 =
        counts.iter().filter(|(state, _)| *state == MessageState::Cancelled).map(|(_, count)| count).sum();
    let mut answer = view(&batch, &zone);
    if let Some(members) = answer.as_object_mut() {
        members.insert("cancelledMessages".to_owned(), json!(cancelled));
    }
    Ok(Answer::ok(&answer))
}

/// POST batches: takes a batch in.
pub(crate) async fn add(mut call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    call.query().finish()?;
    take_in(&mut call, workspace, "native/batches").await
}

/// Takes the body of a native intake call in.
pub(super) async fn take_in(
    call: &mut Call,
    workspace: WorkspaceId,
    route: &'static str,
) -> Result<Answer, Trouble> {
    let key = idempotency::key(&call.headers).map_err(|_malformed| Trouble::malformed_key())?;
    let intake = Intake {
        app: call.app().clone(),
        principal: call.principal.clone(),
        workspace,
        request: RequestIdentity::of_body(route, key, &call.body),
        body: Arc::new(std::mem::take(&mut call.body)),
    };
    let begun = {
        let intake = intake.clone();
        beside(&call.state, move || intake.begin()).await?
    };
    let (importing, names) = begun;
    match importing.ready().await {
        Ok(answered) => {
            if !answered.is_replayed {
                (call.state.nudge)();
            }
            let mut answer = Answer::ok(&outcome_view(call.app(), workspace, &answered.result, &names));
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
    fn begin(&self) -> Result<(Answering<ImportOutcome>, Names), Trouble> {
        let bound = batch_add::read(&self.body).map_err(Trouble::Faults)?;
        let names = Names::of(&bound.request);
        let command = batch_add::lower(bound.request);
        if bound.faults.is_empty() {
            let importing =
                import_customers(&self.app, &self.principal, self.workspace, command, &self.request);
            return Ok((importing, names));
        }
        // All faults at once: the rules judge what could be bound (S9).
        let broken = check_import(&self.app, &self.principal, self.workspace, command).wait()?;
        Err(self.invalid(bound.faults, &broken, &names))
    }

    fn invalid(&self, mut faults: Faults, broken: &[Fault], names: &Names) -> Trouble {
        batch_add::judge(&self.body, &mut faults, broken, names);
        Trouble::Faults(faults)
    }
}

fn outcome_view(app: &App, workspace: WorkspaceId, outcome: &ImportOutcome, names: &Names) -> Value {
    let customers = outcome.customers.iter().map(|customer| {
        json!({
            "index": customer.index,
            "id": customer.id.0,
            "state": customer.state.name(),
            "reason": customer.reason.map(Reason::as_str),
            "url": outcome.portal_link(workspace, customer).map(|link| app.questionnaire_url(link)),
        })
    });
    let warnings = outcome.warnings.iter().map(|warning| batch_add::warning(warning, names));
    json!({
        "batch": outcome.batch.0,
        "state": outcome.batch_state.as_str(),
        "received": outcome.customers.len(),
        "accepted": outcome.accepted(),
        "customers": customers.collect::<Vec<Value>>(),
        "warnings": warnings
            .map(|warning| json!({ "path": warning.path, "text": warning.text }))
            .collect::<Vec<Value>>(),
    })
}

fn view(batch: &BatchRecord, zone: &TimeZone) -> Value {
    json!({
        "id": batch.id.0,
        "name": batch.name,
        "kind": batch.kind.as_str(),
        "state": batch.state.as_str(),
        "test": batch.is_test,
        "sendTime": batch.send_time.map(time),
        "customers": batch.customers,
        "createdAt": moment(batch.created_at, zone),
        "decidedAt": maybe_moment(batch.decided_at, zone),
        "closedAt": maybe_moment(batch.closed_at, zone),
    })
}

/// What the report tells besides; customers are named by their place in the batch.
fn remark_view(remark: Remark) -> Value {
    let (code, index) = match remark {
        Remark::ReadForgivingly => ("read_forgivingly", None),
        Remark::EmailLeftOut(at) => ("email_left_out", Some(at)),
        Remark::MobileLeftOut(at) => ("mobile_left_out", Some(at)),
        Remark::TextMessageNotSent(at) => ("text_message_not_sent", Some(at)),
    };
    json!({ "code": code, "index": index })
}

fn with_counts(batch: &BatchView, zone: &TimeZone) -> Value {
    let customers = batch.customers.iter().map(|(state, reason, count)| {
        json!({ "state": state.name(), "reason": reason.map(Reason::as_str), "count": count })
    });
    let messages =
        batch.messages.iter().map(|(state, count)| json!({ "state": state.as_str(), "count": count }));
    let counts = json!({
        "customers": customers.collect::<Vec<Value>>(),
        "messages": messages.collect::<Vec<Value>>(),
    });
    let mut value = view(&batch.batch, zone);
    if let Some(members) = value.as_object_mut() {
        members.insert("counts".to_owned(), counts);
        let remarks = batch.batch.remarks.iter().map(|remark| remark_view(*remark));
        members.insert("remarks".to_owned(), remarks.collect());
    }
    value
}
