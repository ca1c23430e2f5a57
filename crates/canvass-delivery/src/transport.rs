//! The contract between whoever claims messages and whoever carries them.
//!
//! Every [`Outcome`] says exactly what is known about the letter; "unknown" is an outcome of its own.

use crate::Built;

/// The caller's answer when a session asks whether the letter may now leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fence {
    /// The hand-over is committed: send.
    Go,
    /// It is not: send nothing.
    Stop,
}

/// What became of one letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The peer took it; `reply` is what it said, usually with its queue id.
    Sent {
        /// The peer's answer.
        reply: String,
    },
    /// A complete negative reply.
    Refused {
        /// The reply code, 400 to 599.
        code: u16,
        /// The peer's answer, or ours if the letter cannot be said to this peer at all.
        reply: String,
        /// 5xx; a 4xx may be tried again.
        permanent: bool,
        /// The fence had said go before the reply came.
        handed_over: bool,
    },
    /// Broken before the fence was asked: nothing left us.
    NotSent {
        /// What broke.
        reason: String,
    },
    /// The fence said stop: the session is closed, nothing left us.
    Stopped,
    /// The fence said go, but it is proven that the letter did not leave.
    PutBack {
        /// What broke.
        reason: String,
    },
    /// The fence said go, the letter may have left, and there is no complete reply.
    InDoubt {
        /// The last line of the dialogue, for whoever settles it.
        last_line: String,
    },
}

/// Why no session could be opened. Nothing was sent; the letters wait.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// No address of the host took the connection.
    #[error("cannot connect: {0}")]
    Connect(String),
    /// The connection broke or timed out before the peer was ready.
    #[error("the connection broke: {0}")]
    Broken(String),
    /// The TLS hand-shake failed, or there were bytes in front of it.
    #[error("TLS failed: {0}")]
    Tls(String),
    /// TLS is required by the settings, and the peer does not offer it: perhaps somebody took it away.
    #[error("TLS is required, but the peer does not offer STARTTLS")]
    TlsNotOffered,
    /// A password would have crossed the net in clear.
    #[error("the password would leave this machine in clear")]
    PasswordInClear,
    /// The peer offers no way to sign in that we know.
    #[error("the peer offers neither AUTH PLAIN nor AUTH LOGIN")]
    AuthNotOffered,
    /// The peer did not take the user and password.
    #[error("the sign-in was refused: {code} {reply}")]
    Auth {
        /// The reply code.
        code: u16,
        /// The peer's words.
        reply: String,
    },
    /// The peer does not want to talk now, or at all.
    #[error("the peer refused the session: {code} {reply}")]
    Refused {
        /// The reply code.
        code: u16,
        /// The peer's words.
        reply: String,
    },
    /// The peer does not speak SMTP.
    #[error("the peer was not understood: {0}")]
    Protocol(String),
}

/// A way out of the house.
pub trait Transport: Send + Sync {
    /// Opens a session that can deliver several letters one after the other.
    fn open(&self) -> Result<Box<dyn Session>, OpenError>;
    /// The kind of transport, for settings and metrics.
    fn name(&self) -> &'static str;
    /// Whom letters are handed to, for the ledger.
    fn peer(&self) -> String;
}

/// One conversation with the peer.
pub trait Session: Send {
    /// Hands over one letter. The fence is asked at most once, at the last moment at which nothing has left.
    fn deliver(&mut self, built: &Built, fence: &mut dyn FnMut() -> Fence) -> Outcome;
    /// False: the caller must drop the session and open a new one.
    fn is_reusable(&self) -> bool;
    /// Takes leave politely.
    fn close(self: Box<Self>);
}
