//! Where a path stands in the document, so that faults of rules find their place among faults of reading (S4).

use super::{Path, Step};
use crate::node::{Kind, Member, Node};

/// The tree of a request, asked for positions.
#[derive(Debug)]
pub struct Places<'a> {
    root: Option<Node<'a>>,
}

impl<'a> Places<'a> {
    /// The places of a document; without one all places are its beginning.
    pub fn new(root: Option<Node<'a>>) -> Self {
        Self { root }
    }

    /// The position of the nearest node on the way to `path` that exists.
    pub fn position(&self, path: &Path) -> usize {
        let Some(mut node) = self.root.as_ref() else { return 0 };
        for step in path.steps() {
            match next(node, *step) {
                Some(part) => node = part,
                None => break,
            }
        }
        node.position
    }
}

fn next<'n, 'a>(node: &'n Node<'a>, step: Step) -> Option<&'n Node<'a>> {
    let named = |members: &'n [Member<'a>], name: &str| {
        members.iter().find(|member| member.name.eq_ignore_ascii_case(name)).map(|member| &member.node)
    };
    match (&node.kind, step) {
        (Kind::List(items), Step::Index(index)) => items.get(index),
        (Kind::Object(members), Step::Name(name)) => named(members, name),
        (kind, Step::Name(name)) => named(kind.as_element()?.1, name),
        (kind, Step::Index(index)) => kind.as_element()?.1.get(index).map(|child| &child.node),
    }
}
