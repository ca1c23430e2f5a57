//! What may be claimed, by what can be reached: while no relay of a channel answers, its messages stay where they are and
//! those of the other channel leave. A channel without an open session is tried by a thread of its own, and only while
//! something of it is due: a relay that says nothing for a minute must not hold up the claims of the other channel.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use canvass_domain::message::{Channel, MessageKey};
use canvass_store::Result;

use super::shared::Shared;

/// A look for a channel may go past what an earlier release wrote for the other one. Those that find nothing, and those that only
/// say whether a try is worth it, take at most one part in so many of the time.
const REST: u32 = 20;
const LEAST_REST: Duration = Duration::from_millis(20);

/// How many messages of a channel find room here.
pub(super) type Rooms = BTreeMap<Channel, usize>;

/// What may be claimed now.
pub(super) enum Reached {
    /// Whatever is due, of the only channel there is, so many at most.
    All(usize),
    /// These, of the channels that can be reached.
    Listed(Vec<MessageKey>),
    /// Nothing for so long.
    Nothing(Duration),
}

/// What the claimer knows of its own looks.
#[derive(Debug, Default)]
pub(super) struct Looks {
    /// Where nothing was found.
    next: Rests,
    /// Where a try was asked for, which goes on by itself.
    next_try: Rests,
}

/// When the next look for a channel may begin.
#[derive(Debug, Default)]
struct Rests(BTreeMap<Channel, Instant>);

impl Rests {
    fn is_over(&self, channel: Channel) -> bool {
        self.0.get(&channel).is_none_or(|next| *next <= Instant::now())
    }

    /// The longer the look took, the longer the rest after it.
    fn begin(&mut self, channel: Channel, took: Duration) {
        self.0.insert(channel, Instant::now() + took * REST);
    }

    fn soonest(&self) -> Option<Duration> {
        self.0.values().map(|next| next.saturating_duration_since(Instant::now())).min()
    }
}

impl Looks {
    /// First the relay, then the claim: a dead relay costs no message a try. Of two channels each is looked through for
    /// itself, so that a long line of the one leaves the other its room.
    pub(super) fn reached(&mut self, shared: &Shared, rooms: &Rooms) -> Result<Reached> {
        let relays = &shared.relays;
        if let Some(channel) = relays.only_channel() {
            let most = rooms.get(&channel).copied().unwrap_or(0);
            return Ok(relays.make_sure(channel).map_or_else(Reached::Nothing, |()| Reached::All(most)));
        }
        let (up, away): (Vec<Channel>, Vec<Channel>) =
            Channel::ALL.into_iter().partition(|channel| relays.is_reached(*channel));
        for channel in away {
            self.ask(shared, channel)?;
        }
        let mut listed = Vec::new();
        for channel in up {
            if let Some(most) = rooms.get(&channel) {
                listed.extend(self.due(shared, channel, *most)?);
            }
        }
        Ok(if listed.is_empty() { Reached::Nothing(self.rest(shared)) } else { Reached::Listed(listed) })
    }

    /// Has the channel tried if something of it is due.
    fn ask(&mut self, shared: &Shared, channel: Channel) -> Result<()> {
        if !self.next_try.is_over(channel) {
            return Ok(());
        }
        let began = Instant::now();
        if !self.due(shared, channel, 1)?.is_empty() {
            shared.probes.ask(channel);
            self.next_try.begin(channel, began.elapsed());
        }
        Ok(())
    }

    fn due(&mut self, shared: &Shared, channel: Channel, most: usize) -> Result<Vec<MessageKey>> {
        if !self.next.is_over(channel) {
            return Ok(Vec::new());
        }
        let began = Instant::now();
        let found = shared.app.store.read_system(move |tx| tx.due_by(channel, most)).wait()?;
        if found.is_empty() {
            self.next.begin(channel, began.elapsed());
        } else {
            self.next.0.remove(&channel);
        }
        Ok(found)
    }

    /// Until the next look that may find something.
    fn rest(&self, shared: &Shared) -> Duration {
        let next = self.next.soonest().unwrap_or(shared.settings.poll);
        next.clamp(LEAST_REST.min(shared.settings.poll), shared.settings.poll)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_that_took_long_is_not_made_again_at_once() {
        let mut rests = Rests::default();
        assert!(rests.is_over(Channel::Sms) && rests.soonest().is_none());
        rests.begin(Channel::Sms, Duration::from_mins(1));
        assert!(!rests.is_over(Channel::Sms) && rests.is_over(Channel::Mail));
        let left = rests.soonest().unwrap();
        assert!(
            left > Duration::from_mins(1) * (REST - 1) && left <= Duration::from_mins(1) * REST,
            "{left:?}"
        );
        rests.begin(Channel::Sms, Duration::ZERO);
        assert!(rests.is_over(Channel::Sms));
    }
}
