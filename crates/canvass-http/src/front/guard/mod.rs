//! The pre-reader of a connection: follows requests byte by byte and lets on only whole heads that mean one thing to
//! everybody, and bodies framed as their head says (P12, P17). No sockets, no time.
//!
//! What two readers could split differently (HTP-04 to HTP-07) never reaches the HTTP library behind it.

mod chunks;
mod head;
#[cfg(test)]
mod tests;

use chunks::Chunks;
use head::{Framing, Judged, judge};

/// Why nothing more of a connection is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Not HTTP/1.1 as everybody reads it (400).
    Malformed,
    /// A head that did not come in time (408).
    TooSlow,
    /// A head larger than the limit (431).
    TooLarge,
}

/// What to do with the bytes that were looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// More bytes are needed.
    More,
    /// The first so many are of no meaning.
    Drop(usize),
    /// The first so many are a head.
    Head(usize),
    /// The first so many are of a body.
    Body(usize),
    /// No further byte is to be believed.
    Fault(Fault),
}

/// How far a connection was followed.
#[derive(Debug)]
pub(super) struct Guard {
    most_head_bytes: usize,
    at: At,
}

#[derive(Debug)]
enum At {
    /// Before or in a head, of which so many bytes hold no end.
    Head(usize),
    /// In a body of which so many bytes are to come.
    Length(u64),
    /// In a chunked body.
    Chunks(Chunks),
}

impl Guard {
    pub(super) fn new(most_head_bytes: usize) -> Self {
        Self { most_head_bytes, at: At::Head(0) }
    }

    /// Whether the next byte belongs to a head.
    pub(super) fn is_between(&self) -> bool {
        matches!(self.at, At::Head(_))
    }

    /// Looks at all bytes that were not yet let on or dropped.
    pub(super) fn look(&mut self, bytes: &[u8]) -> Step {
        match &mut self.at {
            At::Head(seen) => {
                // RFC 9112, 2.2: an empty line before a request line is passed over.
                if bytes.starts_with(b"\r\n") {
                    *seen = 0;
                    return Step::Drop(2);
                }
                match judge(bytes, *seen, self.most_head_bytes) {
                    Judged::Unfinished => {
                        *seen = bytes.len();
                        Step::More
                    }
                    Judged::Whole(length, framing) => {
                        self.at = match framing {
                            Framing::Length(0) => At::Head(0),
                            Framing::Length(length) => At::Length(length),
                            Framing::Chunked => At::Chunks(Chunks::default()),
                        };
                        Step::Head(length)
                    }
                    Judged::Fault(fault) => Step::Fault(fault),
                }
            }
            _ if bytes.is_empty() => Step::More,
            At::Length(left) => {
                let part = usize::try_from(*left).unwrap_or(usize::MAX).min(bytes.len());
                *left = left.saturating_sub(part.try_into().unwrap_or(u64::MAX));
                if *left == 0 {
                    self.at = At::Head(0);
                }
                Step::Body(part)
            }
            At::Chunks(chunks) => match chunks.follow(bytes) {
                Ok((part, is_over)) => {
                    if is_over {
                        self.at = At::Head(0);
                    }
                    Step::Body(part)
                }
                Err(_malformed) => Step::Fault(Fault::Malformed),
            },
        }
    }
}
