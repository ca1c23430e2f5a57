//! One settlement inside a transaction, whoever settles: the store changes the message if it still is in doubt or held (so
//! that of two at once one is the second), and the ledger tells it. The audit row is the caller's.

use canvass_domain::decision::Decision;
use canvass_domain::id::CustomerId;
use canvass_domain::message::{MessageState, Notification, Slot, Window};
use canvass_domain::reason::Rule;
use canvass_store::WorkspaceTx;
use canvass_store::area::{Configuration, MessageRecord, OperatorSettlement};
use jiff::Timestamp;

use super::MessageVerdict;
use crate::schedule;
use crate::{App, Refusal, remind};

/// Action of its audit rows.
pub(super) const ACTION: &str = "settle-message";

/// Who settles, and by what.
#[derive(Debug, Clone)]
pub(super) enum Says {
    /// Somebody who may.
    Person,
    /// The rule of the workspace, after so many hours.
    Rule {
        /// Hours in doubt.
        hours: i32,
    },
}

/// What settlements of one transaction share.
#[derive(Debug, Clone, Copy)]
pub(super) struct Settling<'a> {
    pub(super) app: &'a App,
    pub(super) configuration: &'a Configuration,
    pub(super) says: &'a Says,
    pub(super) now: Timestamp,
}

/// Why a message is not settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Open {
    /// It is neither in doubt nor held any more, or this cannot be said of it.
    Elsewhere,
    /// No open send window lies before its end.
    Ended,
}

impl From<Open> for Refusal {
    fn from(open: Open) -> Self {
        match open {
            Open::Elsewhere => {
                let sentence = "The message is neither in doubt nor held, or this cannot be said of it.";
                Self::Conflict("message_not_open", sentence.to_owned())
            }
            Open::Ended => {
                let sentence = "No open send window lies before the end date of the customer.";
                Self::Conflict("end_date_passed", sentence.to_owned())
            }
        }
    }
}

impl Settling<'_> {
    /// Settles; the outer result is the store's.
    pub(super) fn settle(
        self,
        tx: &mut dyn WorkspaceTx,
        message: &MessageRecord,
        verdict: MessageVerdict,
    ) -> canvass_store::Result<Result<(), Open>> {
        let settlement = match verdict {
            MessageVerdict::WasSent => OperatorSettlement::WasSent,
            MessageVerdict::GiveUp => OperatorSettlement::GiveUp,
            MessageVerdict::SendAgain => match self.next_window(tx, message)? {
                Some(window) => match self.says {
                    Says::Person => OperatorSettlement::SendAgain(window),
                    Says::Rule { .. } => OperatorSettlement::Resend(window),
                },
                None => return Ok(Err(Open::Ended)),
            },
        };
        let (customer, slot) = (message.customer, message.slot);
        if !tx.settle_message(customer, slot, settlement, self.now)? {
            return Ok(Err(Open::Elsewhere));
        }
        if !slot.is_notification() {
            tx.add_decisions(&[(customer, self.decision(message, verdict, settlement))])?;
        }
        if verdict == MessageVerdict::WasSent {
            remind_later(self.app, tx, (customer, slot), self.now)?;
        }
        Ok(Ok(()))
    }

    fn decision(&self, message: &MessageRecord, verdict: MessageVerdict, by: OperatorSettlement) -> Decision {
        let told = |rule, detail: String| Decision { rule, detail: Some(detail), at: self.now };
        match (self.says, verdict, by) {
            (Says::Rule { .. }, MessageVerdict::SendAgain, _) => {
                told(Rule::MessageResent, message.slot.to_string())
            }
            (Says::Person, MessageVerdict::SendAgain, OperatorSettlement::SendAgain(window))
                if message.state == MessageState::Held =>
            {
                told(Rule::MessageReleased, self.local(window.due_at))
            }
            (Says::Person, MessageVerdict::GiveUp, _) if message.state == MessageState::Held => {
                Decision { rule: Rule::MessageGivenUp, detail: None, at: self.now }
            }
            _ => told(Rule::MessageSettled, self.says.detail(verdict)),
        }
    }

    fn local(&self, moment: Timestamp) -> String {
        let zone = self.configuration.workspace.settings.zone.clone();
        moment.to_zoned(zone).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
    }

    /// The next open window of the batch, before the customer's end date; a notification is bound to neither.
    fn next_window(
        &self,
        tx: &mut dyn WorkspaceTx,
        message: &MessageRecord,
    ) -> canvass_store::Result<Option<Window>> {
        if message.slot.is_notification() {
            return Ok(Some(Notification::window(self.now)));
        }
        let Some(customer) = tx.customer(message.customer)? else { return Ok(None) };
        let hours = schedule::hours_of(tx, self.configuration, &customer)?;
        Ok(hours.window(self.now, message.window.ends_at))
    }
}

impl Says {
    pub(super) fn hours(&self) -> i32 {
        match self {
            Self::Person => 0,
            Self::Rule { hours } => *hours,
        }
    }

    fn detail(&self, verdict: MessageVerdict) -> String {
        match (self, verdict) {
            (Self::Person, MessageVerdict::WasSent) => "a person says it arrived".to_owned(),
            (Self::Person, MessageVerdict::SendAgain) => "a person lets it leave again".to_owned(),
            (Self::Person, MessageVerdict::GiveUp) => "a person gave it up".to_owned(),
            (Self::Rule { hours }, _) => {
                format!(
                    "nothing was heard of it for {hours} hours, and this workspace counts such mail as sent"
                )
            }
        }
    }
}

/// Whose invitation turns out to be sent is reminded like all others (E51).
pub(super) fn remind_later(
    app: &App,
    tx: &mut dyn WorkspaceTx,
    (customer, slot): (CustomerId, Slot),
    now: Timestamp,
) -> canvass_store::Result<()> {
    if slot == Slot::Invitation
        && let Some(window) = remind::window_of(app, tx, (customer, Slot::Reminder), now)?
    {
        tx.add_reminder(customer, window)?;
    }
    Ok(())
}

/// What an audit row says of a settlement: which message, what, and the number of the attempt that follows.
pub(super) fn object(message: &MessageRecord, verdict: MessageVerdict) -> String {
    let (customer, slot) = (message.customer, message.slot);
    match verdict {
        MessageVerdict::SendAgain => {
            format!("message {customer}/{slot} send-again as attempt {}", message.attempts.saturating_add(1))
        }
        MessageVerdict::WasSent | MessageVerdict::GiveUp => {
            format!("message {customer}/{slot} {}", verdict.as_str())
        }
    }
}
