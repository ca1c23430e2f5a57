//! `Store`: a pleasant generic function over an object-safe engine. One closure, one transaction.

use std::fmt;
use std::sync::Arc;

use canvass_domain::id::WorkspaceId;
use canvass_domain::limit::{Limit, Standing};

use crate::area::{SystemTx, Tx, WorkspaceTx};
use crate::clock::Clock;
use crate::error::{Result, StoreError};
use crate::refusals::Refusals;

/// The work of a job. It may run again after a deadlock, so it must not consume what it captured.
/// `Err` rolls the transaction (or savepoint) back.
pub type Work = Box<dyn FnMut(&mut dyn Tx) -> std::result::Result<(), RollBack> + Send>;

/// Called once. `Ok`: the work's own result stands - committed durably if it was `Ok`, rolled back if it was `Err`.
/// `Err`: the engine failed and the work's result is void.
pub type Done = Box<dyn FnOnce(Result<()>) + Send>;

/// Whether a job may change anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Reads a consistent state; runs beside writers.
    Read,
    /// May write.
    Write,
}

/// Why work wants its transaction undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RollBack {
    /// The store failed; engines run the work again after [`StoreError::Contended`].
    Store(StoreError),
    /// The use case refused; its own answer is kept by the closure.
    Refused,
}

/// One transaction for an engine's threads.
pub struct Job {
    /// May it write?
    pub access: Access,
    /// About how many rows of weight it writes (customers), for the size of a group commit.
    pub weight: usize,
    /// What to do.
    pub work: Work,
    /// Whom to tell.
    pub done: Done,
}

impl fmt::Debug for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Job")
            .field("access", &self.access)
            .field("weight", &self.weight)
            .finish_non_exhaustive()
    }
}

/// A call to be counted against a limit, over all nodes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedCall {
    /// Whose calls, and which of them: unique over the installation.
    pub subject: String,
    /// How many are allowed.
    pub limit: Limit,
}

/// How the limits of a call stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallCount {
    /// It was counted against all of them; their standings in order.
    Counted(Vec<Standing>),
    /// One of them refused it, and none counted it.
    Refused {
        /// How that one stands.
        standing: Standing,
        /// Its place among the limits.
        which: usize,
    },
}

/// Called once with how the limits of a call stand.
pub type CountDone = Box<dyn FnOnce(Result<CallCount>) + Send>;

/// An engine: threads that run jobs, each in a transaction of its own.
pub trait Engine: Send + Sync {
    /// Takes the job, or gives it back with [`StoreError::Busy`] when the waiting line is full.
    fn submit(&self, job: Job) -> std::result::Result<(), (Job, StoreError)>;

    /// Counts a call against all its limits or against none, exactly, over all nodes. Counts are no promise: they may be
    /// forgotten with a process or a server that ends.
    fn count_call(&self, limits: Vec<CountedCall>, done: CountDone) {
        drop(limits);
        done(Err(StoreError::Unavailable("this engine counts no calls".to_owned())));
    }

    /// Can it write now? Tells the reason if not. Cheap; asked by the readiness page.
    fn writable(&self) -> Result<()>;

    /// Why it will never write again, if so: only a new process can find out what is stored.
    fn lost(&self) -> Option<String> {
        None
    }

    /// How long the file is in which it writes down changes first, if it looks after one by itself.
    fn log_bytes(&self) -> Option<u64> {
        None
    }

    /// Looks for damage in its own files; returns findings as plain sentences.
    fn integrity(&self) -> Result<Vec<String>>;

    /// `sqlite` or `postgres`, for logs and metrics only; nothing may branch on it.
    fn name(&self) -> &'static str;

    /// Whether writes that wait at the same time share one commit.
    fn joins_commits(&self) -> bool {
        false
    }

    /// Lets queued jobs finish and stops the threads.
    fn close(&self);
}

/// A store: an engine behind generic functions.
#[derive(Clone)]
pub struct Store {
    engine: Arc<dyn Engine>,
    refusals: Option<Arc<Refusals>>,
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Store").field(&self.engine.name()).finish()
    }
}

/// The result of a transaction to come.
#[derive(Debug)]
pub struct Pending<R, E> {
    answer: flume::Receiver<std::result::Result<R, E>>,
}

impl<R, E: From<StoreError>> Pending<R, E> {
    /// Blocks until it is known.
    pub fn wait(self) -> std::result::Result<R, E> {
        self.answer.recv().unwrap_or_else(|_| Err(gone().into()))
    }

    /// Waits without blocking the thread. Dropping the future does not stop the transaction.
    pub async fn ready(self) -> std::result::Result<R, E> {
        self.answer.recv_async().await.unwrap_or_else(|_| Err(gone().into()))
    }
}

fn gone() -> StoreError {
    StoreError::OutcomeUnknown("the database thread ended".to_owned())
}

impl Store {
    /// A store over an engine.
    pub fn new(engine: Arc<dyn Engine>) -> Self {
        Self { engine, refusals: None }
    }

    /// The same store; that it refuses work is logged once a minute by this clock.
    #[must_use]
    pub fn telling(self, clock: Arc<dyn Clock>) -> Self {
        Self { refusals: Some(Arc::new(Refusals::new(clock))), ..self }
    }

    /// Whether writes that wait at the same time share one commit.
    pub fn joins_commits(&self) -> bool {
        self.engine.joins_commits()
    }

