//! Turns a finished letter into bytes and hands it over.
//!
//! `mime` builds the bytes, `dkim` signs them, `transport` is the contract, `smtp` and `capture` fulfil it.
//! `reception` takes in what comes back, `bounce` reads it.
//! Invariant: nothing that cannot be taken back leaves before the caller's fence said go.
//! Synchronous, and without knowledge of customers, messages or the store: those live in the use cases above.

pub mod bounce;
pub mod capture;
pub mod dkim;
pub mod gateway;
pub mod http;
mod letter;
mod mime;
pub mod reception;
#[cfg(feature = "sink")]
pub mod sink;
pub mod smtp;
mod text_message;
mod transport;

pub use letter::{Built, Letter, Mailbox};
pub use mime::{BuildError, build};
pub use text_message::TextMessage;
pub use transport::{Fence, OpenError, Outcome, Session, Transport};
