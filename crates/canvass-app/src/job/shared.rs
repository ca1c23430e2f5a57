//! What the threads of one node share.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use canvass_delivery::Transport;
use canvass_store::area::{Attempt, NodeId};

use super::queue::Queue;
use super::results::Results;
use super::sessions::Sessions;
use super::settings::JobSettings;
use super::signal::{Alive, Bell, Stop};
use super::wake::Awake;
use crate::App;
use crate::render::Renderer;

#[derive(Debug)]
pub(super) struct Shared {
    pub(super) app: App,
    pub(super) settings: JobSettings,
    pub(super) renderer: Renderer,
    pub(super) queue: Queue,
    pub(super) sessions: Sessions,
    pub(super) results: Results,
    pub(super) awake: Arc<Awake>,
    /// Wakes the claimer.
    pub(super) bell: Bell,
    pub(super) stop: Stop,
    pub(super) alive: Arc<Alive>,
    /// Connections under way: results may still come.
    pub(super) delivering: Arc<Alive>,
    /// Registered and swept once: before that nothing may be claimed.
    pub(super) is_ready: AtomicBool,
}

impl Shared {
    pub(super) fn new(app: App, transport: Arc<dyn Transport>, settings: JobSettings) -> Self {
        Self {
            app,
            settings,
            renderer: Renderer::default(),
            queue: Queue::default(),
            sessions: Sessions::new(transport),
            results: Results::default(),
            awake: Arc::default(),
            bell: Bell::default(),
            stop: Stop::default(),
            alive: Arc::default(),
            delivering: Arc::default(),
            is_ready: AtomicBool::new(false),
        }
    }

    pub(super) fn node(&self) -> NodeId {
        self.settings.node
    }

    pub(super) fn wake_all(&self) {
        self.bell.ring();
        self.results.bell.ring();
        self.queue.wake_all();
    }

    /// Gives claims back untried. If the store is away, the end of their lease does the same.
    pub(super) fn give_back(&self, attempts: Vec<Attempt>) {
        if attempts.is_empty() {
            return;
        }
        let given = self.app.store.write_system(move |tx| tx.give_back(&attempts, None)).wait();
        if let Err(error) = given {
            tracing::warn!(%error, "claims could not be given back; their lease ends by itself");
        }
    }
}
