//! What the threads of one node share.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use canvass_delivery::dkim::DkimSigner;
use canvass_domain::message::{Channel, Window};
use canvass_store::StoreError;
use canvass_store::area::{Attempt, NodeId};
use jiff::SignedDuration;

use super::admission::SendTimes;
use super::desk::Desk;
use super::pacer::Pacer;
use super::plan::MailPlan;
use super::probe::Probes;
use super::queue::{Prepared, Queue};
use super::relays::Relays;
use super::results::Results;
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
    pub(super) relays: Arc<Relays>,
    pub(super) probes: Probes,
    pub(super) pacer: Pacer,
    pub(super) signer: DkimSigner,
    pub(super) desk: Desk,
    pub(super) results: Results,
    pub(super) send_times: SendTimes,
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
    pub(super) fn new(app: App, plan: MailPlan, settings: JobSettings) -> Self {
        Self {
            desk: Desk::new(app.store.joins_commits()),
            pacer: Pacer::new(&plan, Arc::clone(&app.clock)),
            relays: Arc::new(Relays::new(plan.relays, settings.connections)),
            probes: Probes::default(),
            signer: plan.signer,
            app,
            settings,
            renderer: Renderer::default(),
            queue: Queue::default(),
            results: Results::default(),
            send_times: SendTimes::default(),
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

    /// How many letters of one channel are claimed ahead.
    pub(super) fn part_of_queue(&self) -> usize {
        let channels = if self.relays.only_channel().is_some() { 1 } else { Channel::ALL.len() };
        (self.settings.claim / channels).max(1)
    }

    pub(super) fn wake_all(&self) {
        self.bell.ring();
        self.results.bell.ring();
        self.queue.wake_all();
        for channel in Channel::ALL {
            self.probes.ask(channel);
        }
    }

    /// Gives claims back untried, each to be due again after a while: what is above a limit waits in the store.
    pub(super) fn park(&self, letters: &[(Prepared, Duration)]) {
        if letters.is_empty() {
            return;
        }
        metrics::counter!("canvass_parked_total").increment(u64::try_from(letters.len()).unwrap_or(u64::MAX));
        let parked: Vec<(Attempt, Window, SignedDuration)> = letters
            .iter()
            .map(|(letter, wait)| {
                let wait = SignedDuration::try_from(*wait).unwrap_or(SignedDuration::MAX);
                (letter.attempt(), letter.claim.window, wait)
            })
            .collect();
        let given = self.app.store.write_system(move |tx| {
            let now = tx.now()?;
            for (attempt, window, wait) in &parked {
                // Not beyond the end date: it is then settled by the sweep like everything that came too late.
                let due_at = now.saturating_add(*wait).map_or(window.ends_at, |due| due.min(window.ends_at));
                tx.give_back(&[*attempt], Some(Window { due_at: due_at.max(window.due_at), ..*window }))?;
            }
            Ok::<_, StoreError>(())
        });
        if let Err(error) = given.wait() {
            error.tell("claims could not be given back; their lease ends by itself");
        }
    }

    /// Gives claims back untried. If the store is away, the end of their lease does the same.
    pub(super) fn give_back(&self, attempts: Vec<Attempt>) {
        if attempts.is_empty() {
            return;
        }
        let given = self.app.store.write_system(move |tx| tx.give_back(&attempts, None)).wait();
        if let Err(error) = given {
            error.tell("claims could not be given back; their lease ends by itself");
        }
    }
}
