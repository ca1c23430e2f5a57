//! GET /console/messages: what is in doubt or held, with all that is known of it, and POST of what a manager says about
//! one of them. A reader looks on.

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use canvass_app::Scope;
use canvass_app::message::{MessageVerdict, settle_message};
use canvass_app::view::list_messages;
use canvass_domain::id::CustomerId;
use canvass_domain::message::{DoubtRule, MessageKey, MessageState, Slot};
use canvass_store::area::{MessageFilter, MessageRecord, Page};
use serde::Deserialize;

use super::desk::{Desk, Tab};
use super::door;
use super::page::{may_not_settle, missing, page, refused};
use super::session::Visitor;
use crate::fields::Fields;
use crate::{HttpState, html};

const MESSAGES: usize = 50;

/// What may stand in the address.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// `in_doubt` or `held`.
    state: Option<String>,
    /// Only messages of customers with higher numbers.
    after: Option<i64>,
    /// What was just said, as a word of ours.
    done: Option<String>,
}

#[derive(Debug, Template)]
#[template(path = "console/messages.html")]
struct MessagesPage {
    desk: Desk,
    told: Option<&'static str>,
    lead: &'static str,
    /// What the workspace does by itself.
    rule: Option<String>,
    is_held: bool,
    word: &'static str,
    lines: Vec<Line>,
    next: Option<i64>,
    is_later: bool,
}

#[derive(Debug)]
struct Line {
    customer: CustomerId,
    slot: String,
    message_id: String,
    attempts: i32,
    left: String,
    peer: String,
    said: String,
    actions: Vec<Action>,
}

#[derive(Debug)]
struct Action {
    word: &'static str,
    name: &'static str,
    warning: &'static str,
}

const WAS_SENT: Action = Action {
    word: "was-sent",
    name: "It arrived",
    warning: "It counts as sent, and is not sent again. It cannot be taken back.",
};
const SEND_AGAIN: Action = Action {
    word: "send-again",
    name: "Send again",
    warning: "It leaves once more in the next open send window. If the first copy did arrive, the person gets it twice.",
};
const RELEASE: Action =
    Action { word: "send-again", name: "Let it leave", warning: "It leaves in the next open send window." };
const GIVE_UP: Action =
    Action { word: "give-up", name: "Give up", warning: "It is not sent any more. It cannot be taken back." };

/// GET /console/messages.
pub(super) async fn list(
    State(state): State<HttpState>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Response {
    let wanted = match asked.state.as_deref() {
        None | Some("in_doubt") => MessageState::InDoubt,
        Some("held") => MessageState::Held,
        Some(_) => return missing(&visitor, Tab::Messages, "state"),
    };
    let (principal, workspace) = (&visitor.session.principal, visitor.session.workspace);
    let after = asked.after.unwrap_or(0).max(0);
    let filter = MessageFilter { state: Some(wanted), ..MessageFilter::default() };
    let most = Page { after, most: MESSAGES };
    match list_messages(&state.app, principal, workspace, filter, most).ready().await {
        Ok(messages) => {
            let mut view = MessagesPage::new(&state, &visitor, wanted, &messages);
            view.is_later = after > 0;
            view.told = asked.done.as_deref().and_then(told);
            page(&view)
        }
        Err(refusal) => refused(&visitor, Tab::Messages, refusal),
    }
}

/// POST /console/messages/{customer}/{slot}/{verdict}.
pub(super) async fn settle(
    State(state): State<HttpState>,
    Path((customer, slot, verdict)): Path<(String, String, String)>,
    visitor: Visitor,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let app = &state.app;
    let fields = Fields::read(&headers, body).await.unwrap_or_default();
    if !visitor.sent(app, &headers, &fields) {
        return door::foreign_form(&app.settings.public_url);
    }
    let (principal, workspace) = (&visitor.session.principal, visitor.session.workspace);
    if !principal.may(Scope::WorkspaceAdmin) {
        return may_not_settle(&visitor);
    }
    let (customer, slot) = (customer.parse().map(CustomerId), Slot::from_word(&slot));
    let (Ok(customer), Some(slot)) = (customer, slot) else {
        return missing(&visitor, Tab::Messages, "message");
    };
    let Some(verdict) = MessageVerdict::from_word(&verdict) else {
        return missing(&visitor, Tab::Messages, "decision");
    };
    match settle_message(app, principal, workspace, (customer, slot), verdict).ready().await {
        Ok(_message) => {
            (state.nudge)();
            let of = if fields.first("state") == Some("held") { "held" } else { "in_doubt" };
            html::see_other(&format!("/console/messages?state={of}&done={}", verdict.as_str()))
        }
        Err(refusal) => refused(&visitor, Tab::Messages, refusal),
    }
}

fn told(done: &str) -> Option<&'static str> {
    match done {
        "was-sent" => Some("The message counts as sent."),
        "send-again" => Some("The message leaves in the next open send window."),
        "give-up" => Some("The message is not sent any more."),
        _other => None,
    }
}

impl MessagesPage {
    fn new(state: &HttpState, visitor: &Visitor, wanted: MessageState, messages: &[MessageRecord]) -> Self {
        let desk = Desk::new(visitor, Tab::Messages, "Messages");
        let is_held = wanted == MessageState::Held;
        let may_settle = visitor.session.principal.may(Scope::WorkspaceAdmin);
        let line = |message: &MessageRecord| {
            let key = MessageKey {
                workspace: visitor.session.workspace,
                customer: message.customer,
                slot: message.slot,
            };
            Line {
                customer: message.customer,
                slot: message.slot.to_string(),
                message_id: state.app.message_id_of(key, message.round),
                attempts: message.attempts,
                left: message.handed_over_at.map(|at| desk.moment(at)).unwrap_or_default(),
                peer: message.peer.clone().unwrap_or_default(),
                said: message.last_line.clone().unwrap_or_default(),
                actions: match (may_settle, is_held) {
                    (false, _) => Vec::new(),
                    (true, true) => vec![RELEASE, GIVE_UP],
                    (true, false) => vec![WAS_SENT, SEND_AGAIN, GIVE_UP],
                },
            }
        };
        Self {
            told: None,
            lead: if is_held {
                "These were due too long ago. They leave when somebody lets them."
            } else {
                "These may or may not have arrived: they were handed over, and no reply came. The log of the mail \
                 server knows them by their Message-ID."
            },
            rule: rule(visitor.configuration.workspace.policy.doubt).filter(|_| !is_held),
            is_held,
            word: wanted.as_str(),
            lines: messages.iter().map(line).collect(),
            next: messages
                .last()
                .map(|message| i64::from(message.customer.0))
                .filter(|_| messages.len() >= MESSAGES),
            is_later: false,
            desk,
        }
    }
}

/// What resending gives up is told where its outcome is seen.
fn rule(rule: DoubtRule) -> Option<String> {
    match rule {
        DoubtRule::Hold => None,
        DoubtRule::ResendOnce { hours } => Some(format!(
            "This workspace sends them once more after {hours} hours. It gives up that a person gets a mail at most once."
        )),
        DoubtRule::CountAsSent { hours } => Some(format!(
            "This workspace counts them as sent after {hours} hours. Somebody who got nothing is then not asked."
        )),
    }
}
