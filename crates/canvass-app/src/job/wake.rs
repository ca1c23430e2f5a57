//! Wake-ups (P6, OUT-31): what became late while nothing was sending waits for a person, or what its workspace
//! wants (`catch_up`). What is late because the relay was down or the batch long is left alone: it stays due, in the next window too (E44).
//!
//! Nothing is sending while no node beats (stopped, or its machine asleep) and while sending is paused. A node that
//! wakes catches up first and beats afterwards, so that another one that starts meanwhile sees the same gap.

use canvass_domain::id::WorkspaceId;
use canvass_domain::schedule::{CatchUp, Late};
use canvass_store::{Result, StoreError, SystemTx};
use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;

use super::shared::Shared;
use super::sweep::MOST;
use super::unreadable;

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

    /// For how long sending stood still before this transaction, if that is longer than any grace time may be short.
    pub(super) fn slept(&self, tx: &mut dyn SystemTx) -> Result<Option<Slept>> {
        if tx.sending_pause()?.is_some() {
            return Ok(None);
        }
        let state = *self.0.lock();
        let until = if state.was_paused { state.until } else { state.until.max(tx.newest_beat()?) };
        Ok(Slept::since(until, tx.now()?))
    }

    /// The same for the claimer, by what this node knows itself: it leaves everything alone until the sweeper has
    /// looked after the wake-up.
    pub(super) fn must_wait(&self, tx: &mut dyn SystemTx) -> Result<bool> {
        let until = self.0.lock().until;
        Ok(Slept::since(until, tx.now()?).is_some())
    }

    /// A look at the store found sending paused, or going on.
    pub(super) fn saw(&self, now: Timestamp, is_paused: bool) {
        let mut state = self.0.lock();
        state.was_paused = is_paused;
        if !is_paused {
            state.until = Some(now);
        }
    }

    /// What was late at this moment is looked after.
    fn caught_up(&self, now: Timestamp) {
        self.0.lock().until = Some(now);
    }
}

/// For how long nothing was sent; for ever where nothing tells since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slept(SignedDuration);

impl Slept {
    /// A sleep since then that may be longer than somebody's grace time; `None` if not.
    pub(super) fn since(until: Option<Timestamp>, now: Timestamp) -> Option<Self> {
        let slept = until.map_or(SignedDuration::MAX, |until| now.duration_since(until));
        (slept > CatchUp::shortest()).then_some(Self(slept))
    }
}

/// Looks after everything that is later than the grace time of its workspace, where that was slept through, without a
/// beat; tells whether it came to the end.
pub(super) fn catch_up(shared: &Shared, slept: Slept) -> Result<bool> {
    let store = &shared.app.store;
    let (now, workspaces) =
        store.read_system(|tx| Ok::<_, StoreError>((tx.now()?, tx.workspace_ids()?))).wait()?;
    for workspace in workspaces {
        let rule = rule_of(shared, workspace)?;
        let due_before = now.saturating_sub(rule.grace()).unwrap_or(Timestamp::MIN);
        if slept.0 <= rule.grace() || rule.late == Late::Send {
            continue;
        }
        loop {
            if shared.stop.is_set() {
                return Ok(false);
            }
            let late = rule.late;
            let found =
                store.write_system(move |tx| tx.catch_up(workspace, due_before, late, MOST)).wait()?;
            count_late(late, found);
            if usize::try_from(found).is_ok_and(|found| found < MOST) {
                break;
            }
        }
    }
    shared.awake.caught_up(now);
    Ok(true)
}

/// That of a workspace which cannot be read is the usual one: what waits for a person is not lost.
fn rule_of(shared: &Shared, workspace: WorkspaceId) -> Result<CatchUp> {
    let app = shared.app.clone();
    let read = shared.app.store.read(workspace, move |tx| app.configuration(tx)).wait();
    match read {
        Ok(configuration) => Ok(configuration.workspace.policy.catch_up),
        Err(error) if unreadable::is_damage(&error) => {
            unreadable::tell(workspace, &error);
            Ok(CatchUp::default())
        }
        Err(error) => Err(error),
    }
}

fn count_late(late: Late, found: u64) {
    let Some((state, _)) = late.ends_in().filter(|_| found > 0) else { return };
    metrics::counter!("canvass_messages_settled_total", "result" => state.as_str()).increment(found);
    tracing::info!(result = state.as_str(), number = found, "messages were late after nothing could be sent");
}
