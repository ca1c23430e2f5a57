//! What a person decides about a batch or a part of it, and what its mails look like before.

use canvass_app::batch::{
    BatchPreview, Cancelled, Decided, Part, PreviewedMail, Rejection, approve_part, cancel_batch,
    preview_batch, reject_part,
};
use canvass_domain::id::{BatchId, CustomerId, WorkspaceId};
use canvass_domain::message::MessageState;
use canvass_domain::text_message::Length;
use canvass_wire::native::batch_decide::{self, WhichRequest};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::batch::view;
use super::{Answer, Call, Trouble, message};

/// POST batches/{batch}/approve
pub(crate) async fn approve(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let id = BatchId(call.number("batch")?);
    let part = part(batch_decide::read_approval(&call.body).map_err(Trouble::Faults)?)?;
    let zone = call.zone(workspace).await?;
    let decided = approve_part(call.app(), &call.principal, workspace, id, part).ready().await?;
    (call.state.nudge)();
    Ok(Answer::ok(&decided_view(&decided, &zone)))
}

/// POST batches/{batch}/reject
pub(crate) async fn reject(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let id = BatchId(call.number("batch")?);
    let mut request = batch_decide::read_rejection(&call.body).map_err(Trouble::Faults)?;
    let reason = request.reason.take();
    let rejection = Rejection { part: part(request)?, reason };
    let zone = call.zone(workspace).await?;
    let decided = reject_part(call.app(), &call.principal, workspace, id, rejection).ready().await?;
    Ok(Answer::ok(&decided_view(&decided, &zone)))
}

/// POST batches/{batch}/cancel; tells how many messages of the batch do not leave, and which had left.
pub(crate) async fn cancel(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    call.says_nothing()?;
    let id = BatchId(call.number("batch")?);
    let zone = call.zone(workspace).await?;
    let cancelled = cancel_batch(call.app(), &call.principal, workspace, id).ready().await?;
    let mut answer = view(&cancelled.batch, &zone);
    if let Some(members) = answer.as_object_mut() {
        members.insert("cancelledMessages".to_owned(), json!(cancelled.stopped));
        members.insert("left".to_owned(), left(&call, workspace, &cancelled, &zone));
    }
    Ok(Answer::ok(&answer))
}

/// GET batches/{batch}/preview
pub(crate) async fn preview(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let id = BatchId(call.number("batch")?);
    call.query().finish()?;
    let preview = preview_batch(call.app(), &call.principal, workspace, id).ready().await?;
    Ok(Answer::ok(&preview_view(&preview)))
}

/// About whom the decision is; nothing said = all who wait.
fn part(request: WhichRequest) -> Result<Part, Trouble> {
    let ids = |numbers: Vec<i32>| numbers.into_iter().map(CustomerId).collect();
    match (request.customers, request.first, request.except) {
        (None, None, None) => Ok(Part::All),
        (Some(customers), None, None) => Ok(Part::Customers(ids(customers))),
        (None, None, Some(except)) => Ok(Part::Except(ids(except))),
        (None, Some(first), None) => match usize::try_from(first) {
            Ok(first) if first > 0 => Ok(Part::First(first)),
            _ => Err(Trouble::fault("/first", "At least 1 customer is decided about.")),
        },
        _ => Err(Trouble::fault("", "Only one of customers, first and except can be given.")),
    }
}

fn decided_view(decided: &Decided, zone: &TimeZone) -> Value {
    let mut value = view(&decided.batch, zone);
    if let Some(members) = value.as_object_mut() {
        members.insert("decided".to_owned(), json!(decided.customers));
        members.insert("waiting".to_owned(), json!(decided.waiting));
    }
    value
}

/// The numbers are of the moment of the cancellation, and final but for how each ends; the list goes on at
/// `GET messages?left=true`.
fn left(call: &Call, workspace: WorkspaceId, cancelled: &Cancelled, zone: &TimeZone) -> Value {
    let count = |wanted: MessageState| -> i64 {
        cancelled.left.iter().filter(|(state, _)| *state == wanted).map(|(_, count)| count).sum()
    };
    let total: i64 = cancelled.left.iter().map(|(_, count)| count).sum();
    let told = i64::try_from(cancelled.messages.len()).unwrap_or(i64::MAX);
    let last = cancelled.messages.last().map(|message| message.customer.0);
    let items = cancelled.messages.iter().map(|left| message::view(call.app(), workspace, left, zone));
    json!({
        "handedOver": count(MessageState::HandingOver),
        "inDoubt": count(MessageState::InDoubt),
        "sent": count(MessageState::Sent),
        "items": items.collect::<Vec<Value>>(),
        "next": last.filter(|_| total > told),
    })
}

fn preview_view(preview: &BatchPreview) -> Value {
    json!({
        "customers": preview.customers,
        "looked": preview.looked,
        "mails": preview.mails.iter().map(mail_view).collect::<Vec<Value>>(),
    })
}

/// How long a text message is.
pub(super) fn length_view(length: Length) -> Value {
    json!({ "encoding": length.encoding.as_str(), "units": length.units, "segments": length.segments })
}

fn mail_view(mail: &PreviewedMail) -> Value {
    let why = mail.why.iter().map(|(why, about)| json!({ "code": why.as_str(), "about": about }));
    let letter = mail.letter.as_ref().ok();
    json!({
        "customer": mail.customer.0,
        "index": mail.index,
        "why": why.collect::<Vec<Value>>(),
        "channel": mail.channel.as_str(),
        "to": mail.to,
        "language": mail.language,
        "subject": letter.map(|letter| &letter.subject),
        "text": letter.map(|letter| &letter.text),
        "html": letter.and_then(|letter| letter.html.as_ref()),
        "length": letter.and_then(|letter| letter.length).map(length_view),
        "fault": mail.letter.as_ref().err(),
    })
}
