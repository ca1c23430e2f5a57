//! GET /console/: where everything stands. Batches with their counts and what may be decided, and all messages.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use canvass_app::Scope;
use canvass_app::report::{Funnel, report_funnel};
use canvass_app::view::{BatchView as Counted, Overview, show_overview};
use canvass_domain::batch::BatchState;
use canvass_domain::id::BatchId;
use canvass_domain::message::MessageState;
use canvass_store::area::ResultFilter;
use serde::Deserialize;

use super::desk::{Desk, Tab};
use super::page::{page, refused};
use super::session::Visitor;
use super::{number, word};
use crate::{HttpState, html};

const BATCHES: usize = 20;

/// What may stand in the address.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// Only batches with lower numbers.
    before: Option<i32>,
    /// What was just decided, as a word of ours.
    done: Option<String>,
}

#[derive(Debug, Template)]
#[template(path = "console/overview.html")]
pub(super) struct OverviewPage {
    pub(super) desk: Desk,
    pub(super) slug: String,
    pub(super) told: Option<Told>,
    pub(super) figures: Vec<Figure>,
    pub(super) messages: Vec<MessageCount>,
    pub(super) message_total: String,
    pub(super) batches: Vec<BatchView>,
    pub(super) older: Option<BatchId>,
    pub(super) is_older: bool,
}

/// What was just done.
#[derive(Debug)]
pub(super) struct Told {
    text: String,
    is_refused: bool,
}

#[derive(Debug)]
pub(super) struct Figure {
    label: &'static str,
    value: String,
    tone: &'static str,
}

#[derive(Debug)]
pub(super) struct MessageCount {
    word: &'static str,
    meaning: &'static str,
    tone: &'static str,
    count: String,
}

#[derive(Debug)]
pub(super) struct BatchView {
    id: BatchId,
    name: String,
    kind: &'static str,
    state: &'static str,
    tone: &'static str,
    is_test: bool,
    received: String,
    customers: String,
    /// The bar in words.
    summary: String,
    parts: Vec<Part>,
    counts: Vec<CustomerCount>,
    actions: Vec<Action>,
    /// The words of the way to its page, for those who may decide.
    review: Option<String>,
}

/// A part of the bar, in hundredths of its width.
#[derive(Debug)]
struct Part {
    x: String,
    width: String,
    class: &'static str,
}

#[derive(Debug)]
struct CustomerCount {
    state: &'static str,
    reason: &'static str,
    count: String,
}

#[derive(Debug)]
struct Action {
    word: &'static str,
    name: &'static str,
    /// What cannot be taken back: asked about once more before it is done.
    warning: Option<&'static str>,
}

/// GET /console: the address without its slash.
pub(super) async fn redirect() -> Response {
    html::see_other("/console/")
}

