//! Sends webhooks: one thread spreads events, claims and looks after what is old; a few others deliver.
//!
//! Invariant: whatever lives here only in memory may be lost at any moment without an event being lost; a delivery whose
//! answer was not stored is made again, with the same id.

mod deliver;
mod excerpt;
mod queue;
mod sender;
mod settings;

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;

pub use settings::WebhookJobSettings;

use super::signal::{Alive, Bell, Stop};
use crate::App;
use sender::Sender;

/// What broke once may break again at once: no hot loop.
const AFTER_PANIC: Duration = Duration::from_secs(1);

/// What the threads share.
#[derive(Debug)]
struct Shared {
    app: App,
    settings: WebhookJobSettings,
    sender: Sender,
    queue: queue::Slices,
    bell: Bell,
    stop: Stop,
    alive: Arc<Alive>,
}

/// The running threads. They end with [`Self::drain`], or on their own soon after this is dropped.
#[derive(Debug)]
pub struct WebhookJobs {
    shared: Arc<Shared>,
    threads: Mutex<Vec<std::thread::JoinHandle<()>>>,
}

impl WebhookJobs {
    /// Starts all threads and returns at once: a store that is away is waited for.
    pub fn start(app: App, settings: WebhookJobSettings) -> io::Result<Self> {
        let sender = Sender::new(Arc::clone(&app.webhook_receivers), &settings)?;
        let shared = Arc::new(Shared {
            app,
            sender,
            queue: queue::Slices::new(settings.workers),
            bell: Bell::default(),
            stop: Stop::default(),
            alive: Arc::default(),
            settings,
        });
        let jobs = Self { shared, threads: Mutex::default() };
        jobs.spawn("canvass-webhooks", queue::run)?;
        for number in 0..jobs.shared.settings.workers.max(1) {
            jobs.spawn(&format!("canvass-webhook-{number}"), deliver::run)?;
        }
        Ok(jobs)
    }

    /// Tells that there may be something to do: looks at once in place of at the next poll.
    pub fn nudge(&self) {
        self.shared.bell.ring();
    }

    /// No new work: deliveries under way settle, claims are given back, threads end. False if some were still busy at the
    /// end of the time; what they had under way is delivered again when its lease is over.
    pub fn drain(&self, within: Duration) -> bool {
        self.stop();
        if !self.shared.alive.wait(within) {
            tracing::warn!("some webhooks did not end in time");
            return false;
        }
        for thread in self.threads.lock().drain(..) {
            // Panics were caught and told inside the thread.
            drop(thread.join());
        }
        true
    }

    /// No new work from here on; [`Self::drain`] waits for what is under way.
    pub fn stop(&self) {
        self.shared.stop.set();
        self.shared.bell.ring();
        self.shared.queue.close();
    }

    fn spawn(&self, name: &str, run: fn(&Shared)) -> io::Result<()> {
        let shared = Arc::clone(&self.shared);
        let alive = shared.alive.enter();
        let thread = std::thread::Builder::new().name(name.to_owned()).spawn(move || {
            while catch_unwind(AssertUnwindSafe(|| run(&shared))).is_err() {
                metrics::counter!("canvass_job_panics_total").increment(1);
                tracing::error!("a webhook thread broke off");
                if shared.stop.wait(AFTER_PANIC) {
                    break;
                }
            }
            drop(alive);
        })?;
        self.threads.lock().push(thread);
        Ok(())
    }
}

impl Drop for WebhookJobs {
    fn drop(&mut self) {
        self.stop();
    }
}
