//! Requests under way: a drain waits for those that had begun before it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use tokio::sync::Notify;

/// All requests of a front.
#[derive(Debug, Default)]
pub(super) struct UnderWay {
    count: AtomicUsize,
    is_draining: AtomicBool,
    none: Notify,
}

/// One request under way.
#[derive(Debug)]
pub(super) struct Ticket {
    of: Arc<UnderWay>,
    is_counted: bool,
}

impl UnderWay {
    /// A request begins. Those that come during a drain are answered, but not waited for.
    pub(super) fn begin(self: &Arc<Self>) -> Ticket {
        self.count.fetch_add(1, Ordering::SeqCst);
        let is_counted = !self.is_draining.load(Ordering::SeqCst);
        if !is_counted {
            self.end();
        }
        Ticket { of: Arc::clone(self), is_counted }
    }

    fn end(&self) {
        if self.count.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.none.notify_waiters();
        }
    }

    /// From now on every answer is the last of its connection.
    pub(super) fn drain(&self) {
        self.is_draining.store(true, Ordering::SeqCst);
    }

    pub(super) fn is_draining(&self) -> bool {
        self.is_draining.load(Ordering::SeqCst)
    }

    /// Ends when no request is under way that had begun before the drain.
    pub(super) async fn none(&self) {
        loop {
            let notified = self.none.notified();
            if self.count.load(Ordering::SeqCst) == 0 {
                return;
            }
            notified.await;
        }
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        if self.is_counted {
            self.of.end();
        }
    }
}
