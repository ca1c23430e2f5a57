//! Brings customers along who were stored before their numbers were contacts. Their workspaces send nothing until that is
//! done, so it comes before the first claim of a node, and at each beat; beside nodes of an older release, which list whom
//! they take in, and for as long as somebody is listed, much more often.

use std::collections::{BTreeSet, HashMap};
use std::time::{Duration, Instant};

use canvass_domain::id::WorkspaceId;
use canvass_store::Result;

use super::shared::Shared;
use super::unreadable;
use crate::block::bring_along;

/// Between two looks while somebody may be listed at any moment. Each listed customer holds back a whole workspace, so this
/// is most of what its mail waits beside a steady push to an older node.
const BRIEFLY: Duration = Duration::from_millis(200);

/// A workspace of which nobody was listed for so long is told about again.
const STRETCH: Duration = Duration::from_mins(5);

/// What the sweeper knows of its own looks.
#[derive(Debug, Default)]
pub(super) struct Looks {
    /// The last one found somebody.
    found: bool,
    /// When the people of a workspace were all known last.
    known: HashMap<WorkspaceId, Instant>,
    /// Workspaces that cannot be read: not before the next beat.
    damaged: BTreeSet<WorkspaceId>,
}

impl Looks {
    /// Tells whether this is the first time in a stretch.
    fn knows(&mut self, workspace: WorkspaceId, now: Instant) -> bool {
        let before = self.known.insert(workspace, now);
        before.is_none_or(|before| now.saturating_duration_since(before) > STRETCH)
    }
}

/// The look of a beat: takes steps until nothing is left, or the next beat is due.
pub(super) fn round(shared: &Shared, looks: &mut Looks, began: Instant) -> Result<()> {
    looks.damaged.clear();
    look(shared, looks, began)
}

/// Waits for the next beat, and looks meanwhile where somebody may be listed. Tells whether it is time to stop.
pub(super) fn until_beat(shared: &Shared, looks: &mut Looks, began: Instant, has_older: bool) -> bool {
    loop {
        let left = shared.settings.beat.saturating_sub(began.elapsed());
        let may_find = has_older || looks.found;
        if left <= BRIEFLY || !may_find {
            return shared.stop.wait(left);
        }
        if shared.stop.wait(BRIEFLY) {
            return true;
        }
        if let Err(error) = look(shared, looks, began) {
            error.tell("people could not be brought along");
            return shared.stop.wait(shared.settings.beat.saturating_sub(began.elapsed()));
        }
    }
}

fn look(shared: &Shared, looks: &mut Looks, began: Instant) -> Result<()> {
    looks.found = false;
    let workspaces = shared.app.store.read_system(|tx| tx.unkeyed_workspaces()).wait()?;
    for workspace in workspaces {
        if looks.damaged.contains(&workspace) {
            continue;
        }
        match finish(shared, workspace, began) {
            Ok(is_done) => {
                looks.found = true;
                if !is_done {
                    return Ok(());
                }
                // Also what another node finished: while it was not, nothing of it could be claimed here.
                shared.bell.ring();
                if looks.knows(workspace, Instant::now()) {
                    tracing::info!(workspace = %workspace, "people are known by their numbers, too");
                }
            }
            Err(error) if unreadable::is_damage(&error) => {
                unreadable::tell(workspace, &error);
                looks.damaged.insert(workspace);
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Takes steps of one workspace; tells whether nothing is left of it.
fn finish(shared: &Shared, workspace: WorkspaceId, began: Instant) -> Result<bool> {
    while step(shared, workspace)? {
        if shared.stop.is_set() || began.elapsed() >= shared.settings.beat {
            return Ok(false);
        }
    }
    Ok(true)
}

fn step(shared: &Shared, workspace: WorkspaceId) -> Result<bool> {
    let app = shared.app.clone();
    let step = shared.app.store.write(workspace, 1, move |tx| {
        let configuration = app.configuration(tx)?;
        bring_along(&app, tx, &configuration)
    });
    step.wait()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_who_come_in_a_steady_row_are_told_of_once() {
        let (mut looks, began) = (Looks::default(), Instant::now());
        let tells: Vec<bool> =
            (0..5_u32).map(|turn| looks.knows(WorkspaceId(1), began + STRETCH * turn)).collect();
        assert_eq!(tells, [true, false, false, false, false]);
        assert!(looks.knows(WorkspaceId(2), began), "of another workspace");
        assert!(looks.knows(WorkspaceId(1), began + STRETCH * 5 + BRIEFLY), "after a rest");
    }
}
