//! A request body that has to come in time: without long pauses, not too slowly, not for ever.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use tokio::time::{Instant, Sleep};

use super::BodyPace;

/// The error of a body that did not come in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the request body did not arrive in time")]
pub struct TooSlow;

/// A body with a watch beside it. Time counts only while somebody waits for a byte.
#[derive(Debug)]
pub struct PacedBody<B> {
    body: B,
    pace: BodyPace,
    watch: Option<Watch>,
    is_over: bool,
}

#[derive(Debug)]
struct Watch {
    began: Instant,
    /// The last byte, or the beginning.
    last: Instant,
    bytes: u64,
    timer: Pin<Box<Sleep>>,
}

impl<B> PacedBody<B> {
    /// This body at this pace.
    pub fn new(body: B, pace: BodyPace) -> Self {
        Self { body, pace, watch: None, is_over: false }
    }
}

impl Watch {
    fn new() -> Self {
        let now = Instant::now();
        Self { began: now, last: now, bytes: 0, timer: Box::pin(tokio::time::sleep_until(now)) }
    }

    /// When the body is too slow if nothing more comes.
    fn deadline(&self, pace: BodyPace) -> Instant {
        let earned = match u64::from(pace.rate) {
            0 => pace.total,
            rate => Duration::from_millis(self.bytes.saturating_mul(1_000) / rate),
        };
        let by_rate = self.began + pace.grace.saturating_add(earned).min(pace.total);
        (self.last + pace.pause).min(by_rate)
    }
}

impl<B> Body for PacedBody<B>
where
    B: Body<Data = Bytes> + Unpin,
    B::Error: Into<axum::BoxError>,
{
    type Data = Bytes;
    type Error = axum::BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::BoxError>>> {
        let this = &mut *self;
        if this.is_over {
            return Poll::Ready(None);
        }
        let watch = this.watch.get_or_insert_with(Watch::new);
        match Pin::new(&mut this.body).poll_frame(context) {
            Poll::Ready(Some(Ok(frame))) => {
                let count = frame.data_ref().map_or(0, Bytes::len);
                watch.bytes = watch.bytes.saturating_add(count.try_into().unwrap_or(u64::MAX));
                watch.last = Instant::now();
                Poll::Ready(Some(Ok(frame)))
            }
            Poll::Ready(Some(Err(error))) => Poll::Ready(Some(Err(error.into()))),
            Poll::Ready(None) => {
                this.is_over = true;
                Poll::Ready(None)
            }
            Poll::Pending => {
                let deadline = watch.deadline(this.pace);
                if watch.timer.deadline() != deadline {
                    watch.timer.as_mut().reset(deadline);
                }
                ready!(watch.timer.as_mut().poll(context));
                this.is_over = true;
                Poll::Ready(Some(Err(TooSlow.into())))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.is_over || self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt as _;
    use tokio::sync::mpsc;

    use super::*;

    /// A body whose pieces come when the test sends them.
    struct Dripping(mpsc::UnboundedReceiver<Bytes>);

    impl Body for Dripping {
        type Data = Bytes;
        type Error = axum::BoxError;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            context: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, axum::BoxError>>> {
            self.0.poll_recv(context).map(|piece| piece.map(|piece| Ok(Frame::data(piece))))
        }
    }

    /// After how many seconds a body of so many pieces, one every so often, is too slow; `None`: it came whole.
    async fn ended(pieces: usize, bytes: usize, every: Duration) -> Option<u64> {
        let (drip, body) = mpsc::unbounded_channel();
        let began = Instant::now();
        tokio::spawn(async move {
            for _ in 0..pieces {
                tokio::time::sleep(every).await;
                if drip.send(Bytes::from(vec![b'x'; bytes])).is_err() {
                    return;
                }
            }
        });
        let read = PacedBody::new(Dripping(body), BodyPace::default()).collect().await;
        read.err().map(|error| {
            assert!(error.is::<TooSlow>());
            began.elapsed().as_secs()
        })
    }

    #[tokio::test(start_paused = true)]
    async fn htp_03_a_body_that_pauses_or_drips_is_too_slow() {
        let second = Duration::from_secs(1);
        // 500 bytes a second are enough, also in rare large pieces.
        assert_eq!(ended(100, 500, second).await, None);
        assert_eq!(ended(9, 14_500, 29 * second).await, None);
        // One byte a second is not, nor are a hundred: after the grace.
        assert_eq!(ended(1000, 1, second).await, Some(30));
        assert_eq!(ended(1000, 100, second).await, Some(37));
        // Nor is a pause.
        assert_eq!(ended(2, 1_000_000, 31 * second).await, Some(30));
        // Fast enough, but without end.
        assert_eq!(ended(100_000, 1_000, second).await, Some(300));
    }

    #[tokio::test(start_paused = true)]
    async fn time_counts_only_while_somebody_waits() {
        let (drip, pieces) = mpsc::unbounded_channel();
        let mut body = PacedBody::new(Dripping(pieces), BodyPace::default());
        tokio::time::sleep(Duration::from_hours(1)).await;
        drip.send(Bytes::from_static(b"abc")).unwrap();
        assert!(body.frame().await.unwrap().is_ok());
        drop(drip);
        assert!(body.frame().await.is_none());
    }
}
