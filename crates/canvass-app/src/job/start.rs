//! What a node does before anything else: it looks whether the store was asleep, registers, and settles what its
//! predecessor left behind.

use std::time::Duration;

use canvass_store::area::Swept;
use canvass_store::{Result, StoreError};
use jiff::SignedDuration;

use super::shared::Shared;
use super::sweep::count;
use super::wake::{Slept, catch_up};

/// Registers this node, again and again until the store takes it. False if it is time to stop first.
pub(super) fn register(shared: &Shared) -> bool {
    loop {
        match try_register(shared) {
            Ok(swept) => {
                count(swept);
                return true;
            }
            Err(error) => error.tell("the node cannot register yet"),
        }
        if shared.stop.wait(Duration::from_secs(1)) {
            return false;
        }
    }
}

fn try_register(shared: &Shared) -> Result<Swept> {
    look_for_sleep(shared)?;
    let node = shared.node();
    shared
        .app
        .store
        .write_system(move |tx| {
            tx.beat(node)?;
            tx.settle_dead_nodes(node)
        })
        .wait()
}

/// Before the first beat, which would hide for how long no node was alive: pauses what may be a copy, and lets the
/// sweeper know until when mail could leave. A pause that was on already may be as old as anything.
fn look_for_sleep(shared: &Shared) -> Result<()> {
    let stale = SignedDuration::try_from(shared.settings.stale).unwrap_or(SignedDuration::MAX);
    let looked = shared.app.store.write_system(move |tx| {
        let (now, newest, was_paused) = (tx.now()?, tx.newest_beat()?, tx.sending_pause()?.is_some());
        let silence = newest.map(|beat| now.duration_since(beat)).filter(|silence| *silence > stale);
        let mut paused = None;
        // A copy or a restored store must not send what its original has sent since (promises 2.11).
        if let Some(silence) = silence
            && !was_paused
            && tx.next_due()?.is_some()
        {
            let reason = format!(
                "no node was alive for {} minutes before this start, and messages wait",
                silence.as_mins()
            );
            tx.set_sending_pause(Some(&reason))?;
            paused = Some(reason);
        }
        Ok::<_, StoreError>((now, newest, was_paused, paused))
    });
    let (now, newest, was_paused, paused) = looked.wait()?;
    if let Some(reason) = paused {
        tracing::warn!(reason, "sending is paused until `canvass resume-sending`");
    }
    let until = newest.filter(|_| !was_paused);
    if let Some(slept) = Slept::since(until, now) {
        return catch_up(shared, slept).map(drop);
    }
    shared.awake.begin(until);
    Ok(())
}
