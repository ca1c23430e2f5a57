//! Notes of a customer: listed and added. They may be added in every state (E9).

use canvass_app::Refusal;
use canvass_app::notes::{add_notes, list_notes};
use canvass_app::request::RequestIdentity;
use canvass_domain::command::AddNotes;
use canvass_domain::id::{CustomerId, WorkspaceId};
use canvass_store::area::NoteRecord;
use canvass_wire::native::note_add;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::list::Cursor;
use super::moment::moment;
use super::{Answer, Call, Trouble};
use crate::surface::idempotency;

/// GET customers/{customer}/notes
pub(crate) async fn list(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let customer = CustomerId(call.number("customer")?);
    let mut query = call.query();
    let cursor = Cursor::take(&mut query);
    query.finish()?;
    let zone = call.zone(workspace).await?;
    let page = cursor.page();
    let notes = list_notes(call.app(), &call.principal, workspace, customer, page).ready().await?;
    Ok(cursor.answer(&notes, |note| i64::from(note.id.0), |note| view(note, &zone)))
}

/// POST customers/{customer}/notes
pub(crate) async fn add(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let customer = call.number("customer")?;
    call.query().finish()?;
    let key = idempotency::key(&call.headers).map_err(|_malformed| Trouble::malformed_key())?;
    let note = note_add::read(&call.body, customer).map_err(Trouble::Faults)?;
    let route = format!("native/customers/{customer}/notes");
    let request = RequestIdentity::of_body(&route, key, &call.body);
    let command = AddNotes { notes: vec![note] };
    let answered = match add_notes(call.app(), &call.principal, workspace, command, &request).ready().await {
        Ok(answered) => answered,
        // The reader let no blank text through, so only the customer of the path can be at fault.
        Err(Refusal::Notes(_)) => return Err(Trouble::NotFound),
        Err(other) => return Err(other.into()),
    };
    let id = answered.result.notes.first().map(|id| id.0);
    let mut answer = Answer::created(&json!({ "id": id }));
    idempotency::tell(answer.headers(), &answered);
    Ok(answer)
}

fn view(record: &NoteRecord, zone: &TimeZone) -> Value {
    json!({
        "id": record.id.0,
        "customer": record.note.customer.0,
        "date": moment(record.note.at, zone),
        "user": record.note.user,
        "kind": record.note.kind.name(),
        "text": record.note.text,
    })
}
