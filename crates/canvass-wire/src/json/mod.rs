//! JSON text to [`Node`]s: one strict reading and, only where it fails on syntax and only for surfaces that allow it,
//! a second one with comments, a last comma, single quotes and bare names (J1-J7).
//!
//! The tokeniser is our own: no library keeps number text, doubled names, NUL, positions and exactly J2-J5 at once.
//! `tests/it/json_oracle.rs` holds it against `serde_json`.

mod scan;
mod text;
mod tree;

use crate::limits::ReadLimits;
use crate::node::{Kind, Node, is_blank};
use crate::read::{Unreadable, text_of};
use scan::{Scanner, Stop};

/// Which texts are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// RFC 8259 only: our own routes.
    Strict,
    /// RFC 8259, then J2 to J5: the vendors' routes.
    StrictThenLenient,
}

/// Reads a body.
pub fn read(body: &[u8], syntax: Syntax, limits: ReadLimits) -> Result<Node<'_>, Unreadable> {
    let text = text_of(body)?;
    // B8
    if text.chars().all(is_blank) {
        return Err(Unreadable::missing());
    }
    let node = read_text(text, syntax, limits).map_err(|stop| Unreadable::at(text, stop.at, stop.what))?;
    if node.kind == Kind::Null { Err(Unreadable::missing()) } else { Ok(node) }
}

/// A document as it was written, and whether only the second reading took it.
#[derive(Debug, Clone, PartialEq)]
pub struct Document<'a> {
    /// What stands there; control characters are kept (Q20).
    pub root: Node<'a>,
    /// The strict reading failed (Q13).
    pub is_lenient: bool,
}

/// Reads a text for a surface that judges control characters itself and remembers which reading took it (Q13, Q14).
pub fn document(text: &str, limits: ReadLimits) -> Result<Document<'_>, Unreadable> {
    let told = |stop: Stop| Unreadable::at(text, stop.at, stop.what);
    match Scanner::strict(text, limits).keeping_controls().document() {
        Ok(root) => Ok(Document { root, is_lenient: false }),
        Err(stop) if stop.is_syntax => {
            let root = Scanner::lenient(text, limits).keeping_controls().document().map_err(told)?;
            Ok(Document { root, is_lenient: true })
        }
        Err(stop) => Err(told(stop)),
    }
}

fn read_text(text: &str, syntax: Syntax, limits: ReadLimits) -> Result<Node<'_>, Stop> {
    match Scanner::strict(text, limits).document() {
        Err(stop) if stop.is_syntax && syntax == Syntax::StrictThenLenient => {
            Scanner::lenient(text, limits).document()
        }
        read => read,
    }
}

#[cfg(test)]
mod tests;
