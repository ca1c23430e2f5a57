//! What the two sides of a connection must know of each other: whether a request is under way, and why no more is read.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use axum::body::{Body, Bytes};
use hyper::body::{Frame, SizeHint};
use parking_lot::Mutex;
use tokio::sync::Notify;

use super::guard::Fault;
use super::under_way::Ticket;

/// Why no more was read, and the beginning of the head it belongs to, as far as it is known.
#[derive(Debug)]
pub(super) struct Refused {
    pub(super) fault: Fault,
    pub(super) head: Vec<u8>,
    is_of_body: bool,
}

/// The state of one connection.
#[derive(Debug, Default)]
pub(super) struct Exchange {
    state: Mutex<State>,
    ended: Notify,
}

#[derive(Debug, Default)]
struct State {
    /// Heads that were handed over, requests that are answered in part, requests that are answered.
    began: u64,
    answering: u64,
    answered: u64,
    refused: Option<Refused>,
    is_left_alone: bool,
    waker: Option<Waker>,
}

impl Exchange {
    /// A head was handed over.
    pub(super) fn began(&self) {
        self.state.lock().began += 1;
    }

    pub(super) fn is_under_way(&self) -> bool {
        let state = self.state.lock();
        state.began > state.answered
    }

    /// Whom to wake when nothing is under way any more.
    pub(super) fn wake_at_end(&self, waker: &Waker) {
        self.state.lock().waker = Some(waker.clone());
    }

    /// No further head is read.
    pub(super) fn refuse_head(&self, fault: Fault, head: &[u8]) {
        self.state.lock().refused = Some(Refused { fault, head: head.to_vec(), is_of_body: false });
    }

    /// No further byte of the body under way is read.
    pub(super) fn refuse_body(&self, fault: Fault) {
        self.state.lock().refused = Some(Refused { fault, head: Vec::new(), is_of_body: true });
        self.ended.notify_one();
    }

    /// Ends when a body was refused: whoever waits for it must not go on.
    pub(super) async fn body_refused(&self) {
        self.ended.notified().await;
    }

    /// Why no more was read, if it can still be told: the answer to the request under way may have begun.
    pub(super) fn take_refusal(&self) -> Option<Refused> {
        let mut state = self.state.lock();
        let may_tell = state.answering < state.began;
        state.refused.take().filter(|refused| may_tell || !refused.is_of_body)
    }

    /// The client is gone or says nothing: there is nothing to wait for.
    pub(super) fn leave_alone(&self) {
        self.state.lock().is_left_alone = true;
    }

    pub(super) fn is_left_alone(&self) -> bool {
        self.state.lock().is_left_alone
    }

    /// The answer to the request under way, which ends it when it is gone.
    pub(super) fn answer(self: &Arc<Self>, body: Body, ticket: Ticket) -> AnswerBody {
        self.state.lock().answering += 1;
        AnswerBody { body, exchange: Arc::clone(self), _ticket: ticket }
    }
}

/// The body of an answer. Dropped when the last of it was taken, or nobody takes it any more.
#[derive(Debug)]
pub(super) struct AnswerBody {
    body: Body,
    exchange: Arc<Exchange>,
    _ticket: Ticket,
}

impl Drop for AnswerBody {
    fn drop(&mut self) {
        let waker = {
            let mut state = self.exchange.state.lock();
            state.answered += 1;
            state.waker.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

impl hyper::body::Body for AnswerBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
