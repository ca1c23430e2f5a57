//! What a node does before anything else: it looks whether the store was asleep, registers, and settles what its
//! predecessor left behind.

use std::time::Duration;

use canvass_store::Result;
use canvass_store::area::Swept;
use jiff::SignedDuration;

use super::shared::Shared;
use super::sweep::count;

/// Registers this node, again and again until the store takes it. False if it is time to stop first.
pub(super) fn register(shared: &Shared) -> bool {
    loop {
        match try_register(shared) {
            Ok(swept) => {
                count(swept);
                return true;
            }
            Err(error) => tracing::warn!(%error, "the node cannot register yet"),
        }
        if shared.stop.wait(Duration::from_secs(1)) {
            return false;
        }
    }
}

fn try_register(shared: &Shared) -> Result<Swept> {
    let node = shared.node();
    let stale = SignedDuration::try_from(shared.settings.stale).unwrap_or(SignedDuration::MAX);
    let (swept, paused) = shared
        .app
        .store
        .write_system(move |tx| {
            let now = tx.now()?;
            let silence = tx.newest_beat()?.map(|beat| now.duration_since(beat));
            let mut paused = None;
            // A copy or a restored store must not send what its original has sent since (promises 2.11).
            if let Some(silence) = silence.filter(|silence| *silence > stale)
                && tx.sending_pause()?.is_none()
                && tx.next_due()?.is_some()
            {
                let reason = format!(
                    "no node was alive for {} minutes before this start, and messages wait",
                    silence.as_mins()
                );
                tx.set_sending_pause(Some(&reason))?;
                paused = Some(reason);
            }
            tx.beat(node)?;
            Ok::<_, canvass_store::StoreError>((tx.settle_dead_nodes(node)?, paused))
        })
        .wait()?;
    if let Some(reason) = paused {
        tracing::warn!(reason, "sending is paused until `canvass resume-sending`");
    }
    Ok(swept)
}
