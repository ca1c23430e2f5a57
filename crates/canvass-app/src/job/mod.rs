//! The work that goes on by itself: sending what is due, and looking after what time brings.
//!
//! Plain threads around one store: `claim` fills a short local queue, a `connection` each delivers from it behind the
//! fence of `hand_over`, `results` stores how attempts ended, `sweep` beats and sweeps, `sample` counts.
//! Invariant: whatever lives here only in memory may be lost at any moment without a second copy of a message.

mod admission;
mod backoff;
mod beside;
mod claim;
mod connection;
mod desk;
mod doubt;
mod hand_over;
mod mailbox;
mod numbers;
mod outcome;
mod pacer;
mod past_closing;
mod plan;
mod probe;
mod queue;
mod reach;
pub(crate) mod relays;
mod reminders;
mod resend;
mod results;
mod rounds;
mod sample;
mod sessions;
mod settings;
mod shared;
mod signal;
mod start;
mod sweep;
mod unreadable;
mod wake;
mod webhook;

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use canvass_delivery::Transport;
use parking_lot::Mutex;

pub use mailbox::StoreMailbox;
pub use plan::{MailPlan, Relay};
pub use sessions::RelayStanding;
pub use settings::JobSettings;
pub use webhook::{WebhookJobSettings, WebhookJobs};

use crate::App;
use shared::Shared;

/// What broke once may break again at once: no hot loop.
const AFTER_PANIC: Duration = Duration::from_secs(1);

/// The running jobs of one process. They end with [`Self::drain`], or on their own soon after this is dropped.
#[derive(Debug)]
pub struct Jobs {
    shared: Arc<Shared>,
    threads: Mutex<Vec<std::thread::JoinHandle<()>>>,
}

impl Jobs {
    /// Starts all threads with one way out and no limits; see [`Self::with_plan`].
    pub fn start(app: App, transport: Arc<dyn Transport>, settings: JobSettings) -> io::Result<Self> {
        Self::with_plan(app, MailPlan::of(transport), settings)
    }

    /// Starts all threads and returns at once: a store that is away is waited for.
    pub fn with_plan(app: App, plan: MailPlan, settings: JobSettings) -> io::Result<Self> {
        let shared = Arc::new(Shared::new(app, plan, settings));
        shared.app.show_relays(&shared.relays);
        let jobs = Self { shared, threads: Mutex::default() };
        jobs.spawn("canvass-sweep", sweep::run)?;
        jobs.spawn("canvass-doubt", doubt::run)?;
        jobs.spawn_aside("canvass-sample", sample::run)?;
        jobs.spawn("canvass-results", results::run)?;
        jobs.spawn("canvass-claim", claim::run)?;
        if jobs.shared.relays.only_channel().is_none() {
            jobs.spawn_aside("canvass-probe-mail", probe::mail)?;
            jobs.spawn_aside("canvass-probe-sms", probe::text_messages)?;
        }
        if !jobs.shared.relays.keyed().is_empty() {
            jobs.spawn("canvass-resend", resend::run)?;
        }
        for number in 0..jobs.shared.settings.connections.max(1) {
            let only = connection::only_for(&jobs.shared, number);
            jobs.spawn(&format!("canvass-mail-{number}"), move |shared| connection::run(shared, only))?;
        }
        Ok(jobs)
    }

    /// Tells that there may be something due: looks at once in place of at the next poll.
    pub fn nudge(&self) {
        self.shared.bell.ring();
    }

    /// Registered and swept once: from now on what is due is claimed.
    pub fn is_ready(&self) -> bool {
        self.shared.is_ready.load(Ordering::Acquire)
    }

    /// No new work: hand-overs settle, claims are given back, threads end. False if some were still busy at the end of
    /// the time; what they handed over becomes in doubt once this process is gone.
    pub fn drain(&self, within: Duration) -> bool {
        self.shared.stop.set();
        self.shared.wake_all();
        if !self.shared.alive.wait(within) {
            tracing::warn!("some deliveries did not end in time");
            return false;
        }
        for thread in self.threads.lock().drain(..) {
            // Panics were caught and told inside the thread.
            drop(thread.join());
        }
        true
    }

    fn spawn(&self, name: &str, run: impl Fn(&Shared) + Send + 'static) -> io::Result<()> {
        let shared = Arc::clone(&self.shared);
        let alive = shared.alive.enter();
        let thread = std::thread::Builder::new().name(name.to_owned()).spawn(move || {
            run_again_after_panics(&shared, run);
            drop(alive);
        })?;
        self.threads.lock().push(thread);
        Ok(())
    }

    /// For work that changes nothing, or may wait long for a peer: a drain does not wait for it.
    fn spawn_aside(&self, name: &str, run: fn(&Shared)) -> io::Result<()> {
        let shared = Arc::clone(&self.shared);
        let thread = std::thread::Builder::new().name(name.to_owned());
        drop(thread.spawn(move || run_again_after_panics(&shared, run))?);
        Ok(())
    }
}

/// A thread that breaks off begins again after a pause. Once it is time to stop it gets one more turn, to tidy up.
fn run_again_after_panics(shared: &Shared, run: impl Fn(&Shared)) {
    let mut is_last = false;
    while catch_unwind(AssertUnwindSafe(|| run(shared))).is_err() {
        metrics::counter!("canvass_job_panics_total").increment(1);
        let thread = std::thread::current();
        tracing::error!(thread = thread.name(), "a job thread broke off");
        if is_last {
            return;
        }
        is_last = shared.stop.wait(AFTER_PANIC);
    }
}

impl Drop for Jobs {
    fn drop(&mut self) {
        self.shared.stop.set();
        self.shared.wake_all();
    }
}
