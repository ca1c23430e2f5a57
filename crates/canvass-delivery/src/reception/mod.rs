//! Takes mail in by LMTP (RFC 2033) and SMTP (RFC 5321), for whoever wants to hear what came back. `Intake` says which
//! addresses exist and takes the mails; nothing is passed on. `dialogue` is the protocol without sockets, `server` the
//! connections around it.
//!
//! Invariant: 250 after a mail only when `Intake` has taken it for that recipient; everything else makes the sender keep it.

mod body;
mod conversation;
mod dialogue;
mod line;
mod reply;
mod server;
mod stream;
#[cfg(test)]
mod tests;

pub use server::Reception;
pub use stream::ListenAt;

use std::fmt;
use std::time::Duration;

/// Who takes the mails.
pub trait Intake: Send + Sync + fmt::Debug {
    /// Whether an address exists here; it has no angle brackets. Others are refused.
    fn knows(&self, recipient: &str) -> bool;
    /// Takes a mail for one recipient. It may come again, because a sender that did not hear the answer repeats it.
    fn take(&self, recipient: &str, mail: &[u8]) -> Result<(), NotNow>;
    /// Hears what was turned away, for the numbers.
    fn turned_away(&self, what: TurnedAway);
}

/// A mail cannot be kept now; the sender is to try again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotNow;

/// What was not taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TurnedAway {
    /// A recipient that does not exist here.
    Recipient,
    /// A mail that is too large.
    Size,
    /// A connection above the number of connections.
    Connection,
    /// A connection that did not keep the protocol, its times or its limits.
    Conduct,
}

impl TurnedAway {
    /// A word for the numbers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Recipient => "recipient",
            Self::Size => "size",
            Self::Connection => "connection",
            Self::Conduct => "conduct",
        }
    }
}

/// What a reception bears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// The largest mail, in bytes.
    pub mail_bytes: usize,
    /// Recipients of one mail; RFC 5321 4.5.3.1.8 wants 100.
    pub recipients: usize,
    /// Commands of one connection.
    pub commands: usize,
    /// Commands of one connection that are refused.
    pub refusals: usize,
    /// Open connections.
    pub connections: usize,
    /// Open connections of one address.
    pub connections_of_address: usize,
    /// How long a whole command may take to come (RFC 5321 4.5.3.2.7).
    pub command_time: Duration,
    /// How long a whole mail may take to come.
    pub mail_time: Duration,
    /// How long the other side may take to read an answer.
    pub answer_time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            mail_bytes: 2 * 1024 * 1024,
            recipients: 100,
            commands: 2_000,
            refusals: 100,
            connections: 64,
            connections_of_address: 16,
            command_time: Duration::from_mins(5),
            mail_time: Duration::from_mins(10),
            answer_time: Duration::from_mins(1),
        }
    }
}
