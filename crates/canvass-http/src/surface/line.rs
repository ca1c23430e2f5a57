//! The waiting line: so many requests are under way at once, and so many of one workspace. Who finds it full is told 503
//! and tries again; nothing was done. It bounds memory, and keeps one workspace from taking the places of all.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use canvass_domain::id::WorkspaceId;
use parking_lot::Mutex;

use super::outage::Outage;
use crate::front::Room;

/// What a client waits that found the line full, or no memory for its body.
pub(crate) const FULL: Outage = Outage::Later(2);

/// What the line bounds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    /// Requests under way, and those of one workspace.
    pub(crate) most: usize,
    pub(crate) most_of_workspace: usize,
    /// Bytes of their bodies; one workspace has half of them at most.
    pub(crate) body_bytes: usize,
}

/// The places of a node.
#[derive(Debug)]
pub(crate) struct Line {
    bounds: Bounds,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    all: Share,
    of_workspace: HashMap<WorkspaceId, Share>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Share {
    places: usize,
    bytes: usize,
}

/// A place, and the memory of the body that is read there; given back when dropped.
#[derive(Debug)]
pub(crate) struct Place {
    line: Arc<Line>,
    workspace: WorkspaceId,
    bytes: AtomicUsize,
}

impl Line {
    pub(crate) fn new(bounds: Bounds) -> Arc<Self> {
        Arc::new(Self { bounds, taken: Mutex::default() })
    }

    pub(crate) fn bounds(&self) -> Bounds {
        self.bounds
    }

    /// A place for a request of this workspace, taken by every dispatcher once it knows whose it is and before a byte
    /// of its body is read; to be held until it is answered.
    pub(crate) fn enter(self: &Arc<Self>, workspace: WorkspaceId) -> Result<Place, Outage> {
        let mut taken = self.taken.lock();
        let (all, of_workspace) =
            (taken.all.places, taken.of_workspace.get(&workspace).map_or(0, |share| share.places));
        if all >= self.bounds.most || of_workspace >= self.bounds.most_of_workspace {
            tracing::warn!(workspace = workspace.0, all, of_workspace, "the waiting line is full");
            return Err(FULL);
        }
        taken.all.places += 1;
        taken.of_workspace.entry(workspace).or_default().places += 1;
        Ok(Place { line: Arc::clone(self), workspace, bytes: AtomicUsize::new(0) })
    }
}

impl Room for Place {
    fn take(&self, bytes: usize) -> bool {
        let most = self.line.bounds.body_bytes;
        let mut taken = self.line.taken.lock();
        let all = taken.all.bytes.saturating_add(bytes);
        let share = taken.of_workspace.entry(self.workspace).or_default();
        let of_workspace = share.bytes.saturating_add(bytes);
        if all > most || of_workspace > most / 2 {
            tracing::warn!(workspace = self.workspace.0, all, of_workspace, "there is no memory for a body");
            return false;
        }
        share.bytes = of_workspace;
        taken.all.bytes = all;
        self.bytes.fetch_add(bytes, Ordering::SeqCst);
        true
    }
}

impl Room for Option<&Place> {
    /// What belongs to no workspace is the operator's, and small.
    fn take(&self, bytes: usize) -> bool {
        self.is_none_or(|place| place.take(bytes))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.line.taken.lock();
        let bytes = self.bytes.load(Ordering::SeqCst);
        taken.all.places -= 1;
        taken.all.bytes -= bytes;
        if let Some(share) = taken.of_workspace.get_mut(&self.workspace) {
            share.places -= 1;
            share.bytes -= bytes;
            if share.places == 0 {
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
        let line = Line::new(Bounds { most: 3, most_of_workspace: 2, body_bytes: 0 });
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
        assert_eq!((taken.all, taken.of_workspace.len()), (Share::default(), 0));
    }

    #[test]
    fn bodies_of_a_workspace_take_half_of_the_memory_and_give_it_back() {
        let line = Line::new(Bounds { most: 9, most_of_workspace: 9, body_bytes: 100 });
        let enter = |workspace| line.enter(WorkspaceId(workspace)).unwrap();
        let (first, second, theirs, third) = (enter(1), enter(1), enter(2), enter(3));
        assert!(first.take(30) && second.take(20));
        assert!(!first.take(1) && !second.take(1));
        assert!(theirs.take(50) && !third.take(1));
        drop(second);
        assert!(third.take(15) && first.take(5));
        assert!(!third.take(1));
        drop((first, theirs, third));
        let taken = line.taken.lock();
        assert_eq!((taken.all, taken.of_workspace.len()), (Share::default(), 0));
    }
}
