//! Namespaces in scope: which elements count (X3, X4), and where nil is nil (X8).

use std::borrow::Cow;
use std::collections::HashMap;

use super::tag::{Name, Tag};
use super::{Stop, stop};

const SCHEMA_INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";
const ARRAYS: &str = "http://schemas.microsoft.com/2003/10/Serialization/Arrays";
const XML: &str = "http://www.w3.org/XML/1998/namespace";
const XMLNS: &str = "http://www.w3.org/2000/xmlns/";

/// The declarations of the open elements, newest last for each prefix.
#[derive(Debug)]
pub(super) struct Scope<'a> {
    known: &'static [&'static str],
    /// In the order of their declarations.
    bound: Vec<Bound<'a>>,
    /// Where each prefix stands in `bound`, for documents with more of them than a look along the list allows.
    places: HashMap<&'a str, Vec<usize>>,
}

/// Up to so many declarations are looked through; real documents have five.
const FEW: usize = 16;

#[derive(Debug)]
struct Bound<'a> {
    depth: usize,
    prefix: &'a str,
    namespace: Cow<'a, str>,
    is_known: bool,
}

/// What the tag says once its prefixes are resolved.
#[derive(Debug, Clone, Copy)]
pub(super) struct Resolved {
    pub(super) is_known: bool,
    pub(super) is_nil: bool,
}

impl<'a> Scope<'a> {
    pub(super) fn new(known: &'static [&'static str]) -> Self {
        let mut scope = Self { known, bound: Vec::new(), places: HashMap::new() };
        scope.bind("", Cow::Borrowed(""), 0);
        scope.bind("xml", Cow::Borrowed(XML), 0);
        scope
    }

    fn bind(&mut self, prefix: &'a str, namespace: Cow<'a, str>, depth: usize) {
        let is_known = namespace.is_empty()
            || namespace == ARRAYS
            || self.known.iter().any(|beginning| namespace.starts_with(beginning));
        self.places.entry(prefix).or_default().push(self.bound.len());
        self.bound.push(Bound { depth, prefix, namespace, is_known });
    }

    fn lookup(&self, prefix: &str) -> Option<&Bound<'a>> {
        if self.bound.len() <= FEW {
            return self.bound.iter().rev().find(|bound| bound.prefix == prefix);
        }
        self.places.get(prefix).and_then(|places| places.last()).and_then(|place| self.bound.get(*place))
    }

    /// Takes in the declarations of an element.
    pub(super) fn open(&mut self, tag: &mut Tag<'a>, depth: usize, at: usize) -> Result<(), Stop> {
        for (prefix, namespace) in tag.declarations.drain(..) {
            let is_legal = match prefix {
                "xml" => namespace == XML,
                "xmlns" => false,
                "" => namespace != XML && namespace != XMLNS,
                _ => !namespace.is_empty() && namespace != XML && namespace != XMLNS,
            };
            if !is_legal {
                return Err(stop(at, "a namespace declaration of the element is not legal."));
            }
            self.bind(prefix, namespace, depth);
        }
        Ok(())
    }

    /// Forgets the declarations of an element that closes.
    pub(super) fn close(&mut self, depth: usize) {
        while let Some(bound) = self.bound.pop_if(|bound| bound.depth == depth) {
            let places = self.places.get_mut(bound.prefix);
            if places.is_some_and(|places| places.pop().is_some() && places.is_empty()) {
                self.places.remove(bound.prefix);
            }
        }
    }

    /// Resolves the prefixes of a tag.
    pub(super) fn resolve(&self, tag: &Tag<'a>, at: usize) -> Result<Resolved, Stop> {
        let undeclared = stop(at, "a prefix of the element is not declared.");
        let is_known = self.lookup(tag.name.prefix).ok_or(undeclared)?.is_known;
        let mut is_nil = false;
        for (index, attribute) in tag.attributes.iter().enumerate() {
            let name = attribute.name;
            if name.prefix.is_empty() {
                continue;
            }
            let namespace = &self.lookup(name.prefix).ok_or(undeclared)?.namespace;
            let is_same = |other: Name<'a>| {
                other.local == name.local
                    && !other.prefix.is_empty()
                    && self.lookup(other.prefix).is_some_and(|bound| bound.namespace == *namespace)
            };
            if tag.attributes.iter().take(index).any(|earlier| is_same(earlier.name)) {
                return Err(stop(at, "an attribute of the element occurs twice."));
            }
            if name.local == "nil" && *namespace == SCHEMA_INSTANCE {
                is_nil = matches!(attribute.value.trim(), "true" | "1");
            }
        }
        Ok(Resolved { is_known, is_nil })
    }
}
