//! GET /console/mailbox and its mails: what the capture transport kept, as a person and as a mail program sees it. A
//! mail holds a personal link, with which anybody can answer as that customer: managers only.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use canvass_app::Scope;
use canvass_app::view::{list_mails, show_mail};
use canvass_domain::id::CustomerId;
use canvass_store::area::{CapturedMail, Page};
use mail_parser::{Message, MessageParser};
use serde::Deserialize;

use super::desk::{Desk, Tab};
use super::page::{may_not_read_mails, missing, page, refused};
use super::session::Visitor;
use crate::{HttpState, html};

const MAILS: usize = 50;

/// What may stand in the address.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// Only mails with higher numbers.
    after: Option<i64>,
}

#[derive(Debug, Template)]
#[template(path = "console/mailbox.html")]
pub(super) struct MailboxPage {
    desk: Desk,
    mails: Vec<MailLine>,
    next: Option<i64>,
    is_older: bool,
}

#[derive(Debug)]
struct MailLine {
    id: i64,
    subject: String,
    recipient: String,
    customer: CustomerId,
    at: String,
}

#[derive(Debug, Template)]
#[template(path = "console/mail.html")]
pub(super) struct MailPage {
    desk: Desk,
    id: i64,
    subject: String,
    recipient: String,
    from: String,
    at: String,
    message_id: String,
    customer: CustomerId,
    has_html: bool,
    text: Vec<Piece>,
    headers: String,
}

/// A piece of a text: words, or an address to click.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Piece {
    text: String,
    is_link: bool,
}

/// GET /console/mailbox.
pub(super) async fn list(
    State(state): State<HttpState>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Response {
    let (principal, workspace) = (&visitor.session.principal, visitor.session.workspace);
    if !principal.may(Scope::WorkspaceAdmin) {
        return may_not_read_mails(&visitor);
    }
    let after = asked.after.unwrap_or(0).max(0);
    match list_mails(&state.app, principal, workspace, Page { after, most: MAILS }).ready().await {
        Ok(mails) => page(&MailboxPage::new(Desk::new(&visitor, Tab::Mailbox, "Mailbox"), &mails, after > 0)),
        Err(refusal) => refused(&visitor, Tab::Mailbox, refusal),
    }
}

/// GET /console/mailbox/{id}.
pub(super) async fn show(
    State(state): State<HttpState>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Response {
    match find(&state, &visitor, &id).await {
        Ok(mail) => page(&MailPage::new(Desk::new(&visitor, Tab::Mailbox, mail.mail.subject.clone()), &mail)),
        Err(response) => response,
    }
}

/// GET /console/mailbox/{id}/html: the mail as its own document, under a policy that lets nothing run or load.
pub(super) async fn show_html(
    State(state): State<HttpState>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Response {
    let mail = match find(&state, &visitor, &id).await {
        Ok(mail) => mail,
        Err(response) => return response,
    };
    let Some(document) =
        MessageParser::default().parse(&mail.mail.bytes).and_then(|message| document(&message))
    else {
        return missing(&visitor, Tab::Mailbox, "HTML part");
    };
    let mut response = html::guarded(StatusCode::OK, document, html::MAIL_POLICY);
    // Links leave the frame into a window of their own, which shall not be cut off from the console's window group.
    response.headers_mut().insert(
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("unsafe-none"),
    );
    response
}

async fn find(state: &HttpState, visitor: &Visitor, id: &str) -> Result<CapturedMail, Response> {
    if !visitor.session.principal.may(Scope::WorkspaceAdmin) {
        return Err(may_not_read_mails(visitor));
    }
    let Ok(id) = id.parse() else { return Err(missing(visitor, Tab::Mailbox, "mail")) };
    let found = show_mail(&state.app, &visitor.session.principal, visitor.session.workspace, id);
    found.ready().await.map_err(|refusal| refused(visitor, Tab::Mailbox, refusal))
}

/// The HTML part, with links opening outside the frame.
fn document(message: &Message<'_>) -> Option<String> {
    let own = message.html_bodies().find(|part| part.is_text_html())?;
    Some(format!("<!DOCTYPE html>\n<base target=\"_blank\">\n{}", own.text_contents()?))
}

impl MailboxPage {
    fn new(desk: Desk, mails: &[CapturedMail], is_older: bool) -> Self {
        let line = |mail: &CapturedMail| MailLine {
            id: mail.id,
            subject: mail.mail.subject.clone(),
            recipient: mail.mail.recipient.clone(),
            customer: mail.mail.customer,
            at: desk.moment(mail.mail.at),
        };
        let next = mails.last().map(|mail| mail.id).filter(|_| mails.len() == MAILS);
        Self { mails: mails.iter().map(line).collect(), next, is_older, desk }
    }
}

impl MailPage {
    /// The page of a mail.
    pub(super) fn new(desk: Desk, mail: &CapturedMail) -> Self {
        let parsed = MessageParser::default().parse(&mail.mail.bytes);
        let text = parsed.as_ref().and_then(|message| message.body_text(0)).unwrap_or_default();
        let headers = parsed.as_ref().map(|message| {
            message.headers_raw().flat_map(|(name, value)| [name, ":", value]).collect::<String>()
        });
        let from = parsed.as_ref().and_then(|message| message.header_raw("From")).unwrap_or_default();
        Self {
            id: mail.id,
            subject: mail.mail.subject.clone(),
            recipient: mail.mail.recipient.clone(),
            from: from.trim().to_owned(),
            at: desk.moment(mail.mail.at),
            message_id: mail.mail.message_id.clone(),
            customer: mail.mail.customer,
            has_html: parsed.as_ref().and_then(document).is_some(),
            text: pieces(&text),
            headers: headers.unwrap_or_default(),
            desk,
        }
    }
}

/// Cuts a text into words and web addresses. Only http and https become links.
fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for word in text.split_inclusive(char::is_whitespace) {
        let end = word.trim_end().trim_end_matches(['.', ',', ')', '>']).len();
        let (address, rest) = word.split_at(end);
        if ["http://", "https://"].iter().any(|scheme| address.starts_with(scheme)) {
            pieces.push(Piece { text: address.to_owned(), is_link: true });
            pieces.push(Piece { text: rest.to_owned(), is_link: false });
        } else {
            pieces.push(Piece { text: word.to_owned(), is_link: false });
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_become_links() {
        let links = |text: &str| -> Vec<String> {
            pieces(text).into_iter().filter(|piece| piece.is_link).map(|piece| piece.text).collect()
        };
        assert_eq!(links("Answer:\nhttp://a.example/q/x?b=1.\r\nBye"), ["http://a.example/q/x?b=1"]);
        assert_eq!(links("javascript:alert(1) data:text/html,x //evil.example"), Vec::<String>::new());
        let text = "a  b\nhttps://c.example, d";
        let whole: String = pieces(text).into_iter().map(|piece| piece.text).collect();
        assert_eq!(whole, text, "nothing is lost");
    }
}
