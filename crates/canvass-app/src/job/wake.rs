//! Wake-ups (P6, OUT-31): what became overdue while nothing was sending waits for a person. What is late because the
//! relay was down or the batch long is not held: it stays due, in the next window too (E44).
//!
//! Nothing is sending while no node beats (stopped, or its machine asleep) and while sending is paused. A node that
//! wakes holds first and beats afterwards, so that another one that starts meanwhile sees the same gap.

use std::time::Duration;

use canvass_domain::schedule::{GRACE, is_past_grace};
use canvass_store::area::Swept;
use canvass_store::{Result, StoreError, SystemTx};
use jiff::Timestamp;
use parking_lot::Mutex;

use super::shared::Shared;
use super::sweep::{MOST, count};

/// For a sweep that holds nothing: no message is due that long ago.
pub(super) const NEVER: Duration = Duration::from_hours(100 * 366 * 24);

/// Until when this node knows that mail could leave, by the clock of the store.
#[derive(Debug, Default)]
pub(super) struct Awake(Mutex<State>);

#[derive(Debug, Default, Clone, Copy)]
struct State {
    /// Nothing: not known, or never.
    until: Option<Timestamp>,
    /// The pause was on when this node last looked: then the beats of others prove nothing.
    was_paused: bool,
}

impl Awake {
    /// The start of a node: others were at work until this beat.
    pub(super) fn begin(&self, until: Option<Timestamp>) {
        self.0.lock().until = until;
    }

    /// Whether sending stood still for longer than the grace time before this transaction.
    pub(super) fn is_waking(&self, tx: &mut dyn SystemTx) -> Result<bool> {
        if tx.sending_pause()?.is_some() {
            return Ok(false);
        }
        let state = *self.0.lock();
        let until = if state.was_paused { state.until } else { state.until.max(tx.newest_beat()?) };
        is_past(until, tx)
    }

    /// The same for the claimer, by what this node knows itself: it leaves everything alone until the sweeper has
    /// looked after the wake-up.
    pub(super) fn must_wait(&self, tx: &mut dyn SystemTx) -> Result<bool> {
        let until = self.0.lock().until;
        is_past(until, tx)
    }

    /// A look at the store found sending paused, or going on.
    pub(super) fn saw(&self, now: Timestamp, is_paused: bool) {
        let mut state = self.0.lock();
        state.was_paused = is_paused;
        if !is_paused {
            state.until = Some(now);
        }
    }

    /// What was overdue at this moment is held.
    fn held_until(&self, now: Timestamp) {
        self.0.lock().until = Some(now);
    }
}

fn is_past(until: Option<Timestamp>, tx: &mut dyn SystemTx) -> Result<bool> {
    let now = tx.now()?;
    Ok(until.is_none_or(|until| is_past_grace(until, now)))
}

/// Holds everything that is overdue, without a beat; tells whether it came to the end.
pub(super) fn hold_overdue(shared: &Shared) -> Result<bool> {
    let grace = GRACE.unsigned_abs();
    while !shared.stop.is_set() {
        let look = shared.app.store.write_system(move |tx| {
            let now = tx.now()?;
            Ok::<_, StoreError>((now, tx.sweep(grace, MOST)?))
        });
        let (now, swept) = look.wait()?;
        count(swept);
        if swept == Swept::default() {
            shared.awake.held_until(now);
            return Ok(true);
        }
    }
    Ok(false)
}
