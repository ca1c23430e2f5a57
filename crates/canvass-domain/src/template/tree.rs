//! The tree that a body becomes: every name is known, every value has its escape, every comparison its sort.

use std::sync::Arc;

use jiff::civil::Date;

use super::date::Pattern;
use super::document::{Kind, Wording};
use super::markup::Escape;
use super::name::Plain;
use super::number::Decimal;
use super::syntax::Operator;
use crate::id::ColumnId;

/// A piece of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    Text(String),
    Print(Source, Escape),
    /// What the `<html>` tag lacks: its language, and its direction unless the author wrote that.
    Root {
        has_direction: bool,
    },
    If(Vec<(Condition, Vec<Node>)>, Vec<Node>),
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Source {
    Plain(Plain),
    Column(ColumnId),
    Typed(Arc<Typed>),
}

/// A placeholder whose column is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Typed {
    pub(super) column: ColumnId,
    pub(super) kind: Kind,
    /// How a date is read; `None` = as ISO 8601 has it.
    pub(super) reads: Option<Pattern>,
    pub(super) if_empty: Wording,
}

/// What is asked of the data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Condition {
    Filled(Source),
    Same(Source, Source),
    Text(Source, String),
    Number(Source, Operator, Decimal),
    Day(Source, Operator, Date),
    Not(Box<Condition>),
    All(Vec<Condition>),
    Any(Vec<Condition>),
}

impl Source {
    pub(super) fn is_address(&self) -> bool {
        match self {
            Self::Plain(plain) => plain.is_address(),
            Self::Column(_) => false,
            Self::Typed(typed) => typed.kind == Kind::Link,
        }
    }
}

/// The personal link is printed whatever the data are.
pub(super) fn always_prints_link(nodes: &[Node]) -> bool {
    nodes.iter().any(|node| match node {
        Node::Print(source, _) => *source == Source::Plain(Plain::Link),
        Node::Text(_) | Node::Root { .. } => false,
        Node::If(arms, otherwise) => {
            for (condition, body) in arms {
                if !always_prints_link(body) {
                    return false;
                }
                if always_holds(condition) {
                    return true;
                }
            }
            always_prints_link(otherwise)
        }
    })
}

/// It asks for an address that is always there.
fn always_holds(condition: &Condition) -> bool {
    match condition {
        Condition::Filled(Source::Plain(plain)) => plain.is_address(),
        Condition::All(parts) => parts.iter().all(always_holds),
        Condition::Any(parts) => parts.iter().any(always_holds),
        Condition::Filled(_)
        | Condition::Same(..)
        | Condition::Text(..)
        | Condition::Number(..)
        | Condition::Day(..)
        | Condition::Not(_) => false,
    }
}
