//! Answers of the console: pages, and the honest page for each refusal.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use canvass_app::Refusal;

use super::desk::{Desk, Tab};
use super::door;
use super::session::Visitor;
use crate::html;

/// A page of the console.
pub(super) fn page(template: &impl Template) -> Response {
    page_with(StatusCode::OK, template)
}

fn page_with(status: StatusCode, template: &impl Template) -> Response {
    let mut response = html::page(status, template);
    super::send_origin(&mut response);
    response
}

#[derive(Debug, Template)]
#[template(path = "console/missing.html")]
struct MissingPage {
    desk: Desk,
    heading: String,
    text: String,
}

/// The page of a refusal. What another workspace has looks like what nobody has.
pub(super) fn refused(visitor: &Visitor, tab: Tab, refusal: Refusal) -> Response {
    let (status, heading, text) = match refusal {
        Refusal::NotFound(what) => (
            StatusCode::NOT_FOUND,
            format!("There is no such {what}"),
            "Please check the address.".to_owned(),
        ),
        Refusal::Conflict(_, sentence) => {
            (StatusCode::CONFLICT, "That is not possible now".to_owned(), sentence)
        }
        Refusal::Fields(faults) => {
            let sentences: Vec<String> = faults.into_iter().map(|fault| fault.text).collect();
            (StatusCode::BAD_REQUEST, "This cannot be shown".to_owned(), sentences.join(" "))
        }
        Refusal::Store(_) => return door::busy(),
        other @ (Refusal::Import(_)
        | Refusal::Rows(_)
        | Refusal::Response(_)
        | Refusal::Notes(_)
        | Refusal::Blocks(_)
        | Refusal::Organisation(_)
        | Refusal::KeyReused
        | Refusal::NotOpen(_)) => {
            tracing::error!(?other, "the console got a refusal that no page of it can cause");
            let text = "Please tell the people who run canvass.".to_owned();
            (StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong".to_owned(), text)
        }
    };
    page_with(status, &MissingPage { desk: Desk::new(visitor, tab, heading.clone()), heading, text })
}

/// A page for a number that is none, or that nobody has.
pub(super) fn missing(visitor: &Visitor, tab: Tab, what: &'static str) -> Response {
    refused(visitor, tab, Refusal::NotFound(what))
}

/// Somebody may look but not decide.
pub(super) fn may_not_decide(visitor: &Visitor) -> Response {
    let text = "Batches are approved, rejected and cancelled by managers. Nothing was changed.";
    forbidden(visitor, Tab::Overview, "You may not decide this", text)
}

/// Somebody may look but not settle.
pub(super) fn may_not_settle(visitor: &Visitor) -> Response {
    let text = "Messages in doubt or held are settled by managers. Nothing was changed.";
    forbidden(visitor, Tab::Messages, "You may not decide this", text)
}

/// Somebody may read results but not act as a customer.
pub(super) fn may_not_read_mails(visitor: &Visitor) -> Response {
    let text = "Mails hold the personal links of customers, so they are shown to managers only.";
    forbidden(visitor, Tab::Mailbox, "You may not read this", text)
}

fn forbidden(visitor: &Visitor, tab: Tab, heading: &str, text: &str) -> Response {
    let desk = Desk::new(visitor, tab, heading);
    page_with(
        StatusCode::FORBIDDEN,
        &MissingPage { desk, heading: heading.to_owned(), text: text.to_owned() },
    )
}
