//! Transports that stand between a job and the real one, and do what tests tell them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use canvass_delivery::{Built, Fence, OpenError, Outcome, Session, Transport};

/// A relay that can be away.
pub(super) struct Switched {
    pub(super) inner: Arc<dyn Transport>,
    pub(super) is_up: AtomicBool,
    pub(super) refused: AtomicUsize,
}

impl Switched {
    pub(super) fn down(inner: Arc<dyn Transport>) -> Arc<Self> {
        Arc::new(Self { inner, is_up: AtomicBool::new(false), refused: AtomicUsize::new(0) })
    }
}

impl Transport for Switched {
    fn open(&self) -> Result<Box<dyn Session>, OpenError> {
        if self.is_up.load(Ordering::SeqCst) {
            return self.inner.open();
        }
        self.refused.fetch_add(1, Ordering::SeqCst);
        Err(OpenError::Connect("nobody is there".to_owned()))
    }

    fn name(&self) -> &'static str {
        "switched"
    }

    fn peer(&self) -> String {
        self.inner.peer()
    }
}

type Hook = dyn Fn(usize, Moment) + Send + Sync;

/// When a hook is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moment {
    /// The body is out, the fence not yet asked.
    BeforeFence,
    /// The reply is read, the caller does not know it yet.
    AfterReply,
}

/// Calls a hook around each delivery, with its number from 0.
pub(super) struct Hooked {
    inner: Arc<dyn Transport>,
    hook: Arc<Hook>,
    deliveries: Arc<AtomicUsize>,
}

impl Hooked {
    pub(super) fn new(
        inner: Arc<dyn Transport>,
        hook: impl Fn(usize, Moment) + Send + Sync + 'static,
    ) -> Arc<Self> {
        Arc::new(Self { inner, hook: Arc::new(hook), deliveries: Arc::default() })
    }
}

impl Transport for Hooked {
    fn open(&self) -> Result<Box<dyn Session>, OpenError> {
        let (inner, hook) = (self.inner.open()?, Arc::clone(&self.hook));
        Ok(Box::new(HookedSession { inner, hook, deliveries: Arc::clone(&self.deliveries) }))
    }

    fn name(&self) -> &'static str {
        "hooked"
    }

    fn peer(&self) -> String {
        self.inner.peer()
    }
}

struct HookedSession {
    inner: Box<dyn Session>,
    hook: Arc<Hook>,
    deliveries: Arc<AtomicUsize>,
}

impl Session for HookedSession {
    fn deliver(&mut self, built: &Built, fence: &mut dyn FnMut() -> Fence) -> Outcome {
        let number = self.deliveries.fetch_add(1, Ordering::SeqCst);
        let hook = &self.hook;
        let outcome = self.inner.deliver(built, &mut || {
            hook(number, Moment::BeforeFence);
            fence()
        });
        hook(number, Moment::AfterReply);
        outcome
    }

    fn is_reusable(&self) -> bool {
        self.inner.is_reusable()
    }

    fn close(self: Box<Self>) {
        self.inner.close();
    }
}
