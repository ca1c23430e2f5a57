//! Mail out by SMTP (RFC 5321, 2920, 1870, 3207, 4954, 6531).
//!
//! `opening` and `transaction` are the dialogue as state machines without sockets, `reply` reads what the peer
//! says, `session` drives them over a `wire`. Invariant: the fence is asked when everything but the final dot
//! is written, and the dot leaves only after it said go.

mod capabilities;
#[cfg(test)]
mod misbehaviour;
mod opening;
mod reply;
mod session;
mod settings;
mod stuffing;
#[cfg(test)]
mod tests;
mod tls;
mod transaction;
mod transport;
mod wire;

pub use settings::{Security, SettingsError, SmtpSettings, Timeouts};
pub use transport::SmtpTransport;
