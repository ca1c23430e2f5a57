//! The last look at the calendar before a letter is made: what may not leave at this hour gets a new window, whatever was
//! thought of it when its window was computed. The calendar or the hours of its workspace may have changed since, or the
//! rules of a zone (TIM-09); and who computed a window need not know by whose clock the person lives.

use std::collections::HashMap;

use canvass_domain::id::{BatchId, WorkspaceId};
use canvass_domain::message::{MessageKey, Window};
use canvass_domain::schedule::Hours;
use canvass_store::area::{Claim, Configuration, LetterFacts};
use canvass_store::{Result, Store};
use jiff::{Timestamp, civil};
use parking_lot::Mutex;

use super::claim::{Configurations, Facts};
use super::past_closing::never;
use super::shared::Shared;

/// So many batches are kept at hand.
const MOST_BATCHES: usize = 10_000;

/// The send times of batches, which never change.
#[derive(Debug, Default)]
pub(super) struct SendTimes(Mutex<HashMap<(WorkspaceId, BatchId), Option<civil::Time>>>);

impl SendTimes {
    fn of(&self, store: &Store, workspace: WorkspaceId, batch: BatchId) -> Result<Option<civil::Time>> {
        if let Some(known) = self.0.lock().get(&(workspace, batch)) {
            return Ok(*known);
        }
        let found = store.read(workspace, move |tx| tx.batch(batch)).wait()?;
        let send_time = found.and_then(|batch| batch.send_time);
        let mut known = self.0.lock();
        if known.len() >= MOST_BATCHES {
            known.clear();
        }
        known.insert((workspace, batch), send_time);
        Ok(send_time)
    }
}

/// When the mail of a letter's customer may leave.
pub(super) fn hours_of(shared: &Shared, configuration: &Configuration, facts: &LetterFacts) -> Result<Hours> {
    let workspace = &configuration.workspace;
    let calendar = &workspace.policy.calendar;
    let send_time = shared.send_times.of(&shared.app.store, workspace.id, facts.batch)?;
    let clock = calendar.clock_of(&facts.values);
    Ok(Hours::new(&workspace.settings, calendar, send_time).in_zone(clock.zone()))
}

/// Those of the claims that may not leave now, with the windows in which they may.
pub(super) fn put_off(
    shared: &Shared,
    claims: &[Claim],
    facts: &Facts<LetterFacts>,
    configurations: &Configurations,
    now: Timestamp,
) -> Result<HashMap<MessageKey, Window>> {
    let mut put_off = HashMap::new();
    for claim in claims {
        let known = configurations.get(&claim.key.workspace).zip(facts.get(&claim.key));
        let Some((configuration, facts)) = known else { continue };
        let hours = hours_of(shared, configuration, facts)?;
        if !hours.is_open(now) {
            let next = hours.window(now, claim.window.ends_at);
            put_off.insert(claim.key, next.unwrap_or_else(|| never(claim.window)));
        }
    }
    Ok(put_off)
}
