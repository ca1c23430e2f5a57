//! The waiting line: so many requests are under way at once, and so many of one workspace. Who finds it full is told 503
//! and tries again; nothing was done. It bounds memory, and keeps one workspace from taking the places of all.

use std::collections::HashMap;
use std::sync::Arc;

use canvass_domain::id::WorkspaceId;
use parking_lot::Mutex;

use super::outage::Outage;

/// What a client waits that found the line full.
const FULL: Outage = Outage::Later(2);

/// The places of a node.
#[derive(Debug)]
pub(crate) struct Line {
    most: usize,
    most_of_workspace: usize,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    all: usize,
    of_workspace: HashMap<WorkspaceId, usize>,
}

/// A place; given back when dropped.
#[derive(Debug)]
pub(crate) struct Place {
    line: Arc<Line>,
    workspace: WorkspaceId,
}

impl Line {
    pub(crate) fn new(most: usize, most_of_workspace: usize) -> Arc<Self> {
        Arc::new(Self { most, most_of_workspace, taken: Mutex::default() })
    }

    /// A place for a request of this workspace, taken by every dispatcher once it knows whose it is and before a byte
    /// of its body is read; to be held until it is answered.
    pub(crate) fn enter(self: &Arc<Self>, workspace: WorkspaceId) -> Result<Place, Outage> {
        let mut taken = self.taken.lock();
        let of_workspace = taken.of_workspace.get(&workspace).copied().unwrap_or_default();
        if taken.all >= self.most || of_workspace >= self.most_of_workspace {
            tracing::warn!(
                workspace = workspace.0,
                all = taken.all,
                of_workspace,
                "the waiting line is full"
            );
            return Err(FULL);
        }
        taken.all += 1;
        taken.of_workspace.insert(workspace, of_workspace + 1);
        Ok(Place { line: Arc::clone(self), workspace })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.line.taken.lock();
        taken.all -= 1;
        if let Some(count) = taken.of_workspace.get_mut(&self.workspace) {
            *count -= 1;
            if *count == 0 {
                taken.of_workspace.remove(&self.workspace);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_workspace_fills_its_own_places_and_leaves_those_of_others() {
        let line = Line::new(3, 2);
        let (ours, theirs) = (WorkspaceId(1), WorkspaceId(2));
        let first = line.enter(ours).unwrap();
        let second = line.enter(ours).unwrap();
        assert_eq!(line.enter(ours).err(), Some(Outage::Later(2)));
        let third = line.enter(theirs).unwrap();
        assert!(line.enter(theirs).is_err());
        drop((first, second));
        assert!(line.enter(theirs).is_ok());
        drop(third);
        let taken = line.taken.lock();
        assert_eq!((taken.all, taken.of_workspace.len()), (0, 0));
    }
}
