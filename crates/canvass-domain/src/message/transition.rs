//! Which event may happen to a message in which state, and where it leads (promises 2.3). The stores enforce the same
//! table by conditional updates; a test of each engine compares them with this one.

use super::MessageState;

/// Something that happens to a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Event {
    /// A worker takes it under a lease.
    Claimed,
    /// The lease is over and no hand-over was committed.
    LeaseOver,
    /// "Not now" or a broken session, before the hand-over.
    DeferredEarly,
    /// Refused for good before the hand-over.
    RejectedEarly,
    /// It could not be rendered.
    Unrenderable,
    /// The hand-over commits: from here on it may have left.
    HandedOver,
    /// It goes to the relay that may have it once more, under the key by which that relay drops a second copy.
    HandedOverAgain,
    /// A complete reply after the hand-over, in time or late: taken.
    ReplySent,
    /// A complete reply after the hand-over, in time or late: not now.
    ReplyDeferred,
    /// A complete reply after the hand-over, in time or late: refused for good.
    ReplyRejected,
    /// The own worker knows that the message did not leave.
    ProvenUnsent,
    /// No reply, a broken connection, or the node is gone.
    ReplyLost,
    /// Evidence or a person settles a message in doubt.
    Settled(Settlement),
    /// A lock, an answer, a rejection or a cancel of the batch.
    Withdrawn,
    /// The end date is past.
    EndPassed,
    /// The closing hour came first: due again at the next send time (E44).
    WindowClosed,
    /// Grace time, pause, or a contact rule.
    Parked,
    /// Released by a person, or the rule no longer applies.
    Released,
    /// It came back softly and is tried again as a new round (Q48).
    CameBackSoftly,
}

/// How a message in doubt is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Settlement {
    /// It arrived.
    WasSent,
    /// It did not arrive, or a second copy is accepted: a new attempt.
    SendAgain,
    /// It is not sent and not tried again.
    GiveUp,
}

impl Settlement {
    /// All settlements.
    pub const ALL: [Self; 3] = [Self::WasSent, Self::SendAgain, Self::GiveUp];

    /// The word used in API and ledger.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::WasSent => "was-sent",
            Self::SendAgain => "send-again",
            Self::GiveUp => "give-up",
        }
    }

    /// The settlement of a word made by [`Self::as_str`].
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|settlement| settlement.as_str() == word)
    }
}

impl MessageState {
    /// Where the event leads; `None` = it may not happen in this state, and nothing changes.
    pub fn after(self, event: Event) -> Option<Self> {
        match event {
            Event::Claimed => self.if_any(&[Self::Waiting], Self::Claimed),
            Event::LeaseOver | Event::DeferredEarly => self.if_any(&[Self::Claimed], Self::Waiting),
            Event::RejectedEarly => self.if_any(&[Self::Claimed], Self::Rejected),
            Event::Unrenderable => self.if_any(&[Self::Claimed], Self::Failed),
            Event::HandedOver => self.if_any(&[Self::Claimed], Self::HandingOver),
            Event::HandedOverAgain => self.if_any(&[Self::InDoubt], Self::HandingOver),
            Event::ReplySent => self.if_any(&[Self::HandingOver, Self::InDoubt], Self::Sent),
            Event::ReplyDeferred => self.if_any(&[Self::HandingOver, Self::InDoubt], Self::Waiting),
            Event::ReplyRejected => self.if_any(&[Self::HandingOver, Self::InDoubt], Self::Rejected),
            Event::ProvenUnsent => self.if_any(&[Self::HandingOver], Self::Waiting),
            Event::ReplyLost => self.if_any(&[Self::HandingOver], Self::InDoubt),
            Event::Settled(settlement) => self.if_any(&[Self::InDoubt], settlement.leads_to()),
            Event::Withdrawn => self.if_any(&[Self::Waiting, Self::Held, Self::Claimed], Self::Cancelled),
            Event::EndPassed => self.if_any(&[Self::Waiting, Self::Held, Self::Claimed], Self::Expired),
            Event::WindowClosed => self.if_any(&[Self::Waiting, Self::Claimed], Self::Waiting),
            Event::Parked => self.if_any(&[Self::Waiting, Self::Claimed], Self::Held),
            Event::Released => self.if_any(&[Self::Held], Self::Waiting),
            Event::CameBackSoftly => {
                self.if_any(&[Self::HandingOver, Self::InDoubt, Self::Sent], Self::Waiting)
            }
        }
    }

    /// What a message is by this state if it has something to fall back to: one that left before stays as it was then, however
    /// a later round of it ends without leaving (Q48).
    #[must_use]
    pub fn unless_left(self, fallback: Option<Self>) -> Self {
        match (self, fallback) {
            (Self::Rejected | Self::Failed | Self::Expired | Self::Cancelled, Some(fallback)) => fallback,
            _ => self,
        }
    }

    /// Where a message in this state stands for others to the same person: what left before has left while its next try waits
    /// (Q48), and the person rests after it.
    #[must_use]
    pub fn for_others(self, fallback: Option<Self>) -> Self {
        match (self, fallback) {
            (Self::Waiting | Self::Claimed | Self::Held, Some(fallback)) => fallback,
            _ => self,
        }
    }

    /// Nothing leaves this state again, but for mail that was sent and comes back softly (Q48).
    pub fn is_end(self) -> bool {
        matches!(self, Self::Sent | Self::Rejected | Self::Failed | Self::Expired | Self::Cancelled)
    }

