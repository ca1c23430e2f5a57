//! What is in doubt: counted for the metrics, and settled where the rule of its workspace says so.

use std::collections::BTreeSet;
use std::time::Duration;

use canvass_domain::id::WorkspaceId;
use canvass_domain::message::MessageState;
use canvass_store::Result;
use canvass_store::area::InDoubt;
use jiff::Timestamp;

use super::sample::{gauge, number, workspaces};
use super::shared::Shared;
use crate::message::{RuledMessages, settle_by_rule};

/// In doubt must be seen within 60 s (P4): a dead node is found after 30, and this adds at most 15.
const BETWEEN: Duration = Duration::from_secs(15);

/// The thread.
pub(super) fn run(shared: &Shared) {
    // Whose gauges stand above 0: they are set back once.
    let mut told = BTreeSet::new();
    loop {
        if let Err(error) = look(shared, &mut told) {
            error.tell("what is in doubt could not be counted");
        }
        if shared.stop.wait(BETWEEN) {
            return;
        }
    }
}

fn look(shared: &Shared, told: &mut BTreeSet<WorkspaceId>) -> Result<()> {
    let (mut messages, mut notifications, mut oldest) = (0, 0, None);
    for workspace in workspaces(shared)? {
        let (found, now) = shared
            .app
            .store
            .read(workspace, |tx| Ok::<_, canvass_store::StoreError>((tx.in_doubt()?, tx.now()?)))
            .wait()?;
        messages += found.messages;
        notifications += found.notifications;
        oldest = older(oldest, found.oldest.map(|at| seconds(at, now)));
        tell(workspace, found, now, told);
        if found.messages > 0 {
            ruled(shared, workspace);
        }
    }
    let count = |count: i64| number(usize::try_from(count).unwrap_or_default());
    metrics::gauge!("canvass_in_doubt").set(count(messages));
    metrics::gauge!("canvass_notifications_in_doubt").set(count(notifications));
    metrics::gauge!("canvass_in_doubt_oldest_seconds").set(oldest.unwrap_or_default());
    // The full count may be long ago.
    gauge(MessageState::InDoubt, usize::try_from(messages).unwrap_or_default());
    Ok(())
}

/// A workspace by its number: the page of metrics holds no names.
fn tell(workspace: WorkspaceId, found: InDoubt, now: Timestamp, told: &mut BTreeSet<WorkspaceId>) {
    if found.messages == 0 && !told.remove(&workspace) {
        return;
    }
    if found.messages > 0 {
        told.insert(workspace);
    }
    let label = workspace.0.to_string();
    let since = found.oldest.map(|at| seconds(at, now)).unwrap_or_default();
    let messages = number(usize::try_from(found.messages).unwrap_or_default());
    metrics::gauge!("canvass_workspace_in_doubt", "workspace" => label.clone()).set(messages);
    metrics::gauge!("canvass_workspace_in_doubt_oldest_seconds", "workspace" => label).set(since);
}

fn seconds(since: Timestamp, now: Timestamp) -> f64 {
    now.duration_since(since).as_secs_f64().max(0.0)
}

fn older(one: Option<f64>, other: Option<f64>) -> Option<f64> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.max(other)),
        (one, other) => one.or(other),
    }
}

/// A workspace whose set-up cannot be read keeps its doubts, and no other waits for it.
fn ruled(shared: &Shared, workspace: WorkspaceId) {
    match settle_by_rule(&shared.app, workspace) {
        Ok(RuledMessages { resent: 0, counted: 0 }) => {}
        Ok(RuledMessages { resent, counted }) => {
            metrics::counter!("canvass_in_doubt_settled_total", "by" => "rule", "as" => "send-again")
                .increment(resent);
            metrics::counter!("canvass_in_doubt_settled_total", "by" => "rule", "as" => "was-sent")
                .increment(counted);
            tracing::info!(
                workspace = workspace.0,
                resent,
                counted,
                "the rule of a workspace settled mail in doubt"
            );
            if resent > 0 {
                shared.bell.ring();
            }
        }
        Err(error) if error.is_refusal() => error.tell("mail in doubt could not be settled by rule"),
        Err(error) => {
            tracing::warn!(workspace = workspace.0, %error, "mail in doubt could not be settled by rule");
        }
    }
}