/// GET /console/.
pub(super) async fn show(
    State(state): State<HttpState>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Response {
    let (principal, workspace) = (&visitor.session.principal, visitor.session.workspace);
    let before = asked.before.map(BatchId);
    let overview = show_overview(&state.app, principal, workspace, before, BATCHES);
    let funnel = report_funnel(&state.app, principal, workspace, ResultFilter::default());
    match (overview.ready().await, funnel.ready().await) {
        (Ok(overview), Ok(funnel)) => {
            let desk = Desk::new(&visitor, Tab::Overview, "Overview");
            let slug = visitor.configuration.workspace.slug.clone();
            let mut view =
                OverviewPage::new(desk, slug, &overview, &funnel, principal.may(Scope::BatchesApprove));
            view.is_older = before.is_some();
            view.told = asked.done.as_deref().and_then(told);
            page(&view)
        }
        (Err(refusal), _) | (_, Err(refusal)) => refused(&visitor, Tab::Overview, refusal),
    }
}

fn told(done: &str) -> Option<Told> {
    let text = match done {
        "approve" => "The batch was approved. Its invitations leave when their time comes.",
        "reject" => "The batch was rejected. Nobody of it is asked.",
        "cancel" => "The batch was cancelled. What had not left stays here.",
        _other => return None,
    };
    Some(Told { text: text.to_owned(), is_refused: false })
}

impl OverviewPage {
    /// The page over what was found.
    pub(super) fn new(desk: Desk, slug: String, found: &Overview, funnel: &Funnel, may_decide: bool) -> Self {
        let batches = found.batches.iter().map(|counted| batch(&desk, counted, may_decide)).collect();
        Self {
            slug,
            told: None,
            figures: figures(funnel, found),
            messages: found.messages.iter().filter(|(_, count)| *count > 0).map(message).collect(),
            message_total: number::count(found.messages.iter().map(|(_, count)| whole(*count)).sum()),
            batches,
            older: found.older_than,
            is_older: false,
            desk,
        }
    }
}

fn figures(funnel: &Funnel, found: &Overview) -> Vec<Figure> {
    let figure = |label, value: u64, tone| Figure { label, value: number::count(value), tone };
    let messages = |state: MessageState| -> u64 {
        found.messages.iter().filter(|(own, _)| *own == state).map(|(_, count)| whole(*count)).sum()
    };
    let mut figures = vec![
        figure("customers received", funnel.received, ""),
        figure("reached", funnel.sent, ""),
        figure("opened", funnel.opened, ""),
        figure("finished", funnel.finished, "is-good"),
    ];
    if let Some(percent) = number::percent(funnel.finished, funnel.sent) {
        figures.push(Figure { label: "response rate", value: format!("{percent:.0} %"), tone: "is-good" });
    }
    for (label, count, tone) in [
        ("messages in doubt", messages(MessageState::InDoubt), "is-fault"),
        ("messages held", messages(MessageState::Held), "is-warn"),
    ] {
        if count > 0 {
            figures.push(figure(label, count, tone));
        }
    }
    figures
}

fn message((state, count): &(MessageState, i64)) -> MessageCount {
    let (word, meaning, tone) = word::message_state(*state);
    MessageCount { word, meaning, tone, count: number::count(whole(*count)) }
}

fn batch(desk: &Desk, counted: &Counted, may_decide: bool) -> BatchView {
    let record = &counted.batch;
    let (state, tone) = word::batch_state(record.state);
    let total = whole(record.customers);
    let counts: Vec<CustomerCount> = counted
        .customers
        .iter()
        .map(|(state, reason, count)| CustomerCount {
            state: word::customer_state(*state).0,
            reason: reason.map_or("", word::reason),
            count: number::count(whole(*count)),
        })
        .collect();
    let words: Vec<String> = counts.iter().map(|count| format!("{} {}", count.count, count.state)).collect();
    BatchView {
        id: record.id,
        name: record.name.clone(),
        kind: word::batch_kind(record.kind),
        state,
        tone,
        is_test: record.is_test,
        received: desk.moment(record.created_at),
        customers: number::count(total),
        summary: words.join(", "),
        parts: parts(counted, total),
        counts,
        actions: if may_decide { actions(record.state) } else { Vec::new() },
        review: may_decide.then(|| review(counted.waiting)),
    }
}

fn review(waiting: i64) -> String {
    match whole(waiting) {
        0 => "How its mails look".to_owned(),
        waiting => format!("{} wait: see the mails, decide about a part", number::count(waiting)),
    }
}

fn parts(counted: &Counted, total: u64) -> Vec<Part> {
    let mut widths: BTreeMap<&'static str, f64> = BTreeMap::new();
    for (state, _, count) in &counted.customers {
        let width = number::percent(whole(*count), total).unwrap_or_default();
        widths.entry(word::part_class(*state)).and_modify(|sum| *sum += width).or_insert(width);
    }
    let mut from = 0.0;
    let mut parts = Vec::new();
    for class in word::PART_CLASSES {
        let Some(width) = widths.get(class) else { continue };
        parts.push(Part { x: format!("{from:.2}"), width: format!("{width:.2}"), class });
        from += width;
    }
    parts
}

/// What a person may decide about a batch in this state (E3, E6, E7). The domain judges again when it is done.
fn actions(state: BatchState) -> Vec<Action> {
    let approve = Action { word: "approve", name: "Approve", warning: None };
    let reject = Action {
        word: "reject",
        name: "Reject",
        warning: Some("Nobody of this batch will be asked. A rejected batch cannot be approved later."),
    };
    let cancel = Action {
        word: "cancel",
        name: "Cancel",
        warning: Some(
            "What has not left stays here, and links of this batch stop working. It cannot be taken back.",
        ),
    };
    match state {
        BatchState::PendingApproval => vec![approve, reject],
        BatchState::Approved | BatchState::Active => vec![cancel],
        BatchState::Received | BatchState::Closed | BatchState::Rejected | BatchState::Cancelled => {
            Vec::new()
        }
    }
}

fn whole(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}
