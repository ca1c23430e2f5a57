//! Open sessions of this node with one relay, and how long it is left alone when it cannot be reached or does not serve:
//! a dead relay costs no message a try. `relays` chooses between several.

use std::sync::Arc;
use std::time::{Duration, Instant};

use canvass_delivery::{Session, Transport};
use canvass_domain::message::Channel;
use parking_lot::Mutex;

const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

pub(super) struct Sessions {
    name: String,
    transport: Arc<dyn Transport>,
    most: usize,
    state: Mutex<State>,
}

/// A session in the hands of a connection.
pub(super) struct Held {
    pub(super) session: Box<dyn Session>,
    /// Nothing was said yet but the greeting.
    pub(super) is_fresh: bool,
    /// It carried a letter already.
    pub(super) is_used: bool,
    /// The place of its relay.
    pub(super) relay: usize,
}

/// How a relay stands, as this node sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelayStanding {
    /// What it carries.
    pub channel: Channel,
    /// Its name.
    pub name: String,
    /// Host and port.
    pub peer: String,
    /// Open sessions.
    pub sessions: usize,
    /// Failures in a row.
    pub failures: u32,
    /// How long it is left alone still.
    pub rests_for: Option<Duration>,
}

/// A session, and whether it carried a letter already.
type Spare = (Box<dyn Session>, bool);

#[derive(Default)]
struct State {
    /// Held by nobody, taken by the next connection.
    spare: Vec<Spare>,
    /// Spare and held ones.
    open: usize,
    failures: u32,
    retry_at: Option<Instant>,
    /// Letters it would not serve though it opened sessions, in a row.
    strikes: u32,
    struck_until: Option<Instant>,
}

impl std::fmt::Debug for Sessions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sessions").field("transport", &self.transport.name()).finish_non_exhaustive()
    }
}

impl Sessions {
    pub(super) fn new(name: &str, transport: Arc<dyn Transport>, most: usize) -> Self {
        Self { name: name.to_owned(), transport, most, state: Mutex::default() }
    }

    pub(super) fn peer(&self) -> String {
        self.transport.peer()
    }

    pub(super) fn standing(&self, channel: Channel) -> RelayStanding {
        let state = self.state.lock();
        let now = Instant::now();
        let rests_for = state.struck_until.into_iter().chain(state.retry_at.filter(|_| state.open == 0));
        let rests_for = rests_for.max().and_then(|until| until.checked_duration_since(now));
        RelayStanding {
            channel,
            name: self.name.clone(),
            peer: self.transport.peer(),
            sessions: state.open,
            failures: state.failures.max(state.strikes),
            rests_for: rests_for.filter(|left| !left.is_zero()),
        }
    }

    /// It is left alone for a while.
    pub(super) fn is_resting(&self) -> bool {
        let state = self.state.lock();
        let now = Instant::now();
        state.struck_until.is_some_and(|until| now < until)
            || state.open == 0 && state.retry_at.is_some_and(|at| now < at)
    }

    /// All sessions it may have are in other hands.
    pub(super) fn is_full(&self) -> bool {
        let state = self.state.lock();
        state.open >= self.most && state.spare.is_empty()
    }

    /// It opened a session and then would not serve: it is left alone for a growing while.
    pub(super) fn strike(&self) {
        let mut state = self.state.lock();
        state.strikes = state.strikes.saturating_add(1);
        state.struck_until = Some(Instant::now() + pause_after(state.strikes));
        tracing::warn!(relay = self.name, strikes = state.strikes, "the relay does not serve");
    }

    /// It answered about a letter.
    pub(super) fn served(&self) {
        let mut state = self.state.lock();
        state.strikes = 0;
        state.struck_until = None;
    }

    /// No session is open, and the last try to open one failed.
    pub(super) fn is_down(&self) -> bool {
        let state = self.state.lock();
        state.open == 0 && state.failures > 0
    }

    /// A session is open, in whosoever's hands.
    pub(super) fn is_open(&self) -> bool {
        self.state.lock().open > 0
    }

    /// The last try to open a session failed.
    pub(super) fn is_failing(&self) -> bool {
        self.state.lock().failures > 0
    }

    /// Makes sure that at least one session is open, or tells when to ask again.
    pub(super) fn make_sure(&self) -> Result<(), Duration> {
        {
            let state = self.state.lock();
            if state.open > 0 {
                return Ok(());
            }
            if let Some(wait) = state.retry_at.and_then(|at| at.checked_duration_since(Instant::now())) {
                return Err(wait);
            }
        }
        match self.open() {
            Some(session) => {
                self.state.lock().spare.push((session, false));
                Ok(())
            }
            None => Err(self.pause()),
        }
    }

    /// A session for a connection; nothing if none can be opened now.
    pub(super) fn get(&self, relay: usize) -> Option<Held> {
        let spare = self.state.lock().spare.pop();
        spare
            .map(|(session, is_used)| Held { session, is_fresh: false, is_used, relay })
            .or_else(|| self.get_fresh(relay))
    }

    /// Keeps a session for whoever needs it next.
    pub(super) fn keep(&self, held: Held) {
        self.state.lock().spare.push((held.session, held.is_used));
    }

    /// A session that was opened just now.
    pub(super) fn get_fresh(&self, relay: usize) -> Option<Held> {
        {
            let state = self.state.lock();
            // One try at a dead relay is enough for all connections.
            if state.open == 0 && state.retry_at.is_some_and(|at| Instant::now() < at) {
                return None;
            }
        }
        self.open().map(|session| Held { session, is_fresh: true, is_used: false, relay })
    }

    /// How long to leave the relay alone.
    pub(super) fn pause(&self) -> Duration {
        pause_after(self.state.lock().failures)
    }

    /// Takes leave of the peer.
    pub(super) fn close(&self, session: Box<dyn Session>) {
        self.state.lock().open -= 1;
        session.close();
    }

    /// Closes what nobody holds.
    pub(super) fn close_spare(&self) {
        let spare = std::mem::take(&mut self.state.lock().spare);
        for (session, _) in spare {
            self.close(session);
        }
    }

    /// A held session is lost without leave (a panic took it).
    pub(super) fn lost(&self) {
        self.state.lock().open -= 1;
    }

    fn open(&self) -> Option<Box<dyn Session>> {
        canvass_failpoint::pass("delivery.before-connect");
        let opened = self.transport.open();
        let mut state = self.state.lock();
        match opened {
            Ok(session) => {
                state.open += 1;
                state.failures = 0;
                state.retry_at = None;
                metrics::gauge!("canvass_relay_up", "relay" => self.name.clone()).set(1.0);
                Some(session)
            }
            Err(error) => {
                let now = Instant::now();
                // Several connections that fail together are one failure.
                if state.retry_at.is_none_or(|at| at <= now) {
                    state.failures = state.failures.saturating_add(1);
                    state.retry_at = Some(now + pause_after(state.failures));
                }
                if state.open == 0 {
                    metrics::gauge!("canvass_relay_up", "relay" => self.name.clone()).set(0.0);
                }
                tracing::warn!(%error, relay = self.name, failures = state.failures, "no session with the relay");
                None
            }
        }
    }
}

fn pause_after(failures: u32) -> Duration {
    (FIRST_PAUSE * 2_u32.pow(failures.saturating_sub(1).min(6))).min(LONGEST_PAUSE)
}
