//! The native API: one folder or file a noun, one function a call. `dispatch` makes the checks in their order,
//! `trouble` turns every refusal into problem details, `list` pages by cursor. Views are filled by hand: domain types are
//! never serialised.

mod answer;
pub(crate) mod answers;
pub(crate) mod audit;
pub(crate) mod batch;
pub(crate) mod batch_decision;
pub(crate) mod block;
pub(crate) mod bounce;
mod call;
pub(crate) mod certificate;
pub(crate) mod client;
pub(crate) mod column;
pub(crate) mod contact;
pub(crate) mod contact_rule;
pub(crate) mod customer;
mod dispatch;
mod face;
pub(crate) mod finished;
pub(crate) mod host;
pub(crate) mod import;
pub(crate) mod installation;
pub(crate) mod issuer;
pub(crate) mod link;
mod list;
pub(crate) mod mailbox;
pub(crate) mod message;
mod moment;
pub(crate) mod note;
pub(crate) mod organisation;
pub(crate) mod product_group;
mod query;
pub(crate) mod questionnaire;
pub(crate) mod results;
pub(crate) mod route;
pub(crate) mod segment;
pub(crate) mod template;
pub(crate) mod token;
mod trouble;
pub(crate) mod user;
pub(crate) mod webhook;
pub(crate) mod workspace;
mod write;

pub(crate) use answer::Answer;
pub(crate) use call::{Answering, Call};
pub(crate) use dispatch::{Streamed, answer};
pub(crate) use face::face;
pub(crate) use trouble::{Trouble, half, not_found, panicked};
