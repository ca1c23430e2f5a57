//! Questionnaire pages: what a respondent sees and sends. GET writes nothing; a page works without script.
//!
//! `view` is what templates print, `form` builds it from a document, `typed` reads what was filled in, `notice` is every
//! page without questions. `show`, `answer` and `open` are the three calls of a link. `preferences` is the page behind
//! the other link of an invitation.

mod answer;
mod form;
mod frame;
mod notice;
mod open;
mod preferences;
mod show;
#[cfg(test)]
mod tests;
mod text_message;
mod typed;
mod view;

use axum::routing::{get, post};

use crate::endpoint::{Endpoint, Gate};

/// The routes of this folder.
pub fn routes() -> Vec<Endpoint> {
    vec![
        Endpoint::new("/q/{link}", Gate::Link, get(show::show).post(answer::answer)),
        Endpoint::new("/q/{link}/open", Gate::Link, post(open::open)),
        Endpoint::new("/t/{gateway}/{secret}", Gate::Link, post(text_message::message)),
        Endpoint::new("/t/{gateway}/{secret}/{word}", Gate::Link, post(text_message::receipt)),
        Endpoint::new("/o/{link}", Gate::Link, get(preferences::show).post(preferences::choose)),
    ]
}
