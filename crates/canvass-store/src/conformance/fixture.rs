//! A fresh store with a clock of its own, and short ways to run transactions that must succeed.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use canvass_domain::id::WorkspaceId;
use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;

use crate::{Clock, Result, Store, SystemTx, WorkspaceTx};

/// A clock that stands still until a case moves it.
#[derive(Debug)]
pub struct SteppedClock {
    now: Mutex<Timestamp>,
}

impl SteppedClock {
    /// A clock that shows a Monday morning in Europe.
    pub fn new() -> Arc<Self> {
        let start = "2026-03-02T10:15:04.1234567Z".parse().expect("the start of the clock");
        Arc::new(Self { now: Mutex::new(start) })
    }

    /// Moves it on.
    pub fn step(&self, by: SignedDuration) {
        let mut now = self.now.lock();
        *now = now.checked_add(by).expect("a moment of the calendar");
    }
}

impl Clock for SteppedClock {
    fn now(&self) -> Timestamp {
        *self.now.lock()
    }
}

/// What a case runs against.
pub struct Fixture {
    /// A fresh, migrated, empty store.
    pub store: Store,
    /// The clock that the store's engine was given.
    pub clock: Arc<SteppedClock>,
    _keeps: Box<dyn Any + Send + Sync>,
}

impl fmt::Debug for Fixture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fixture")
            .field("store", &self.store)
            .field("clock", &self.clock)
            .finish_non_exhaustive()
    }
}

impl Fixture {
    /// A fixture that keeps something alive beside the store: a folder, a database.
    pub fn new(store: Store, clock: Arc<SteppedClock>, keeps: impl Any + Send + Sync) -> Self {
        Self { store, clock, _keeps: Box::new(keeps) }
    }

    /// The time now.
    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The time in so many seconds; negative ones are past.
    pub(super) fn at(&self, seconds: i64) -> Timestamp {
        self.now().checked_add(SignedDuration::from_secs(seconds)).expect("a moment of the calendar")
    }

    /// Moves the clock on.
    pub(super) fn step(&self, seconds: i64) {
        self.clock.step(SignedDuration::from_secs(seconds));
    }

    pub(super) fn write<R: Send + 'static>(
        &self,
        workspace: WorkspaceId,
        work: impl FnMut(&mut dyn WorkspaceTx) -> Result<R> + Send + 'static,
    ) -> R {
        self.try_write(workspace, work).expect("a writing transaction")
    }

    pub(super) fn try_write<R: Send + 'static>(
        &self,
        workspace: WorkspaceId,
        work: impl FnMut(&mut dyn WorkspaceTx) -> Result<R> + Send + 'static,
    ) -> Result<R> {
        self.store.write(workspace, 1, work).wait()
    }

    pub(super) fn read<R: Send + 'static>(
        &self,
        workspace: WorkspaceId,
        work: impl FnMut(&mut dyn WorkspaceTx) -> Result<R> + Send + 'static,
    ) -> R {
        self.store.read(workspace, work).wait().expect("a reading transaction")
    }

    pub(super) fn write_system<R: Send + 'static>(
        &self,
        work: impl FnMut(&mut dyn SystemTx) -> Result<R> + Send + 'static,
    ) -> R {
        self.try_write_system(work).expect("a writing system transaction")
    }

    pub(super) fn try_write_system<R: Send + 'static>(
        &self,
        work: impl FnMut(&mut dyn SystemTx) -> Result<R> + Send + 'static,
    ) -> Result<R> {
        self.store.write_system(work).wait()
    }

    pub(super) fn read_system<R: Send + 'static>(
        &self,
        work: impl FnMut(&mut dyn SystemTx) -> Result<R> + Send + 'static,
    ) -> R {
        self.store.read_system(work).wait().expect("a reading system transaction")
    }

    /// Runs the same from several threads at once and gathers what they say.
    #[expect(clippy::unused_self, reason = "cases read better when all they do is done with the fixture")]
    pub(super) fn at_once<R: Send>(&self, threads: i32, work: impl Fn(i32) -> R + Sync) -> Vec<R> {
        let work = &work;
        std::thread::scope(|scope| {
            let running: Vec<_> = (0..threads).map(|number| scope.spawn(move || work(number))).collect();
            running.into_iter().map(|thread| thread.join().expect("a thread of the case")).collect()
        })
    }
}
