//! A workspace whose set-up cannot be read (STO-17): its messages wait a while, those of others go on.

use canvass_domain::id::WorkspaceId;
use canvass_domain::message::Window;
use canvass_store::StoreError;
use jiff::{SignedDuration, Timestamp};

/// A person has to mend it; meanwhile it must not be at the head of every claim.
const WHILE: SignedDuration = SignedDuration::from_mins(5);

/// Whether it is this row that is broken, and not the store.
pub(super) fn is_damage(error: &StoreError) -> bool {
    matches!(error, StoreError::Corrupt(_) | StoreError::Missing(_))
}

/// Tells the operator which workspace needs a look.
pub(super) fn tell(workspace: WorkspaceId, error: &StoreError) {
    tracing::error!(workspace = %workspace, %error, "a workspace cannot be read; its messages wait");
    metrics::counter!("canvass_unreadable_workspaces_total").increment(1);
}

/// Due again in a while; past the end date the sweep expires it.
pub(super) fn later(window: Window, now: Timestamp) -> Window {
    let due_at = now.checked_add(WHILE).unwrap_or(Timestamp::MAX);
    Window { due_at, ..window }
}
