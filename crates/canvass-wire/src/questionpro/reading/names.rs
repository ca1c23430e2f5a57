//! The names of an object: none twice, compared without case (Q17), none with U+0000 (Q20).

use std::borrow::Cow;

use super::Walk;
use crate::node::{Kind, Member, Node, line_and_column};

impl Walk<'_> {
    /// Looks at the names of one object.
    pub(super) fn names(&mut self, members: &[Member<'_>], position: usize) {
        if members.iter().any(|member| member.name.contains('\0')) {
            self.tell(position, "a name holds U+0000.");
        }
        let mut names: Vec<(Cow<'_, str>, usize)> =
            members.iter().map(|member| (lowered(&member.name), member.node.position)).collect();
        names.sort_unstable();
        let mut told = None;
        for pair in names.windows(2) {
            let [(name, _), (again, position)] = pair else { continue };
            if name == again && told != Some(again) {
                let (line, column) = line_and_column(self.text, *position);
                let text = format!("line {line}, column {column}: a name occurs twice.");
                self.tell(*position, text);
                told = Some(again);
            }
        }
    }

    /// What nobody reads is still no place for U+0000 or doubled names.
    pub(super) fn unread(&mut self, node: &Node<'_>) {
        match &node.kind {
            Kind::Text(text) if text.contains('\0') => self.tell(node.position, "a text holds U+0000."),
            Kind::List(items) => {
                for item in items {
                    self.unread(item);
                }
            }
            Kind::Object(members) => {
                self.names(members, node.position);
                for member in members {
                    self.unread(&member.node);
                }
            }
            Kind::Null
            | Kind::Bool(_)
            | Kind::Number(_)
            | Kind::Text(_)
            | Kind::Leaf(_)
            | Kind::Element(_) => {}
        }
    }
}

fn lowered(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}
