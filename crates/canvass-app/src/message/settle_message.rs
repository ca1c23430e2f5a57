//! Settles a message that is in doubt, or releases one that is held (promises 2.3).

use canvass_domain::decision::Decision;
use canvass_domain::id::{CustomerId, WorkspaceId};
use canvass_domain::message::{MessageState, Notification, Slot, Window};
use canvass_domain::reason::Rule;
use canvass_domain::schedule::Hours;
use canvass_store::area::{Configuration, MessageRecord, OperatorSettlement};
use canvass_store::{Pending, WorkspaceTx};
use jiff::Timestamp;

use crate::change::Done;
use crate::{App, Principal, Refusal, remind};

/// What a person says about a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageVerdict {
    /// It did arrive.
    WasSent,
    /// It goes out (again) at the next open send window.
    SendAgain,
    /// It stays unsent.
    GiveUp,
}

impl MessageVerdict {
    /// The word used in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::WasSent => "was-sent",
            Self::SendAgain => "send-again",
            Self::GiveUp => "give-up",
        }
    }

    /// The verdict of a word made by [`Self::as_str`].
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::WasSent, Self::SendAgain, Self::GiveUp].into_iter().find(|verdict| verdict.as_str() == word)
    }
}

/// Settles a message; whoever comes second is told so.
pub fn settle_message(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    (customer, slot): (CustomerId, Slot),
    verdict: MessageVerdict,
) -> Pending<MessageRecord, Refusal> {
    let kept = app.clone();
    app.change(principal, workspace, "settle-message", move |tx, now| {
        let message = tx.message(customer, slot)?.ok_or(Refusal::NotFound("message"))?;
        let configuration = kept.configuration(tx)?;
        let (settlement, decision) = match verdict {
            MessageVerdict::WasSent => {
                (OperatorSettlement::WasSent, settled("a person says it arrived", now))
            }
            MessageVerdict::GiveUp => (OperatorSettlement::GiveUp, settled("a person gave it up", now)),
            MessageVerdict::SendAgain => {
                let window = next_window(tx, &configuration, &message, now)?;
                let decision = again(message.state, window, &configuration, now);
                (OperatorSettlement::SendAgain(window), decision)
            }
        };
        if !tx.settle_message(customer, slot, settlement, now)? {
            let sentence = "The message is neither in doubt nor held, or this cannot be said of it.";
            return Err(Refusal::Conflict("message_not_open", sentence.to_owned()));
        }
        if !slot.is_notification() {
            tx.add_decisions(&[(customer, decision)])?;
        }
        if (slot, verdict) == (Slot::Invitation, MessageVerdict::WasSent)
            && let Some(window) = remind::window_of(&kept, tx, (customer, Slot::Reminder), now)?
        {
            tx.add_reminder(customer, window)?;
        }
        let object = format!("message {customer}/{slot} {}", verdict.as_str());
        Ok(Done::new(tx.message(customer, slot)?.unwrap_or(message), object))
    })
}

fn settled(detail: &str, at: Timestamp) -> Decision {
    Decision { rule: Rule::MessageSettled, detail: Some(detail.to_owned()), at }
}

fn again(state: MessageState, window: Window, configuration: &Configuration, at: Timestamp) -> Decision {
    if state != MessageState::Held {
        return settled("a person lets it leave again", at);
    }
    let zone = configuration.workspace.settings.zone.clone();
    let due = window.due_at.to_zoned(zone).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
    Decision { rule: Rule::MessageReleased, detail: Some(due), at }
}

/// The next open window of the batch, before the customer's end date; a notification is bound to neither.
fn next_window(
    tx: &mut dyn WorkspaceTx,
    configuration: &Configuration,
    message: &MessageRecord,
    now: Timestamp,
) -> Result<Window, Refusal> {
    if message.slot.is_notification() {
        return Ok(Notification::window(now));
    }
    let settings = &configuration.workspace.settings;
    let send_time = tx.batch(message.batch)?.and_then(|batch| batch.send_time);
    Hours::new(settings, send_time).window(now, message.window.ends_at).ok_or_else(|| {
        let sentence = "No open send window lies before the end date of the customer.";
        Refusal::Conflict("end_date_passed", sentence.to_owned())
    })
}
