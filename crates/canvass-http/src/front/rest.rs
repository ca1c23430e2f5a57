//! What of a request's body nobody read. An answer that is made early - no key, too many calls, an unknown path - leaves the
//! body on its way. A little of it is read and dropped, so that the connection can go on; otherwise the answer says that
//! the connection ends, or a client would send its next request into one that is closed.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Bytes;
use http_body_util::BodyExt as _;
use hyper::body::{Body, Frame, SizeHint};
use parking_lot::Mutex;

/// So much is read and dropped at most, and for so long: a refusal shall not wait for a body.
const MOST_BYTES: usize = 256 * 1024;
const MOST_TIME: Duration = Duration::from_secs(1);

/// Where the rest of a body is laid down.
#[derive(Debug)]
pub(super) struct Rest<B>(Arc<Mutex<Option<B>>>);

/// A body that lays itself down when it is dropped unread.
#[derive(Debug)]
pub(super) struct Returning<B: Body> {
    body: Option<B>,
    rest: Arc<Mutex<Option<B>>>,
}

/// The body to hand on, and the place where its rest will be.
pub(super) fn returning<B: Body>(body: B) -> (Returning<B>, Rest<B>) {
    let rest = Arc::new(Mutex::new(None));
    (Returning { body: Some(body), rest: Arc::clone(&rest) }, Rest(rest))
}

impl<B: Body<Data = Bytes> + Unpin> Rest<B> {
    /// Reads what was left; `false`: there is more than is worth it, the connection has to end.
    pub(super) async fn drained(self, waits_for_continue: bool) -> bool {
        let Some(mut body) = self.0.lock().take() else { return true };
        // To ask such a client for a body that nobody wants would be worse than to end the connection.
        if waits_for_continue || body.size_hint().lower() > MOST_BYTES as u64 {
            return false;
        }
        let reading = async {
            let mut dropped = 0;
            while let Some(frame) = body.frame().await {
                let Ok(frame) = frame else { return false };
                dropped += frame.data_ref().map_or(0, Bytes::len);
                if dropped > MOST_BYTES {
                    return false;
                }
            }
            true
        };
        tokio::time::timeout(MOST_TIME, reading).await.unwrap_or(false)
    }
}

impl<B: Body> Drop for Returning<B> {
    fn drop(&mut self) {
        *self.rest.lock() = self.body.take().filter(|body| !body.is_end_stream());
    }
}

impl<B: Body + Unpin> Body for Returning<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        match &mut self.body {
            Some(body) => Pin::new(body).poll_frame(context),
            None => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.as_ref().map(Body::size_hint).unwrap_or_default()
    }
}
