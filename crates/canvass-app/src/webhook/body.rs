//! What is sent: a small JSON document with ids, states and times. No personal data: a webhook is kept by whoever stands in
//! between, and a receiver that may know more asks the API with a token of its own.

use canvass_domain::id::WorkspaceId;
use canvass_domain::webhook::{Event, EventTarget};
use serde_json::{Value, json};

/// The header `webhook-id`: the same for all tries and replays of an event. The time keeps a number apart from the same
/// number before a backup was brought back.
pub fn event_id(workspace: WorkspaceId, event: &Event) -> String {
    format!("evt_{workspace}_{}_{}", event.id, event.at.as_millisecond())
}

/// The body for an endpoint, to which the event has this number. It follows from what is stored and nothing else, so it
/// is the same at each try; an event keeps the form it was made with.
pub(crate) fn body(slug: &str, sequence: i64, event: &Event) -> String {
    // Form 1 is the only one so far.
    json!({
        "type": event.kind.as_str(),
        "timestamp": event.at.to_string(),
        "sequence": sequence,
        "workspace": slug,
        "data": data(event),
    })
    .to_string()
}

fn data(event: &Event) -> Value {
    match event.target {
        EventTarget::Nothing => json!({}),
        EventTarget::Batch { batch, state } => json!({ "batch": batch.0, "state": state.as_str() }),
        EventTarget::Customer { customer, batch, questionnaire, state, before, reason } => json!({
            "customer": customer.0,
            "batch": batch.0,
            "questionnaire": questionnaire.map(|id| id.0),
            "state": state.name(),
            "before": before.map(canvass_domain::customer::CustomerState::name),
            "reason": reason.map(canvass_domain::reason::Reason::as_str),
        }),
        EventTarget::Message { customer, slot, batch, state } => json!({
            "customer": customer.0,
            "slot": slot.to_string(),
            "batch": batch.0,
            "state": state.as_str(),
        }),
        EventTarget::Block { block, questionnaire, customer } => json!({
            "id": block.0,
            "questionnaire": questionnaire.map(|id| id.0),
            "customer": customer.map(|id| id.0),
        }),
    }
}

#[cfg(test)]
mod tests {
    use canvass_domain::customer::CustomerState;
    use canvass_domain::id::{BatchId, CustomerId, QuestionnaireId};
    use canvass_domain::webhook::EventKind;

    use super::*;

    fn event() -> Event {
        Event {
            id: i64::MAX,
            kind: EventKind::CustomerChanged,
            version: 1,
            at: "2026-03-02T10:15:04.1234567Z".parse().unwrap(),
            target: EventTarget::Customer {
                customer: CustomerId(i32::MAX),
                batch: BatchId(i32::MAX),
                questionnaire: Some(QuestionnaireId(i32::MAX)),
                state: CustomerState::PartiallyAnswered,
                before: Some(CustomerState::Scheduled),
                reason: canvass_domain::reason::Reason::from_word("OptedOut"),
            },
        }
    }

    #[test]
    fn an_event_is_told_by_ids_states_and_times() {
        assert_eq!(
            body("shop", 7, &Event { id: 42, ..event() }),
            r#"{"data":{"batch":2147483647,"before":"Scheduled","customer":2147483647,"questionnaire":2147483647,"reason":"OptedOut","state":"PartiallyAnswered"},"sequence":7,"timestamp":"2026-03-02T10:15:04.1234567Z","type":"customer.changed","workspace":"shop"}"#
        );
        assert_eq!(event_id(WorkspaceId(3), &Event { id: 42, ..event() }), "evt_3_42_1772446504123");
        assert!(!event_id(WorkspaceId(3), &event()).contains('.'), "the standard joins with full stops");
    }

    #[test]
    fn the_largest_payload_is_far_below_20_kb() {
        assert!(body(&"w".repeat(100), i64::MAX, &event()).len() < 1_000);
    }
}
