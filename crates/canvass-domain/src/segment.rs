//! The segment tree of a workspace (Q32-Q34): its root is the main segment, and a code names one segment.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::id::{QuestionnaireId, SegmentId, TemplateId};

/// The code that the main segment of a new workspace has (Q32).
pub const MAIN_CODE: &str = "S1";

/// The name that the main segment of a new workspace has.
pub const MAIN_NAME: &str = "Main";

/// A node of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Its number.
    pub id: SegmentId,
    /// The node above; `None` = it is the main segment.
    pub parent: Option<SegmentId>,
    /// Unique in the workspace, compared exactly (Q33).
    pub code: String,
    /// What people see.
    pub name: String,
    /// What is asked here and below, where nothing nearer says otherwise (Q40).
    pub rule: Option<QuestionnaireRule>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// Leads to a questionnaire, and to the mail that invites to it (Q40, Q41).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct QuestionnaireRule {
    /// What is asked.
    pub questionnaire: QuestionnaireId,
    /// The mail; `None` = the rule says nothing about it.
    pub template: Option<TemplateId>,
}

/// All segments of a workspace.
#[derive(Debug, Clone, Default)]
pub struct SegmentTree {
    segments: Vec<Segment>,
    by_id: BTreeMap<SegmentId, usize>,
    by_code: BTreeMap<String, usize>,
}

impl SegmentTree {
    /// The tree of these segments.
    pub fn new(segments: Vec<Segment>) -> Self {
        let by_id = segments.iter().enumerate().map(|(at, segment)| (segment.id, at)).collect();
        let by_code = segments.iter().enumerate().map(|(at, segment)| (segment.code.clone(), at)).collect();
        Self { segments, by_id, by_code }
    }

    /// All of them, by number.
    pub fn all(&self) -> &[Segment] {
        &self.segments
    }

    /// The root (Q32).
    pub fn main(&self) -> Option<&Segment> {
        self.segments.iter().find(|segment| segment.parent.is_none())
    }

    /// The segment of a code, compared exactly (Q33).
    pub fn by_code(&self, code: &str) -> Option<&Segment> {
        self.segments.get(*self.by_code.get(code)?)
    }

    /// The segment of a number.
    pub fn by_id(&self, id: SegmentId) -> Option<&Segment> {
        self.segments.get(*self.by_id.get(&id)?)
    }

    /// The segment and what lies above it, nearest first. A tree that was damaged into a ring ends, too.
    pub fn path_up(&self, from: SegmentId) -> impl Iterator<Item = &Segment> {
        std::iter::successors(self.by_id(from), |segment| self.by_id(segment.parent?))
            .take(self.segments.len())
    }

    /// Whether nothing lies below it.
    pub fn is_leaf(&self, id: SegmentId) -> bool {
        self.segments.iter().all(|segment| segment.parent != Some(id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(id: i32, parent: Option<i32>, code: &str) -> Segment {
        Segment {
            id: SegmentId(id),
            parent: parent.map(SegmentId),
            code: code.to_owned(),
            name: code.to_owned(),
            rule: None,
            created_at: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn q33_codes_are_compared_exactly() {
        let tree = SegmentTree::new(vec![segment(1, None, "S1"), segment(2, Some(1), "s1")]);
        assert_eq!(tree.by_code("s1").map(|found| found.id), Some(SegmentId(2)));
        assert_eq!(tree.by_code("S1 "), None);
        assert_eq!(tree.main().map(|found| found.id), Some(SegmentId(1)));
        assert!(tree.is_leaf(SegmentId(2)) && !tree.is_leaf(SegmentId(1)));
    }

    #[test]
    fn q40_the_way_up_is_nearest_first_and_ends() {
        let tree = SegmentTree::new(vec![
            segment(1, None, "a"),
            segment(2, Some(1), "b"),
            segment(3, Some(2), "c"),
            segment(4, Some(4), "ring"),
        ]);
        let way: Vec<i32> = tree.path_up(SegmentId(3)).map(|found| found.id.0).collect();
        assert_eq!(way, [3, 2, 1]);
        assert_eq!(tree.path_up(SegmentId(4)).count(), 4);
        assert_eq!(tree.path_up(SegmentId(9)).count(), 0);
    }
}
