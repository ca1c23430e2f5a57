//! The walk through a tree along the tables: it binds what it can and tells of everything else.

use super::{Dialect, Filled, Member, Most, Slot, Spot, Table};
use crate::fault::{Fault, FaultKind, Faults, Path, Step};
use crate::node::{self, Kind, Node, is_blank};
use crate::value::{Sent, Wrong, text};

/// Where the reading stands, and what it found.
#[derive(Debug)]
pub struct Walk<'d> {
    pub(super) dialect: &'d Dialect,
    pub(super) path: Path,
    pub(super) faults: Faults,
}

/// The members of a table, each with a bit of its own. No request type has more than 64.
fn bits<T>(table: &'static Table<T>) -> impl Iterator<Item = (&'static Member<T>, u64)> {
    table.members.iter().zip(0_u32..).map(|(member, index)| (member, 1_u64.rotate_left(index)))
}

/// Counted in characters; the bytes are looked at first because they are known.
fn is_longer(text: &str, most: usize) -> bool {
    text.len() > most && text.chars().count() > most
}

impl<'d> Walk<'d> {
    pub(super) fn new(dialect: &'d Dialect) -> Self {
        Self { dialect, path: Path::root(dialect.style), faults: Faults::new() }
    }

    /// Binds an object (V12). `Err`: it is none.
    pub(super) fn object<T>(&mut self, node: &Node<'_>, table: &'static Table<T>, into: &mut T) -> Filled {
        let members = self.parts(node, Wrong::NotObject)?;
        let is_exact = self.dialect.is_strict || node.kind.as_element().is_some();
        let is_named = |member: &node::Member<'_>, name: &str| {
            if is_exact { member.name == name } else { member.name.eq_ignore_ascii_case(name) }
        };
        let (mut once, mut twice, mut filled) = (0_u64, 0_u64, 0_u64);
        for member in members {
            let Some((known, bit)) = bits(table).find(|(known, _)| is_named(member, known.name)) else {
                self.unknown(member, node.position);
                continue;
            };
            if once & bit == 0 {
                once |= bit;
                filled |= if self.member(known, &member.node, into) { bit } else { 0 };
            } else if twice & bit == 0 {
                // M2, X6: told where the first stands.
                twice |= bit;
                let first = members.iter().find(|first| is_named(first, known.name)).unwrap_or(member);
                let text = format!("The member {} occurs twice.", known.name);
                self.tell_member(known.name, first.node.position, text, FaultKind::Stray);
            }
        }
        for (member, _) in bits(table).filter(|(member, bit)| member.is_required && filled & bit == 0) {
            let text = format!("The {} field is required.", member.name);
            self.tell_member(member.name, node.position, text, FaultKind::Lacking);
        }
        Ok(true)
    }

    /// Binds a list of objects. Null, and items that cannot be read, keep their place with their default (M7, M8).
    pub(super) fn list<T: Default>(
        &mut self,
        node: &Node<'_>,
        table: &'static Table<T>,
        most: Option<Most>,
        into: &mut Vec<T>,
    ) -> Filled {
        self.items(node, table.name, most, |walk, item| {
            let mut value = T::default();
            let read = walk.object(item, table, &mut value);
            into.push(value);
            read
        })
    }

    /// Goes through the items of a list (V11, X7); `read` binds one.
    pub(super) fn items(
        &mut self,
        node: &Node<'_>,
        name: &str,
        most: Option<Most>,
        mut read: impl FnMut(&mut Self, &Node<'_>) -> Filled,
    ) -> Filled {
        self.sparse_items(node, name, most, |walk, item| {
            let found = read(walk, item);
            if item.kind == Kind::Null { Err(Wrong::NullItem) } else { found }
        })
    }

    /// The same for a list that may hold nulls: `read` meets them too.
    pub(super) fn sparse_items(
        &mut self,
        node: &Node<'_>,
        name: &str,
        most: Option<Most>,
        mut read: impl FnMut(&mut Self, &Node<'_>) -> Filled,
    ) -> Filled {
        if node.kind == Kind::Null {
            return Ok(false);
        }
        let items: Vec<&Node<'_>> = if let Kind::List(items) = &node.kind {
            items.iter().collect()
        } else {
            let children = self.parts(node, Wrong::NotList)?;
            children.iter().filter(|child| child.name == name).map(|child| &child.node).collect()
        };
        let count = most.map_or(usize::MAX, |most| most.count);
        if let Some(most) = most.filter(|most| items.len() > most.count) {
            self.tell(node.position, most.text.to_owned(), FaultKind::Rule);
        }
        for (index, item) in items.iter().take(count).enumerate() {
            self.path.push(Step::Index(index));
            if let Err(wrong) = read(self, item) {
                self.tell(item.position, wrong.text().into_owned(), FaultKind::Reading);
            }
            self.path.pop();
        }
        Ok(!items.is_empty())
    }

    /// Binds one member; whether it holds something. What could not be read counts as something (S9).
    fn member<T>(&mut self, member: &Member<T>, node: &Node<'_>, into: &mut T) -> bool {
        self.path.push(Step::Name(member.name));
        let sent = Sent::of(node, self.dialect.is_strict);
        let read = match member.slot {
            Slot::Value(read) => read(into, sent),
            Slot::Part(read) => read(into, Spot { node, most: member.most, walk: self }),
            Slot::Text(field) => text(sent).map(|text| {
                self.measure(node, member.name, text, member.longest);
                *field(into) = text.map(str::to_owned);
                text.is_some_and(|text| !text.trim().is_empty())
            }),
        };
        let is_filled = read.unwrap_or_else(|wrong| {
            self.tell(node.position, wrong.text().into_owned(), FaultKind::Reading);
            true
        });
        self.path.pop();
        is_filled
    }

    /// Tells of a text that is too long (S10); it is bound all the same.
    pub(super) fn measure(&mut self, node: &Node<'_>, name: &str, text: Option<&str>, most: usize) {
        if text.is_some_and(|text| is_longer(text, most)) {
            let text = format!("The field {name} must be a string with a maximum length of {most}.");
            self.tell(node.position, text, FaultKind::Rule);
        }
    }

    /// M3: skipped, unless its name is no text at all (J8) or the route is our own.
    fn unknown(&mut self, member: &node::Member<'_>, position: usize) {
        if member.name.contains('\0') {
            self.tell(position, Wrong::Nul.text().into_owned(), FaultKind::Stray);
        } else if self.dialect.is_strict {
            let name: String = member.name.chars().take(100).collect();
            let path = format!("{}/{}", self.path.spelled(), name.replace('~', "~0").replace('/', "~1"));
            let text = "The member is not known.".to_owned();
            self.faults.push(Fault { path, position: member.node.position, text, kind: FaultKind::Rule });
        }
    }

    fn tell_member(&mut self, name: &'static str, position: usize, text: String, kind: FaultKind) {
        self.path.push(Step::Name(name));
        self.tell(position, text, kind);
        self.path.pop();
    }

    /// Children of an object or an element; text beside them is told of (X15).
    fn parts<'n, 'a>(&mut self, node: &'n Node<'a>, wrong: Wrong) -> Result<&'n [node::Member<'a>], Wrong> {
        if let Kind::Object(members) = &node.kind
            && wrong == Wrong::NotObject
        {
            return Ok(members);
        }
        let (text, children) = node.kind.as_element().ok_or(wrong.clone())?;
        if !text.chars().all(is_blank) {
            if children.is_empty() {
                return Err(wrong);
            }
            self.tell(node.position, wrong.text().into_owned(), FaultKind::Stray);
        }
        Ok(children)
    }
}
