//! XML text to [`Node`]s. `quick-xml` cuts the text into events; everything that a conforming reader must refuse and
//! that it lets through is checked here (X11-X18).
//!
//! Nothing is expanded, fetched or typed from the document. Order and prefixes do not matter (X1, X4); elements of
//! unknown namespaces do not reach the tree (X5).

mod declaration;
mod letter;
mod parts;
mod space;
mod tag;
mod tree;

use crate::limits::ReadLimits;
use crate::node::{Kind, Node, is_blank};
use crate::read::{Unreadable, text_of};

/// What a surface takes for its own (X1-X4).
#[derive(Debug, Clone, Copy)]
pub struct Vocabulary<'v> {
    /// Local name of the document element.
    pub root: &'v str,
    /// Beginnings of the namespaces whose elements count; no namespace and the Arrays namespace always do.
    pub namespaces: &'static [&'static str],
}

/// A place that ends the reading.
#[derive(Debug, Clone, Copy)]
struct Stop {
    at: usize,
    what: &'static str,
}

fn stop(at: usize, what: &'static str) -> Stop {
    Stop { at, what }
}

/// Reads a body.
pub fn read<'a>(
    body: &'a [u8],
    vocabulary: &Vocabulary<'_>,
    limits: ReadLimits,
) -> Result<Node<'a>, Unreadable> {
    let text = text_of(body)?;
    // B8
    if text.chars().all(is_blank) {
        return Err(Unreadable::missing());
    }
    let root = tree::read(text, vocabulary.namespaces, limits)
        .map_err(|stop| Unreadable::at(text, stop.at, stop.what))?;
    // X2
    if !root.is_known || root.name != vocabulary.root {
        let text = format!("The document element {} is expected.", vocabulary.root);
        return Err(Unreadable { position: root.node.position, text });
    }
    if root.node.kind == Kind::Null { Err(Unreadable::missing()) } else { Ok(root.node) }
}

#[cfg(test)]
mod tests;
