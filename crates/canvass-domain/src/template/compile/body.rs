//! Makes the tree of one text: looks names up, follows the HTML around them, and sorts comparisons.

use std::collections::HashMap;

use super::placeholder::found;
use super::{Form, TypedNames};
use crate::column::Column;
use crate::template::document::Kind;
use crate::template::markup::{Escape, Place};
use crate::template::name::plain;
use crate::template::syntax::{Literal, Name, Operator, Piece, SourceFault, Test, parse};
use crate::template::tree::{Condition, Node, Source};
use crate::template::{date, number};

/// What names mean.
pub(super) struct Scope<'a> {
    pub(super) columns: &'a HashMap<String, &'a Column>,
    pub(super) typed: &'a TypedNames,
}

/// A tree, and what is wrong with it.
pub(super) struct Made {
    pub(super) nodes: Vec<Node>,
    pub(super) faults: Vec<SourceFault>,
    /// It cannot be printed.
    pub(super) is_broken: bool,
}

struct Maker<'a> {
    scope: &'a Scope<'a>,
    form: Form,
    faults: Vec<SourceFault>,
    is_broken: bool,
}

pub(super) fn make(source: &str, form: Form, scope: &Scope<'_>) -> Made {
    let (pieces, faults) = parse(source);
    let is_broken = !faults.is_empty();
    let mut maker = Maker { scope, form, faults, is_broken };
    let mut place = Place::default();
    let mut nodes = maker.nodes(pieces, &mut place);
    if form == Form::Html && !maker.is_broken {
        if !place.is_whole() {
            let text =
                "at its end a tag, a quoted value, a comment, a style or a script is still open, or may be";
            maker.faults.push(SourceFault::new(source.len(), text));
        }
        if place.has_script_address {
            maker.faults.push(SourceFault::new(0, "an address begins with javascript: or vbscript:"));
        }
        if place.has_refresh {
            let text = "a meta tag leads elsewhere by itself (http-equiv=refresh)";
            maker.faults.push(SourceFault::new(0, text));
        }
        if !place.has_root() {
            nodes = wrapped(nodes);
        }
    }
    maker.faults.sort_by_key(|fault| fault.at);
    Made { nodes, faults: maker.faults, is_broken: maker.is_broken }
}

/// A page around what is only the inside of one, so that its language and direction are told.
fn wrapped(nodes: Vec<Node>) -> Vec<Node> {
    let text = |text: &str| Node::Text(text.to_owned());
    let mut page = vec![
        text("<!doctype html>\n<html"),
        Node::Root { has_direction: false },
        text(">\n<head>\n<meta charset=\"utf-8\">\n</head>\n<body>\n"),
    ];
    page.extend(nodes);
    page.push(text("\n</body>\n</html>\n"));
    page
}

