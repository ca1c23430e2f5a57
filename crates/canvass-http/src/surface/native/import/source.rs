//! The body of a request as a source that a thread may wait for: in pieces, as they come, inflated on the way. Its bounds
//! are the pieces between both sides and what a gzip stream may grow to.

use std::io::{self, BufReader, Read};

use axum::body::{Body, Bytes};
use axum::http::HeaderMap;
use flate2::read::MultiGzDecoder;
use http_body_util::BodyExt as _;
use tokio::sync::mpsc::{Receiver, Sender, channel};

use crate::HttpState;
use crate::front::{BodyFault, is_gzip, is_slow};
use crate::surface::native::Trouble;

/// Pieces on their way between both sides.
const PIECES: usize = 16;
/// A gzip stream may grow to so many times its size ...
const GROWTH: u64 = 200;
/// ... and a small one to so many bytes in any case.
const SMALL: u64 = 64 * 1024 * 1024;

/// A piece of a body.
enum Piece {
    Data(Bytes),
    /// The body is whole.
    End,
    /// It is not, and why.
    Broken(&'static str),
}

/// The side that a thread reads.
pub(super) type Source = Box<dyn Read + Send>;

/// The side that follows the request.
pub(super) struct Feed {
    body: Body,
    pieces: Sender<Piece>,
}

/// What becomes a [`Source`] on the thread that reads it: gzip begins to read when it is made.
pub(super) struct Unopened {
    pieces: Pieces,
    is_gzip: bool,
}

impl Unopened {
    pub(super) fn open(self) -> Source {
        if self.is_gzip {
            return Box::new(Inflated {
                decoder: MultiGzDecoder::new(BufReader::new(self.pieces)),
                grown: 0,
            });
        }
        Box::new(self.pieces)
    }
}

/// Both sides of a body.
pub(super) fn source(
    state: &HttpState,
    headers: &HeaderMap,
    body: Body,
) -> Result<(Feed, Unopened), Trouble> {
    let is_gzip = is_gzip(headers).map_err(|fault: BodyFault| Trouble::of_body(fault, 0))?;
    let (pieces, taken) = channel(PIECES);
    let sent = Pieces { arriving: taken, left: Bytes::new(), is_over: false, count: 0, state: state.clone() };
    Ok((Feed { body, pieces }, Unopened { pieces: sent, is_gzip }))
}

impl Feed {
    /// Hands the body on until it ends or nobody wants more of it. When this is dropped, the body is broken off.
    pub(super) async fn run(mut self) {
        loop {
            let piece = match self.body.frame().await {
                None => Piece::End,
                Some(Err(error)) if is_slow(&error) => Piece::Broken("The body did not arrive in time."),
                Some(Err(_gone)) => Piece::Broken("The connection broke off."),
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(data) => Piece::Data(data),
                    Err(_trailers) => continue,
                },
            };
            let is_last = !matches!(piece, Piece::Data(_));
            if self.pieces.send(piece).await.is_err() || is_last {
                return;
            }
        }
    }
}

struct Pieces {
    arriving: Receiver<Piece>,
    left: Bytes,
    is_over: bool,
    count: u64,
    state: HttpState,
}

impl Read for Pieces {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.left.is_empty() && !self.is_over {
            if self.state.is_draining() {
                return Err(broken("The server is about to stop."));
            }
            match self.arriving.blocking_recv() {
                Some(Piece::Data(data)) => self.left = data,
                Some(Piece::End) => self.is_over = true,
                Some(Piece::Broken(why)) => return Err(broken(why)),
                None => return Err(broken("The connection broke off.")),
            }
        }
        let count = self.left.len().min(into.len());
        let taken = self.left.split_to(count);
        if let Some(place) = into.get_mut(..count) {
            place.copy_from_slice(&taken);
        }
        self.count = self.count.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
        Ok(count)
    }
}

struct Inflated {
    decoder: MultiGzDecoder<BufReader<Pieces>>,
    grown: u64,
}

impl Read for Inflated {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.decoder.read(into).map_err(|error| {
            // What broke the body is told as such; everything else is what gzip says of its bytes.
            let is_body = error.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<Broken>);
            if is_body { error } else { broken("The body is not valid gzip, or ends too early.") }
        })?;
        self.grown = self.grown.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
        let packed = self.decoder.get_ref().get_ref().count;
        if self.grown > SMALL.max(packed.saturating_mul(GROWTH)) {
            return Err(broken("The body inflates to more than 200 times its size."));
        }
        Ok(count)
    }
}

/// Why a body ended before its end.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Broken(&'static str);

fn broken(why: &'static str) -> io::Error {
    io::Error::other(Broken(why))
}
