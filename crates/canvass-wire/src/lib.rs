//! The wires: bytes become a [`node::Node`] tree, one member table a call turns the tree into a typed request or into
//! *all* faults with their paths, and answers become bytes again.
//!
//! Opens nothing, knows no clock and no store, and never panics on input. Rule ids (`J3`, `X5`, `E38`) are those of
//! `docs/surfaces/`. Calls of a vendor stand in that vendor's folder, next to their `lower` into a command.
#![warn(clippy::as_conversions)]

pub mod aspnet;
pub mod cayzu;
pub mod expoints;
pub mod fault;
pub mod json;
pub mod limits;
pub mod member;
pub mod native;
pub mod negotiate;
pub mod node;
pub mod query;
pub mod questionpro;
pub mod read;
pub mod rule;
pub mod value;
pub mod write;
pub mod xml;
