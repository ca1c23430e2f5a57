//! The Expoints surface: calls for clients written for the vendor's API.
//!
//! `path` finds the routes of a request (without case, v1 and v2 as v3), `dispatch` makes the checks in their order,
//! `trouble` writes everything that is no 200. One file a call.

mod call;
pub(crate) mod customer_add;
pub(crate) mod customer_data_column;
mod dispatch;
pub(super) mod intake;
mod path;
pub(crate) mod token;
mod token_guard;
mod trouble;

pub(crate) use call::{Answering, Call, written};
pub(crate) use dispatch::{answer, media_type, type_of_head};
pub(crate) use path::is_ours;
pub(crate) use token::TokenCall;
pub(crate) use token_guard::TokenGuard;
pub(crate) use trouble::{Trouble, panicked};
