//! What both engines do alike for webhooks: an event from its columns, and who gets which event under which number.

use std::collections::BTreeMap;

use canvass_domain::batch::BatchState;
use canvass_domain::customer::CustomerState;
use canvass_domain::id::{BatchId, BlockId, CustomerId, QuestionnaireId, WebhookId};
use canvass_domain::message::{MessageState, Slot};
use canvass_domain::reason::Reason;
use canvass_domain::webhook::{Event, EventKind, EventKinds, EventTarget};

use crate::area::WebhookKey;
use crate::{Result, StoreError, from_ticks};

/// The columns of an event.
#[derive(Debug, Clone, Default)]
pub struct EventColumns {
    /// Its number.
    pub id: i64,
    /// Kind.
    pub kind: i16,
    /// Form.
    pub version: i16,
    /// Ticks.
    pub at: i64,
    /// About a batch, or of one.
    pub batch: Option<i32>,
    /// About a customer.
    pub customer: Option<i32>,
    /// About a lock or opt-out.
    pub block: Option<i32>,
    /// Of a questionnaire.
    pub questionnaire: Option<i32>,
    /// About this message of the customer.
    pub slot: Option<i16>,
    /// State since.
    pub state: Option<i16>,
    /// State before.
    pub before: Option<i16>,
    /// State of a batch, or reason of a customer's.
    pub word: Option<String>,
}

impl EventColumns {
    /// The event.
    pub fn event(&self) -> Result<Event> {
        let kind = EventKind::from_number(self.kind).ok_or(StoreError::Corrupt("event.kind"))?;
        Ok(Event {
            id: self.id,
            kind,
            version: self.version,
            at: from_ticks(self.at),
            target: self.target(kind)?,
        })
    }

    fn target(&self, kind: EventKind) -> Result<EventTarget> {
        let batch = || self.batch.map(BatchId).ok_or(StoreError::Corrupt("event.batch_id"));
        let customer = || self.customer.map(CustomerId).ok_or(StoreError::Corrupt("event.customer_id"));
        let questionnaire = self.questionnaire.map(QuestionnaireId);
        Ok(match kind {
            EventKind::Ping => EventTarget::Nothing,
            EventKind::BatchReceived
            | EventKind::BatchApproved
            | EventKind::BatchRejected
            | EventKind::BatchCancelled
            | EventKind::BatchCompleted => {
                let word = self.word.as_deref().and_then(BatchState::from_word);
                EventTarget::Batch { batch: batch()?, state: word.ok_or(StoreError::Corrupt("event.word"))? }
            }
            EventKind::CustomerChanged | EventKind::AnswerStarted | EventKind::AnswerFinished => {
                let state = |code: i16| CustomerState::from_code(code.into());
                EventTarget::Customer {
                    customer: customer()?,
                    batch: batch()?,
                    questionnaire,
                    state: self.state.and_then(state).ok_or(StoreError::Corrupt("event.state"))?,
                    before: self.before.and_then(state),
                    reason: self.word.as_deref().and_then(Reason::from_word),
                }
            }
            EventKind::MessageSent
            | EventKind::MessageInDoubt
            | EventKind::MessageSettled
            | EventKind::MessageRejected
            | EventKind::MessageFailed => {
                let state = self.state.and_then(MessageState::from_code);
                EventTarget::Message {
                    customer: customer()?,
                    slot: self.slot.and_then(Slot::from_number).ok_or(StoreError::Corrupt("event.slot"))?,
                    batch: batch()?,
                    state: state.ok_or(StoreError::Corrupt("event.state"))?,
                }
            }
            EventKind::LockAdded | EventKind::LockEnded | EventKind::OptOutAdded | EventKind::OptOutEnded => {
                EventTarget::Block {
                    block: self.block.map(BlockId).ok_or(StoreError::Corrupt("event.block_id"))?,
                    questionnaire,
                    customer: self.customer.map(CustomerId),
                }
            }
        })
    }
}

/// An event that is to be spread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewEvent {
    /// In which workspace.
    pub workspace: i32,
    /// Its number.
    pub id: i64,
    /// Its kind.
    pub kind: i16,
    /// For this endpoint only.
    pub only: Option<i32>,
}

/// An endpoint that collects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Collector {
    /// In which workspace.
    pub workspace: i32,
    /// Its number.
    pub id: i32,
    /// What it wants.
    pub kinds: EventKinds,
    /// The number of its next event.
    pub next_sequence: i64,
}

/// A delivery that is to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewDelivery {
    /// In which workspace.
    pub workspace: i32,
    /// To which endpoint.
    pub webhook: i32,
    /// Its number there.
    pub sequence: i64,
    /// Of which event.
    pub event: i64,
    /// Of which kind.
    pub kind: i16,
}

/// Who gets which event: in the order of the events, numbers without gaps. Gives the next number of each endpoint that
/// got some.
pub fn spread(
    events: &[NewEvent],
    collectors: &[Collector],
) -> (Vec<NewDelivery>, BTreeMap<(i32, i32), i64>) {
    let mut next = BTreeMap::new();
    let mut deliveries = Vec::new();
    for event in events {
        let kind = EventKind::from_number(event.kind);
        for collector in collectors.iter().filter(|collector| collector.workspace == event.workspace) {
            let is_for = match event.only {
                Some(only) => only == collector.id,
                None => kind.is_some_and(|kind| collector.kinds.holds(kind)),
            };
            if is_for {
                let sequence =
                    next.entry((collector.workspace, collector.id)).or_insert(collector.next_sequence);
                deliveries.push(NewDelivery {
                    workspace: event.workspace,
                    webhook: collector.id,
                    sequence: *sequence,
                    event: event.id,
                    kind: event.kind,
                });
                *sequence += 1;
            }
        }
    }
    (deliveries, next)
}

/// The key of a collector.
pub fn key_of(workspace: i32, webhook: i32) -> WebhookKey {
    WebhookKey { workspace: canvass_domain::id::WorkspaceId(workspace), webhook: WebhookId(webhook) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hok_08_numbers_of_an_endpoint_have_no_gaps() {
        let event =
            |workspace, id, kind: EventKind| NewEvent { workspace, id, kind: kind.number(), only: None };
        let collector = |workspace, id, kinds: &[EventKind], next_sequence| Collector {
            workspace,
            id,
            kinds: kinds.iter().copied().collect(),
            next_sequence,
        };
        let events = [
            event(1, 10, EventKind::MessageSent),
            event(1, 12, EventKind::LockAdded),
            event(2, 13, EventKind::LockAdded),
            NewEvent { only: Some(2), ..event(1, 14, EventKind::Ping) },
            event(1, 15, EventKind::MessageSent),
        ];
        let collectors = [
            collector(1, 1, &[EventKind::MessageSent, EventKind::LockAdded], 7),
            collector(1, 2, &[EventKind::LockAdded], 1),
            collector(2, 1, &[EventKind::MessageSent], 1),
        ];
        let (deliveries, next) = spread(&events, &collectors);
        let told: Vec<(i32, i64, i64)> =
            deliveries.iter().map(|made| (made.webhook, made.sequence, made.event)).collect();
        assert_eq!(told, [(1, 7, 10), (1, 8, 12), (2, 1, 12), (2, 2, 14), (1, 9, 15)]);
        assert_eq!(next, BTreeMap::from([((1, 1), 10), ((1, 2), 3)]));
    }
}
