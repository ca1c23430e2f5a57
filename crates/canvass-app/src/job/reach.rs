//! What may be claimed, by what can be reached: while no relay of a channel answers, its messages stay where they are and
//! those of the other channel leave. A channel without an open session is tried by a thread of its own, and only while
//! something of it is due: a relay that says nothing for a minute must not hold up the claims of the other channel.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use canvass_domain::message::{Channel, MessageKey};
use canvass_store::Result;

use super::shared::Shared;

/// A look that found nothing may have gone past everything that waits for the other channel: it takes at most one part in
/// so many of the time.
const REST: u32 = 20;
const LEAST_REST: Duration = Duration::from_millis(20);

/// What may be claimed now.
pub(super) enum Reached {
    /// Whatever is due.
    All,
    /// These, of the channel that can be reached.
    Listed(Vec<MessageKey>),
    /// Nothing for so long.
    Nothing(Duration),
}

/// What the claimer knows of its own looks.
#[derive(Debug, Default)]
pub(super) struct Looks {
    next: BTreeMap<Channel, Instant>,
}

impl Looks {
    /// First the relay, then the claim: a dead relay costs no message a try.
    pub(super) fn reached(&mut self, shared: &Shared, most: usize) -> Result<Reached> {
        let relays = &shared.relays;
        if let Some(channel) = relays.only_channel() {
            return Ok(relays.make_sure(channel).map_or_else(Reached::Nothing, |()| Reached::All));
        }
        let (up, away): (Vec<Channel>, Vec<Channel>) =
            Channel::ALL.into_iter().partition(|channel| relays.is_reached(*channel));
        for channel in away {
            if !self.due(shared, channel, 1)?.is_empty() {
                shared.probes.ask(channel);
            }
        }
        let [only] = up.as_slice() else {
            return Ok(if up.is_empty() { Reached::Nothing(self.rest(shared)) } else { Reached::All });
        };
        let listed = self.due(shared, *only, most)?;
        Ok(if listed.is_empty() { Reached::Nothing(self.rest(shared)) } else { Reached::Listed(listed) })
    }

    fn due(&mut self, shared: &Shared, channel: Channel, most: usize) -> Result<Vec<MessageKey>> {
        if self.next.get(&channel).is_some_and(|next| Instant::now() < *next) {
            return Ok(Vec::new());
        }
        let began = Instant::now();
        let found = shared.app.store.read_system(move |tx| tx.due_by(channel, most)).wait()?;
        if found.is_empty() {
            self.next.insert(channel, Instant::now() + began.elapsed() * REST);
        } else {
            self.next.remove(&channel);
        }
        Ok(found)
    }

    /// Until the next look that may find something.
    fn rest(&self, shared: &Shared) -> Duration {
        let next = self.next.values().map(|next| next.saturating_duration_since(Instant::now())).min();
        next.unwrap_or(shared.settings.poll).clamp(LEAST_REST.min(shared.settings.poll), shared.settings.poll)
    }
}
