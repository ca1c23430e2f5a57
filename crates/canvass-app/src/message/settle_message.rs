//! Settles a message that is in doubt, or releases one that is held (promises 2.3).

use canvass_domain::id::{CustomerId, WorkspaceId};
use canvass_domain::message::Slot;
use canvass_store::Pending;
use canvass_store::area::MessageRecord;

use super::settlement::{ACTION, Says, Settling, object};
use crate::change::Done;
use crate::{App, Principal, Refusal};

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

/// Settles a message; whoever comes second is told so (OUT-21).
pub fn settle_message(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    (customer, slot): (CustomerId, Slot),
    verdict: MessageVerdict,
) -> Pending<MessageRecord, Refusal> {
    let kept = app.clone();
    app.change(principal, workspace, ACTION, move |tx, now| {
        let message = tx.message(customer, slot)?.ok_or(Refusal::NotFound("message"))?;
        let configuration = kept.configuration(tx)?;
        let settling = Settling { app: &kept, configuration: &configuration, says: &Says::Person, now };
        settling.settle(tx, &message, verdict)??;
        let object = object(&message, verdict);
        Ok(Done::new(tx.message(customer, slot)?.unwrap_or(message), object))
    })
}
