//! Messages that did not leave by the closing hour are due again at the next send time of their batch (E44).

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use canvass_domain::id::{BatchId, CustomerId, WorkspaceId};
use canvass_domain::message::{MessageKey, Window};
use canvass_domain::schedule::{Calendar, Hours};
use canvass_domain::workspace::Workspace;
use canvass_store::{Result, WorkspaceTx};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::shared::Shared;
use super::unreadable;

/// Gives at most so many messages a new window; tells how many got one.
pub(super) fn reschedule(shared: &Shared, most: usize) -> Result<usize> {
    let store = &shared.app.store;
    let late = store.read_system(move |tx| tx.past_closing(most)).wait()?;
    let mut by_workspace: BTreeMap<WorkspaceId, Vec<(MessageKey, Window)>> = BTreeMap::new();
    for (key, window) in &late {
        by_workspace.entry(key.workspace).or_default().push((*key, *window));
    }
    let mut fresh = Vec::with_capacity(late.len());
    for (workspace, messages) in by_workspace {
        let (app, asked) = (shared.app.clone(), messages.clone());
        let windows = store.read(workspace, move |tx| {
            let configuration = app.configuration(tx)?;
            new_windows(tx, &configuration.workspace, &asked)
        });
        match windows.wait() {
            Ok(windows) => fresh.extend(windows),
            Err(error) if unreadable::is_damage(&error) => {
                unreadable::tell(workspace, &error);
                let now = store.read_system(|tx| tx.now()).wait()?;
                fresh.extend(messages.iter().map(|(key, window)| (*key, unreadable::later(*window, now))));
            }
            Err(error) => return Err(error),
        }
    }
    let count = fresh.len();
    if count > 0 {
        store.write_system(move |tx| tx.reschedule(&fresh)).wait()?;
    }
    Ok(count)
}

fn new_windows(
    tx: &mut dyn WorkspaceTx,
    Workspace { settings, policy, .. }: &Workspace,
    messages: &[(MessageKey, Window)],
) -> Result<Vec<(MessageKey, Window)>> {
    let now = tx.now()?;
    let calendar = &policy.calendar;
    let mut known: BTreeMap<BatchId, Hours> = BTreeMap::new();
    let mut windows = Vec::with_capacity(messages.len());
    for (key, window) in messages {
        let Some(batch) = tx.message(key.customer, key.slot)?.map(|message| message.batch) else { continue };
        let hours = match known.entry(batch) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => {
                let own = tx.batch(batch)?.and_then(|batch| batch.send_time);
                place.insert(Hours::new(settings, calendar, own))
            }
        };
        let zone = zone_of(tx, calendar, key.customer)?;
        let next = hours.in_zone(zone.as_ref()).again(*window, now);
        windows.push((*key, next.unwrap_or_else(|| never(*window))));
    }
    Ok(windows)
}

/// The person's zone, where one counts.
fn zone_of(tx: &mut dyn WorkspaceTx, calendar: &Calendar, customer: CustomerId) -> Result<Option<TimeZone>> {
    if calendar.zone_column.is_none() {
        return Ok(None);
    }
    let found = tx.customer(customer)?;
    Ok(found.and_then(|customer| calendar.clock_of(&customer.values).zone().cloned()))
}

/// No open window is left before the end date: it waits, out of reach, until the sweep expires it.
pub(super) fn never(window: Window) -> Window {
    let after = window.ends_at.checked_add(SignedDuration::from_secs(1)).unwrap_or(Timestamp::MAX);
    Window { due_at: after, closes_at: after, ends_at: window.ends_at }
}
