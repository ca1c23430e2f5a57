//! Webhooks: what is told to other systems, where it may be sent, and when it is tried again (promises 2.14).
//!
//! Everything here is judged without IO: `guard` knows the addresses that are nobody's business, `receiver` what an
//! endpoint may be, `attempt` what follows a try.

mod attempt;
mod event;
mod guard;
mod header;
mod receiver;

pub use attempt::{
    Course, Effect, LONGEST_RETRY_AFTER, Next, OFF_AFTER, Reply, SLICE, Standing, TRIES, TriedEndpoint, judge,
};
pub use event::{Event, EventKind, EventKinds, EventTarget};
pub use guard::is_public;
pub use header::{HeaderFault, MOST_HEADERS, OwnHeader};
pub use receiver::{Allowed, Origin, PortList, Receiver, ReceiverFault};
