//! What handlers work with.

use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use canvass_app::App;
use tokio::sync::Semaphore;

use crate::metering::Meter;
use crate::surface::expoints::TokenGuard;
use crate::surface::line::{Bounds, Line};
use crate::surface::questionpro::TransactionLimits;

/// Wakes delivery after something became due; a hint, polling is the truth.
pub type Nudge = Arc<dyn Fn() + Send + Sync>;

/// Bodies read and judged at once: each takes a core, and the answers of all others wait for cores too.
const READERS: usize = 4;

/// Files read at once.
const IMPORTERS: usize = 4;

/// Requests under way at once, each with its body in memory, and those of one workspace.
const BOUNDS: Bounds = Bounds { most: 512, most_of_workspace: 128, body_bytes: 1024 * 1024 * 1024 };

/// What [`HttpState::with_organisation_body`] changes.
const ORGANISATION_BODY_BYTES: usize = 1_048_576;

/// What handlers work with. One count to clone: axum clones it for every layer of every request.
#[derive(Clone)]
pub struct HttpState(Arc<Parts>);

/// The parts of a state.
#[derive(Clone)]
pub struct Parts {
    /// The use cases' context.
    pub app: App,
    /// Wakes delivery.
    pub nudge: Nudge,
    /// Counts requests; prints `/metrics`.
    pub(crate) meter: Arc<Meter>,
    /// Places for reading large bodies.
    pub(crate) readers: Arc<Semaphore>,
    /// Places for reading files row by row: each takes a core for minutes.
    pub(crate) importers: Arc<Semaphore>,
    /// Places of requests under way.
    pub(crate) line: Arc<Line>,
    /// Guards the token endpoint.
    pub(crate) token_guard: Arc<TokenGuard>,
    /// Largest body of a call that makes an organisation (C5).
    pub(crate) organisation_body_bytes: usize,
    /// Limits of calls that bring transactions (Q6, Q19).
    pub(crate) transaction_limits: TransactionLimits,
    is_draining: Arc<AtomicBool>,
}

impl HttpState {
    /// A state that takes work.
    pub fn new(app: App, nudge: Nudge) -> Self {
        Self(Arc::new(Parts {
            app,
            nudge,
            meter: Arc::new(Meter::new()),
            readers: Arc::new(Semaphore::new(READERS)),
            importers: Arc::new(Semaphore::new(IMPORTERS)),
            line: Line::new(BOUNDS),
            token_guard: Arc::default(),
            organisation_body_bytes: ORGANISATION_BODY_BYTES,
            transaction_limits: TransactionLimits::default(),
            is_draining: Arc::default(),
        }))
    }

    /// The same state with another limit of bodies that make organisations (C5).
    #[must_use]
    pub fn with_organisation_body(self, bytes: usize) -> Self {
        self.with(|parts| parts.organisation_body_bytes = bytes)
    }

    /// The same state with other limits of calls that bring transactions (Q6, Q19).
    #[must_use]
    pub fn with_transaction_limits(self, limits: TransactionLimits) -> Self {
        self.with(|parts| parts.transaction_limits = limits)
    }

    /// The same state with so many places for requests under way, and so many of them for one workspace.
    #[must_use]
    pub fn with_places(self, most: usize, most_of_workspace: usize) -> Self {
        let bounds = Bounds { most, most_of_workspace, ..self.line.bounds() };
        self.with(|parts| parts.line = Line::new(bounds))
    }

    /// The same state with so much memory for the bodies of requests under way.
    #[must_use]
    pub fn with_body_memory(self, body_bytes: usize) -> Self {
        let bounds = Bounds { body_bytes, ..self.line.bounds() };
        self.with(|parts| parts.line = Line::new(bounds))
    }

    /// How much memory the bodies of requests under way may take.
    pub fn body_memory(&self) -> usize {
        self.line.bounds().body_bytes
    }

    fn with(mut self, change: impl FnOnce(&mut Parts)) -> Self {
        change(Arc::make_mut(&mut self.0));
        self
    }

    /// Shows in `/metrics` what the jobs of this process count.
    pub fn count_process(&self) {
        self.meter.take_process();
    }

    /// Takes no new work from now on: readiness turns false, calls are answered 503.
    pub fn drain(&self) {
        self.is_draining.store(true, Ordering::SeqCst);
    }

    /// Whether new work is refused.
    pub fn is_draining(&self) -> bool {
        self.is_draining.load(Ordering::SeqCst)
    }
}

impl Deref for HttpState {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl std::fmt::Debug for Parts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Parts").field("app", &self.app).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for HttpState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HttpState").field("app", &self.app).finish_non_exhaustive()
    }
}