impl Maker<'_> {
    fn fault(&mut self, at: usize, text: impl Into<String>) {
        self.faults.push(SourceFault::new(at, text));
    }

    fn broken(&mut self, at: usize, text: impl Into<String>) {
        self.is_broken = true;
        self.fault(at, text);
    }

    fn nodes(&mut self, pieces: Vec<Piece<'_>>, place: &mut Place) -> Vec<Node> {
        let mut nodes = Vec::with_capacity(pieces.len());
        for piece in pieces {
            match piece {
                Piece::Text(text) => self.text(text, place, &mut nodes),
                Piece::Print(name) => nodes.extend(self.print(&name, place)),
                Piece::If { at, arms, otherwise } => nodes.push(self.part(at, arms, otherwise, place)),
            }
        }
        nodes
    }

    fn text(&self, text: &str, place: &mut Place, nodes: &mut Vec<Node>) {
        let root = if self.form == Form::Html { place.follow(text) } else { None };
        match root.and_then(|root| Some((text.split_at_checked(root.at)?, root.has_direction))) {
            Some(((before, after), has_direction)) => {
                nodes.push(Node::Text(before.to_owned()));
                nodes.push(Node::Root { has_direction });
                nodes.push(Node::Text(after.to_owned()));
            }
            None => nodes.push(Node::Text(text.to_owned())),
        }
    }

    fn print(&mut self, name: &Name, place: &mut Place) -> Option<Node> {
        let source = self.source(name)?;
        if self.form == Form::Subject
            && let Source::Plain(plain) = &source
            && plain.is_address()
        {
            self.fault(name.at, "the personal link does not belong here");
        }
        if self.form != Form::Html {
            return Some(Node::Print(source, Escape::None));
        }
        let (escape, fault) = place.escape(source.is_address());
        if let Some(fault) = fault {
            self.fault(name.at, format!("{} {fault}", name.path));
        }
        place.pass();
        Some(Node::Print(source, escape))
    }

    fn source(&mut self, name: &Name) -> Option<Source> {
        if let Some(plain) = plain(&name.path) {
            return Some(Source::Plain(plain));
        }
        if let Some(typed) = self.scope.typed.get(&name.path) {
            return Some(Source::Typed(typed.clone()));
        }
        let column = name.path.strip_prefix("data.").and_then(|column| found(self.scope.columns, column));
        let Some(column) = column else {
            self.broken(name.at, format!("there is no {}", name.path));
            return None;
        };
        if column.is_archived {
            let text = format!("the column {} is archived: no customer brings it any more", column.name);
            self.fault(name.at, text);
        }
        Some(Source::Column(column.id))
    }

    fn part(
        &mut self,
        at: usize,
        arms: Vec<(Test, Vec<Piece<'_>>)>,
        otherwise: Vec<Piece<'_>>,
        place: &mut Place,
    ) -> Node {
        let mut made = Vec::with_capacity(arms.len());
        let mut ends = Vec::with_capacity(arms.len() + 1);
        for (test, body) in arms {
            let condition = self.condition(test).unwrap_or(Condition::Any(Vec::new()));
            let mut end = place.clone();
            made.push((condition, self.nodes(body, &mut end)));
            ends.push(end);
        }
        let mut end = place.clone();
        let otherwise = self.nodes(otherwise, &mut end);
        ends.push(end);
        let (joined, agree) = Place::join(ends);
        if !agree {
            self.fault(at, "this part can end inside another tag or value than it began in");
        }
        *place = joined;
        Node::If(made, otherwise)
    }

    fn condition(&mut self, test: Test) -> Option<Condition> {
        Some(match test {
            Test::Filled(name) => Condition::Filled(self.source(&name)?),
            Test::Same(one, other) => {
                let (one, other) = (self.source(&one), self.source(&other));
                Condition::Same(one?, other?)
            }
            Test::Compare(name, operator, literal) => {
                let source = self.source(&name)?;
                self.compared(&name, source, operator, &literal)?
            }
            Test::OneOf(name, literals) => {
                let source = self.source(&name)?;
                let compared = literals
                    .iter()
                    .map(|literal| self.compared(&name, source.clone(), Operator::Equal, literal));
                Condition::Any(compared.collect::<Option<Vec<Condition>>>()?)
            }
            Test::Not(inner) => Condition::Not(Box::new(self.condition(*inner)?)),
            Test::All(parts) => Condition::All(self.conditions(parts)?),
            Test::Any(parts) => Condition::Any(self.conditions(parts)?),
        })
    }

    /// All of them are looked at, so that all faults are told.
    fn conditions(&mut self, parts: Vec<Test>) -> Option<Vec<Condition>> {
        let made: Vec<Option<Condition>> = parts.into_iter().map(|part| self.condition(part)).collect();
        made.into_iter().collect()
    }

    /// The literal decides the sort of a comparison; the placeholder's type must agree.
    fn compared(
        &mut self,
        name: &Name,
        source: Source,
        operator: Operator,
        literal: &Literal,
    ) -> Option<Condition> {
        let sort = Sort::of(&source);
        let made = match literal {
            Literal::Number(digits) => match sort {
                Sort::Number | Sort::Value => as_number(&source, operator, digits),
                Sort::Day | Sort::Text => None,
            },
            Literal::Text(text) => match sort {
                Sort::Number => as_number(&source, operator, text),
                Sort::Value | Sort::Text if operator == Operator::Equal => {
                    Some(Condition::Text(source, text.clone()))
                }
                Sort::Day | Sort::Value => as_day(&source, operator, text),
                Sort::Text => None,
            },
        };
        if made.is_none() {
            let text = match sort {
                Sort::Number => "is a number: it is compared with one, such as 12.5",
                Sort::Day => "is a date: it is compared with a day, such as \"2026-01-31\"",
                Sort::Text => "is a text: it is compared by ==, != and in",
                Sort::Value => {
                    "is compared by <, <=, > and >= with a number, or a day such as \"2026-01-31\""
                }
            };
            self.broken(name.at, format!("{} {text}", name.path));
        }
        made
    }
}

/// What can be asked of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// A column as it is: whatever the comparison says.
    Value,
    Text,
    Number,
    Day,
}

impl Sort {
    fn of(source: &Source) -> Self {
        match source {
            Source::Plain(_) => Self::Text,
            Source::Column(_) => Self::Value,
            Source::Typed(typed) => match typed.kind {
                Kind::Text => Self::Value,
                Kind::Number { .. } => Self::Number,
                Kind::Date { .. } => Self::Day,
                Kind::Choice { .. } | Kind::Link => Self::Text,
            },
        }
    }
}

fn as_number(source: &Source, operator: Operator, digits: &str) -> Option<Condition> {
    let (number, _) = number::read(digits, false)?;
    Some(Condition::Number(source.clone(), operator, number))
}

fn as_day(source: &Source, operator: Operator, text: &str) -> Option<Condition> {
    Some(Condition::Day(source.clone(), operator, date::day(text)?))
}
