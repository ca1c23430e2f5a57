//! Messages: listed, and settled one by one or many at once by a person where no result will come by itself.

use canvass_app::App;
use canvass_app::message::{
    MOST_SETTLED, MessageVerdict, SettledMessages, StuckFilter, WhichMessages, find_messages, settle_message,
    settle_messages,
};
use canvass_app::view::list_messages;
use canvass_domain::id::{BatchId, CustomerId, WorkspaceId};
use canvass_domain::message::{MessageKey, MessageState, Slot};
use canvass_domain::when::When;
use canvass_store::area::{MessageFilter, MessageRecord};
use canvass_wire::native::message_settle;
use canvass_wire::native::messages_settle::{self, MessageName, MessagesSettleRequest};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::list::Cursor;
use super::moment::{maybe_moment, moment};
use super::{Answer, Call, Trouble};

/// GET messages?state=&batch=&left=
pub(crate) async fn list(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let mut query = call.query();
    let cursor = Cursor::take(&mut query);
    let filter = MessageFilter {
        state: query.word("state", MessageState::from_word),
        batch: query.number("batch").map(BatchId),
        has_left: query.word("left", |word| word.parse().ok()).unwrap_or(false),
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

/// POST messages/settle
pub(crate) async fn settle_many(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let request = messages_settle::read(&call.body).map_err(Trouble::Faults)?;
    let verdict = request.verdict.and_then(MessageVerdict::from_word).ok_or(Trouble::NotFound)?;
    let which = which(request, &call.zone(workspace).await?)?;
    let (app, principal) = (call.app(), &call.principal);
    let found = find_messages(app, principal, workspace, which).ready().await?;
    let mut counts = SettledMessages::default();
    for messages in found.messages.chunks(MOST_SETTLED) {
        let settled = settle_messages(app, principal, workspace, messages.to_vec(), verdict);
        counts = counts.and(settled.ready().await?);
    }
    (call.state.nudge)();
    Ok(Answer::ok(&json!({
        "settled": counts.settled,
        "notOpen": counts.not_open,
        "endDatePassed": counts.ended,
        "unknownMessageIds": found.unknown,
        "hasMore": found.has_more,
    })))
}

fn which(request: MessagesSettleRequest, zone: &TimeZone) -> Result<WhichMessages, Trouble> {
    let ways = [!request.messages.is_empty(), !request.message_ids.is_empty(), request.all.is_some()];
    if ways.into_iter().filter(|is_given| *is_given).count() != 1 {
        return Err(Trouble::fault("", "Exactly one of messages, messageIds and all is expected."));
    }
    let Some(all) = request.all else {
        return match request.message_ids {
            ids if !ids.is_empty() => Ok(WhichMessages::MessageIds(ids)),
            _ => named(&request.messages).map(WhichMessages::Named),
        };
    };
    let moment = |path: &str, when: Option<When>| match when.map(|when| when.start(zone)) {
        Some(None) => Err(Trouble::fault(path, "The moment is out of range.")),
        given => Ok(given.flatten()),
    };
    Ok(WhichMessages::Stuck(StuckFilter {
        state: all.state.and_then(MessageState::from_word).ok_or(Trouble::NotFound)?,
        batch: all.batch.map(BatchId),
        peer: all.peer,
        from: moment("/all/from", all.from)?,
        to: moment("/all/to", all.to)?,
    }))
}

fn named(messages: &[MessageName]) -> Result<Vec<(CustomerId, Slot)>, Trouble> {
    let mut found = Vec::with_capacity(messages.len());
    let mut faults = Vec::new();
    for (place, message) in messages.iter().enumerate() {
        match message.slot.as_deref().map_or(Some(Slot::Invitation), Slot::from_word) {
            Some(slot) => found.push((CustomerId(message.customer.unwrap_or_default()), slot)),
            None => faults.push((format!("/messages/{place}/slot"), "The word is not known.".to_owned())),
        }
    }
    if faults.is_empty() { Ok(found) } else { Err(Trouble::Told(faults)) }
}

pub(super) fn view(app: &App, workspace: WorkspaceId, message: &MessageRecord, zone: &TimeZone) -> Value {
    let key = MessageKey { workspace, customer: message.customer, slot: message.slot };
    json!({
        "customer": message.customer.0,
        "slot": message.slot.to_string(),
        "batch": message.batch.0,
        "state": message.state.as_str(),
        "messageId": app.message_id_of(key, message.round),
        "dueAt": moment(message.window.due_at, zone),
        "endsAt": moment(message.window.ends_at, zone),
        "round": message.round.number(),
        "attempts": message.attempts,
        "handedOverAt": maybe_moment(message.handed_over_at, zone),
        "settledAt": maybe_moment(message.settled_at, zone),
        "peer": message.peer,
        "lastLine": message.last_line,
    })
}
