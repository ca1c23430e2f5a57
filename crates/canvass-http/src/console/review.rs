//! GET /console/batches/{batch}: a batch before it is approved, with the mails of its odd ones out and the forms to approve
//! or reject a part of it. The mails stand in frames of their own, under a policy that lets nothing run or load.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use canvass_app::batch::{PreviewedMail, Why, preview_batch, preview_mail};
use canvass_app::view::{BatchView, show_batch};
use canvass_app::{Refusal, Scope};
use canvass_domain::batch::BatchState;
use canvass_domain::id::{BatchId, CustomerId};

use super::desk::{Desk, Tab};
use super::page::{may_not_decide, missing, page, refused};
use super::session::Visitor;
use super::{number, word};
use crate::{HttpState, html};

#[derive(Debug, Template)]
#[template(path = "console/batch.html")]
struct ReviewPage {
    desk: Desk,
    id: BatchId,
    name: String,
    kind: &'static str,
    state: &'static str,
    tone: &'static str,
    received: String,
    customers: String,
    waiting: String,
    brought_by: Option<String>,
    rejection: Option<String>,
    /// Somebody waits to be decided about.
    is_open: bool,
    looked: String,
    mails: Vec<MailView>,
}

#[derive(Debug)]
struct MailView {
    customer: CustomerId,
    why: String,
    to: String,
    subject: String,
    text: String,
    has_html: bool,
    fault: Option<String>,
}

/// GET /console/batches/{batch}.
pub(super) async fn show(
    State(state): State<HttpState>,
    visitor: Visitor,
    Path(batch): Path<String>,
) -> Response {
    let (principal, workspace) = (&visitor.session.principal, visitor.session.workspace);
    if !principal.may(Scope::BatchesApprove) {
        return may_not_decide(&visitor);
    }
    let Ok(id) = batch.parse().map(BatchId) else { return missing(&visitor, Tab::Overview, "batch") };
    let shown = show_batch(&state.app, principal, workspace, id);
    let preview = preview_batch(&state.app, principal, workspace, id);
    match (shown.ready().await, preview.ready().await) {
        (Ok(shown), Ok(preview)) => {
            let desk = Desk::new(&visitor, Tab::Overview, shown.batch.name.clone());
            let mails = preview.mails.iter().map(mail).collect();
            page(&review(desk, shown, number::count(preview.looked.try_into().unwrap_or(u64::MAX)), mails))
        }
        (Err(refusal), _) | (_, Err(refusal)) => refused(&visitor, Tab::Overview, refusal),
    }
}

/// GET /console/batches/{batch}/preview/{customer}: one mail as its own document.
pub(super) async fn show_html(
    State(state): State<HttpState>,
    visitor: Visitor,
    Path((batch, customer)): Path<(String, String)>,
) -> Response {
    let (principal, workspace) = (&visitor.session.principal, visitor.session.workspace);
    if !principal.may(Scope::BatchesApprove) {
        return may_not_decide(&visitor);
    }
    let (Ok(batch), Ok(customer)) = (batch.parse().map(BatchId), customer.parse().map(CustomerId)) else {
        return missing(&visitor, Tab::Overview, "mail");
    };
    let mail = preview_mail(&state.app, principal, workspace, batch, customer);
    match mail.ready().await {
        Ok(mail) => match mail.letter.ok().and_then(|letter| letter.html) {
            Some(document) => html::guarded(StatusCode::OK, document, html::MAIL_POLICY),
            None => refused(&visitor, Tab::Overview, Refusal::NotFound("mail")),
        },
        Err(refusal) => refused(&visitor, Tab::Overview, refusal),
    }
}

fn review(desk: Desk, shown: BatchView, looked: String, mails: Vec<MailView>) -> ReviewPage {
    let whole = |count: i64| number::count(u64::try_from(count).unwrap_or(0));
    let (state, tone) = word::batch_state(shown.batch.state);
    ReviewPage {
        id: shown.batch.id,
        kind: word::batch_kind(shown.batch.kind),
        state,
        tone,
        received: desk.moment(shown.batch.created_at),
        customers: whole(shown.batch.customers),
        waiting: whole(shown.waiting),
        is_open: shown.waiting > 0 || shown.batch.state == BatchState::PendingApproval,
        brought_by: shown.batch.author,
        rejection: shown.batch.rejection,
        name: shown.batch.name,
        looked,
        mails,
        desk,
    }
}

fn mail(mail: &PreviewedMail) -> MailView {
    let letter = mail.letter.as_ref().ok();
    MailView {
        customer: mail.customer,
        why: mail
            .why
            .iter()
            .map(|(why, about)| reason(*why, about.as_deref()))
            .collect::<Vec<_>>()
            .join("; "),
        to: mail.to.clone().unwrap_or_default(),
        subject: letter.map(|letter| letter.subject.clone()).unwrap_or_default(),
        text: letter.map(|letter| letter.text.clone()).unwrap_or_default(),
        has_html: letter.is_some_and(|letter| letter.html.is_some()),
        fault: mail.letter.as_ref().err().cloned(),
    }
}

fn reason(why: Why, about: Option<&str>) -> String {
    let words = match why {
        Why::First => "the first",
        Why::Last => "the last",
        Why::LongestValue => "the longest value",
        Why::MissingValue => "without values",
        Why::OtherLanguage => "another language",
        Why::OtherTemplate => "another template",
        Why::RightToLeft => "written from right to left",
        Why::NonAscii => "the most letters beyond ASCII",
    };
    match about {
        Some(about) => format!("{words}: {about}"),
        None => words.to_owned(),
    }
}
