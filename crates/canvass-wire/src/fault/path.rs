//! Paths in the spelling of a surface (S2): `request.Customers[0].Data[1].Value` or `/customers/0/data/1/value`.

use std::fmt::Write;

/// How a surface writes paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// The body parameter, then names with dots and indexes in brackets.
    Dotted(&'static str),
    /// JSON pointers (RFC 6901); the root is empty.
    Pointer,
}

/// One step from a value to a part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A member, in declared spelling.
    Name(&'static str),
    /// An item, from 0.
    Index(usize),
}

/// A place in a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    style: Style,
    steps: Vec<Step>,
}

impl Path {
    /// The whole request.
    pub fn root(style: Style) -> Self {
        Self { style, steps: Vec::new() }
    }

    /// The place one step further in.
    #[must_use]
    pub fn then(mut self, step: Step) -> Self {
        self.steps.push(step);
        self
    }

    /// A member of this place.
    #[must_use]
    pub fn name(self, name: &'static str) -> Self {
        self.then(Step::Name(name))
    }

    /// An item of this place.
    #[must_use]
    pub fn index(self, index: usize) -> Self {
        self.then(Step::Index(index))
    }

    /// A member of the item at `index` of the list `list` of this place, a step often made.
    #[must_use]
    pub fn item(self, list: &'static str, index: usize) -> Self {
        self.name(list).index(index)
    }

    pub(crate) fn push(&mut self, step: Step) {
        self.steps.push(step);
    }

    pub(crate) fn pop(&mut self) {
        self.steps.pop();
    }

    /// The member that the place is, or is an item of.
    pub(crate) fn last_name(&self) -> &'static str {
        let name = |step: &Step| match step {
            Step::Name(name) => Some(*name),
            Step::Index(_) => None,
        };
        self.steps.iter().rev().find_map(name).unwrap_or_default()
    }

    pub(crate) fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The path as told to the client.
    pub fn spelled(&self) -> String {
        let mut path = match self.style {
            Style::Dotted(parameter) => parameter.to_owned(),
            Style::Pointer => String::new(),
        };
        for step in &self.steps {
            let written = match (self.style, step) {
                (Style::Dotted(_), Step::Name(name)) => write!(path, ".{name}"),
                (Style::Dotted(_), Step::Index(index)) => write!(path, "[{index}]"),
                (Style::Pointer, Step::Name(name)) => write!(path, "/{name}"),
                (Style::Pointer, Step::Index(index)) => write!(path, "/{index}"),
            };
            debug_assert!(written.is_ok(), "a String takes every text");
        }
        path
    }
}

/// The ways up from a path, itself first: `a.b[0].c`, `a.b[0]`, `a.b`, `a`.
pub(super) fn upwards(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path), |path| path.rfind(['.', '[', '/']).and_then(|at| path.get(..at)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s2_paths_have_the_spelling_of_their_surface() {
        let path = |style| Path::root(style).item("Customers", 0).item("Data", 1).name("Value").spelled();
        assert_eq!(path(Style::Dotted("request")), "request.Customers[0].Data[1].Value");
        assert_eq!(path(Style::Pointer), "/Customers/0/Data/1/Value");
        assert_eq!(
            Path::root(Style::Dotted("request")).index(0).name("Username").spelled(),
            "request[0].Username"
        );
    }

    #[test]
    fn a_path_lies_below_its_beginnings() {
        let up: Vec<_> = upwards("request.A[0].B").collect();
        assert_eq!(up, ["request.A[0].B", "request.A[0]", "request.A", "request"]);
        assert_eq!(upwards("/a/0").collect::<Vec<_>>(), ["/a/0", "/a", ""]);
    }
}