    fn if_any(self, from: &[Self], to: Self) -> Option<Self> {
        from.contains(&self).then_some(to)
    }
}

impl Settlement {
    fn leads_to(self) -> MessageState {
        match self {
            Self::WasSent => MessageState::Sent,
            Self::SendAgain => MessageState::Waiting,
            Self::GiveUp => MessageState::Rejected,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Event, Settlement};
    use crate::message::MessageState::{self, *};

    const EVENTS: [Event; 21] = [
        Event::Claimed,
        Event::LeaseOver,
        Event::DeferredEarly,
        Event::RejectedEarly,
        Event::Unrenderable,
        Event::HandedOver,
        Event::HandedOverAgain,
        Event::ReplySent,
        Event::ReplyDeferred,
        Event::ReplyRejected,
        Event::ProvenUnsent,
        Event::ReplyLost,
        Event::Settled(Settlement::WasSent),
        Event::Settled(Settlement::SendAgain),
        Event::Settled(Settlement::GiveUp),
        Event::Withdrawn,
        Event::EndPassed,
        Event::WindowClosed,
        Event::Parked,
        Event::Released,
        Event::CameBackSoftly,
    ];

    /// The whole table: what is not listed may not happen.
    const TABLE: [(MessageState, Event, MessageState); 32] = [
        (Waiting, Event::Claimed, Claimed),
        (Waiting, Event::Withdrawn, Cancelled),
        (Waiting, Event::EndPassed, Expired),
        (Waiting, Event::WindowClosed, Waiting),
        (Waiting, Event::Parked, Held),
        (Claimed, Event::LeaseOver, Waiting),
        (Claimed, Event::DeferredEarly, Waiting),
        (Claimed, Event::RejectedEarly, Rejected),
        (Claimed, Event::Unrenderable, Failed),
        (Claimed, Event::HandedOver, HandingOver),
        (Claimed, Event::Withdrawn, Cancelled),
        (Claimed, Event::EndPassed, Expired),
        (Claimed, Event::WindowClosed, Waiting),
        (Claimed, Event::Parked, Held),
        (HandingOver, Event::ReplySent, Sent),
        (HandingOver, Event::ReplyDeferred, Waiting),
        (HandingOver, Event::ReplyRejected, Rejected),
        (HandingOver, Event::ProvenUnsent, Waiting),
        (HandingOver, Event::ReplyLost, InDoubt),
        (HandingOver, Event::CameBackSoftly, Waiting),
        (InDoubt, Event::HandedOverAgain, HandingOver),
        (InDoubt, Event::ReplySent, Sent),
        (InDoubt, Event::ReplyDeferred, Waiting),
        (InDoubt, Event::ReplyRejected, Rejected),
        (InDoubt, Event::Settled(Settlement::WasSent), Sent),
        (InDoubt, Event::Settled(Settlement::SendAgain), Waiting),
        (InDoubt, Event::Settled(Settlement::GiveUp), Rejected),
        (InDoubt, Event::CameBackSoftly, Waiting),
        (Sent, Event::CameBackSoftly, Waiting),
        (Held, Event::Withdrawn, Cancelled),
        (Held, Event::EndPassed, Expired),
        (Held, Event::Released, Waiting),
    ];

    #[test]
    fn only_the_listed_events_change_a_message() {
        for state in MessageState::ALL {
            for event in EVENTS {
                let listed =
                    TABLE.iter().find(|(from, what, _)| (*from, *what) == (state, event)).map(|(.., to)| *to);
                assert_eq!(state.after(event), listed, "{state:?} {event:?}");
            }
        }
    }

    #[test]
    fn end_states_are_left_by_nothing_and_all_others_by_something() {
        for state in MessageState::ALL {
            // Mail that was sent may come back softly (Q48); nothing else leads out of an end.
            let is_left = EVENTS
                .iter()
                .filter(|event| (state, **event) != (Sent, Event::CameBackSoftly))
                .any(|event| state.after(*event).is_some());
            assert_eq!(is_left, !state.is_end(), "{state:?}");
        }
    }

    #[test]
    fn p4_nothing_but_a_known_result_or_a_person_leads_from_the_fence_back_to_waiting() {
        for state in [HandingOver, InDoubt] {
            for event in EVENTS.into_iter().filter(|event| state.after(*event) == Some(Waiting)) {
                assert!(
                    matches!(
                        event,
                        Event::ReplyDeferred
                            | Event::ProvenUnsent
                            | Event::CameBackSoftly
                            | Event::Settled(Settlement::SendAgain)
                    ),
                    "{state:?} {event:?}"
                );
            }
        }
    }

    #[test]
    fn q48_what_left_before_falls_back_from_every_end_and_from_nothing_else() {
        for state in MessageState::ALL {
            assert_eq!(state.unless_left(None), state);
            let is_kept = matches!(state, Waiting | Claimed | HandingOver | InDoubt | Held | Sent);
            let expected = if is_kept { state } else { Sent };
            assert_eq!(state.unless_left(Some(Sent)), expected, "{state:?}");
        }
    }

    #[test]
    fn settlements_are_found_by_their_words() {
        for settlement in Settlement::ALL {
            assert_eq!(Settlement::from_word(settlement.as_str()), Some(settlement));
        }
    }
}
