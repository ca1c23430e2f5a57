//! What is wrong with the shape of a body (400 "1002"): all of it together, never a value (Q16).

use std::fmt::Write as _;

/// Faults told at most (Q16).
const MOST: usize = 100;

/// What is wrong with the shape of a body.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Faults {
    /// Position, path, text.
    list: Vec<(usize, String, String)>,
    further: usize,
}

impl Faults {
    /// One fault of a member.
    pub(in crate::questionpro) fn of_member(path: &str, text: &str) -> Self {
        let mut faults = Self::default();
        faults.push(0, path, text);
        faults
    }

    /// Whether the shape is right.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(super) fn push(&mut self, position: usize, path: &str, text: impl Into<String>) {
        if self.list.len() < MOST {
            self.list.push((position, path.to_owned(), text.into()));
        } else {
            self.further += 1;
        }
    }

    /// The faults in the order of the document, as one line: `contacts[0].email: a text is expected.`
    pub fn detail(&self) -> String {
        let mut list: Vec<_> = self.list.iter().collect();
        list.sort_by_key(|(position, _, _)| *position);
        let mut detail = String::new();
        for (_, path, text) in list {
            let path = if path.is_empty() { "body" } else { path };
            let gap = if detail.is_empty() { "" } else { " " };
            let written = write!(detail, "{gap}{path}: {text}");
            debug_assert!(written.is_ok(), "a String takes every text");
        }
        if self.further > 0 {
            let written = write!(detail, " {} further faults.", self.further);
            debug_assert!(written.is_ok(), "a String takes every text");
        }
        detail
    }
}
