//! Brings customers along who were stored before their numbers were contacts. Their workspaces send nothing until that is
//! done, so it comes before the first claim of a node, and between two beats.

use std::time::Instant;

use canvass_domain::id::WorkspaceId;
use canvass_store::Result;

use super::shared::Shared;
use super::unreadable;
use crate::block::bring_along;

/// Takes steps until nothing is left, or the next beat is due.
pub(super) fn round(shared: &Shared, began: Instant) -> Result<()> {
    let workspaces = shared.app.store.read_system(|tx| tx.unkeyed_workspaces()).wait()?;
    for workspace in workspaces {
        loop {
            match step(shared, workspace) {
                Ok(true) => {}
                Ok(false) => {
                    tracing::info!(workspace = %workspace, "people are known by their numbers, too");
                    shared.bell.ring();
                    break;
                }
                Err(error) if unreadable::is_damage(&error) => {
                    unreadable::tell(workspace, &error);
                    break;
                }
                Err(error) => return Err(error),
            }
            if shared.stop.is_set() || began.elapsed() >= shared.settings.beat {
                return Ok(());
            }
        }
    }
    Ok(())
}

fn step(shared: &Shared, workspace: WorkspaceId) -> Result<bool> {
    let app = shared.app.clone();
    let step = shared.app.store.write(workspace, 1, move |tx| {
        let configuration = app.configuration(tx)?;
        bring_along(&app, tx, &configuration)
    });
    step.wait()
}
