//! Open sessions of this node, and how it goes on when the relay cannot be reached: nothing is claimed then, so that a
//! dead relay costs no message a try.

use std::sync::Arc;
use std::time::{Duration, Instant};

use canvass_delivery::{Session, Transport};
use parking_lot::Mutex;

const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

pub(super) struct Sessions {
    transport: Arc<dyn Transport>,
    state: Mutex<State>,
}

/// A session in the hands of a connection.
pub(super) struct Held {
    pub(super) session: Box<dyn Session>,
    /// Nothing was said yet but the greeting.
    pub(super) is_fresh: bool,
}

#[derive(Default)]
struct State {
    /// Opened ahead, taken by the next connection.
    spare: Option<Box<dyn Session>>,
    /// Spare and held ones.
    open: usize,
    failures: u32,
    retry_at: Option<Instant>,
}

impl std::fmt::Debug for Sessions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sessions").field("transport", &self.transport.name()).finish_non_exhaustive()
    }
}

impl Sessions {
    pub(super) fn new(transport: Arc<dyn Transport>) -> Self {
        Self { transport, state: Mutex::default() }
    }

    pub(super) fn peer(&self) -> String {
        self.transport.peer()
    }

    /// No session is open, and the last try to open one failed.
    pub(super) fn is_down(&self) -> bool {
        let state = self.state.lock();
        state.open == 0 && state.failures > 0
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
                let before = self.state.lock().spare.replace(session);
                if let Some(before) = before {
                    self.close(before);
                }
                Ok(())
            }
            None => Err(self.pause()),
        }
    }

    /// A session for a connection; nothing if none can be opened now.
    pub(super) fn get(&self) -> Option<Held> {
        let spare = self.state.lock().spare.take();
        spare.map(|session| Held { session, is_fresh: false }).or_else(|| self.get_fresh())
    }

    /// A session that was opened just now.
    pub(super) fn get_fresh(&self) -> Option<Held> {
        {
            let state = self.state.lock();
            // One try at a dead relay is enough for all connections.
            if state.open == 0 && state.retry_at.is_some_and(|at| Instant::now() < at) {
                return None;
            }
        }
        self.open().map(|session| Held { session, is_fresh: true })
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
        let spare = self.state.lock().spare.take();
        if let Some(spare) = spare {
            self.close(spare);
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
                metrics::gauge!("canvass_relay_up").set(1.0);
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
                    metrics::gauge!("canvass_relay_up").set(0.0);
                }
                tracing::warn!(%error, failures = state.failures, "no session with the relay");
                None
            }
        }
    }
}

fn pause_after(failures: u32) -> Duration {
    (FIRST_PAUSE * 2_u32.pow(failures.saturating_sub(1).min(6))).min(LONGEST_PAUSE)
}
