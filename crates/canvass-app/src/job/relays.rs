//! The relays of an installation: which of them a letter goes by. The first that serves its sender and is up; a relay at
//! its limit passes letters on only if it is told to. Once a letter was handed over, no other relay sees it.

use std::time::Duration;

use canvass_delivery::Session;
use canvass_domain::message::Channel;

use super::pacer::Openness;
use super::plan::Relay;
use super::sessions::{Held, RelayStanding, Sessions};

#[derive(Debug)]
pub(crate) struct Relays {
    ways: Vec<Way>,
}

#[derive(Debug)]
struct Way {
    relay: Relay,
    sessions: Sessions,
}

/// Relays that a letter was brought to in vain, by their place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tried(u64);

impl Tried {
    pub(super) fn with(self, relay: usize) -> Self {
        Self(self.0 | bit(relay))
    }

    fn holds(self, relay: usize) -> bool {
        self.0 & bit(relay) != 0
    }
}

fn bit(relay: usize) -> u64 {
    u32::try_from(relay).ok().and_then(|relay| 1_u64.checked_shl(relay)).unwrap_or(0)
}

/// Where a letter may go now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Choice {
    /// By this relay.
    By(usize),
    /// Its relay is at a limit or has no session free.
    Later,
    /// No relay is up that serves it.
    Nowhere,
}

impl Relays {
    pub(super) fn new(relays: Vec<Relay>, connections: usize) -> Self {
        let ways = relays.into_iter().map(|relay| {
            let most = relay.connections.unwrap_or(connections).max(1);
            Way { sessions: Sessions::new(&relay.name, relay.transport.clone(), most), relay }
        });
        Self { ways: ways.collect() }
    }

    /// The one channel there is; nothing if there are two.
    pub(super) fn only_channel(&self) -> Option<Channel> {
        let has = |channel: Channel| self.of(channel).next().is_some();
        match Channel::ALL.map(has) {
            [true, true] => None,
            [_, has_gateway] => Some(if has_gateway { Channel::Sms } else { Channel::Mail }),
        }
    }

    /// The channels whose messages are claimed: those that have a relay, and mail where nothing has one.
    pub(super) fn claimed_channels(&self) -> Vec<Channel> {
        self.only_channel().map_or_else(|| Channel::ALL.to_vec(), |channel| vec![channel])
    }

    fn of(&self, channel: Channel) -> impl Iterator<Item = &Way> {
        self.ways.iter().filter(move |way| way.relay.channel == channel)
    }

    /// Every letter goes the same way, and no connection waits for another.
    pub(super) fn is_simple(&self) -> bool {
        matches!(self.ways.as_slice(), [way] if way.relay.senders.is_empty() && way.relay.connections.is_none())
    }

    pub(super) fn relay(&self, index: usize) -> Option<&Relay> {
        self.ways.get(index).map(|way| &way.relay)
    }

    /// Whom letters are handed to there.
    pub(super) fn peer(&self, index: usize) -> String {
        self.ways.get(index).map(|way| way.sessions.peer()).unwrap_or_default()
    }

    /// What this relay tells copies apart by, if it drops a second one: its name for the key, and itself. A message that
    /// went under another key is another message to it.
    pub(super) fn copy_key(&self, index: usize) -> Option<String> {
        let way = self.ways.get(index)?;
        way.relay.dedupe_for?;
        if way.relay.channel == Channel::Sms {
            return way.relay.copy_key.clone();
        }
        let header = way.relay.dedupe_header.as_deref()?;
        Some(format!("{} {}", header.to_ascii_lowercase(), way.sessions.peer()))
    }

    /// The relays that drop a second copy: their place, their key, and for how long they know it.
    pub(super) fn keyed(&self) -> Vec<(usize, String, Duration)> {
        let keyed = |(index, way): (usize, &Way)| Some((index, self.copy_key(index)?, way.relay.dedupe_for?));
        self.ways.iter().enumerate().filter_map(keyed).collect()
    }

    /// How all relays stand, for people.
    pub(crate) fn standings(&self) -> Vec<RelayStanding> {
        self.ways.iter().map(|way| way.sessions.standing(way.relay.channel)).collect()
    }

    /// Whether any relay carries letters of this sender, be it up or down: without a gateway nobody carries text messages.
    pub(super) fn carries(&self, sender: &str) -> bool {
        self.ways.iter().any(|way| way.relay.serves(sender))
    }

