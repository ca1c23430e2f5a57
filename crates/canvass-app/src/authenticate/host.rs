//! Whether a call came by the name of another workspace (E122).

use std::sync::Arc;

use canvass_domain::id::WorkspaceId;

use super::Denial;
use crate::App;
use crate::setup::host_name;
use crate::soon::Soon;

/// Whether the host name of a request is bound to another workspace than this one. Names that are bound to nobody are
/// everybody's.
pub fn is_foreign_host(app: &App, host: &str, workspace: WorkspaceId) -> Soon<bool, Denial> {
    let (name, now) = (host_name(host), app.clock.now());
    let is_foreign = move |bound: Option<WorkspaceId>| bound.is_some_and(|bound| bound != workspace);
    if let Some(bound) = app.credentials.hosts.get(&name, now) {
        return Soon::Known(Ok(is_foreign(*bound)));
    }
    let app = app.clone();
    Soon::Asked(app.clone().store.read_system(move |tx| {
        let bound = tx.workspace_of_host(&name)?;
        app.credentials.hosts.keep(&name, &Arc::new(bound), now);
        Ok(is_foreign(bound))
    }))
}
