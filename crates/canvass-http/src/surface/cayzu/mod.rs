//! The Cayzu surface: customers of a help desk, which are our organisations.
//!
//! `path` finds the routes of a request (C1), `dispatch` makes the checks in their order, `token` tells who asks (C3),
//! `trouble` writes everything that is no 200. One file a call.

mod call;
pub(crate) mod customer_create;
pub(crate) mod customer_get;
mod dispatch;
mod face;
mod path;
mod token;
mod trouble;

pub(crate) use super::aspnet::type_of_head;
pub(crate) use call::{Answering, Call};
pub(crate) use dispatch::answer;
pub(crate) use face::{Face, face};
pub(crate) use path::is_ours;
pub(crate) use trouble::{Trouble, half, panicked};
