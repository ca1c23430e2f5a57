//! Mail that came back and people who complained: reports are taken in, by mail or from a provider, matched with the message
//! they are about, and have one effect however often they come (Q47, Q48, OUT-20). `find` asks for proof that a report is
//! about mail of ours; `effect` does what follows; `again` tries what came back softly once more; `refused` hears what the
//! relay itself says.

mod again;
mod effect;
mod find;
mod list;
mod listener;
mod refused;
mod take;
mod text_receipt;

pub(crate) use again::end_round;
pub use list::{AddSuppression, add_suppression, lift_suppression, list_suppressions};
pub use listener::ReturnedMail;
pub(crate) use refused::note_refused;
pub use take::{ProviderEvent, ProviderEventKind, take_event, take_mail, take_returned_mail};
pub(crate) use text_receipt::take_text_receipt;

use canvass_domain::bounce::BounceKind;
use canvass_domain::id::{BlockId, CustomerId};
use canvass_domain::message::Slot;

/// What became of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BounceOutcome {
    /// It is about mail of ours and had its effect.
    Taken,
    /// It was taken before; nothing changed.
    Known,
    /// It tells nothing that changes anything, such as a delay.
    Nothing,
    /// It is not proven to be about mail of ours that left.
    Unknown,
    /// The mail is no report.
    NoReport,
}

impl BounceOutcome {
    /// The word of our own API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Known => "known",
            Self::Nothing => "nothing",
            Self::Unknown => "unknown",
            Self::NoReport => "no-report",
        }
    }
}

/// What a report did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TakenBounce {
    /// What became of it.
    pub outcome: BounceOutcome,
    /// The message it is about.
    pub message: Option<(CustomerId, Slot)>,
    /// What it reported.
    pub kind: Option<BounceKind>,
    /// The entry of the do-not-contact list that it made.
    pub suppression: Option<BlockId>,
}

impl TakenBounce {
    fn only(outcome: BounceOutcome) -> Self {
        Self { outcome, message: None, kind: None, suppression: None }
    }
}