    /// The way of a letter: `held` is the relay whose session is in hand, `openness` how a relay stands to its limits.
    pub(super) fn choose(
        &self,
        sender: &str,
        tried: Tried,
        held: Option<usize>,
        openness: impl Fn(usize) -> Openness,
    ) -> Choice {
        let mut choice = Choice::Nowhere;
        for (index, way) in self.ways.iter().enumerate() {
            if tried.holds(index) || !way.relay.serves(sender) || way.sessions.is_resting() {
                continue;
            }
            choice = Choice::Later;
            match openness(index) {
                Openness::Open if held == Some(index) || !way.sessions.is_full() => {
                    return Choice::By(index);
                }
                Openness::Open => return choice,
                Openness::Full if !way.relay.overflows => return choice,
                Openness::Full | Openness::Troubled => {}
            }
        }
        choice
    }

    /// Whether another relay may carry a letter that these could not.
    pub(super) fn has_other(&self, sender: &str, tried: Tried) -> bool {
        self.ways.len() > 1 && self.choose(sender, tried, None, |_| Openness::Open) != Choice::Nowhere
    }

    /// All sessions with this relay are in other hands.
    pub(super) fn is_full(&self, index: usize) -> bool {
        self.ways.get(index).is_some_and(|way| way.sessions.is_full())
    }

    /// A session with this relay.
    pub(super) fn session(&self, index: usize, must_be_fresh: bool) -> Option<Held> {
        let way = self.ways.get(index)?;
        let session = if must_be_fresh { way.sessions.get_fresh(index) } else { way.sessions.get(index) };
        self.tell(way.relay.channel);
        session
    }

    /// Makes sure that at least one session of the channel is open, or tells when to ask again.
    pub(super) fn make_sure(&self, channel: Channel) -> Result<(), Duration> {
        let mut soonest = None;
        for way in self.of(channel) {
            match way.sessions.make_sure() {
                Ok(()) => {
                    self.tell(channel);
                    return Ok(());
                }
                Err(wait) => soonest = Some(soonest.map_or(wait, |other: Duration| other.min(wait))),
            }
        }
        self.tell(channel);
        Err(soonest.unwrap_or(Duration::from_secs(1)))
    }

    /// Some relay of the channel has a session.
    pub(super) fn is_reached(&self, channel: Channel) -> bool {
        self.of(channel).any(|way| way.sessions.is_open())
    }

    /// No relay of the channel has a session, and the last try to open one failed everywhere.
    pub(super) fn is_down(&self, channel: Channel) -> bool {
        let mut ways = self.of(channel).peekable();
        ways.peek().is_some() && ways.all(|way| way.sessions.is_down())
    }

    /// The last try to open a session failed everywhere, whatever sessions there are still.
    pub(super) fn is_failing(&self, channel: Channel) -> bool {
        self.of(channel).all(|way| way.sessions.is_failing())
    }

    /// How the channels stand that have a relay: whether they are down.
    pub(crate) fn channels(&self) -> Vec<(Channel, bool)> {
        let set_up = Channel::ALL.into_iter().filter(|channel| self.of(*channel).next().is_some());
        set_up.map(|channel| (channel, self.is_down(channel))).collect()
    }

    fn tell(&self, channel: Channel) {
        let up = if self.is_down(channel) { 0.0 } else { 1.0 };
        metrics::gauge!("canvass_channel_up", "channel" => channel.as_str()).set(up);
    }

    /// How long to wait before the next try.
    pub(super) fn pause(&self, channel: Channel) -> Duration {
        self.of(channel).map(|way| way.sessions.pause()).min().unwrap_or(Duration::from_secs(1))
    }

    /// It would not serve a letter. One relay alone is not left: there is nobody else to ask.
    pub(super) fn strike(&self, index: usize) {
        if let (Some(way), true) = (self.ways.get(index), self.has_another(index)) {
            way.sessions.strike();
        }
    }

    pub(super) fn served(&self, index: usize) {
        if let (Some(way), true) = (self.ways.get(index), self.has_another(index)) {
            way.sessions.served();
        }
    }

    /// Whether another one carries the same.
    fn has_another(&self, index: usize) -> bool {
        let channel = |way: &Way| way.relay.channel;
        let own = self.ways.get(index).map(channel);
        self.ways.iter().filter(|way| Some(channel(way)) == own).count() > 1
    }

    pub(super) fn close(&self, index: usize, session: Box<dyn Session>) {
        if let Some(way) = self.ways.get(index) {
            way.sessions.close(session);
        }
    }

    /// Puts a session aside that is of no use for the next letter.
    pub(super) fn keep(&self, held: Held) {
        if let Some(way) = self.ways.get(held.relay) {
            way.sessions.keep(held);
        }
    }

    pub(super) fn lost(&self, index: usize) {
        if let Some(way) = self.ways.get(index) {
            way.sessions.lost();
        }
    }

    pub(super) fn close_spare(&self) {
        for way in &self.ways {
            way.sessions.close_spare();
        }
    }
}
