//! The surfaces: each an adapter with its own reader, writer and error body over the same use cases.

mod asker;
mod aspnet;
mod bearer;
mod beside;
pub(crate) mod cayzu;
pub(crate) mod expoints;
mod idempotency;
pub(crate) mod line;
pub(crate) mod native;
mod outage;
pub(crate) mod questionpro;
