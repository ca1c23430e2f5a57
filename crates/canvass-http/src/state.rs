//! What handlers work with.

use std::sync::Arc;

use canvass_app::App;

/// Wakes delivery after something became due; a hint, polling is the truth.
pub type Nudge = Arc<dyn Fn() + Send + Sync>;

/// What handlers work with. Cheap to clone.
#[derive(Clone)]
pub struct HttpState {
    /// The use cases' context.
    pub app: App,
    /// Wakes delivery.
    pub nudge: Nudge,
}

impl std::fmt::Debug for HttpState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HttpState").field("app", &self.app).finish_non_exhaustive()
    }
}
