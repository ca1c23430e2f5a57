//! The Expoints surface: calls for clients written for the vendor's API.
//!
//! `path` finds the routes of a request (without case, v1 and v2 as v3), `dispatch` makes the checks in their order,
//! `write` takes a body in once, `trouble` writes everything that is no 200. One file a call.

mod call;
pub(crate) mod customer_add;
pub(crate) mod customer_add_finished;
pub(crate) mod customer_add_form_notes;
pub(crate) mod customer_add_lock;
pub(crate) mod customer_check_opt_outs;
pub(crate) mod customer_data_column;
pub(crate) mod customer_delete_opt_out;
pub(crate) mod customer_statuses;
mod dispatch;
mod face;
mod make_link;
mod path;
pub(crate) mod token;
mod token_guard;
mod trouble;
pub(crate) mod url;
pub(crate) mod url_lucky;
pub(super) mod write;

pub(crate) use call::{Answering, Call};
pub(crate) use dispatch::{answer, type_of_head};
pub(crate) use face::face;
pub(crate) use path::is_ours;
pub(crate) use token::TokenCall;
pub(crate) use token_guard::TokenGuard;
pub(crate) use trouble::{Trouble, half, panicked};
