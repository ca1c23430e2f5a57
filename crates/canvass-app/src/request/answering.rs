//! A write on its way, and what its asker is told.

use canvass_domain::id::BatchId;
use canvass_store::{AsStoreError, Pending, StoreError};

use crate::Refusal;

/// The answer of a write that is done once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered<R> {
    /// The answer itself.
    pub result: R,
    /// It is the answer of an earlier request: nothing was stored now (E115).
    pub is_replayed: bool,
    /// The batch of an earlier request with the same body (E116).
    pub possible_repeat: Option<BatchId>,
}

impl<R> Answered<R> {
    pub(super) fn replayed(result: R) -> Self {
        Self { result, is_replayed: true, possible_repeat: None }
    }
}

/// A write on its way; its transaction goes on when this is dropped.
#[derive(Debug)]
pub struct Answering<R>(Pending<Answered<R>, Stop<R>>);

impl<R> Answering<R> {
    pub(super) fn new(pending: Pending<Answered<R>, Stop<R>>) -> Self {
        Self(pending)
    }

    /// Blocks until the write is durable.
    pub fn wait(self) -> Result<Answered<R>, Refusal> {
        finish(self.0.wait())
    }

    /// Waits for it without blocking the thread.
    pub async fn ready(self) -> Result<Answered<R>, Refusal> {
        finish(self.0.ready().await)
    }
}

/// Why the transaction is undone.
#[derive(Debug)]
pub(super) enum Stop<R> {
    Refused(Refusal),
    /// A repeat of a client that wants replays (E116), or a trial: the answer, and nothing stored.
    Kept(Box<Answered<R>>),
}

impl<R> From<StoreError> for Stop<R> {
    fn from(error: StoreError) -> Self {
        Self::Refused(error.into())
    }
}

impl<R> AsStoreError for Stop<R> {
    fn as_store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Refused(refusal) => refusal.as_store_error(),
            Self::Kept(_) => None,
        }
    }
}

fn finish<R>(result: Result<Answered<R>, Stop<R>>) -> Result<Answered<R>, Refusal> {
    let answered = match result {
        Ok(answered) => {
            canvass_failpoint::pass("write.after-commit");
            answered
        }
        Err(Stop::Kept(answered)) => *answered,
        Err(Stop::Refused(refusal)) => return Err(refusal),
    };
    canvass_failpoint::pass("write.before-answer");
    Ok(answered)
}