    /// The engine, for health and closing.
    pub fn engine(&self) -> &dyn Engine {
        &*self.engine
    }

    /// Counts a call against all its limits or against none: no transaction, and nothing durable.
    pub fn count_call(&self, limits: Vec<CountedCall>) -> Pending<CallCount, StoreError> {
        let (tell, answer) = flume::bounded(1);
        let refusals = self.refusals.clone();
        let done = move |counted: Result<CallCount>| {
            if let (Some(refusals), Err(error)) = (refusals, &counted) {
                refusals.ended(Access::Read, Some(error));
            }
            // The caller may have gone away.
            drop(tell.send(counted));
        };
        self.engine.count_call(limits, Box::new(done));
        Pending { answer }
    }

    /// One writing transaction of a workspace. `weight`: about how many customers it writes.
    pub fn write<R, E, F>(&self, workspace: WorkspaceId, weight: usize, mut work: F) -> Pending<R, E>
    where
        R: Send + 'static,
        E: From<StoreError> + AsStoreError + Send + 'static,
        F: FnMut(&mut dyn WorkspaceTx) -> std::result::Result<R, E> + Send + 'static,
    {
        self.run(Access::Write, weight, move |tx| work(tx.workspace(workspace)))
    }

    /// One reading transaction of a workspace.
    pub fn read<R, E, F>(&self, workspace: WorkspaceId, mut work: F) -> Pending<R, E>
    where
        R: Send + 'static,
        E: From<StoreError> + AsStoreError + Send + 'static,
        F: FnMut(&mut dyn WorkspaceTx) -> std::result::Result<R, E> + Send + 'static,
    {
        self.run(Access::Read, 0, move |tx| work(tx.workspace(workspace)))
    }

    /// One writing transaction over workspaces: only for the work listed in [`SystemTx`].
    pub fn write_system<R, E, F>(&self, mut work: F) -> Pending<R, E>
    where
        R: Send + 'static,
        E: From<StoreError> + AsStoreError + Send + 'static,
        F: FnMut(&mut dyn SystemTx) -> std::result::Result<R, E> + Send + 'static,
    {
        self.run(Access::Write, 1, move |tx| work(tx.system()))
    }

    /// One reading transaction over workspaces: only for the work listed in [`SystemTx`].
    pub fn read_system<R, E, F>(&self, mut work: F) -> Pending<R, E>
    where
        R: Send + 'static,
        E: From<StoreError> + AsStoreError + Send + 'static,
        F: FnMut(&mut dyn SystemTx) -> std::result::Result<R, E> + Send + 'static,
    {
        self.run(Access::Read, 0, move |tx| work(tx.system()))
    }

    /// One writing transaction with both sides: only for credentials and the pause of
    /// sending, whose audit rows belong to workspaces.
    pub fn write_both<R, E, F>(&self, work: F) -> Pending<R, E>
    where
        R: Send + 'static,
        E: From<StoreError> + AsStoreError + Send + 'static,
        F: FnMut(&mut dyn Tx) -> std::result::Result<R, E> + Send + 'static,
    {
        self.run(Access::Write, 1, work)
    }

    /// One reading transaction with both sides: only for what looks at the whole installation.
    pub fn read_both<R, E, F>(&self, work: F) -> Pending<R, E>
    where
        R: Send + 'static,
        E: From<StoreError> + AsStoreError + Send + 'static,
        F: FnMut(&mut dyn Tx) -> std::result::Result<R, E> + Send + 'static,
    {
        self.run(Access::Read, 0, work)
    }

    fn run<R, E, F>(&self, access: Access, weight: usize, mut work: F) -> Pending<R, E>
    where
        R: Send + 'static,
        E: From<StoreError> + AsStoreError + Send + 'static,
        F: FnMut(&mut dyn Tx) -> std::result::Result<R, E> + Send + 'static,
    {
        let (tell, answer) = flume::bounded(1);
        let kept = Arc::new(parking_lot::Mutex::new(None));
        let slot = Arc::clone(&kept);
        let work: Work = Box::new(move |tx| {
            let result = work(tx);
            let verdict = match &result {
                Ok(_) => Ok(()),
                Err(error) => {
                    Err(error.as_store_error().map_or(RollBack::Refused, |e| RollBack::Store(e.clone())))
                }
            };
            *slot.lock() = Some(result);
            verdict
        });
        let refusals = self.refusals.clone();
        let done: Done = Box::new(move |outcome| {
            let result = match outcome {
                Ok(()) => kept.lock().take().unwrap_or_else(|| Err(gone().into())),
                Err(error) => Err(error.into()),
            };
            let error = result.as_ref().err();
            if let Some(refusals) = refusals {
                refusals.ended(access, error.and_then(E::as_store_error));
            }
            // The caller may have gone away; the transaction stands either way.
            drop(tell.send(result));
        });
        if let Err((job, error)) = self.engine.submit(Job { access, weight, work, done }) {
            (job.done)(Err(error));
        }
        Pending { answer }
    }
}

/// Lets an engine see a store error inside a use case's own error, so that it can run the work again.
pub trait AsStoreError {
    /// The store error, if it is one.
    fn as_store_error(&self) -> Option<&StoreError>;
}

impl AsStoreError for StoreError {
    fn as_store_error(&self) -> Option<&StoreError> {
        Some(self)
    }
}
