//! The QuestionPro surface: calls for clients written for the vendor's API, whose key stands in the header `api-key`.
//!
//! `path` finds the routes of a request, `dispatch` makes the checks in their order (Q5), `key` finds the key, `media`
//! judges the type of a body, `trouble` writes everything that is no 200. One file a call; `store` is what calls 1 to 3
//! share.

mod call;
mod dispatch;
mod face;
pub(crate) mod import_responses;
pub(crate) mod import_transactions;
mod key;
mod limits;
mod media;
mod path;
mod store;
pub(crate) mod survey_url;
pub(crate) mod survey_urls;
mod trouble;

pub(crate) use call::{Answering, Call};
pub(crate) use dispatch::{answer, answer_import, half_sent, import_address, panicked, try_import};
pub(crate) use face::face;
pub(crate) use import_transactions::Tried;
pub use limits::TransactionLimits;
pub(crate) use path::is_ours;
pub(crate) use trouble::Trouble;
