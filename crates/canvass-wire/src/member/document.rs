//! From a body to a typed request: which reader, which table, and what stops everything.

use super::{Table, Walk};
use crate::fault::{Fault, FaultKind, Faults, Path, Places, Style};
use crate::json::{self, Syntax};
use crate::limits::ReadLimits;
use crate::node::{Kind, Node};
use crate::read::{BodyForm, Unreadable};
use crate::value::Wrong;
use crate::xml::{self, Vocabulary};

/// How a surface reads: its paths, its JSON, its namespaces.
#[derive(Debug, Clone, Copy)]
pub struct Dialect {
    /// Spelling of paths.
    pub style: Style,
    /// Strict or with a second reading.
    pub syntax: Syntax,
    /// Our own routes: names compare exactly, unknown members are refused, values have the JSON type of their member.
    pub is_strict: bool,
    /// Beginnings of known namespaces (X3).
    pub namespaces: &'static [&'static str],
    /// Limits while reading.
    pub limits: ReadLimits,
}

/// A request as far as it could be bound, and what is wrong with it.
///
/// Rules run on the request even if there are faults (S9); nothing may be done with it then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound<T> {
    /// What was bound; what could not be read has its default, list items keep their index.
    pub request: T,
    /// What is wrong.
    pub faults: Faults,
}

impl<T> Bound<T> {
    /// The request in other words, with the same faults.
    pub fn map<U>(self, lower: impl FnOnce(T) -> U) -> Bound<U> {
        Bound { request: lower(self.request), faults: self.faults }
    }
}

impl Dialect {
    fn tree<'a>(&self, body: &'a [u8], form: BodyForm, root: &str) -> Result<Node<'a>, Unreadable> {
        match form {
            BodyForm::Json => json::read(body, self.syntax, self.limits),
            BodyForm::Xml => xml::read(body, &Vocabulary { root, namespaces: self.namespaces }, self.limits),
        }
    }

    fn refuse(&self, position: usize, text: String) -> Faults {
        Faults::single(Path::root(self.style).spelled(), position, text)
    }
}

/// Reads a body that is one object. `Err`: nothing was bound, no rule has anything to judge.
pub fn read_object<T: Default>(
    body: &[u8],
    form: BodyForm,
    table: &'static Table<T>,
    dialect: &Dialect,
) -> Result<Bound<T>, Faults> {
    let tree = dialect.tree(body, form, table.name);
    let root = tree.map_err(|error| dialect.refuse(error.position, error.text))?;
    // J13
    if !matches!(root.kind, Kind::Object(_)) && root.kind.as_element().is_none() {
        return Err(dialect.refuse(root.position, Wrong::NotObject.text().into_owned()));
    }
    let mut walk = Walk::new(dialect);
    let mut request = T::default();
    let read = walk.object(&root, table, &mut request);
    Ok(Bound { request, faults: walk.finish(&root, read.err()) })
}

/// Reads a body that is a list; in XML its document element is `ArrayOf` and the item type (W8).
pub fn read_list<T: Default>(
    body: &[u8],
    form: BodyForm,
    table: &'static Table<T>,
    dialect: &Dialect,
) -> Result<Bound<Vec<T>>, Faults> {
    let tree = dialect.tree(body, form, &format!("ArrayOf{}", table.name));
    let root = tree.map_err(|error| dialect.refuse(error.position, error.text))?;
    // J13
    if !matches!(root.kind, Kind::List(_)) && root.kind.as_element().is_none() {
        return Err(dialect.refuse(root.position, Wrong::NotList.text().into_owned()));
    }
    let mut walk = Walk::new(dialect);
    let mut request = Vec::new();
    let read = walk.list(&root, table, None, &mut request);
    Ok(Bound { request, faults: walk.finish(&root, read.err()) })
}

/// The places of a body that was read, to sort faults of rules by. Made only when there are such faults.
pub fn places<'a>(body: &'a [u8], form: BodyForm, root: &str, dialect: &Dialect) -> Places<'a> {
    Places::new(dialect.tree(body, form, root).ok())
}

impl Walk<'_> {
    fn finish(mut self, root: &Node<'_>, wrong: Option<Wrong>) -> Faults {
        if let Some(wrong) = wrong {
            self.tell(root.position, wrong.text().into_owned(), FaultKind::Reading);
        }
        let mut faults = self.faults;
        faults.settle();
        faults
    }

    /// A fault where the walk stands.
    pub(super) fn tell(&mut self, position: usize, text: String, kind: FaultKind) {
        self.faults.push(Fault { path: self.path.spelled(), position, text, kind });
    }
}
