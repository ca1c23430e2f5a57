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
