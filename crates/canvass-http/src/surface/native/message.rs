//! Messages: listed, and settled by a person where no result will come by itself.

use canvass_app::App;
use canvass_app::message::{MessageVerdict, settle_message};
use canvass_app::view::list_messages;
use canvass_domain::id::{BatchId, CustomerId, WorkspaceId};
use canvass_domain::message::{MessageKey, MessageState, Slot};
use canvass_store::area::{MessageFilter, MessageRecord};
use canvass_wire::native::message_settle;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::list::Cursor;
use super::moment::{maybe_moment, moment};
use super::{Answer, Call, Trouble};

/// GET messages?state=&batch=
pub(crate) async fn list(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let mut query = call.query();
    let cursor = Cursor::take(&mut query);
    let filter = MessageFilter {
        state: query.word("state", MessageState::from_word),
        batch: query.number("batch").map(BatchId),
    };
    query.finish()?;
    let zone = call.zone(workspace).await?;
    let page = cursor.page();
    let messages = list_messages(call.app(), &call.principal, workspace, filter, page).ready().await?;
    let id = |message: &MessageRecord| i64::from(message.customer.0);
    Ok(cursor.answer(&messages, id, |message| view(call.app(), workspace, message, &zone)))
}

/// POST messages/{customer}/{slot}/settle
pub(crate) async fn settle(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let customer = CustomerId(call.number("customer")?);
    let word = call.word("slot");
    let slot = Slot::from_word(word).ok_or(Trouble::NotFound)?;
    let request = message_settle::read(&call.body).map_err(Trouble::Faults)?;
    let verdict = request.verdict.and_then(MessageVerdict::from_word).ok_or(Trouble::NotFound)?;
    let zone = call.zone(workspace).await?;
    let settled = settle_message(call.app(), &call.principal, workspace, (customer, slot), verdict);
    let message = settled.ready().await?;
    (call.state.nudge)();
    Ok(Answer::ok(&view(call.app(), workspace, &message, &zone)))
}

fn view(app: &App, workspace: WorkspaceId, message: &MessageRecord, zone: &TimeZone) -> Value {
    let key = MessageKey { workspace, customer: message.customer, slot: message.slot };
    json!({
        "customer": message.customer.0,
        "slot": message.slot.to_string(),
        "batch": message.batch.0,
        "state": message.state.as_str(),
        "messageId": app.message_id(key),
        "dueAt": moment(message.window.due_at, zone),
        "endsAt": moment(message.window.ends_at, zone),
        "attempts": message.attempts,
        "handedOverAt": maybe_moment(message.handed_over_at, zone),
        "settledAt": maybe_moment(message.settled_at, zone),
        "peer": message.peer,
        "lastLine": message.last_line,
    })
}
