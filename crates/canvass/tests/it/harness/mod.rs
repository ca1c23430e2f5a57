//! What the cases share: a place to live, the program in it, clients of it, a relay, and a closing check.

mod api;
mod batch;
mod closing_check;
mod dice;
mod engine;
mod letter;
mod ordinary_workspace;
mod patience;
mod place;
mod postgres;
mod respondent;
mod server;
mod setting;

pub(crate) use api::{Answer, Api, Gone};
pub(crate) use batch::{BatchBody, states, states_of};
pub(crate) use closing_check::{Standing, closing_check};
pub(crate) use dice::Dice;
pub(crate) use engine::Engine;
pub(crate) use letter::Letter;
pub(crate) use ordinary_workspace::OrdinaryWorkspace;
pub(crate) use patience::{Deadline, noon_zone, now, until};
pub(crate) use place::{PUBLIC_URL, Place};
pub(crate) use postgres::is_there as postgres_is_there;
pub(crate) use respondent::{Form, answer_all};
pub(crate) use server::Server;
pub(crate) use setting::{is_long, skip};
