//! Samples for the metrics page: counted from rows now and then, whoever asks for the page.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use canvass_domain::id::WorkspaceId;
use canvass_domain::message::MessageState;
use canvass_store::Result;
use jiff::SignedDuration;

use super::shared::Shared;

const BETWEEN: Duration = Duration::from_secs(15);
/// A full count reads every message: it takes at most a hundredth of the time.
const REST: u32 = 100;

/// The sampler's thread: its own, because a full count may take longer than a node may be silent.
pub(super) fn run(shared: &Shared) {
    let mut next_full = Instant::now();
    loop {
        if let Err(error) = quick(shared) {
            error.tell("the delivery queue could not be sampled");
        }
        if next_full <= Instant::now() {
            let began = Instant::now();
            if let Err(error) = full(shared) {
                error.tell("the messages could not be counted");
            }
            next_full = Instant::now() + (began.elapsed() * REST).max(BETWEEN / 2);
        }
        if shared.stop.wait(BETWEEN) {
            return;
        }
    }
}

pub(super) fn workspaces(shared: &Shared) -> Result<Vec<WorkspaceId>> {
    let records = shared.app.store.read_system(|tx| tx.workspaces()).wait()?;
    Ok(records.into_iter().map(|record| record.workspace.id).collect())
}

fn quick(shared: &Shared) -> Result<()> {
    let store = &shared.app.store;
    if let Some(bytes) = store.engine().log_bytes() {
        let kilobytes = u32::try_from(bytes / 1_024).map_or(f64::MAX, f64::from);
        metrics::gauge!("canvass_store_log_bytes").set(kilobytes * 1_024.0);
    }
    let late = store.read_system(|tx| {
        let now = tx.now()?;
        Ok::<_, canvass_store::StoreError>(
            tx.next_due()?.map_or(SignedDuration::ZERO, |due| now.duration_since(due)),
        )
    });
    metrics::gauge!("canvass_oldest_due_seconds").set(late.wait()?.as_secs_f64().max(0.0));
    Ok(())
}

fn full(shared: &Shared) -> Result<()> {
    let mut counts: BTreeMap<MessageState, usize> =
        MessageState::ALL.into_iter().map(|state| (state, 0)).collect();
    for workspace in workspaces(shared)? {
        let counted = shared.app.store.read(workspace, |tx| tx.own_message_counts()).wait()?;
        for (state, messages) in counted {
            *counts.entry(state).or_default() += usize::try_from(messages).unwrap_or(0);
        }
    }
    for (state, messages) in counts {
        gauge(state, messages);
    }
    Ok(())
}

pub(super) fn gauge(state: MessageState, messages: usize) {
    metrics::gauge!("canvass_messages", "state" => state.as_str()).set(number(messages));
}

pub(super) fn number(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}
