//! The template language, kept small on purpose: `{{ name }}`, `{# comment #}` and
//! `{% if name == "text" and not name %} {% elif %} {% else %} {% endif %}`.
//!
//! No filters, loops, arithmetic or calls: so printing takes the time of printing, and nothing gets around escaping.
//! `lex` cuts a source into tags, `condition` reads what stands between `{% if` and `%}`, here both become a tree.

mod condition;
mod lex;

pub(super) use condition::{Literal, Operator, Test};
use lex::{Tag, tags};

/// Conditional parts inside one another.
const MOST_DEPTH: usize = 20;

/// A fault of a source, at its byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SourceFault {
    pub(super) at: usize,
    pub(super) text: String,
}

impl SourceFault {
    pub(super) fn new(at: usize, text: impl Into<String>) -> Self {
        Self { at, text: text.into() }
    }
}

/// A name as written, such as `data.first_name`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) at: usize,
    pub(super) path: String,
}

/// A piece of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    Text(&'a str),
    Print(Name),
    /// The first arm whose test holds, else the rest.
    If {
        at: usize,
        arms: Vec<(Test, Vec<Piece<'a>>)>,
        otherwise: Vec<Piece<'a>>,
    },
}

/// An open conditional part.
struct Open<'a> {
    at: usize,
    arms: Vec<(Test, Vec<Piece<'a>>)>,
    has_else: bool,
    /// What stood before it.
    outside: Vec<Piece<'a>>,
}

/// The tree of a source and every fault of it; with faults the tree is what could be read.
pub(super) fn parse(source: &str) -> (Vec<Piece<'_>>, Vec<SourceFault>) {
    let (tags, mut faults) = tags(source);
    let mut open: Vec<Open<'_>> = Vec::new();
    let mut pieces = Vec::new();
    for tag in tags {
        match tag {
            Tag::Text(text) => pieces.push(Piece::Text(text)),
            Tag::Print(name) => pieces.push(Piece::Print(name)),
            Tag::If(at, test) => {
                if open.len() == MOST_DEPTH {
                    faults.push(SourceFault::new(
                        at,
                        format!("more than {MOST_DEPTH} parts stand in one another"),
                    ));
                    return (pieces, faults);
                }
                let outside = std::mem::take(&mut pieces);
                open.push(Open { at, arms: vec![(test, Vec::new())], has_else: false, outside });
            }
            Tag::Elif(at, _) | Tag::Else(at) | Tag::EndIf(at) if open.is_empty() => {
                faults.push(SourceFault::new(at, "there is no if before it"));
            }
            Tag::Elif(at, test) => next_arm(&mut open, &mut pieces, at, Some(test), &mut faults),
            Tag::Else(at) => next_arm(&mut open, &mut pieces, at, None, &mut faults),
            Tag::EndIf(_) => close(&mut open, &mut pieces),
        }
    }
    while let Some(part) = open.last() {
        faults.push(SourceFault::new(part.at, "this part is not closed: its {% endif %} is missing"));
        close(&mut open, &mut pieces);
    }
    faults.sort_by_key(|fault| fault.at);
    (pieces, faults)
}

fn next_arm<'a>(
    open: &mut [Open<'a>],
    pieces: &mut Vec<Piece<'a>>,
    at: usize,
    test: Option<Test>,
    faults: &mut Vec<SourceFault>,
) {
    let Some(part) = open.last_mut() else { return };
    if part.has_else {
        faults.push(SourceFault::new(at, "nothing but endif follows else"));
        return;
    }
    let body = std::mem::take(pieces);
    if let Some((_, arm)) = part.arms.last_mut() {
        *arm = body;
    }
    match test {
        Some(test) => part.arms.push((test, Vec::new())),
        None => part.has_else = true,
    }
}

fn close<'a>(open: &mut Vec<Open<'a>>, pieces: &mut Vec<Piece<'a>>) {
    let Some(Open { at, mut arms, has_else, outside }) = open.pop() else { return };
    let last = std::mem::replace(pieces, outside);
    let mut otherwise = Vec::new();
    if has_else {
        otherwise = last;
    } else if let Some((_, arm)) = arms.last_mut() {
        *arm = last;
    }
    pieces.push(Piece::If { at, arms, otherwise });
}

/// Line and column of a byte, from 1.
pub(super) fn place(source: &str, at: usize) -> (usize, usize) {
    let before = source.get(..at).unwrap_or(source);
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let column = before.chars().rev().take_while(|sign| *sign != '\n').count() + 1;
    (line, column)
}

#[cfg(test)]
mod tests;
