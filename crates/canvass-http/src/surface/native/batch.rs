//! Batches: taken in, listed, shown with their counts. What is decided about them stands in `batch_decision`.

use canvass_app::Refusal;
use canvass_app::import_customers::{ImportOutcome, check_import, import_customers};
use canvass_app::request::{Answering, RequestIdentity};
use canvass_app::view::{BatchView, list_batches, show_batch};
use canvass_domain::batch::Remark;
use canvass_domain::command::ImportCustomers;
use canvass_domain::decide::import_customers::Fault;
use canvass_domain::id::{BatchId, WorkspaceId};
use canvass_domain::reason::Reason;
use canvass_store::Pending;
use canvass_store::area::BatchRecord;
use canvass_wire::fault::Faults;
use canvass_wire::member::Bound;
use canvass_wire::native::batch_add::{self, BatchAddRequest, Names};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::list::Cursor;
use super::moment::{maybe_moment, moment};
use super::workspace::time;
use super::write::{Write, trial, warnings, write};
use super::{Answer, Call, Trouble};
use crate::surface::asker::Asker;

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

/// POST batches: takes a batch in.
pub(crate) async fn add(mut call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let is_trial = trial(call.query())?;
    write::<BatchAdd>(&mut call, workspace, ("native/batches", is_trial)).await
}

/// A native intake call.
#[derive(Debug)]
pub(super) struct BatchAdd;

impl Write for BatchAdd {
    type Request = BatchAddRequest;
    type Command = ImportCustomers;
    type Outcome = ImportOutcome;

    const WAKES: bool = true;

    fn read(body: &[u8]) -> Result<Bound<BatchAddRequest>, Faults> {
        batch_add::read(body)
    }

    fn names(request: &BatchAddRequest) -> Names {
        Names::of(request)
    }

    fn lower(request: BatchAddRequest) -> ImportCustomers {
        batch_add::lower(request)
    }

    fn check(asker: &Asker, command: ImportCustomers) -> Pending<Vec<Fault>, Refusal> {
        check_import(&asker.app, &asker.principal, asker.workspace, command)
    }

    fn begin(asker: &Asker, command: ImportCustomers, request: &RequestIdentity) -> Answering<ImportOutcome> {
        import_customers(&asker.app, &asker.principal, asker.workspace, command, request)
    }

    fn judge(body: &[u8], faults: &mut Faults, broken: &[Fault], names: &Names) {
        batch_add::judge(body, faults, broken, names);
    }

    fn view(asker: &Asker, outcome: &ImportOutcome, names: &Names) -> Value {
        let told = warnings(outcome.warnings.iter().map(|told| batch_add::warning(told, names)));
        outcome_view(asker, outcome, &told)
    }
}

/// What became of a batch, with the warnings as its wire names their places.
pub(super) fn outcome_view(asker: &Asker, outcome: &ImportOutcome, warnings: &Value) -> Value {
    let customers = outcome.customers.iter().map(|customer| {
        let link = outcome.portal_link(asker.workspace, customer);
        json!({
            "index": customer.index,
            "id": customer.id.0,
            "state": customer.state.name(),
            "reason": customer.reason.map(Reason::as_str),
            "url": link.map(|link| asker.app.questionnaire_url(link)),
        })
    });
    json!({
        "batch": outcome.batch.0,
        "state": outcome.batch_state.as_str(),
        "received": outcome.customers.len(),
        "accepted": outcome.accepted(),
        "customers": customers.collect::<Vec<Value>>(),
        "warnings": warnings,
    })
}

pub(super) fn view(batch: &BatchRecord, zone: &TimeZone) -> Value {
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
        "broughtBy": batch.author,
        "rejection": batch.rejection,
    })
}

/// What the report tells besides; customers are named by their place in the batch.
fn remark_view(remark: Remark) -> Value {
    json!({ "code": remark_code(remark), "index": remark.customer() })
}

/// What a remark is called.
pub(super) fn remark_code(remark: Remark) -> &'static str {
    match remark {
        Remark::ReadForgivingly => "read_forgivingly",
        Remark::EmailLeftOut(_) => "email_left_out",
        Remark::MobileLeftOut(_) => "mobile_left_out",
        Remark::TextMessageNotSent(_) => "text_message_not_sent",
    }
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
        members.insert("waiting".to_owned(), json!(batch.waiting));
        let remarks = batch.batch.remarks.iter().map(|remark| remark_view(*remark));
        members.insert("remarks".to_owned(), remarks.collect());
    }
    value
}
