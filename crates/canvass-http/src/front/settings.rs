//! The limits of the front. Tests choose small ones, so that they need no sleep.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue, header};

/// Types of files that are read row by row.
const ROWS: [&[u8]; 2] = [b"text/csv", b"application/x-ndjson"];

/// Limits of the front (promises 2.8).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrontSettings {
    /// Open connections at most; for one more the longest idle one is closed, or it is refused with 503.
    pub connections: usize,
    /// The same for the connections of one address.
    pub connections_of_address: usize,
    /// From the first byte of a request head to its last (408).
    pub head: Duration,
    /// How long a connection may stay silent before a request.
    pub idle: Duration,
    /// Request line and headers, in bytes (431).
    pub head_bytes: usize,
    /// How a body has to come (408).
    pub body: BodyPace,
    /// How long a client may take nothing of an answer.
    pub write_pause: Duration,
    /// After an answer that ends a connection, so long and so much of what still comes is read and dropped: a client
    /// that is busy sending would otherwise lose the answer.
    pub linger: Duration,
    /// The same in bytes.
    pub linger_bytes: usize,
    /// How long a drain waits for requests under way.
    pub drain: Duration,
}

/// How fast the body of a request has to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BodyPace {
    /// Longest time without a byte.
    pub pause: Duration,
    /// Longest time in all.
    pub total: Duration,
    /// The same for files that are read row by row: rows wait for the store, and so does their sender.
    pub total_of_rows: Duration,
    /// Bytes a second at least, on average and after the first `grace`.
    pub rate: u32,
    /// How long nobody looks at the rate.
    pub grace: Duration,
}

impl BodyPace {
    /// The pace of a body of this type.
    pub(super) fn of(self, headers: &HeaderMap) -> Self {
        let kind = headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
        let is_rows = ROWS
            .iter()
            .any(|rows| kind.get(..rows.len()).is_some_and(|kind| kind.eq_ignore_ascii_case(rows)));
        if is_rows { Self { total: self.total_of_rows, ..self } } else { self }
    }
}

impl Default for BodyPace {
    fn default() -> Self {
        Self {
            pause: Duration::from_secs(30),
            total: Duration::from_mins(5),
            total_of_rows: Duration::from_hours(24),
            rate: 500,
            grace: Duration::from_secs(30),
        }
    }
}

impl Default for FrontSettings {
    fn default() -> Self {
        Self {
            connections: 4_096,
            connections_of_address: 512,
            head: Duration::from_secs(10),
            idle: Duration::from_secs(30),
            head_bytes: 16 * 1024,
            body: BodyPace::default(),
            write_pause: Duration::from_secs(30),
            linger: Duration::from_secs(5),
            linger_bytes: 64 * 1024 * 1024,
            drain: Duration::from_secs(25),
        }
    }
}
