//! The heartbeat, and what time brings: end dates, wake-ups, leases, dead nodes, closing hours.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use canvass_store::area::{Nodes, Swept};
use canvass_store::{Result, StoreError};

use super::shared::Shared;
use super::wake::{Slept, catch_up};
use super::{beside, numbers, past_closing, start};

/// Rows of each kind a transaction: intake must not wait long for a sweep.
pub(super) const MOST: usize = 500;

/// The sweeper's thread.
pub(super) fn run(shared: &Shared) {
    if !start::register(shared) {
        return;
    }
    let (mut nodes, mut looks) = (Nodes::default(), numbers::Looks::default());
    loop {
        let began = Instant::now();
        let looked = round(shared).and_then(|()| beside::look(shared, &mut nodes));
        match looked.and_then(|()| numbers::round(shared, &mut looks, began)) {
            Ok(()) => {
                if !shared.is_ready.swap(true, Ordering::AcqRel) {
                    shared.bell.ring();
                }
            }
            Err(error) => error.tell("the sweep did not end"),
        }
        if numbers::until_beat(shared, &mut looks, began, nodes.older > 0) {
            return;
        }
    }
}

/// Sweeps until nothing is left, with a beat in every transaction: a long sweep must not look like a dead node. What
/// waits for a person is held before closing hours are looked at, or old messages would be given new windows.
fn round(shared: &Shared) -> Result<()> {
    loop {
        let swept = match beat_and_sweep(shared)? {
            Ok(swept) => swept,
            Err(slept) if catch_up(shared, slept)? => continue,
            Err(_) => break,
        };
        count(swept);
        if swept == Swept::default() || shared.stop.is_set() {
            break;
        }
    }
    while !shared.stop.is_set() && past_closing::reschedule(shared, MOST)? > 0 {
        let node = shared.node();
        shared.app.store.write_system(move |tx| tx.beat(node)).wait()?;
    }
    Ok::<_, StoreError>(())
}

/// What was swept, or the sleep that this is the end of: that comes first.
fn beat_and_sweep(shared: &Shared) -> Result<std::result::Result<Swept, Slept>> {
    let (node, awake) = (shared.node(), Arc::clone(&shared.awake));
    let looked = shared.app.store.write_system(move |tx| {
        if let Some(slept) = awake.slept(tx)? {
            return Ok(Err(slept));
        }
        tx.beat(node)?;
        let (now, is_paused) = (tx.now()?, tx.sending_pause()?.is_some());
        Ok::<_, StoreError>(Ok((now, is_paused, tx.sweep(MOST)?)))
    });
    Ok(looked.wait()?.map(|(now, is_paused, swept)| {
        shared.awake.saw(now, is_paused);
        swept
    }))
}

/// Counts what a sweep found.
pub(super) fn count(swept: Swept) {
    let settled = [("expired", swept.expired), ("in_doubt", swept.in_doubt)];
    for (result, number) in settled {
        if number > 0 {
            metrics::counter!("canvass_messages_settled_total", "result" => result).increment(number);
            tracing::info!(result, number, "messages were swept");
        }
    }
    if swept.notifications > 0 {
        metrics::counter!("canvass_notifications_settled_total", "result" => "expired")
            .increment(swept.notifications);
        tracing::warn!(number = swept.notifications, "mails about batches could not leave in their time");
    }
    metrics::counter!("canvass_claims_released_total").increment(swept.released);
    metrics::counter!("canvass_customers_closed_total").increment(swept.closed_customers);
    metrics::counter!("canvass_batches_closed_total").increment(swept.closed_batches);
}
