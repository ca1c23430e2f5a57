//! What threads share: counters, and whether the engine can write.

use std::sync::atomic::{AtomicU64, Ordering};

use canvass_store::{Result, StoreError};
use parking_lot::Mutex;

/// Counters since the start.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SqliteStats {
    /// Durable commits.
    pub commits: u64,
    /// Jobs that were committed in them.
    pub jobs: u64,
    /// Jobs that were undone: refused or failed.
    pub undone: u64,
    /// Checkpoints.
    pub checkpoints: u64,
}

#[derive(Debug, Default)]
enum Health {
    #[default]
    Good,
    /// The last group failed before its commit, or a checkpoint found no room; the next may succeed.
    Troubled(String),
    /// The connection must never be used again.
    Broken(String),
}

/// The shared state of an engine.
#[derive(Debug, Default)]
pub(super) struct State {
    health: Mutex<Health>,
    commits: AtomicU64,
    jobs: AtomicU64,
    undone: AtomicU64,
    checkpoints: AtomicU64,
}

impl State {
    pub(super) fn committed(&self, jobs: u64) {
        self.commits.fetch_add(1, Ordering::Relaxed);
        self.jobs.fetch_add(jobs, Ordering::Relaxed);
        let mut health = self.health.lock();
        if let Health::Troubled(_) = *health {
            *health = Health::Good;
        }
    }

    pub(super) fn undone(&self) {
        self.undone.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn checkpointed(&self) {
        self.checkpoints.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn trouble(&self, reason: String) {
        let mut health = self.health.lock();
        if let Health::Good | Health::Troubled(_) = *health {
            *health = Health::Troubled(reason);
        }
    }

    pub(super) fn break_down(&self, reason: String) {
        tracing::error!(reason, "the database connection is given up; the program must start anew");
        *self.health.lock() = Health::Broken(reason);
    }

    /// Why the connection must not be used, if so.
    pub(super) fn broken(&self) -> Option<StoreError> {
        self.lost().map(StoreError::Unavailable)
    }

    /// The same as a reason.
    pub(super) fn lost(&self) -> Option<String> {
        match &*self.health.lock() {
            Health::Broken(reason) => Some(reason.clone()),
            Health::Good | Health::Troubled(_) => None,
        }
    }

    pub(super) fn writable(&self) -> Result<()> {
        match &*self.health.lock() {
            Health::Good => Ok(()),
            Health::Troubled(reason) | Health::Broken(reason) => Err(StoreError::Unavailable(reason.clone())),
        }
    }

    pub(super) fn stats(&self) -> SqliteStats {
        SqliteStats {
            commits: self.commits.load(Ordering::Relaxed),
            jobs: self.jobs.load(Ordering::Relaxed),
            undone: self.undone.load(Ordering::Relaxed),
            checkpoints: self.checkpoints.load(Ordering::Relaxed),
        }
    }
}
