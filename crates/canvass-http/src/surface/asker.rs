//! Who asks, and in which workspace: what a write carries to the thread that reads and judges it.

use canvass_app::{App, Principal};
use canvass_domain::id::WorkspaceId;

/// The context of a write.
#[derive(Debug, Clone)]
pub(crate) struct Asker {
    pub(crate) app: App,
    pub(crate) principal: Principal,
    pub(crate) workspace: WorkspaceId,
}
