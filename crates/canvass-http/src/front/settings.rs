//! The limits of the front. Tests choose small ones, so that they need no sleep.

use std::time::Duration;

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
    /// Bytes a second at least, on average and after the first `grace`.
    pub rate: u32,
    /// How long nobody looks at the rate.
    pub grace: Duration,
}

impl Default for BodyPace {
    fn default() -> Self {
        Self {
            pause: Duration::from_secs(30),
            total: Duration::from_mins(5),
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
