//! Query values (U3, U4, U6, E99, E104): nested names, lists in four spellings, and the conversions of bodies.

mod decode;

use std::borrow::Cow;
use std::collections::HashMap;

pub use decode::{decode, pairs};

use crate::fault::{Fault, FaultKind, Faults};
use crate::value::{Scalar, Scan, nullable};

/// The values of a query by name, and what is wrong with them.
#[derive(Debug)]
pub struct Query<'a> {
    values: HashMap<String, Vec<Value<'a>>>,
    /// What is wrong; keys are `request.<Name>` (S3).
    pub faults: Faults,
}

#[derive(Debug)]
struct Value<'a> {
    /// As sent, still encoded.
    raw: &'a str,
    position: usize,
}

impl<'a> Query<'a> {
    /// Takes a query apart. Names of `known` are asked for later; all others are ignored (U3), but for filters: one
    /// that is ignored would leak data (E104).
    pub fn new(query: &'a str, known: &[&str]) -> Self {
        let mut read = Self { values: HashMap::new(), faults: Faults::new() };
        for (position, name, raw) in pairs(query) {
            let Some(decoded) = decode(name) else {
                read.tell("request".to_owned(), position, NOT_DECODED);
                continue;
            };
            let spelled = without_parameter(&decoded);
            let first: String =
                spelled.split(['.', '[']).next().unwrap_or_default().chars().take(100).collect();
            let is_known = known.iter().any(|name| name.eq_ignore_ascii_case(&first));
            let decoded = spelled.to_ascii_lowercase();
            let head = first.to_ascii_lowercase();
            if !is_known && (head.ends_with("filter") || head.ends_with("filters")) {
                read.tell(format!("request.{first}"), position, "The filter is not known.");
            }
            read.values.entry(list_name(&decoded).to_owned()).or_default().push(Value { raw, position });
        }
        read
    }

    /// A single value; empty is null, twice is a fault (U4).
    pub fn single<T: Scan>(&mut self, name: &'static str) -> Option<T> {
        let sent = self.values.remove(&name.to_ascii_lowercase())?;
        let [value] = sent.as_slice() else {
            let position = sent.first().map_or(0, |value| value.position);
            self.tell(format!("request.{name}"), position, &format!("The member {name} occurs twice."));
            return None;
        };
        let text = self.decoded(name, value.raw, value.position)?;
        self.convert(name, &text, value.position)
    }

    /// A list of numbers: repeated, with `[0]`, with `[]`, or with commas (E99). No number holds a comma, so an encoded
    /// one, as many clients write it, separates too.
    pub fn numbers(&mut self, name: &'static str) -> Vec<i32> {
        let sent = self.values.remove(&name.to_ascii_lowercase()).unwrap_or_default();
        let mut numbers = Vec::new();
        for value in sent {
            let Some(text) = self.decoded(name, value.raw, value.position) else { continue };
            for piece in text.split(',') {
                numbers.extend(self.convert::<i32>(name, piece, value.position));
            }
        }
        numbers
    }

    fn decoded<'v>(&mut self, name: &str, raw: &'v str, position: usize) -> Option<Cow<'v, str>> {
        let text = decode(raw);
        if text.is_none() {
            self.tell(format!("request.{name}"), position, NOT_DECODED);
        }
        text
    }

    fn convert<T: Scan>(&mut self, name: &str, text: &str, position: usize) -> Option<T> {
        nullable(Scalar::Text(text)).unwrap_or_else(|wrong| {
            self.tell(format!("request.{name}"), position, &wrong.text());
            None
        })
    }

    fn tell(&mut self, path: String, position: usize, text: &str) {
        self.faults.push(Fault { path, position, text: text.to_owned(), kind: FaultKind::Reading });
    }
}

const NOT_DECODED: &str = "The query is not valid percent-encoded UTF-8.";

/// E99: each name with or without `request.` in front.
fn without_parameter(name: &str) -> &str {
    let (head, rest) = name.split_once('.').unwrap_or(("", name));
    if head.eq_ignore_ascii_case("request") { rest } else { name }
}

/// `Ids[0]` and `Ids[]` are items of `Ids`.
fn list_name(name: &str) -> &str {
    match name.strip_suffix(']').and_then(|rest| rest.rsplit_once('[')) {
        Some((list, index)) if index.bytes().all(|digit| digit.is_ascii_digit()) => list,
        _ => name,
    }
}

#[cfg(test)]
mod tests;
